package main

import (
	"context"

	"github.com/mathdl/kernel/internal/kern"
)

// elementwiseSize is the number of values that functions are applied to.
const elementwiseSize = 1_000_000

// function is something that is applied to each value.
type function struct {
	name   string
	single func(dst, x []float32)
	double func(dst, x []float64)
	torch  float64 // the ratio to reach against PyTorch
	numpy  bool    // NumPy has it as one function
}

var functions = []function{
	{"exp", kern.Exp[float32], kern.Exp[float64], 1, true},
	{"log", kern.Log[float32], kern.Log[float64], 0, true},
	{"tanh", kern.Tanh[float32], kern.Tanh[float64], 3, true},
	{"sin", kern.Sin[float32], kern.Sin[float64], 0, true},
	{"sigmoid", kern.Sigmoid[float32], kern.Sigmoid[float64], 0, false},
	{"softplus", kern.Softplus[float32], kern.Softplus[float64], 0, false},
	{"gelu", kern.GELU[float32], kern.GELU[float64], 0, false},
	{"gelu-erf", kern.GELUErf[float32], kern.GELUErf[float64], 0, false},
	{"relu", kern.ReLU[float32], kern.ReLU[float64], 0, false},
}

// benchElementwise compares functions of a million values, and Adam's step on as many weights.
func benchElementwise(ctx context.Context, b *Bench) error {
	for _, precision := range precisions {
		for _, f := range functions {
			if err := benchFunction(ctx, b, f, precision); err != nil {
				return err
			}
		}
	}
	return benchAdam(ctx, b)
}

func benchFunction(ctx context.Context, b *Bench, f function, precision string) error {
	python := b.Python("kern", 1)
	args := map[string]any{"name": f.name, "n": elementwiseSize, "dtype": precision}
	torch := python.Case("torch", "function.torch", args)
	torch.Want = f.torch
	peers := []Peer{torch}
	if f.numpy {
		peers = append(peers, python.Case("numpy", "function.numpy", args))
	}
	job := functionJob(f.single)
	if precision == "float64" {
		job = functionJob(f.double)
	}
	return b.Pair(ctx, Pair{
		Name: "function/" + f.name, About: "of a million values", Threads: 1, Precision: precision, Job: job, Peers: peers,
	})
}

func functionJob[T kern.Float](f func(dst, x []T)) Job {
	return func() (func() error, error) {
		x, y := normals[T](elementwiseSize), make([]T, elementwiseSize)
		for i, v := range x {
			x[i] = max(v, -v) + 1e-3 // a logarithm wants it positive
		}
		return func() error { f(y, x); return nil }, nil
	}
}

func benchAdam(ctx context.Context, b *Bench) error {
	python := b.Python("kern", 1)
	args := map[string]any{"n": elementwiseSize}
	job := func() (func() error, error) {
		w, g := normals[float32](elementwiseSize), normals[float32](elementwiseSize)
		m, v := make([]float32, elementwiseSize), make([]float32, elementwiseSize)
		step := 0
		return func() error {
			step++
			kern.Adam(w, m, v, g, kern.AdamStep{Rate: 1e-3, Beta1: .9, Beta2: .999, Eps: 1e-8, Step: step})
			return nil
		}, nil
	}
	return b.Pair(ctx, Pair{
		Name: "adam", About: "a step of Adam on a million weights", Threads: 1, Precision: "float32", Job: job, Fastest: true,
		Peers: []Peer{python.Case("torch", "adam.torch", args), python.Case("torch fused", "adam.torch.fused", args)},
	})
}
