//go:build !race && !noasm

package rom

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op/optest"
)

// Data, bases and networks ask at least ten times a second whether to go on, on one core.
func TestStopsSoon(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s := NewSolver(Chessboard(2, 0.1), 60) // 3481 unknowns
	data, err := s.Generate(ctx, 16, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	many := &Set{Solver: s, Y: mat.NewDense(160, 4, nil), U: mat.NewDense(160, len(s.Free), nil)}
	for i := range 160 {
		many.Y.SetRow(i, data.Y.RawRowView(i%16))
		many.U.SetRow(i, data.U.RawRowView(i%16))
		many.U.RawRowView(i)[i] += 0.1
	}
	wide, rnd := mat.NewDense(1500, 250, nil), newRand(3)
	for i := range 1500 {
		for j := range 250 {
			wide.Set(i, j, rnd.NormFloat64())
		}
	}
	for _, c := range []struct {
		name string
		f    func(ctx context.Context) error
	}{
		{"Generate", func(ctx context.Context) error { _, err := s.Generate(ctx, 16, 1, nil); return err }},
		{"POD", func(ctx context.Context) error { _, err := POD(ctx, many, 20, true); return err }},
		{"decompose", func(ctx context.Context) error {
			_, _, err := decompose(ctx, wide)
			return err
		}},
		{"Greedy", func(ctx context.Context) error { _, err := Greedy(ctx, many, 20); return err }},
		{"WeakGreedy", func(ctx context.Context) error { _, _, err := WeakGreedy(ctx, s, data.Y, 2); return err }},
		{"PODNet", func(ctx context.Context) error {
			_, err := PODNet(ctx, many, newRand(1), &NetSettings{Epochs: 2, Modes: 5})
			return err
		}},
		{"Direct", func(ctx context.Context) error {
			_, err := Direct(ctx, many, newRand(1), &NetSettings{Epochs: 2, Batch: 32})
			return err
		}},
	} {
		w := optest.NewWatch(ctx)
		if err := c.f(w); err != nil {
			t.Fatal(err)
		}
		d := w.Longest()
		t.Log(c.name, d)
		if d > 100*time.Millisecond {
			t.Errorf("%s: nobody looked for %v", c.name, d)
		}
		stopped, stop := context.WithCancel(ctx)
		stop()
		if err := c.f(stopped); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
