package main

import (
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/fem"
)

// wantMultigrid is the ratio to SciPy's direct solver that multigrid is to reach with 400 × 400 nodes.
const wantMultigrid = 3

// benchFEM is linear elements for −∇·(a∇u) = 1 with n × n inner nodes: rows of the suite pde.
func benchFEM(ctx context.Context, b *Bench) error {
	python := b.Python("fem", 1)
	for _, n := range []int{100, 400} {
		size := map[string]any{"n": n}
		multigrid := 1.0
		if n == 400 {
			multigrid = wantMultigrid
		}
		for _, p := range []Pair{
			{Name: fmt.Sprintf("fem-assemble/%d", n), About: "P1, variable coefficient: stiffness, load, conditions", Job: femAssemble(n),
				Peers: []Peer{{Name: "scikit-fem", Want: 1}}},
			{Name: fmt.Sprintf("fem-direct/%d", n), About: "order, factor, solve", Job: femSolve(n, fem.Direct),
				Peers: []Peer{{Name: "SciPy, splu", Want: 1}}},
			{Name: fmt.Sprintf("fem-multigrid/%d", n), About: "set up and solve to 1e-8, beside the direct solver", Job: femSolve(n, fem.Multigrid),
				Peers: []Peer{{Name: "SciPy, splu", Want: multigrid}}},
		} {
			call := "fem.solve"
			if p.Peers[0].Name == "scikit-fem" {
				call = "fem.assemble"
			}
			want := p.Peers[0].Want
			p.Peers[0] = python.Case(p.Peers[0].Name, call, size)
			p.Peers[0].Want = want
			p.Threads, p.Precision = 1, "float64"
			if err := b.Pair(ctx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func femProblem(m *fem.Mesh) fem.Problem {
	return fem.Problem{V: fem.NewSpace(m, 1), F: fem.Const(1), Conditions: []fem.Condition{fem.Dirichlet(nil, nil)},
		A: fem.Each(func(x, y float64) float64 { return math.Exp(math.Sin(2*math.Pi*x) * math.Cos(2*math.Pi*y)) })}
}

func femAssemble(n int) Job {
	return func() (func() error, error) {
		m := fem.UnitSquare(n + 1)
		return func() error { femProblem(m).Assemble(); return nil }, nil
	}
}

func femSolve(n int, method fem.Method) Job {
	return func() (func() error, error) {
		s := femProblem(fem.UnitSquare(n + 1)).Assemble()
		return func() error {
			_, _, err := s.Solve(context.Background(), fem.Settings{Method: method})
			return err
		}, nil
	}
}
