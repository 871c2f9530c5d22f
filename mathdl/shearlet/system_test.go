package shearlet

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

func TestMisuse(t *testing.T) {
	s := New(8, 8, 1, nil)
	d := NewDecimated(8, 8, []float64{.5})
	for name, c := range map[string]struct {
		f     func()
		shape bool
	}{
		"empty":           {func() { New(0, 8, 1, nil) }, true},
		"negative":        {func() { NewFFST(8, -1, 1, nil) }, true},
		"no scale":        {func() { New(8, 8, 0, nil) }, false},
		"many scales":     {func() { New(8, 8, MaxScales+1, nil) }, false},
		"levels":          {func() { New(8, 8, 3, &Settings{Levels: []int{1, 1}}) }, true},
		"deep level":      {func() { New(8, 8, 1, &Settings{Levels: []int{MaxLevel + 1}}) }, false},
		"negative level":  {func() { New(8, 8, 1, &Settings{Levels: []int{-1}}) }, false},
		"extend":          {func() { New(8, 8, 1, &Settings{Extend: -1}) }, false},
		"ffst scales":     {func() { NewFFST(8, 8, MaxFFST+1, nil) }, false},
		"alpha":           {func() { NewAlpha(8, 8, []float64{1.5}, nil) }, false},
		"alpha NaN":       {func() { NewAlpha(8, 8, []float64{math.NaN()}, nil) }, false},
		"no alpha":        {func() { NewDecimated(8, 8, nil) }, false},
		"complex volume":  {func() { New3(4, 4, 4, 1, &Settings{Complex: true}) }, false},
		"empty volume":    {func() { New3(4, 0, 4, 1, nil) }, true},
		"Apply":           {func() { s.Apply(nil, make([]float64, 63)) }, true},
		"Apply dst":       {func() { s.Apply(make([]float64, 63), make([]float64, 64)) }, true},
		"Adjoint":         {func() { s.Adjoint(nil, make([]float64, 64)) }, true},
		"Inverse":         {func() { s.Inverse(nil, make([]float64, 64)) }, true},
		"Dual":            {func() { s.Dual(nil, nil) }, true},
		"Map":             {func() { s.Map(nil, make([]float64, 3), nil) }, true},
		"Band":            {func() { s.Band(make([]float64, 64), 0) }, true},
		"Angles":          {func() { New3(4, 4, 4, 1, nil).Angles() }, true},
		"decimated":       {func() { d.Apply(nil, make([]float64, 63)) }, true},
		"decimated block": {func() { d.Block(nil, 0) }, true},
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

func TestNaN(t *testing.T) {
	x := make([]float64, 12*10)
	x[17] = math.NaN()
	for i, v := range New(12, 10, 2, nil).Apply(nil, x) {
		if !math.IsNaN(v) {
			t.Fatalf("coefficient %d: got %v, want NaN", i, v)
		}
	}
}

// More scales than the size can hold still give a frame.
func TestDeep(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 5))
	for _, s := range []*System{New(12, 7, 10, nil), NewFFST(4, 9, 5, nil), NewAlpha(6, 6, make([]float64, 6), nil)} {
		checkFrame(t, s, rnd)
		if lo, hi := s.FrameBounds(); lo < 0.05 || hi > 1.01 {
			t.Errorf("frame bounds: got %v, %v", lo, hi)
		}
	}
}

// The bounds of the closed form hold for every size; they are attained in the limit.
func TestFrameBounds(t *testing.T) {
	for _, n := range [][2]int{{33, 47}, {32, 32}, {96, 160}, {61, 8}} {
		if lo, hi := New(n[0], n[1], 4, nil).FrameBounds(); lo < 0.0669369-1e-7 || hi > 1.000003 {
			t.Errorf("49 bands, %v: got %v, %v, want .0669369 to 1.000002", n, lo, hi)
		}
		if lo, hi := New(n[0], n[1], 4, &Settings{Levels: []int{0, 0, 1, 1}}).FrameBounds(); lo < 0.0893348-1e-7 || hi > 1.000003 {
			t.Errorf("25 bands, %v: got %v, %v, want .0893348 to 1.000002", n, lo, hi)
		}
	}
}

func TestSameBits(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	results := func() (all [][]float64) {
		rnd := rand.New(rand.NewPCG(4, 6))
		s, d := New(96, 80, 3, nil), NewDecimated(96, 80, []float64{.5, .5, .5})
		x := make([]float64, 96*80)
		for i := range x {
			x[i] = rnd.NormFloat64()
		}
		c := s.Apply(nil, x)
		e := d.Apply(nil, x)
		return append(all, s.Norms(), c, s.Inverse(nil, c), e, d.Adjoint(nil, e), s.DualNorms())
	}
	one := results()
	runtime.GOMAXPROCS(4)
	for i, v := range results() {
		if !slices.Equal(v, one[i]) {
			t.Errorf("result %d depends on the number of processors", i)
		}
	}
}

// Atoms are what Adjoint makes of unit coefficients, and their norms are those the bands state.
func TestAtoms(t *testing.T) {
	for name, s := range map[string]*System{
		"real": New(20, 15, 2, nil), "complex": New(20, 16, 2, &Settings{Complex: true}), "ffst": NewFFST(16, 15, 2, nil),
	} {
		ny, nx := s.ext.grid[0], s.ext.grid[1]
		dual := s.DualNorms()
		for i, b := range s.Bands() {
			c := make([]float64, s.Range().Size())
			s.Band(c, i)[ny/2*nx+nx/2] = 1
			if e := distance(s.Atom(nil, i), s.Adjoint(nil, c)); e > 1e-13 {
				t.Errorf("%s, band %d: Atom differs from Adjoint by %.3g", name, i, e)
			}
			if e := distance(s.DualAtom(nil, i), s.Inverse(nil, c)); e > 1e-13 {
				t.Errorf("%s, band %d: DualAtom differs from Inverse by %.3g", name, i, e)
			}
			if got := s.Domain().Norm(s.Atom(nil, i)); math.Abs(got-b.Norm) > 1e-14 {
				t.Errorf("%s, band %d: norm: got %v, want %v", name, i, got, b.Norm)
			}
			if got := s.Domain().Norm(s.DualAtom(nil, i)); math.Abs(got-dual[i]) > 1e-13 {
				t.Errorf("%s, band %d: norm of the dual atom: got %v, want %v", name, i, got, dual[i])
			}
		}
	}
}

// Real generators are symmetric to a point, their Hilbert transforms antisymmetric.
func TestSymmetry(t *testing.T) {
	const n = 33
	s := New(n, n, 2, &Settings{Complex: true})
	for i, b := range s.Bands() {
		a := s.Atom(nil, i)
		sign := 1.0
		if b.Odd {
			sign = -1
		}
		for k := range a {
			if math.Abs(a[k]-sign*a[n*n-1-k]) > 1e-15 {
				t.Fatalf("band %+v: values %v and %v at opposite places", b, a[k], a[n*n-1-k])
			}
		}
	}
}

func TestAngles(t *testing.T) {
	s := New(64, 64, 3, nil)
	for i, a := range s.Angles() {
		b := s.bands[i]
		slope := float64(b.Shear) / float64(int(1)<<((b.Scale+1)/2))
		want := math.Atan(slope)
		switch b.Cone {
		case 0:
			if !math.IsNaN(a) {
				t.Errorf("low-pass: got %v, want NaN", a)
			}
			continue
		case 2:
			want = math.Pi/2 - math.Atan(-slope)
		}
		d := math.Mod(a-want+3*math.Pi/2, math.Pi) - math.Pi/2
		if math.Abs(d) > 0.15 {
			t.Errorf("band %+v: got %.3f, want about %.3f", b, a, want)
		}
	}
}

func TestTiling(t *testing.T) {
	const n = 64
	s := New(n, n, 3, nil)
	tile := s.Tiling(nil)
	if got := int(tile[0]); got != s.Len()-1 {
		t.Errorf("frequency zero: got band %d, want the low-pass %d", got, s.Len()-1)
	}
	if b := s.bands[int(tile[20])]; b.Cone != 1 || b.Shear != 0 {
		t.Errorf("on the x axis: got band %+v, want cone 1, shear 0", b)
	}
	if b := s.bands[int(tile[20*n])]; b.Cone != 2 || b.Shear != 0 {
		t.Errorf("on the y axis: got band %+v, want cone 2, shear 0", b)
	}
}

// A map stops at the first band after its context has ended, and leaves dst alone.
func TestMapContext(t *testing.T) {
	s := New(16, 16, 2, nil)
	x, dst := make([]float64, 256), make([]float64, 256)
	x[5], dst[7] = 1, 3
	ctx, cancel := context.WithCancel(context.Background())
	bands := 0
	_, err := s.MapContext(ctx, dst, x, func(int, []float64) {
		if bands++; bands == 4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || bands != 4 || dst[7] != 3 {
		t.Errorf("got %v after %d bands, dst[7] = %v; want %v after 4, 3", err, bands, dst[7], context.Canceled)
	}
	got, err := s.MapContext(context.Background(), nil, x, func(int, []float64) {})
	if err != nil || distance(got, x) > 1e-14 {
		t.Errorf("identity: got an error of %.3g and %v", distance(got, x), err)
	}
}

// MapAll sees all images in a band, and fills further results.
func TestMapAll(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 7))
	for name, s := range map[string]interface {
		op.Linear
		Scales() []int
		MapAll(dst, x [][]float64, f func(int, [][]float64)) [][]float64
	}{"system": New(20, 24, 2, nil), "decimated": NewDecimated(20, 24, []float64{.5, 1})} {
		x, y := make([]float64, 480), make([]float64, 480)
		for i := range x {
			x[i], y[i] = rnd.NormFloat64(), rnd.NormFloat64()
		}
		scales := s.Scales()
		out := s.MapAll(make([][]float64, 3), [][]float64{x, y}, func(i int, c [][]float64) {
			for j := range c[0] {
				c[0][j] += 2 * c[1][j]
				if scales[i] == 0 {
					c[2][j] = c[1][j]
				} else if scales[i] == 1 {
					c[2][j] = c[1][j]
				}
				c[1][j] -= c[2][j]
			}
		})
		for i := range x {
			if math.Abs(out[0][i]-x[i]-2*y[i]) > 1e-13 || math.Abs(out[1][i]+out[2][i]-y[i]) > 1e-13 {
				t.Fatalf("%s: pixel %d: got %v, %v, want %v, %v", name, i, out[0][i], out[1][i]+out[2][i], x[i]+2*y[i], y[i])
			}
		}
	}
}
