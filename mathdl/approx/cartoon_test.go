package approx

import (
	"errors"
	"math"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

func mean(x []float64) float64 { return sum(x) / float64(len(x)) }

func TestDisc(t *testing.T) {
	for _, n := range []int{1, 7, 64, 101} {
		img := Cartoon{B: Disc(0.5, 0.5, 0.3)}.Raster(nil, n, 0)
		if got, want := mean(img), math.Pi*0.09; math.Abs(got-want) > 0.6/float64(4*n)/math.Sqrt(float64(n)) {
			t.Errorf("n = %d: area: got %v, want %v", n, got, want)
		}
		for i, v := range img {
			if v < 0 || v > 1 {
				t.Errorf("n = %d: pixel %d: got %v, want 0 to 1", n, i, v)
			}
		}
	}
	d := Disc(0, 0, 0.25)
	if k, l := d.Curvature(), d.Length(); math.Abs(k-4) > 1e-12 || math.Abs(l-math.Pi/2) > 1e-12 {
		t.Errorf("curvature and length: got %v, %v, want 4, π/2", k, l)
	}
}

// An ellipse with half-axes a, b, seen from its centre, has curvature a/b² at the ends of a.
func TestCurvature(t *testing.T) {
	const a, b = 0.4, 0.3
	s := Star{}
	const m = 64
	for k := range m {
		c := 0.0
		for j := range 4 * m {
			th := 2 * math.Pi * float64(j) / (4 * m)
			r := a * b / math.Hypot(b*math.Cos(th), a*math.Sin(th))
			c += r * math.Cos(float64(k)*th) / (2 * m)
		}
		if k == 0 {
			c /= 2
		}
		s.Cos = append(s.Cos, c)
	}
	if got, want := s.Curvature(), a/(b*b); math.Abs(got-want) > 1e-9 {
		t.Errorf("curvature: got %v, want %v", got, want)
	}
	if k := (Star{Cos: []float64{0.1, 0.2}}).Curvature(); !math.IsInf(k, 1) {
		t.Errorf("negative radius: got curvature %v, want +Inf", k)
	}
}

func TestPolygon(t *testing.T) {
	p := Polygon{X: []float64{0.25, 0.75, 0.75, 0.25}, Y: []float64{0.25, 0.25, 0.5, 0.5}}
	img := Cartoon{B: p}.Raster(nil, 4, 0)
	for i, v := range img {
		want := 0.0
		if i == 5 || i == 6 {
			want = 1
		}
		if v != want {
			t.Errorf("pixel %d: got %v, want %v", i, v, want)
		}
	}
	if l := p.Length(); math.Abs(l-1.5) > 1e-15 {
		t.Errorf("length: got %v, want 1.5", l)
	}
	if v := mean(Cartoon{B: Polygon{}}.Raster(nil, 3, 0)); v != 0 {
		t.Errorf("empty polygon: got %v, want 0", v)
	}
}

func TestSmoothed(t *testing.T) {
	var x, y []float64
	for k := range 8 {
		v, c := math.Sincos(2 * math.Pi * float64(k) / 8)
		x, y = append(x, c), append(y, v)
	}
	p := Smoothed(x, y, 50)
	if len(p.X) != 400 {
		t.Fatalf("points: got %d, want 400", len(p.X))
	}
	for i := range p.X {
		if r := math.Hypot(p.X[i], p.Y[i]); math.Abs(r-1) > 2e-3 {
			t.Errorf("point %d: radius %v, want 1", i, r)
		}
	}
	// The second derivative is continuous across the knots.
	m := moments(x)
	for i := range x {
		l, r := x[(i+7)%8], x[(i+1)%8]
		if got, want := m[(i+7)%8]+4*m[i]+m[(i+1)%8], 6*(l-2*x[i]+r); math.Abs(got-want) > 1e-12 {
			t.Errorf("spline at knot %d: got %v, want %v", i, got, want)
		}
	}
}

func TestC2(t *testing.T) {
	f := func(dst, x, y []float64) {
		for i := range dst {
			dst[i] = x[i]*x[i]/2 + 3*x[i]*y[i]
		}
	}
	if got := C2(f, 65); math.Abs(got-4) > 0.1 { // |∂_x f| = |x + 3y| ≤ 4
		t.Errorf("C² norm: got %v, want 4", got)
	}
}

func TestCartoonParts(t *testing.T) {
	one := func(dst, _, _ []float64) {
		for i := range dst {
			dst[i] = 1
		}
	}
	f := Cartoon{F0: one, F1: one, B: RegionFunc(func(dst, x, _ []float64) {
		for i := range dst {
			dst[i] = 0
			if x[i] > 0.5 {
				dst[i] = 1
			}
		}
	})}
	if got := f.At(nil, []float64{0.2, 0.8}, []float64{0, 0}); got[0] != 1 || got[1] != 2 {
		t.Errorf("values: got %v, want [1 2]", got)
	}
	if got := mean(f.Raster(nil, 10, 3)); math.Abs(got-1.5) > 1e-15 {
		t.Errorf("mean: got %v, want 1.5", got)
	}
	if got := mean(Cartoon{F0: one}.Raster(nil, 5, 0)); got != 1 {
		t.Errorf("without a region: got %v, want 1", got)
	}
	if b, ok := TestCartoon().B.(Star); !ok || b.Curvature() > 20 || b.Curvature() < 3 {
		t.Errorf("curvature of the test cartoon: got %v", b.Curvature())
	}
}

func TestSolidVolume(t *testing.T) {
	const n = 24
	s := Solid{X: 0.5, Y: 0.5, Z: 0.5, R: 0.3}
	if got, want := mean(Cartoon3{B: s}.Raster(nil, n, 0)), 4*math.Pi/3*0.027; math.Abs(got-want) > 2e-4 {
		t.Errorf("volume of a ball: got %v, want %v", got, want)
	}
	s.Bumps = []Bump{{Axis: [3]float64{0, 0, 2}, Degree: 3, Height: 0.05}, {Axis: [3]float64{1, 0, 0}, Degree: 2, Height: 0.02}}
	if got, want := s.Radius(0, 0, 5), 0.3+0.05-0.01; math.Abs(got-want) > 1e-15 {
		t.Errorf("radius: got %v, want %v", got, want)
	}
	// ∫ρ³/3 over the sphere, in which P_l are orthogonal: ∫P_l² = 4π/(2l+1), and ∫P_2³ = 4π·2/35.
	want := 4 * math.Pi / 3 * (0.027 + 3*0.3*(0.05*0.05/7+0.02*0.02/5) + 0.02*0.02*0.02*2/35)
	if got := mean(Cartoon3{B: s}.Raster(nil, n, 0)); math.Abs(got-want) > 5e-4 {
		t.Errorf("volume with bumps: got %v, want %v", got, want)
	}
}

func TestRasterMisuse(t *testing.T) {
	defer func() {
		err, _ := recover().(error)
		var shape *op.ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("got %v, want a *op.ShapeError", err)
		}
	}()
	Cartoon{}.Raster(make([]float64, 5), 2, 0)
}
