package wavelet

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

func random(n int, rnd *rand.Rand) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return x
}

func distance(x, y []float64) float64 {
	d, n := 0.0, 0.0
	for i := range x {
		d += (x[i] - y[i]) * (x[i] - y[i])
		n += y[i] * y[i]
	}
	return math.Sqrt(d / n)
}

func TestTransform(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 1))
	for _, w := range []*Wavelet{Haar(), Daubechies(2), Daubechies(4), Symlet(5), Biorthogonal44(), Daubechies(10)} {
		for _, shape := range [][]int{{1}, {2}, {16}, {17}, {100}, {1, 12}, {8, 1}, {16, 24}, {13, 11}, {1, 1, 8}, {4, 6, 8}, {5, 4, 7}} {
			for _, set := range []Settings{
				{}, {Levels: 2}, {Extension: Symmetric}, {Extension: Symmetric, Levels: 5},
				{Stationary: true}, {Stationary: true, Levels: 3}, {Stationary: true, Extension: Symmetric, Levels: 2},
			} {
				if !allowed(shape, set) {
					continue
				}
				t.Run(fmt.Sprintf("%s/%v/%+v", w.Name, shape, set), func(t *testing.T) {
					check(t, New(shape, w, &set), rnd)
				})
			}
		}
	}
}

// allowed reports whether periodic decimation suits a shape.
func allowed(shape []int, set Settings) bool {
	if set.Extension == Symmetric || set.Stationary {
		return true
	}
	for _, n := range shape {
		if n > 1 && n%(1<<max(set.Levels, 1)) != 0 {
			return false
		}
	}
	return true
}

func check(t *testing.T, T *Transform, rnd *rand.Rand) {
	t.Helper()
	optest.Linear(t, T, 1e-13)
	optest.Linear(t, T.Dual(), 1e-13)
	x := random(product(T.shape), rnd)
	c := T.Apply(nil, x)
	if e := distance(T.Inverse(nil, c), x); e > 1e-13 {
		t.Errorf("Inverse∘Apply differs from the identity by %.3g", e)
	}
	if T.w.Orthonormal() && T.set.Extension == Periodic {
		if a, b := op.R(len(c)).Norm(c), op.R(len(x)).Norm(x); math.Abs(a-b) > 1e-13*b {
			t.Errorf("norm of the coefficients: got %.16g, want %.16g", a, b)
		}
	}
	if T.Orthonormal() && T.size != len(x) {
		t.Errorf("coefficients of an orthonormal basis: got %d, want %d", T.size, len(x))
	}
	y := T.Map(nil, x, func(_ int, c []float64) {
		for i := range c {
			c[i] *= 3
		}
	})
	for i := range y {
		y[i] /= 3
	}
	if e := distance(y, x); e > 1e-13 {
		t.Errorf("Map of a multiple differs by %.3g", e)
	}
	checkNorms(t, T, rnd)
}

// Noise of variance 1 gives coefficients of variance Norm², on average over the band where there are no ends.
func checkNorms(t *testing.T, T *Transform, rnd *rand.Rand) {
	t.Helper()
	if T.set.Extension != Periodic {
		return
	}
	for i, b := range T.Bands() {
		c := make([]float64, T.size)
		T.Band(c, i)[rnd.IntN(b.Len())] = 1
		if got := T.Domain().Norm(T.Adjoint(nil, c)); math.Abs(got-b.Norm) > 1e-13 {
			t.Errorf("band %+v: norm of an atom: got %v, want %v", b, got, b.Norm)
		}
	}
}

// Symmetric filters with reflection at the last sample need exactly as many coefficients as samples.
func TestNotExpansive(t *testing.T) {
	for n := 1; n < 40; n++ {
		for J := 1; J <= 4; J++ {
			T := New([]int{n, 7}, Biorthogonal44(), &Settings{Levels: J, Extension: Symmetric})
			if T.size != 7*n {
				t.Errorf("%d×7, %d levels: got %d coefficients, want %d", n, J, T.size, 7*n)
			}
		}
	}
}

// A polynomial of degree below p has no high-pass coefficients in the interior.
func TestVanishingMoments(t *testing.T) {
	const n = 64
	x := make([]float64, n)
	for i := range x {
		u := float64(i) / n
		x[i] = 1 - 2*u + 5*u*u*u
	}
	T := New([]int{n}, Daubechies(4), &Settings{Levels: 1})
	for k, v := range T.Band(T.Apply(nil, x), 0)[3 : n/2-4] {
		if math.Abs(v) > 1e-13 {
			t.Errorf("coefficient %d: got %.3g, want 0", k+3, v)
		}
	}
}

func TestHaarByHand(t *testing.T) {
	T := New([]int{4}, Haar(), nil)
	if T.Levels() != 2 {
		t.Fatalf("levels: got %d, want 2", T.Levels())
	}
	got := T.Apply(nil, []float64{1, 3, 5, 11})
	r := math.Sqrt2
	for i, want := range []float64{-6, -2 / r, -6 / r, 10} {
		if math.Abs(got[i]-want) > 1e-14 {
			t.Errorf("coefficient %d: got %v, want %v", i, got[i], want)
		}
	}
}

func TestNaN(t *testing.T) {
	T := New([]int{8}, Haar(), nil)
	x := make([]float64, 8)
	x[3] = math.NaN()
	c := T.Apply(nil, x)
	if !math.IsNaN(c[len(c)-1]) {
		t.Errorf("low-pass: got %v, want NaN", c[len(c)-1])
	}
}

func TestMisuse(t *testing.T) {
	w := Haar()
	for name, c := range map[string]struct {
		f     func()
		shape bool
	}{
		"no axis":     {func() { New(nil, w, nil) }, true},
		"extent 0":    {func() { New([]int{4, 0}, w, nil) }, true},
		"odd":         {func() { New([]int{9}, w, nil) }, false},
		"levels":      {func() { New([]int{12}, w, &Settings{Levels: 3}) }, false},
		"negative":    {func() { New([]int{12}, w, &Settings{Levels: -1}) }, false},
		"many levels": {func() { New([]int{12}, w, &Settings{Levels: 25, Extension: Symmetric}) }, false},
		"short x":     {func() { New([]int{8}, w, nil).Apply(nil, make([]float64, 7)) }, true},
		"long dst":    {func() { New([]int{8}, w, nil).Adjoint(make([]float64, 9), make([]float64, 8)) }, true},
		"order":       {func() { Daubechies(39) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var shape *op.ShapeError
				if err == nil || errors.As(err, &shape) != c.shape {
					t.Errorf("got %v (%T), want an error with got and want", err, err)
				}
			}()
			c.f()
		})
	}
}
