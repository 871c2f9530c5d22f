package plug

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

const size = 40

// blur is the mean of three neighbours on a ring, self-adjoint.
func blur(dst, x []float64) {
	n := len(x)
	for i := range x {
		dst[i] = (x[(i+n-1)%n] + x[i] + x[(i+1)%n]) / 3
	}
}

// smooth is a symmetric linear denoiser with eigenvalues in [1/3, 1].
func smooth(dst, x []float64) {
	n := len(x)
	for i := range x {
		dst[i] = (x[(i+n-1)%n] + 4*x[i] + x[(i+1)%n]) / 6
	}
}

func ring() op.Linear {
	return op.LinearFunc{X: op.R(size), Y: op.R(size), Fwd: blur, FwdStar: blur}
}

func noisy() []float64 {
	rnd := rand.New(rand.NewPCG(3, 1))
	y := make([]float64, size)
	for i := range y {
		y[i] = math.Sin(float64(i)/4) + 0.1*rnd.NormFloat64()
	}
	return y
}

func distance(x, y []float64) float64 {
	d := make([]float64, len(x))
	for i := range d {
		d[i] = x[i] - y[i]
	}
	return norm(d) / norm(y)
}

// With D(x) = Wx, W symmetric, all methods end at the solution of (σ⁻²A*A + λ(I-W))x = σ⁻²A*y.
func TestREDLinear(t *testing.T) {
	p := RED{A: ring(), Y: noisy(), Sigma: 0.8, Lambda: 0.5, D: smooth, Beta: 0.3}
	w := 1 / (p.Sigma * p.Sigma)
	M := func(dst, x []float64) {
		a, b := make([]float64, size), make([]float64, size)
		blur(a, x)
		blur(dst, a)
		smooth(b, x)
		for i := range dst {
			dst[i] = w*dst[i] + p.Lambda*(x[i]-b[i])
		}
	}
	rhs := p.A.Adjoint(nil, p.Y)
	for i := range rhs {
		rhs[i] *= w
	}
	want, err := solve.CG(context.Background(), op.LinearFunc{X: op.R(size), Y: op.R(size), Fwd: M, FwdStar: M}, rhs, nil, &solve.Settings{Tol: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(context.Context, []float64, *solve.Settings) (*solve.Result, error){"SD": p.SD, "FP": p.FP, "ADMM": p.ADMM} {
		last := math.Inf(1)
		r, err := f(context.Background(), nil, &solve.Settings{Iterations: 20000, Tol: 1e-10, Record: func(it solve.Iterate) {
			if name != "ADMM" && it.F > last*(1+1e-12)+1e-12 {
				t.Errorf("%s: F rises to %v in iteration %d", name, it.F, it.K)
			}
			last = it.F
		}})
		if err != nil || r.Status != solve.Converged {
			t.Errorf("%s: %v, %v", name, r.Status, err)
		}
		if d := distance(r.X, want.X); d > 1e-5 {
			t.Errorf("%s: relative distance %.2g to the solution after %d iterations", name, d, r.K)
		}
	}
}

// With the proximal map of λ‖·‖₁ for denoiser, plug-and-play solves the lasso.
func TestPlugAndPlayLasso(t *testing.T) {
	const lambda, rho = 0.1, 0.7
	soft := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = math.Copysign(max(math.Abs(v)-lambda/rho, 0), v)
		}
	}
	y := noisy()
	want, err := solve.FISTA(context.Background(), solve.Composite{A: ring(), Y: y, G: solve.L1(lambda)}, nil, &solve.Settings{Iterations: 20000, Tol: 1e-13})
	if err != nil {
		t.Fatal(err)
	}
	for _, alpha := range []float64{0, 1.6} {
		r, err := PlugAndPlay{A: ring(), Y: y, D: soft, Rho: rho, Relax: alpha}.ADMM(context.Background(), nil, &solve.Settings{Iterations: 20000, Tol: 1e-10})
		if d := distance(r.X, want.X); err != nil || d > 1e-4 {
			t.Errorf("α = %v: relative distance %.2g to the lasso, %v, %v", alpha, d, r.Status, err)
		}
	}
}

func TestCancel(t *testing.T) {
	p := RED{A: ring(), Y: noisy(), Sigma: 1, Lambda: 1, D: smooth}
	for _, f := range []func(context.Context, []float64, *solve.Settings) (*solve.Result, error){p.SD, p.FP, p.ADMM, PlugAndPlay{A: p.A, Y: p.Y, D: smooth}.ADMM} {
		ctx, cancel := context.WithCancel(context.Background())
		r, err := f(ctx, nil, &solve.Settings{Tol: -1, Record: func(it solve.Iterate) {
			if it.K == 3 {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) || r.Status != solve.Interrupted || r.K != 3 || norm(r.X) == 0 {
			t.Errorf("%v after %d iterations: %v", r.Status, r.K, err)
		}
	}
}

// Once the context has ended neither operator nor denoiser is applied, and what was half done is not taken.
func TestNothingAfterTheEnd(t *testing.T) {
	ring, y := ring(), noisy()
	for end := 1; end < 60; end++ {
		count := 0
		var stop context.CancelFunc
		tick := func(f func(dst, x []float64)) func(dst, x []float64) {
			return func(dst, x []float64) {
				if count++; count == end {
					stop()
				}
				f(dst, x)
			}
		}
		A := op.LinearFunc{X: ring.Domain(), Y: ring.Range(),
			Fwd: tick(func(dst, x []float64) { ring.Apply(dst, x) }), FwdStar: tick(func(dst, y []float64) { ring.Adjoint(dst, y) })}
		p := RED{A: A, Y: y, Sigma: 1, Lambda: 1, D: tick(smooth)}
		for name, run := range map[string]func(context.Context, []float64, *solve.Settings) (*solve.Result, error){
			"SD": p.SD, "FP": p.FP, "ADMM": p.ADMM, "plug": PlugAndPlay{A: A, Y: y, D: tick(smooth)}.ADMM,
		} {
			var c context.Context
			c, stop = context.WithCancel(context.Background())
			count = 0
			var last []float64
			r, err := run(c, nil, &solve.Settings{Tol: -1, Iterations: 1000, Step: .1, Record: func(i solve.Iterate) {
				last = append(last[:0], i.X...)
			}})
			stop()
			if count != end || !errors.Is(err, context.Canceled) || last != nil && !slices.Equal(last, r.X) {
				t.Fatalf("%s: %d applications, the end in number %d; error %v", name, count, end, err)
			}
		}
	}
}

func TestDiverged(t *testing.T) {
	r, err := RED{A: ring(), Y: noisy(), Sigma: 1, Lambda: 1, D: smooth}.SD(context.Background(), nil, &solve.Settings{Step: 1e200})
	if !errors.Is(err, solve.ErrDiverged) || r.Status != solve.Diverged || math.IsNaN(norm(r.X)) {
		t.Errorf("%v, %v", r.Status, err)
	}
}

func TestMisuse(t *testing.T) {
	good := RED{A: ring(), Y: noisy(), Sigma: 1, Lambda: 1, D: smooth}
	for name, change := range map[string]func(p *RED){
		"Sigma": func(p *RED) { p.Sigma = 0 }, "Lambda": func(p *RED) { p.Lambda = math.NaN() }, "Y": func(p *RED) { p.Y = p.Y[1:] },
		"D": func(p *RED) { p.D = nil }, "Relax": func(p *RED) { p.Relax = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				switch e := recover().(type) {
				case *op.ShapeError, *solve.RangeError:
				default:
					t.Errorf("panic %v", e)
				}
			}()
			p := good
			change(&p)
			p.SD(context.Background(), nil, nil)
		})
	}
}

// Denoising with RED: a constant signal is kept, noise is reduced.
func ExampleRED_FP() {
	y := []float64{1.2, 0.8, 1.2, 0.8, 1.2, 0.8}
	id := func(dst, x []float64) { copy(dst, x) }
	A := op.LinearFunc{X: op.R(6), Y: op.R(6), Fwd: id, FwdStar: id}
	mean := func(dst, x []float64) {
		for i := range x {
			dst[i] = (x[(i+5)%6] + x[i] + x[(i+1)%6]) / 3
		}
	}
	r, err := RED{A: A, Y: y, Sigma: 1, Lambda: 4, D: mean}.FP(context.Background(), nil, nil)
	fmt.Printf("%.3f %v %v\n", r.X, r.Status, err)
	// Output:
	// [1.032 0.968 1.032 0.968 1.032 0.968] converged <nil>
}
