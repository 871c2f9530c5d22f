package solve_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// No method applies its operator once more when the context ends during an application, whichever it is, and the
// iterate it returns is no worse than the start.
func TestNothingAfterTheEnd(t *testing.T) {
	const n = 20
	y := gauss(rand.New(rand.NewPCG(7, 1)), n)
	zero := dist(make([]float64, n), y)
	plain := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = v / float64(1+i)
		}
	}
	for end := 1; end < 60; end++ {
		count := 0
		var stop context.CancelFunc
		F := func(dst, x []float64) {
			if count++; count == end {
				stop()
			}
			plain(dst, x)
		}
		A := op.LinearFunc{X: op.R(n), Y: op.R(n), Fwd: F, FwdStar: F}
		for name, run := range methods(A, y) {
			var c context.Context
			c, stop = context.WithCancel(ctx)
			count = 0
			r, err := run(c, &solve.Settings{Iterations: 100, Tol: -1})
			stop()
			if count < end { // it was done before
				continue
			}
			if count > end {
				t.Errorf("%s: %d applications, the context ended in number %d", name, count, end)
			}
			if !errors.Is(err, context.Canceled) || r.Status != solve.Interrupted {
				t.Errorf("%s: status %v, error %v", name, r.Status, err)
			}
			w := make([]float64, n)
			if plain(w, r.X); dist(w, y) > zero*(1+1e-9) {
				t.Errorf("%s: ended in application %d, the iterate is worse than the start", name, end)
			}
		}
	}
}

// fuse is a context that ends when it is looked at for the given time.
type fuse struct {
	context.Context
	left int
	late int // how often it was looked at after the end
}

func (f *fuse) Err() error {
	if f.left > 0 {
		f.left--
		return nil
	}
	f.late++
	return context.Canceled
}

// The proximal map of total variation, which is an iteration of its own, ends with the context, and its unfinished
// result is not taken.
func TestInnerIteration(t *testing.T) {
	const n = 16
	y := gauss(rand.New(rand.NewPCG(7, 1)), n*n)
	A := op.Identity(op.R(n, n))
	TV := solve.TV(n, n, .5, true)
	s := &solve.Settings{Iterations: 50, Tol: -1, Step: .5}
	for name, run := range map[string]func(ctx context.Context) (*solve.Result, error){
		"FISTA": func(ctx context.Context) (*solve.Result, error) {
			return solve.FISTA(ctx, solve.Composite{A: A, Y: y, G: TV}, nil, s)
		},
		"Landweber": func(ctx context.Context) (*solve.Result, error) { return solve.Landweber(ctx, A, y, nil, &TV, s) },
		"SART": func(ctx context.Context) (*solve.Result, error) {
			return solve.SART(ctx, []op.Linear{A}, y, nil, &TV, s)
		},
		"PDHG": func(ctx context.Context) (*solve.Result, error) {
			return solve.PDHG(ctx, solve.Saddle{N: n * n, G: TV, Terms: []solve.Term{{F: solve.SquaredL2(1, y)}}}, nil, s)
		},
		"ADMM": func(ctx context.Context) (*solve.Result, error) {
			return solve.ADMM(ctx, solve.Split{A: A, Y: y, Terms: []solve.Term{{F: TV}}}, nil, s)
		},
		"PDHG, conjugate": func(ctx context.Context) (*solve.Result, error) {
			return solve.PDHG(ctx, solve.Saddle{N: n * n, Terms: []solve.Term{{F: TV}}}, y, s)
		},
		"Joined": func(ctx context.Context) (*solve.Result, error) {
			two := solve.Joined(n*n, solve.Term{F: TV}, solve.Term{F: solve.SquaredL2(1, y)})
			return solve.PDHGLineSearch(ctx, solve.Saddle{N: n * n, Terms: []solve.Term{two}}, nil, 0, s)
		},
	} {
		f := &fuse{Context: ctx, left: 3*solve.TVIterations + 50}
		r, err := run(f)
		if err == nil || r.Status != solve.Interrupted {
			t.Errorf("%s: status %v, error %v", name, r.Status, err)
		}
		if f.late > 12 {
			t.Errorf("%s: looked %d times at a context that had ended", name, f.late)
		}
	}
}
