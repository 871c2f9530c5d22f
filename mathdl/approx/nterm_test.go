package approx

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

func dictionaries(n int) []*Dictionary {
	return []*Dictionary{
		Wavelets(wavelet.New([]int{n, n}, wavelet.Haar(), nil)),
		Wavelets(wavelet.New([]int{n, n}, wavelet.Biorthogonal44(), nil)),
		Wavelets(wavelet.New([]int{n, n}, wavelet.Daubechies(2), &wavelet.Settings{Stationary: true})),
		Shearlets(shearlet.New(n, n, 2, nil)),
		Shearlets(shearlet.NewFFST(n, n, 2, nil)),
		DecimatedShearlets(shearlet.NewDecimated(n, n, []float64{.5, .5})),
		Fourier(n, n),
	}
}

// With all terms there is no error, with none it is 1, and more terms are never worse in a basis.
func TestNTermEnds(t *testing.T) {
	const n = 32
	f := TestCartoon().Raster(nil, n, 0)
	for _, d := range dictionaries(n) {
		optest.Linear(t, d.Analysis, 1e-13)
		all := d.Analysis.Range().Size()
		c, err := NTerm(context.Background(), d, f, []int{0, 10, 100, all / 2, all}, nil)
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		if c.Error[0] != 1 && math.Abs(c.Error[0]-1) > 1e-12 {
			t.Errorf("%s %v: error of 0 terms: got %v, want 1", d.Name, d.Kind, c.Error[0])
		}
		if last := c.Error[len(c.Error)-1]; last > 1e-13 {
			t.Errorf("%s %v: error of all terms: got %v, want 0", d.Name, d.Kind, last)
		}
		if d.Kind == Orthonormal && !sort.SliceIsSorted(c.Error, func(i, j int) bool { return c.Error[i] > c.Error[j] }) {
			t.Errorf("%s: errors do not fall: %v", d.Name, c.Error)
		}
	}
}

// In a basis, the shortcut through the coefficients gives the error of the synthesis.
func TestNTermBasis(t *testing.T) {
	const n = 32
	f := TestCartoon().Raster(nil, n, 0)
	d := Fourier(n, n)
	same := *d
	same.Kind = Parseval
	N := []int{3, 50, 400}
	a, _ := NTerm(context.Background(), d, f, N, nil)
	b, _ := NTerm(context.Background(), &same, f, N, nil)
	for i := range N {
		if math.Abs(a.Error[i]-b.Error[i]) > 1e-12 {
			t.Errorf("N = %d: got %v by coefficients, %v by synthesis", N[i], a.Error[i], b.Error[i])
		}
	}
}

func TestIterationsHelp(t *testing.T) {
	const n = 64
	f := TestCartoon().Raster(nil, n, 0)
	for _, d := range []*Dictionary{
		DecimatedShearlets(shearlet.NewDecimated(n, n, []float64{.5, .5, .5})),
		Shearlets(shearlet.New(n, n, 2, nil)),
	} {
		plain, _ := NTerm(context.Background(), d, f, []int{400}, nil)
		better, err := NTerm(context.Background(), d, f, []int{400}, &NTermSettings{Iterations: 10})
		if err != nil || !(better.Error[0] < 0.97*plain.Error[0]) {
			t.Errorf("%s: got %v, %v after 10 iterations, want less than 0.97·%v", d.Name, better.Error, err, plain.Error)
		}
	}
}

func TestNTermErrors(t *testing.T) {
	d := Fourier(4)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	same := *d
	same.Kind = Parseval
	for name, c := range map[string]struct {
		d   *Dictionary
		f   []float64
		N   []int
		ctx context.Context
	}{
		"zero":      {d, make([]float64, 4), []int{1}, context.Background()},
		"NaN":       {d, []float64{1, 2, math.NaN(), 0}, []int{1}, context.Background()},
		"infinite":  {d, []float64{1, 2, math.Inf(1), 0}, []int{1}, context.Background()},
		"N":         {d, []float64{1, 2, 3, 4}, []int{5}, context.Background()},
		"negative":  {d, []float64{1, 2, 3, 4}, []int{-1}, context.Background()},
		"cancelled": {&same, []float64{1, 2, 3, 4}, []int{2}, ctx},
	} {
		if _, err := NTerm(c.ctx, c.d, c.f, c.N, nil); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	defer func() {
		err, _ := recover().(error)
		var shape *op.ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("wrong length: got %v, want a *op.ShapeError", err)
		}
	}()
	NTerm(context.Background(), d, make([]float64, 5), nil, nil)
}

func TestThreshold(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 1))
	for range 200 {
		x := make([]float64, 1+rnd.IntN(50))
		for i := range x {
			x[i] = math.Abs(math.Round(rnd.NormFloat64()*4)) * math.Ldexp(1, rnd.IntN(3)*400-400)
		}
		n := rnd.IntN(len(x) + 1)
		got, ties := threshold(x, n)
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		if n == 0 {
			if !math.IsInf(got, 1) || ties != 0 {
				t.Fatalf("n = 0: got %v, %d", got, ties)
			}
			continue
		}
		want := sorted[len(x)-n]
		above := 0
		for _, v := range x {
			if v > want {
				above++
			}
		}
		if got != want || ties != n-above {
			t.Fatalf("threshold(%v, %d) = %v, %d, want %v, %d", x, n, got, ties, want, n-above)
		}
	}
}

func TestFit(t *testing.T) {
	c := &Curve{}
	for n := 1; n <= 4096; n *= 2 {
		c.N, c.Error = append(c.N, n), append(c.Error, 3*math.Pow(float64(n), -0.75))
	}
	c.Error[0], c.Error[12] = 17, 0 // outside of the window
	r, err := c.Fit(2, 2048)
	if err != nil || math.Abs(r.Slope+0.75) > 1e-12 || math.Abs(r.C-3) > 1e-11 || r.Points != 11 || r.From != 2 || r.To != 2048 {
		t.Errorf("got %+v, %v", r, err)
	}
	if _, err := c.Fit(3, 5); err == nil {
		t.Error("one point: got no error")
	}
	// Anscombe 1973, first set: slope .5001, standard error .1179, as logarithms.
	x := []float64{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5}
	y := []float64{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68}
	var a Rate
	a.Points = len(x)
	a.line(x, y)
	if math.Abs(a.Slope-0.50009) > 1e-5 || math.Abs(a.StdErr-0.11791) > 1e-5 || math.Abs((a.Hi-a.Lo)/2-2.26216*0.11791) > 1e-4 {
		t.Errorf("Anscombe: got %+v", a)
	}
}

// The wavelet errors were measured with another program, PyWavelets, at these sizes.
func TestWaveletErrors(t *testing.T) {
	f := TestCartoon().Raster(nil, 512, 4)
	for _, c := range []struct {
		w    *wavelet.Wavelet
		want [2]float64
	}{
		{wavelet.Haar(), [2]float64{8.15e-2, 1.67e-2}},
		{wavelet.Daubechies(2), [2]float64{7.35e-2, 9.86e-3}},
		{wavelet.Daubechies(4), [2]float64{7.67e-2, 1.58e-2}},
	} {
		got, err := NTerm(context.Background(), Wavelets(wavelet.New([]int{512, 512}, c.w, &wavelet.Settings{Levels: 6})), f, []int{1024, 4096}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if math.Abs(got.Error[i]-want) > 0.005*want {
				t.Errorf("%s, N = %d: got %.4g, want %.3g", c.w.Name, got.N[i], got.Error[i], want)
			}
		}
	}
}

// Theorem: wavelets have the rate N^{-1/2} for a disc.
func TestHaarRate(t *testing.T) {
	const n = 1024
	f := Cartoon{B: Disc(0.5, 0.5, 0.3)}.Raster(nil, n, 4)
	c, err := NTerm(context.Background(), Wavelets(wavelet.New([]int{n, n}, wavelet.Haar(), nil)), f, []int{32, 64, 128, 256, 512}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Fit(32, 512)
	if err != nil || math.Abs(r.Slope+0.53) > 0.05 {
		t.Errorf("slope: got %v, %v, want -0.53 ± 0.05", r, err)
	}
}

// At n = 512, α = ½ is ahead of α = 1 by a factor that grows with N. The slopes themselves show at larger
// sizes, see package paper.
func TestAlpha(t *testing.T) {
	f := TestCartoon().Raster(nil, 512, 4)
	N := []int{1024, 2048, 4096}
	var e [2]*Curve
	for i, a := range []float64{.5, 1} {
		e[i], _ = NTerm(context.Background(), DecimatedShearlets(shearlet.NewDecimated(512, 512, []float64{a, a, a, a})), f, N, nil)
	}
	last := 1.0
	for i, n := range N {
		ratio := e[1].Error[i] / e[0].Error[i]
		if !(ratio > last) {
			t.Errorf("N = %d: ratio of the errors: got %.4g, want more than %.4g", n, ratio, last)
		}
		last = ratio
	}
}
