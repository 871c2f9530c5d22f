package prior_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
	"github.com/mathdl/kernel/mathdl/prior"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/solve"
	"github.com/mathdl/kernel/mathdl/train"
	"github.com/mathdl/kernel/mathdl/unroll"
)

var ctx = context.Background()

// problem is tomography of the phantom of Shepp and Logan on n × n pixels, and a bad reconstruction.
func problem(n int) (s *unroll.Setting, p *ct.Problem, x0 []float64) {
	s = unroll.AdlerOktem(n)
	p = ct.Tomography(data.SheppLogan().Image(nil, n, 2), s.R, ct.RelativeGaussian(s.Noise), rand.New(rand.NewPCG(1, 1)))
	return s, p, s.Start(nil, p.Data)
}

// A network that has seen nothing but the data is much better than filtered back projection.
func TestDeep(t *testing.T) {
	s, p, x0 := problem(32)
	r, err := deep(s, p).Run(ctx, nil, &solve.Settings{Iterations: 70})
	if err != nil {
		t.Fatal(err)
	}
	fbp, psnr := metric.PSNR(x0, p.Truth, 1), metric.PSNR(r.X, p.Truth, 1)
	t.Logf("filtered back projection %.2f dB, deep image prior %.2f dB", fbp, psnr)
	if psnr < fbp+3 {
		t.Errorf("%.2f dB, filtered back projection %.2f", psnr, fbp)
	}
}

// deep is the problem with a small network.
func deep(s *unroll.Setting, p *ct.Problem) prior.Deep {
	n := s.R.Domain().Shape[0]
	rnd := rand.New(rand.NewPCG(3, 1))
	return prior.Deep{A: s.R, Y: p.Data, Net: prior.Hourglass(n, n, 8, []int{16, 16, 16}, rnd), Z: prior.Input(8*n*n, rnd), Average: .95, Metric: prior.Ramp(s.R, nil)}
}

// The ramp is self-adjoint and positive, and what is minimised is what is said to be.
func TestMetric(t *testing.T) {
	s, p, _ := problem(32)
	M := prior.Ramp(s.R, nil)
	optest.Linear(t, M, 1e-12)
	d := deep(s, p)
	d.Average = -1
	r, err := d.Run(ctx, nil, &solve.Settings{Iterations: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := s.R.Apply(nil, r.X)
	for i, y := range p.Data {
		e[i] -= y
	}
	F, n2 := 0.0, 0.0
	for i, v := range M.Apply(nil, e) {
		F += e[i] * v / 2
		n2 += e[i] * e[i]
	}
	if F <= 0 || math.Abs(r.F-F) > 1e-4*F || math.Abs(r.Residual-math.Sqrt(n2)) > 1e-4*r.Residual {
		t.Errorf("objective %v, residual %v, want %v, %v", r.F, r.Residual, F, math.Sqrt(n2))
	}
}

// The same bits come on any number of processors.
func TestSameBits(t *testing.T) {
	s, p, _ := problem(32)
	run := func() []float64 {
		d := deep(s, p)
		d.Jitter = .01
		r, err := d.Run(ctx, rand.New(rand.NewPCG(5, 5)), &solve.Settings{Iterations: 5})
		if err != nil {
			t.Fatal(err)
		}
		return r.X
	}
	a := run()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !slices.Equal(a, run()) {
		t.Error("other bits on one processor")
	}
}

// It stops at the discrepancy, and soon after its context.
func TestDeepStops(t *testing.T) {
	s, p, _ := problem(32)
	d := deep(s, p)
	r, err := d.Run(ctx, nil, &solve.Settings{Discrepancy: 4 * p.Delta})
	if err != nil || r.Status != solve.Discrepant {
		t.Errorf("status %v after %d iterations with residual %.3g, noise %.3g, %v", r.Status, r.K, r.Residual, p.Delta, err)
	}
	c, cancel := context.WithCancel(ctx)
	var at time.Time
	r, err = d.Run(c, nil, &solve.Settings{Iterations: 1 << 30, Record: func(i solve.Iterate) {
		if i.K == 3 {
			at = time.Now()
			cancel()
		}
	}})
	if late := time.Since(at); !errors.Is(err, context.Canceled) || r.K != 3 || late > 100*time.Millisecond {
		t.Errorf("%v after %d iterations, %v late", err, r.K, late)
	}
}

// The results of a critic are Ψ at two images and the norm of the gradient between them, and its loss has the derivative
// of finite differences, through that gradient.
func TestCritic(t *testing.T) {
	const n, h = 8, 1e-6
	rnd := rand.New(rand.NewPCG(1, 2))
	Ψ := prior.NewCritic(n, n, []int{3, 4}, rnd)
	c := prior.Critic{Net: Ψ}
	row := make([]float64, 2*n*n+1)
	for i := range row {
		row[i] = rnd.Float64()
	}
	out := nn.ApplyRows(c, nil, mat.NewDense(1, len(row), row)).RawRowView(0)
	x, x0, ε := row[:n*n], row[n*n:2*n*n], row[2*n*n]
	w := make([]float64, n*n)
	for i := range w {
		w[i] = ε*x[i] + (1-ε)*x0[i]
	}
	norm := 0.0
	for _, v := range Ψ.Derivative(w).Adjoint(nil, []float64{1}) {
		norm = math.Hypot(norm, v)
	}
	for i, want := range []float64{Ψ.Apply(nil, x)[0], Ψ.Apply(nil, x0)[0], norm} {
		if math.Abs(out[i]-want) > 1e-9*(1+math.Abs(want)) {
			t.Errorf("result %d: %.9g, want %.9g", i, out[i], want)
		}
	}
	f := ad.Record(func(v *ad.Var) *ad.Var {
		p := &nn.Pass{}
		for _, b := range c.Layout() {
			p.Theta = append(p.Theta, ad.Reshape(ad.Slice(v, 0, b.Lo, b.Hi), b.Shape...))
		}
		return ad.Sum(prior.CriticLoss(0).F(c.Record(p, v.Tape().Var(row, 1, len(row))), nil))
	}, len(c.Params()))
	θ := c.Params()
	g, d := make([]float64, len(θ)), make([]float64, len(θ))
	for i := range d {
		d[i] = rnd.NormFloat64()
	}
	at := func(h float64) float64 {
		y := make([]float64, len(θ))
		for i := range y {
			y[i] = θ[i] + h*d[i]
		}
		return f(make([]float64, len(θ)), y)
	}
	f(g, θ)
	got, want := 0.0, (at(h)-at(-h))/(2*h)
	for i := range g {
		got += g[i] * d[i]
	}
	if math.Abs(got-want) > 1e-5*math.Abs(want) {
		t.Errorf("derivative %.8g, by differences %.8g", got, want)
	}
}

// A critic that was trained a little tells images from reconstructions, and gradient descent with it beats the
// start and the same descent without it.
func TestAdversarial(t *testing.T) {
	const n = 32
	s := unroll.AdlerOktem(n)
	s.R = radon.New(n, n, radon.Span(0, math.Pi, 10), nil) // so few angles that the data alone do not help
	p := ct.Tomography(data.SheppLogan().Image(nil, n, 2), s.R, ct.RelativeGaussian(s.Noise), rand.New(rand.NewPCG(1, 1)))
	s.Filter = radon.FBPSettings{} // of reconstructions that are smooth a critic only learns that they are
	x0 := s.Start(nil, p.Data)
	rnd := rand.New(rand.NewPCG(4, 1))
	Ψ := prior.NewCritic(n, n, []int{8, 16}, rnd)
	src := prior.CriticSource(s.Source(200, nil), n*n)
	_, err := train.FitSource(ctx, prior.Critic{Net: Ψ}, src, &train.Settings{Epochs: 3, Batch: 4, Loss: prior.CriticLoss(0), DType: ad.Float32, Method: train.Adam(5e-3), Schedule: train.Cosine(0)})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := Ψ.Apply(nil, p.Truth)[0], Ψ.Apply(nil, x0)[0]; a >= b {
		t.Errorf("Ψ is %.4g for the image, %.4g for its reconstruction", a, b)
	}
	mu := prior.Balance(s.R, p.Delta/math.Sqrt(float64(len(p.Data))), rnd)
	psnr := func(mu float64) float64 {
		last := math.Inf(1)
		r, err := prior.Adversarial{A: s.R, Y: p.Data, Psi: Ψ, Mu: mu}.GD(ctx, x0, &solve.Settings{Iterations: 100, Record: func(i solve.Iterate) { last = i.F }})
		if err != nil || r.F != last {
			t.Fatalf("%v, objective %v, recorded %v", err, r.F, last)
		}
		return metric.PSNR(r.X, p.Truth, 1)
	}
	start, without, with := metric.PSNR(x0, p.Truth, 1), psnr(0), psnr(mu)
	t.Logf("start %.2f dB, descent without Ψ %.2f, with Ψ %.2f, μ = %.3g", start, without, with, mu)
	if with < start+2 || with < without+.5 {
		t.Errorf("start %.2f dB, descent without Ψ %.2f, with Ψ %.2f", start, without, with)
	}
	c, cancel := context.WithCancel(ctx)
	cancel()
	if r, err := (prior.Adversarial{A: s.R, Y: p.Data, Psi: Ψ}).GD(c, x0, nil); !errors.Is(err, context.Canceled) || r.Status != solve.Interrupted || !slices.Equal(r.X, x0) {
		t.Errorf("cancelled before it began: %v, %v", r.Status, err)
	}
}

func TestMisuse(t *testing.T) {
	A := op.Identity(op.R(4, 4))
	Ψ := prior.NewCritic(4, 4, []int{2}, nil)
	for name, f := range map[string]func(){
		"data":    func() { prior.Deep{A: A, Y: nil, Net: Ψ}.Run(ctx, nil, nil) },
		"network": func() { prior.Deep{A: A, Y: make([]float64, 16)}.Run(ctx, nil, nil) },
		"mu":      func() { prior.Adversarial{A: A, Y: make([]float64, 16), Psi: Ψ, Mu: -1}.GD(ctx, nil, nil) },
		"start":   func() { prior.Adversarial{A: A, Y: make([]float64, 16), Psi: Ψ}.GD(ctx, make([]float64, 3), nil) },
		"iterations": func() {
			prior.Adversarial{A: A, Y: make([]float64, 16), Psi: Ψ}.GD(ctx, nil, &solve.Settings{Iterations: -1})
		},
		"rows":   func() { nn.ApplyRows(prior.Critic{Net: Ψ}, nil, mat.NewDense(1, 32, nil)) },
		"source": func() { prior.CriticSource(train.Source{Out: 3}, 4) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var r *solve.RangeError
				var s *op.ShapeError
				if !errors.As(err, &r) && !errors.As(err, &s) {
					t.Errorf("panic with %v, want a typed value", err)
				}
			}()
			f()
		})
	}
}
