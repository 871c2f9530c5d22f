package ct

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

const degree = math.Pi / 180

// 41 bands at φ = 60°: 33 visible, 8 invisible (by energy). 49 bands of ShearLab, levels 1 1 2 2, at φ = 70°: in cone 2
// the shears 0 | 0 | 0, ±1 | 0, ±1 are within 20° of the y axis.
func TestSplitCounts(t *testing.T) {
	for _, c := range []struct {
		sys       *shearlet.System
		phi       float64
		rule      Rule
		invisible int
	}{
		{shearlet.NewAlpha(256, 256, []float64{.5, .5, .5, .5}, nil), 60, ByEnergy, 8},
		{shearlet.New(128, 128, 4, nil), 70, ByShear, 8},
		{shearlet.New(64, 64, 3, nil), 90, ByEnergy, 0},
		{shearlet.New(64, 64, 3, nil), 90, ByShear, 0},
	} {
		s := NewSplit(c.sys, c.phi*degree, c.rule)
		if v, i := s.Count(); i != c.invisible || v != c.sys.Len()-i {
			t.Errorf("%d bands, φ = %v°, rule %d: %d visible, %d invisible, want %d", c.sys.Len(), c.phi, c.rule, v, i, c.invisible)
		}
	}
}

// The parts add up, are orthogonal, and the true invisible coefficients complete the truth.
func TestSplitJoin(t *testing.T) {
	n := 64
	sys := shearlet.NewAlpha(n, n, []float64{.5, .5, .5}, nil)
	s := NewSplit(sys, 60*degree, ByEnergy)
	f := data.RandomEllipses(rand.New(rand.NewPCG(5, 1))).Image(nil, n, 2)
	c := sys.Apply(nil, f)
	vis, hid := s.Visible(nil, c), s.Hidden(nil, c)
	var ff, vv, hh float64
	for _, v := range f {
		ff += v * v
	}
	for i := range c {
		if vis[i]+hid[i] != c[i] || vis[i]*hid[i] != 0 {
			t.Fatalf("coefficient %d: %v = %v + %v", i, c[i], vis[i], hid[i])
		}
		vv += vis[i] * vis[i]
		hh += hid[i] * hid[i]
	}
	if hh == 0 || math.Abs(vv+hh-ff) > 1e-12*ff {
		t.Errorf("energies %v + %v, want %v", vv, hh, ff)
	}
	if e := metric.RelativeError(s.Join(nil, f, c), f); e > 1e-13 {
		t.Errorf("joined with its own coefficients: relative error %g", e)
	}
	without := metric.RelativeError(s.Join(nil, f, make([]float64, len(c))), f)
	if want := metric.RelativeError(sys.Inverse(nil, vis), f); math.Abs(without-want) > 1e-13 || without == 0 {
		t.Errorf("joined with nothing: relative error %g, want %g", without, want)
	}
}

// An edge whose normal is along y lies in the invisible bands, one whose normal is along x in the visible ones.
func TestSplitSeesDirections(t *testing.T) {
	n := 64
	sys := shearlet.NewAlpha(n, n, []float64{.5, .5, .5}, nil)
	s := NewSplit(sys, 60*degree, ByEnergy)
	share := func(wave func(x, y int) int) float64 {
		f := make([]float64, n*n)
		for i := range f {
			f[i] = math.Cos(2 * math.Pi * 14 * float64(wave(i%n, i/n)) / float64(n))
		}
		c := sys.Apply(nil, f)
		var h, all float64
		for _, v := range s.Hidden(nil, c) {
			h += v * v
		}
		for _, v := range c {
			all += v * v
		}
		return h / all
	}
	if h := share(func(_, y int) int { return y }); h < 0.99 {
		t.Errorf("normal along y: %.3f of the energy is invisible, want all", h)
	}
	if h := share(func(x, _ int) int { return x }); h > 0.01 {
		t.Errorf("normal along x: %.3f of the energy is invisible, want none", h)
	}
}

func TestSplitMisuse(t *testing.T) {
	sys := shearlet.New(16, 16, 2, nil)
	for _, f := range []func(){
		func() { NewSplit(sys, 0, ByEnergy) }, func() { NewSplit(sys, 2, ByEnergy) }, func() { NewSplit(sys, 1, 7) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(*solve.RangeError); !ok {
					t.Error("no *solve.RangeError")
				}
			}()
			f()
		}()
	}
}
