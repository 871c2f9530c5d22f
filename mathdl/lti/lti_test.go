package lti

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/floats"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
	"github.com/mathdl/kernel/mathdl/train"
)

var ctx = context.Background()

// little is a setting that takes a tenth of a second.
func little() *Problem {
	return NewProblem(Setting{N: 32, Scales: 2, Base: .1, Iterations: 5, Seed: 3})
}

func TestDefaults(t *testing.T) {
	p := NewProblem(Setting{})
	if v, i := p.Split.Count(); v != 33 || i != 8 || len(p.R.Angles()) != 120 || p.R.Detectors() != 363 {
		t.Errorf("%d visible and %d invisible bands, %d angles, %d detectors, want 33, 8, 120, 363", v, i, len(p.R.Angles()), p.R.Detectors())
	}
	if w := p.w[p.SH.Range().Size()/2]; !(w > 0) {
		t.Errorf("weight %v, want > 0", w)
	}
}

// A set is the same whether it was made at once or continued, and what was not written to its end is made again.
func TestSetResumes(t *testing.T) {
	p, dir := little(), t.TempDir()
	whole, err := OpenSet(ctx, p, filepath.Join(dir, "whole"), 3, false)
	if err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(dir, "part")
	if _, err := OpenSet(ctx, p, part, 2, false); err != nil {
		t.Fatal(err)
	}
	b, _ := os.ReadFile(part)
	if err := os.WriteFile(part, b[:len(b)-100], 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := OpenSet(ctx, p, part, 3, true)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range whole.Samples() {
		if a := again.At(i); !slices.Equal(a.Truth, s.Truth) || !slices.Equal(a.FBP, s.FBP) || !slices.Equal(a.Star, s.Star) {
			t.Errorf("sample %d differs after resuming", i)
		}
	}
	a, _ := os.ReadFile(filepath.Join(dir, "whole"))
	b, _ = os.ReadFile(part)
	if !slices.Equal(a, b) || again.Len() != 3 {
		t.Error("the files differ")
	}
}

// The file of a set is the same for any number of processors.
func TestSetOnProcessors(t *testing.T) {
	p, dir := NewProblem(Setting{N: 32, Scales: 2, Base: .1, Iterations: 1, Seed: 3}), t.TempDir()
	old := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(old)
	var want []byte
	for _, n := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(n)
		path := filepath.Join(dir, fmt.Sprint(n))
		s, err := OpenSet(ctx, p, path, 8, false)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := os.ReadFile(path)
		if want == nil {
			want = got
		}
		if s.Len() != 8 || !slices.Equal(got, want) {
			t.Errorf("%d processors: %d samples, or another file", n, s.Len())
		}
	}
}

func TestSetRefusesAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "set")
	if err := os.WriteFile(path, []byte("something else\nand more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSet(ctx, little(), path, 1, false); err == nil {
		t.Error("a file of another kind was taken")
	}
	if b, _ := os.ReadFile(path); string(b) != "something else\nand more" {
		t.Error("the file was changed")
	}
}

func TestSetStops(t *testing.T) {
	c, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	s, err := OpenSet(c, NewProblem(Setting{N: 64, Scales: 2}), filepath.Join(t.TempDir(), "set"), 1000, false)
	if late := time.Since(start) - 30*time.Millisecond; late > 300*time.Millisecond || !errors.Is(err, context.DeadlineExceeded) || s.Len() > 900 {
		t.Errorf("%v late with %d samples, error %v", late, s.Len(), err)
	}
}

// With the truth for the answer of the network, Apply is the oracle, for images and for bands; and a network that is 0 adds
// what the visible bands say of the invisible ones.
func TestStep3(t *testing.T) {
	p := little()
	s := p.Draw(1)
	s.Star, _ = p.Star(ctx, s.Data)
	vis, inv := p.Split.Count()
	want := p.Split.Hidden(nil, p.SH.Apply(nil, s.Truth))
	for _, n := range []*Net{NewNet(p, Invisible, []int{4, 4}, nil), Wrap(p, Invisible, nn.NewGraph([]int{p.N, p.N, vis}, nil, nn.Conv{Out: inv}))} {
		n.Fit(s)
		_, out := n.channels()
		y := make([]float64, p.N*p.N*out)
		n.target(y, s)
		var F []float64
		if n.banded() {
			for i := range y {
				y[i] *= n.Out
			}
			F = n.spread(y)
		} else {
			a := p.Visible(s.Star)
			for i, v := range p.Visible(a) {
				y[i] = 2*a[i] - v + n.Out*y[i]
			}
			F = p.Split.Hidden(nil, p.SH.Apply(nil, y))
		}
		for i := range F {
			if math.Abs(F[i]-want[i]) > 1e-14 {
				t.Fatalf("%d channels, coefficient %d: %v, want %v", len(n.In), i, F[i], want[i])
			}
		}
		zero := make([]float64, len(F))
		if !n.banded() {
			zero = p.SH.Apply(nil, p.Visible(s.Star))
		}
		if e := metric.RelativeError(n.Apply(s), p.Split.Join(nil, s.Star, zero)); e > 1e-14 {
			t.Errorf("%d channels: a network that is 0 gives something else: %g", len(n.In), e)
		}
	}
}

// What is trained is what is applied: the reconstruction is 2a - P_vis a + Out times what the model makes of a/In.
func TestModel(t *testing.T) {
	p := little()
	s := p.Draw(1)
	s.Star, _ = p.Star(ctx, s.Data)
	n := NewNet(p, Invisible, []int{4, 4}, rand.New(rand.NewPCG(1, 1)))
	n.Fit(s)
	m := n.Model()
	x := make([]float64, p.N*p.N)
	n.argument(x, s)
	tape := ad.NewTape(ad.Float64)
	y := m.Record(nn.NewPass(tape, m), tape.Leaf(ad.Of(x, 1, len(x)))).Value().Float64s(nil)
	a := p.Visible(s.Star)
	for i, v := range p.Visible(a) {
		y[i] = 2*a[i] - v + n.Out*y[i]
	}
	if e := metric.RelativeError(y, n.Apply(s)); e > 1e-5 {
		t.Errorf("the model is off by %g", e)
	}
	if e := metric.RelativeError(p.hidden().Apply(nil, s.Truth), diff(s.Truth, p.Visible(s.Truth))); e > 1e-13 {
		t.Errorf("P_inv is off by %g", e)
	}
}

// A blend of samples is a sample: what is wanted of it is that of the blend of its parts.
func TestBlended(t *testing.T) {
	p := little()
	var samples []Sample
	for i := range 2 {
		s := p.Draw(i)
		s.Star, _ = p.Star(ctx, s.Data)
		samples = append(samples, p.decode(s.encode()))
	}
	src := Blended(1, Mirrored(p.N, samples))
	for i := range uint64(4) {
		s := src(rand.New(rand.NewPCG(i, 1)))
		if e := metric.RelativeError(s.wanted, p.wanted(s)); e > 1e-13 {
			t.Errorf("what is wanted is off by %g", e)
		}
		if e := metric.RelativeError(s.Visible, p.Visible(s.Star)); e > 1e-13 {
			t.Errorf("what is visible is off by %g", e)
		}
	}
	one := Blended(0, Mirrored(p.N, samples[:1]))(rand.New(rand.NewPCG(1, 1)))
	if math.Abs(floats.Sum(one.Truth)-floats.Sum(samples[0].Truth)) > 1e-9 {
		t.Error("probability 0 changes samples")
	}
}

func diff(x, y []float64) []float64 {
	d := slices.Clone(x)
	for i, v := range y {
		d[i] -= v
	}
	return d
}

// The network sees the visible bands alone: horizontal stripes, which no visible shearlet meets, do not change F.
func TestBlind(t *testing.T) {
	p := little()
	n := NewNet(p, Invisible, []int{4, 4}, rand.New(rand.NewPCG(1, 1)))
	star := p.Draw(1).Truth
	F, striped, slanted := n.Predict(star), slices.Clone(star), slices.Clone(star)
	for i := range star {
		striped[i] += math.Cos(2 * math.Pi * 10 * float64(i/p.N) / float64(p.N))
		slanted[i] += math.Cos(2 * math.Pi * 10 * float64(i%p.N) / float64(p.N))
	}
	if e := metric.RelativeError(n.Predict(striped), F); e > 1e-5 {
		t.Errorf("F changes by %g with what is invisible", e)
	}
	if e := metric.RelativeError(n.Predict(slanted), F); e < 1e-2 {
		t.Errorf("F changes by no more than %g with what is visible", e)
	}
}

func TestMirror(t *testing.T) {
	p := little()
	s := p.Draw(2)
	s.Star = s.Truth
	for how := range 4 {
		m := mirror(s, p.N, how)
		a, b := p.SH.Apply(nil, s.Truth), p.SH.Apply(nil, m.Truth)
		ea, eb := energy(p.Split.Hidden(nil, a)), energy(p.Split.Hidden(nil, b))
		if math.Abs(ea-eb) > .05*ea {
			t.Errorf("mirror %d: energy %v of the invisible bands, want %v", how, eb, ea)
		}
		if back := mirror(m, p.N, how); !slices.Equal(back.Truth, s.Truth) || !slices.Equal(back.FBP, s.FBP) {
			t.Errorf("mirror %d is not its own inverse", how)
		}
	}
}

func energy(x []float64) (e float64) {
	for _, v := range x {
		e += v * v
	}
	return e
}

// Both tasks learn: on the sample they see they come to beat the visible part alone, and the filtered back projection.
func TestTraining(t *testing.T) {
	p := little()
	s := p.Draw(0)
	s.Star, _ = p.Star(ctx, s.Data)
	for _, c := range []struct {
		task   Task
		before []float64
		margin float64 // in dB
	}{{Invisible, p.Split.Join(nil, s.Star, make([]float64, p.SH.Range().Size())), .1}, {PostProcessing, s.FBP, 3}} {
		n := NewNet(p, c.task, []int{8, 16}, rand.New(rand.NewPCG(1, 1)))
		n.Fit(s)
		r, err := n.Train(ctx, Mirrored(p.N, []Sample{s}), []Sample{s}, &train.Settings{Epochs: 3, Method: train.Adam(3e-3), Schedule: train.Cosine(0), Rand: rand.New(rand.NewPCG(1, 2))}, 100)
		if err != nil {
			t.Fatal(err)
		}
		before, after := metric.PSNR(c.before, s.Truth, 1), metric.PSNR(n.Apply(s), s.Truth, 1)
		t.Logf("%v: %.2f dB → %.2f dB, %v", c.task, before, after, r)
		if after < before+c.margin {
			t.Errorf("%v: %.2f dB after training, %.2f before", c.task, after, before)
		}
	}
}

// Surrogates have the mean square distance to their phantoms that f* has, and in the visible bands as little of it.
func TestSurrogate(t *testing.T) {
	p := little()
	var samples []Sample
	for i := range 12 {
		s := p.Draw(i)
		s.Star, _ = p.Star(ctx, s.Data)
		samples = append(samples, s)
	}
	src := Mix(1, p.Surrogate(samples), p.Fresh())
	distance := func(s Sample) (all, visible float64) {
		d := make([]float64, len(s.Truth))
		for i, v := range s.Truth {
			d[i] = s.Star[i] - v
		}
		return energy(d), energy(p.Split.Visible(nil, p.SH.Apply(nil, d)))
	}
	var want, got [2]float64
	for i, s := range samples {
		a, b := distance(s)
		want[0], want[1] = want[0]+a, want[1]+b
		a, b = distance(src(rand.New(rand.NewPCG(5, uint64(i)))))
		got[0], got[1] = got[0]+a, got[1]+b
	}
	t.Logf("f*: %.3v, surrogates: %.3v", want, got)
	for k := range want {
		if r := got[k] / want[k]; r < .6 || r > 1.6 {
			t.Errorf("distance %d: %.3g, want %.3g", k, got[k], want[k])
		}
	}
}

// A stored network answers as it did, in single precision and, nearly, in half; and is refused by another setting.
func TestStore(t *testing.T) {
	p := little()
	s := p.Draw(1)
	s.Star = s.Truth
	path := filepath.Join(t.TempDir(), "net.safetensors")
	for _, task := range []Task{Invisible, PostProcessing} {
		n := NewNet(p, task, []int{4, 8}, rand.New(rand.NewPCG(1, 1)))
		n.Fit(s)
		want := n.Apply(s)
		for _, half := range []bool{false, true} {
			f := n.File()
			f.Half = half
			if err := f.Save(path); err != nil {
				t.Fatal(err)
			}
			m, err := Load(path, p)
			if err != nil {
				t.Fatal(err)
			}
			if e := metric.RelativeError(m.Apply(s), want); e > 1e-3 || !half && e != 0 {
				t.Errorf("%v, half %v: relative error %g after storing", task, half, e)
			}
		}
		if _, err := Load(path, NewProblem(Setting{N: 32, Scales: 2, Base: .2})); err == nil {
			t.Error("a network of another setting was taken")
		}
		f := n.File()
		f.Meta["channels"] = "4 8 16 32 64 128 256"
		if _, err := Parse(f, p); err == nil {
			t.Error("seven levels were taken for 32 pixels")
		}
	}
	if a, b := NewNet(NewProblem(Setting{}), Invisible, Shipped(), nil).U.P(), NewNet(NewProblem(Setting{}), PostProcessing, Shipped(), nil).U.P(); a != b {
		t.Errorf("%d and %d parameters, want the same", a, b)
	}
}

// The published PhantomNet, counted by hand from its table, and a small one that runs.
func TestPhantomNet(t *testing.T) {
	conv := func(in, out int) int { return 9*in*out + out }
	dense := func(k, in, g int) (n int) {
		for i := range k {
			n += conv(in+i*g, g)
		}
		return n
	}
	want := conv(33, 64) + dense(4, 64, 32) + conv(128, 128) + dense(4, 128, 64) + conv(256, 256) + dense(4, 256, 128) + conv(512, 512) +
		dense(8, 512, 64) + conv(512, 512) + dense(4, 1024, 64) + conv(256, 256) + dense(4, 512, 32) + conv(128, 128) + dense(4, 256, 16) + conv(64, 8)
	if got := PhantomNet([]int{256, 256, 33}, 8, 0, nil).P(); got != want {
		t.Errorf("%d parameters, want %d", got, want)
	}
	p := little()
	v, i := p.Split.Count()
	n := Wrap(p, Invisible, PhantomNet([]int{p.N, p.N, v}, i, 4, rand.New(rand.NewPCG(1, 1))))
	if x := n.Apply(Sample{Star: p.Draw(0).Truth}); len(x) != p.N*p.N || math.IsNaN(x[0]) {
		t.Error("no image came out")
	}
}

func TestMisuse(t *testing.T) {
	p := little()
	for name, f := range map[string]func(){
		"size":   func() { NewProblem(Setting{N: 8}) },
		"scales": func() { NewProblem(Setting{N: 16, Scales: 3}) },
		"phi":    func() { NewProblem(Setting{Phi: 100}) },
		"none":   func() { Mirrored(8, nil) },
		"no f*":  func() { p.Surrogate(nil) },
		"task":   func() { NewNet(p, 2, []int{4}, nil) },
		"graph":  func() { Wrap(p, Invisible, nn.UNet{In: []int{p.N, p.N, 2}, Channels: []int{4}}.New(nil)) },
		"bands":  func() { Wrap(p, PostProcessing, nn.UNet{In: []int{p.N, p.N, 8}, Channels: []int{4}}.New(nil)) },
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
