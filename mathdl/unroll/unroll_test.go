package unroll_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
	"github.com/mathdl/kernel/mathdl/train"
	"github.com/mathdl/kernel/mathdl/unroll"
)

// small are models for a few pixels, by name.
func small(s *unroll.Setting, rnd *rand.Rand) map[string]nn.Model {
	return map[string]nn.Model{
		"gradient":        unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Iterations: 2, Memory: 2, Channels: 4}),
		"shared gradient": unroll.NewGradient(s.R, rnd, &unroll.GradientSettings{Iterations: 3, Memory: 2, Channels: 4, Shared: true}),
		"primal-dual":     unroll.NewPrimalDual(s.R, rnd, &unroll.PrimalDualSettings{Iterations: 2, Memory: 2, Channels: 4}),
		"post-processing": unroll.NewPost(s.R, rnd, &unroll.PostSettings{Channels: []int{8, 16}}),
	}
}

// The derivative in the parameters is that of finite differences.
func TestDerivative(t *testing.T) {
	const n, h = 8, 1e-7
	s := unroll.AdlerOktem(n)
	rnd := rand.New(rand.NewPCG(1, 1))
	src := s.Source(1, nil)
	row, x := make([]float64, src.In), make([]float64, src.Out)
	src.Draw(0, rnd, row, x)
	for name, m := range small(s, rnd) {
		θ := m.Params()
		for i := range θ { // the last layers, too
			θ[i] += .05 * rnd.NormFloat64()
		}
		f := ad.Record(func(v *ad.Var) *ad.Var {
			p := &nn.Pass{}
			for _, b := range m.Layout() {
				p.Theta = append(p.Theta, ad.Reshape(ad.Slice(v, 0, b.Lo, b.Hi), b.Shape...))
			}
			out := m.Record(p, v.Tape().Var(row, 1, len(row)))
			return ad.Mean(ad.Square(ad.Sub(out, v.Tape().Var(x, 1, len(x)))))
		}, len(θ))
		grad, v, at := make([]float64, len(θ)), make([]float64, len(θ)), make([]float64, len(θ))
		f(grad, θ)
		for i := range v {
			v[i] = rnd.NormFloat64()
		}
		shifted := func(h float64) float64 {
			for i := range at {
				at[i] = θ[i] + h*v[i]
			}
			return f(make([]float64, len(θ)), at)
		}
		want, got := (shifted(h)-shifted(-h))/(2*h), 0.0
		for i, g := range grad {
			got += g * v[i]
		}
		if math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s: derivative %.8g, by differences %.8g", name, got, want)
		}
	}
}

// A model that has not been trained returns its start; a little training makes it better than that, with the same
// bits on one processor as on several.
func TestTraining(t *testing.T) {
	s := unroll.AdlerOktem(16)
	src := s.Source(40, nil)
	V, err := train.Generate(context.Background(), 8, src.In, src.Out, rand.New(rand.NewPCG(5, 5)), false, src.Draw)
	if err != nil {
		t.Fatal(err)
	}
	for name := range small(s, nil) {
		fit := func() (nn.Model, *train.Result) {
			m := small(s, rand.New(rand.NewPCG(2, 1)))[name]
			r, err := train.FitSource(context.Background(), m, src, &train.Settings{Epochs: 3, Batch: 2, DType: ad.Float32,
				ClipNorm: 1, Method: train.Adam(3e-3), Validation: &V})
			if err != nil {
				t.Fatal(err)
			}
			return m, r
		}
		before := distance(V.X, V.Y)
		if d := distance(nn.ApplyRows(small(s, rand.New(rand.NewPCG(2, 1)))[name], nil, V.X), V.Y); d != before {
			t.Errorf("%s: untrained %.6g, the start %.6g", name, d, before)
		}
		m, r := fit()
		after := distance(nn.ApplyRows(m, nil, V.X), V.Y)
		t.Logf("%s: %.5f before, %.5f after", name, before, after)
		if after > .8*before {
			t.Errorf("%s: mean square error %.5f, of the start %.5f", name, after, before)
		}
		old := runtime.GOMAXPROCS(3 - min(2, runtime.GOMAXPROCS(0)))
		_, again := fit()
		runtime.GOMAXPROCS(old)
		if !slices.Equal(r.Theta, again.Theta) {
			t.Errorf("%s: other bits on another number of processors", name)
		}
	}
}

// distance is the mean square difference of the first columns of X to Y.
func distance(X, Y *mat.Dense) float64 {
	n, m := Y.Dims()
	d := 0.0
	for i := range n {
		for j := range m {
			e := X.At(i, j) - Y.At(i, j)
			d += e * e / float64(n*m)
		}
	}
	return d
}

// The weights that are shipped, on the phantom of Shepp and Logan with the noise that is used in package ct: there
// converged total variation has 29.16 dB, and 30.09 dB with f ≥ 0.
func TestPretrained(t *testing.T) {
	s := unroll.AdlerOktem(unroll.Size)
	noise, err := os.ReadFile("../ct/testdata/noise.f32")
	if err != nil {
		t.Fatal(err)
	}
	p := ct.Tomography(data.SheppLogan().Image(nil, unroll.Size, 1), s.R, func(g []float64, _ *rand.Rand) {
		mean := 0.0
		for _, v := range g {
			mean += math.Abs(v) / float64(len(g))
		}
		for i := range g {
			g[i] += .05 * mean * float64(math.Float32frombits(binary.LittleEndian.Uint32(noise[4*i:])))
		}
	}, nil)
	for _, c := range []struct {
		name      string
		m         nn.Model
		one, mean float64
	}{
		{"learned gradient", unroll.PretrainedGradient(s.R), 30.5, 31.3},
		{"learned primal-dual", unroll.PretrainedPrimalDual(s.R), 31.3, 31.7},
		{"post-processing", unroll.PretrainedPost(s.R), 31.2, 0},
	} {
		one, mean := metric.PSNR(s.Reconstruct(nil, c.m, p.Data), p.Truth, 1), 0.0
		if c.mean > 0 {
			mean = metric.PSNR(s.Averaged(nil, c.m, p.Data), p.Truth, 1)
		}
		t.Logf("%s: %.2f dB, averaged over symmetries %.2f dB", c.name, one, mean)
		if one < c.one || mean < c.mean {
			t.Errorf("%s: %.2f dB, averaged over symmetries %.2f dB, want %v, %v", c.name, one, mean, c.one, c.mean)
		}
	}
}

// An operator that is not a Radon transform will do, and one without a norm as well.
func TestAnyOperator(t *testing.T) {
	for _, A := range []op.Linear{op.Identity(op.R(4, 5)), op.Scale(0, op.Identity(op.R(4, 5)))} {
		g := unroll.NewGradient(A, nil, &unroll.GradientSettings{Iterations: 1, Channels: 2})
		row := mat.NewDense(1, 40, nil)
		for i := range 40 {
			row.Set(0, i, float64(i))
		}
		if x := nn.ApplyRows(g, nil, row); !slices.Equal(x.RawRowView(0), row.RawRowView(0)[:20]) {
			t.Errorf("without weights: %v", x)
		}
	}
}

func TestMisuse(t *testing.T) {
	A := op.Identity(op.R(4, 4))
	for name, f := range map[string]func(){
		"domain":     func() { unroll.NewGradient(op.Identity(op.R(4)), nil, nil) },
		"range":      func() { unroll.NewPrimalDual(op.Stack(A), nil, nil) },
		"memory":     func() { unroll.NewPrimalDual(A, nil, &unroll.PrimalDualSettings{Memory: 1}) },
		"post":       func() { unroll.NewPost(op.Identity(op.R(16)), nil, nil) },
		"iterations": func() { unroll.NewGradient(A, nil, &unroll.GradientSettings{Iterations: -1}) },
		"row":        func() { nn.ApplyRows(unroll.NewGradient(A, nil, nil), nil, mat.NewDense(1, 16, nil)) },
		"pixels":     func() { unroll.AdlerOktem(0) },
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

// What commutes with the symmetries of the square, as filtered back projection does, is its own average over them; a
// model that sees the data of a turned phantom gives the turned image of the average.
func TestAveraged(t *testing.T) {
	const n = 16
	s := unroll.AdlerOktem(n)
	f := data.FewEllipses(rand.New(rand.NewPCG(1, 1)))
	y := s.R.Apply(nil, f.Image(nil, n, 1))
	start := unroll.NewGradient(s.R, nil, &unroll.GradientSettings{Iterations: 1, Channels: 2})
	if d := metric.RelativeError(s.Averaged(nil, start, y), s.Start(nil, y)); d > 1e-12 {
		t.Errorf("filtered back projection: off by %.2g", d)
	}
	m := unroll.NewGradient(s.R, rand.New(rand.NewPCG(2, 1)), &unroll.GradientSettings{Iterations: 2, Channels: 4})
	θ, rnd := m.Params(), rand.New(rand.NewPCG(3, 1))
	for i := range θ {
		θ[i] += .05 * rnd.NormFloat64()
	}
	a := s.Averaged(nil, m, y)
	b := s.Averaged(nil, m, s.R.Apply(nil, f.Rotate(math.Pi/2).Image(nil, n, 1)))
	for r := range n {
		for c := range n {
			if got, want := b[(n-1-c)*n+r], a[r*n+c]; math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
				t.Fatalf("turned: pixel %d, %d: %v, want %v", r, c, got, want)
			}
		}
	}
}
