package approx

import (
	"math"
	"strings"
	"testing"
)

// The test cartoon is one of Definition 3.2 once it is divided by its C² norm.
func TestMembership(t *testing.T) {
	f := TestCartoon()
	m := f.Membership(129)
	if m.Norm0 < 1 || m.Border > 1e-15 || m.Margin < 0.15 {
		t.Errorf("test cartoon: got %+v", m)
	}
	if err := m.Err(17, 1e-15); err == nil || !strings.Contains(err.Error(), "f₀") {
		t.Errorf("unscaled: got %v, want the norm of f₀ to be too large", err)
	}
	if err := f.Scaled(0.99/max(m.Norm0, m.Norm1)).Membership(129).Err(17, 1e-15); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		f    Cartoon
		want string
	}{
		"corners":  {Cartoon{B: Polygon{X: []float64{.2, .8, .5}, Y: []float64{.2, .2, .8}}}, "curvature"},
		"small":    {Cartoon{B: Disc(0.5, 0.5, 0.01)}, "curvature"},
		"outside":  {Cartoon{B: Disc(0.1, 0.5, 0.2)}, "sticks out"},
		"unknown":  {Cartoon{B: RegionFunc(Disc(0.5, 0.5, 0.2).Inside)}, "curvature"},
		"steep f₁": {Cartoon{F1: f.F0, B: Disc(0.5, 0.5, 0.2)}, "f₁"},
		"border":   {Cartoon{F0: f.Scaled(0.1).F1}, "border"},
	} {
		if err := c.f.Membership(65).Err(17, 1e-15); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if got := (Cartoon{B: Disc(0.5, 0.5, 0.2)}).Scaled(3).At(nil, []float64{0.5, 0}, []float64{0.5, 0}); got[0] != 3 || got[1] != 0 {
		t.Errorf("scaled indicator: got %v, want [3 0]", got)
	}
}

// Of f = x²y²/2 the derivative f_xy = 2xy is the largest, on a disc about (½, ½) in the direction of (1, 1).
func TestNormOnRegion(t *testing.T) {
	f := func(dst, x, y []float64) {
		for i := range dst {
			dst[i] = x[i] * x[i] / 2 * y[i] * y[i]
		}
	}
	if got, want := c2(f, 401, Disc(0.5, 0.5, 0.3)), 2*(0.5+0.3/math.Sqrt2)*(0.5+0.3/math.Sqrt2); math.Abs(got-want) > 0.01 {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := C2(f, 101); math.Abs(got-2) > 0.05 {
		t.Errorf("on the square: got %v, want 2 (f_xy at (1, 1))", got)
	}
}

func TestSplineRegion(t *testing.T) {
	var s Spline
	for k := range 16 {
		v, c := math.Sincos(2 * math.Pi * float64(k) / 16)
		s.X, s.Y = append(s.X, 0.5+0.25*c), append(s.Y, 0.5+0.25*v)
	}
	if got := s.Curvature(); math.Abs(got-4) > 0.1 {
		t.Errorf("curvature of a circle through 16 points: got %v, want 4", got)
	}
	if got := s.Length(); math.Abs(got-math.Pi/2) > 1e-3 {
		t.Errorf("length: got %v, want π/2", got)
	}
	if got := mean(Cartoon{B: s}.Raster(nil, 64, 2)); math.Abs(got-math.Pi/16) > 1e-3 {
		t.Errorf("area: got %v, want π/16", got)
	}
	if m := (Cartoon{B: s}).Membership(33); m.Err(4.1, 0) != nil || math.Abs(m.Margin-0.25) > 1e-3 {
		t.Errorf("got %+v, %v", m, m.Err(4.1, 0))
	}
	if got := (Spline{X: []float64{0, 1}, Y: []float64{0, 1}}).Curvature(); !math.IsInf(got, 1) {
		t.Errorf("two points: got curvature %v, want +Inf", got)
	}
}

// A stroke of length l and width w has the area lw + πw²/4; the union of two that are apart the sum.
func TestStroke(t *testing.T) {
	a := Stroke{X: []float64{0.2, 0.8}, Y: []float64{0.3, 0.3}, Width: 0.1}
	b := Stroke{X: []float64{0.5}, Y: []float64{0.8}, Width: 0.2}
	want := 0.06 + math.Pi*0.0025 + math.Pi*0.01
	if got := mean(Cartoon{B: Union(a, b)}.Raster(nil, 100, 4)); math.Abs(got-want) > 1e-3 {
		t.Errorf("area: got %v, want %v", got, want)
	}
	if got := mean(Cartoon{B: Stroke{Width: 1}}.Raster(nil, 10, 1)); got != 0 {
		t.Errorf("stroke without points: got area %v, want 0", got)
	}
}
