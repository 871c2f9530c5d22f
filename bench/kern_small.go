package main

import (
	"context"
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// benchSmall tells what a second core gains on small jobs: the peer is this module with one thread.
func benchSmall(ctx context.Context, b *Bench) error {
	for _, s := range []struct {
		name string
		job  Job
	}{
		{"product-192x50x50", productOf[float32](192, 50, 50)},
		{"product-256x50x50", productOf[float32](256, 50, 50)},
		{"product-1024x50x50", productOf[float32](1024, 50, 50)},
		{"tanh-64k", smallTanh(64 << 10)},
		{"tanh-128k", smallTanh(128 << 10)},
	} {
		if !b.Wants("small/" + s.name) {
			continue
		}
		work, err := s.job()
		if err != nil {
			return err
		}
		alone := func(ctx context.Context) (float64, error) {
			return withThreads(1, func() (float64, error) { return Loop(work)(ctx) })
		}
		err = b.Pair(ctx, Pair{
			Name: "small/" + s.name, About: "two threads beside one", Threads: 2, Precision: "float32", Ours: Loop(work),
			Peers: []Peer{{Name: "one thread", Measure: alone, Want: 1}},
		})
		if err != nil {
			return fmt.Errorf("small/%s: %w", s.name, err)
		}
	}
	return nil
}

func smallTanh(n int) Job {
	return func() (func() error, error) {
		x, y := normals[float32](n), make([]float32, n)
		return func() error { kern.Tanh(y, x); return nil }, nil
	}
}
