package edges

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/op"
)

const side = 256

// oval is an ellipse with half axes a and b turned by phi in the middle of the image, mean of 8 × 8 points a pixel.
func oval(n int, a, b, phi, height float64) []float64 {
	f := make([]float64, n*n)
	sin, cos := math.Sincos(phi)
	for i := range f {
		for q := range 64 {
			x := float64(i%n) + (float64(q%8)+0.5)/8 - 0.5 - float64(n-1)/2
			y := float64(i/n) + (float64(q/8)+0.5)/8 - 0.5 - float64(n-1)/2
			u, v := (x*cos+y*sin)/a, (y*cos-x*sin)/b
			if u*u+v*v <= 1 {
				f[i] += height / 64
			}
		}
	}
	return f
}

// rim is the set of pixels the boundary runs through, and the direction of the outer normal there.
func rim(n int, a, b, phi float64) (mask []bool, normal []float64) {
	mask, normal = make([]bool, n*n), make([]float64, n*n)
	sin, cos := math.Sincos(phi)
	for k := range 200000 {
		t := 2 * math.Pi * float64(k) / 200000
		u, v := a*math.Cos(t), b*math.Sin(t)
		r := int(math.Round(u*sin + v*cos + float64(n-1)/2))
		c := int(math.Round(u*cos - v*sin + float64(n-1)/2))
		mask[r*n+c] = true
		normal[r*n+c] = math.Atan2(math.Sin(t)/b, math.Cos(t)/a) + phi
	}
	return mask, normal
}

// closest is the true normal at the rim's pixel nearest to pixel i, at most 2 pixels away.
func closest(mask []bool, normal []float64, n, i int) (float64, bool) {
	best, gamma := 9, 0.0
	for r := max(i/n-2, 0); r <= min(i/n+2, n-1); r++ {
		for c := max(i%n-2, 0); c <= min(i%n+2, n-1); c++ {
			if d := (r-i/n)*(r-i/n) + (c-i%n)*(c-i%n); mask[r*n+c] && d < best {
				best, gamma = d, normal[r*n+c]
			}
		}
	}
	return gamma, best < 9
}

func found(t *testing.T, f []float64, set *Settings) *Features {
	t.Helper()
	e, err := New(side, side, set).Edges(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The ellipse a = 90, b = 55 turned by 25° on 256²: the peer finds .62 of its boundary and is blind for tangents
// between 30° and 60°.
func TestEllipse(t *testing.T) {
	phi := 25 * math.Pi / 180
	mask, normal := rim(side, 90, 55, phi)
	e := found(t, oval(side, 90, 55, phi, 255), nil)
	m := metric.FScore(e.Mask, mask, side, side, 1.5)
	t.Logf("precision %.4f, recall %.4f", m.Precision, m.Recall)
	if m.Recall < 0.95 || m.Precision < 0.99 {
		t.Errorf("precision %.3f, hit rate %.3f, want .99, .95", m.Precision, m.Recall)
	}
	var all []float64
	sector := make([][]float64, 12)
	for i, on := range e.Mask {
		if g, ok := closest(mask, normal, side, i); on && ok {
			d := math.Abs(wrap(e.Angle[i]-g-math.Pi, 2*math.Pi)) * 180 / math.Pi // the inside is brighter
			all = append(all, d)
			k := int(math.Mod(g+4*math.Pi, math.Pi) / math.Pi * 12)
			sector[k] = append(sector[k], d)
		}
	}
	t.Logf("median angle error %.3f°", median(all))
	if median(all) > 1 {
		t.Errorf("median angle error %.3f°, want at most 1°", median(all))
	}
	for k, s := range sector {
		if len(s) < 5 || median(s) > 1.5 {
			t.Errorf("directions from %d°: %d found, median error %.2f°", 15*k, len(s), median(s))
		}
	}
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	x = slices.Clone(x)
	slices.Sort(x)
	return x[len(x)/2]
}

func TestNoise(t *testing.T) {
	phi := 25 * math.Pi / 180
	mask, _ := rim(side, 90, 55, phi)
	f := oval(side, 90, 55, phi, 255)
	data.AddNoise(f, f, 15, rand.New(rand.NewPCG(1, 1)))
	if s := Noise(f, side, side); math.Abs(s-15) > 0.5 {
		t.Errorf("Noise = %.2f, want 15", s)
	}
	e := found(t, f, nil)
	away, far := metric.Distance(mask, side, side), 0
	for i, on := range e.Mask {
		if on && away[i] > 3 {
			far++
		}
	}
	m := metric.FScore(e.Mask, mask, side, side, 2)
	t.Logf("false positives %d of %d, hit rate %.4f", far, len(f), m.Recall)
	if far > len(f)/100 || m.Recall < 0.9 {
		t.Errorf("false positives %d of %d, hit rate %.3f; want under 1 %%, at least .9", far, len(f), m.Recall)
	}
}

func TestCurvature(t *testing.T) {
	for _, r := range []float64{30, 60} {
		e := found(t, oval(side, r, r, 0, 1), nil)
		var k []float64
		for i, on := range e.Mask {
			if on {
				k = append(k, e.Curvature[i])
			}
		}
		t.Logf("radius %g: median curvature %.4f, want %.4f", r, median(k), 1/r)
		if math.Abs(median(k)*r-1) > 0.15 {
			t.Errorf("radius %g: median curvature %.4f, want %.4f", r, median(k), 1/r)
		}
	}
}

// A straight step of height 3 in many directions: height, direction and measure, the seam included.
func TestStep(t *testing.T) {
	n := 128
	s := New(n, n, nil)
	for deg := -180.0; deg < 180; deg += 22.5 {
		if deg == 0 {
			deg += 7 // and one between the atoms
		}
		g := deg * math.Pi / 180
		f := make([]float64, n*n)
		for i := range f {
			x := float64(i%n-n/2)*math.Cos(g) + float64(i/n-n/2)*math.Sin(g)
			f[i] = 1.5 * math.Erf(x)
		}
		e, err := s.Edges(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		at := n/2*n + n/2
		if d := wrap(e.Angle[at]-g, 2*math.Pi) * 180 / math.Pi; math.Abs(d) > 0.5 {
			t.Errorf("%g°: off by %.3f°", deg, d)
		}
		if math.Abs(e.Height[at]-3) > 0.3 || e.Measure[at] < 0.8 {
			t.Errorf("%g°: height %.3f, measure %.3f", deg, e.Height[at], e.Measure[at])
		}
	}
}

func TestRidge(t *testing.T) {
	n := 96
	for _, w := range []float64{3, 5} {
		for _, deg := range []float64{0, 20, 45, 70, 90, 135} {
			g := deg * math.Pi / 180
			f := make([]float64, n*n)
			for i := range f {
				x := float64(i%n-n/2)*math.Cos(g) + float64(i/n-n/2)*math.Sin(g)
				f[i] = -2 * min(1, max(0, w/2+0.5-math.Abs(x)))
			}
			e, err := New(n, n, nil).Ridges(context.Background(), f)
			if err != nil {
				t.Fatal(err)
			}
			at := n/2*n + n/2
			if math.Abs(e.Width[at]-w) > 0.1*w+0.3 || math.Abs(e.Height[at]+2) > 0.4 || e.Measure[at] < 0.7 {
				t.Errorf("%g°, width %g: width %.2f, height %.2f, measure %.2f", deg, w, e.Width[at], e.Height[at], e.Measure[at])
			}
			if d := wrap(e.Angle[at]-g, math.Pi); math.Abs(d)*180/math.Pi > 1 {
				t.Errorf("%g°: off by %.3f rad", deg, d)
			}
		}
	}
}

func TestShearCoordinate(t *testing.T) {
	for deg := -44.0; deg < 135; deg++ {
		g := deg * math.Pi / 180
		if d := gamma(tau(g)) - g; math.Abs(d) > 1e-13 {
			t.Errorf("gamma(tau(%g°)) is off by %g", deg, d)
		}
	}
}

func TestCanny(t *testing.T) {
	mask, _ := rim(side, 90, 55, 0.4)
	f := oval(side, 90, 55, 0.4, 255)
	if m := metric.FScore(Canny(f, side, side, 1.4, 10, 25), mask, side, side, 1.5); m.F < 0.97 {
		t.Errorf("F = %.3f, want .97", m.F)
	}
	if slices.Contains(Canny(make([]float64, 12), 3, 4, 1, 0, 1), true) {
		t.Error("edges in a flat image")
	}
}

func TestSameBits(t *testing.T) {
	f := oval(64, 20, 12, 1, 1)
	s := New(64, 64, nil)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	a, _ := s.Edges(context.Background(), f)
	runtime.GOMAXPROCS(7)
	b, _ := s.Edges(context.Background(), f)
	if !slices.Equal(a.Measure, b.Measure) || !slices.Equal(a.Angle, b.Angle) {
		t.Error("results depend on the number of processors")
	}
}

func TestMisuse(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := New(8, 8, nil).Edges(ctx, make([]float64, 64)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if e, err := New(8, 5, nil).Edges(context.Background(), make([]float64, 40)); err != nil || slices.Contains(e.Mask, true) {
		t.Errorf("flat image: %v, %v", e, err)
	}
	for name, f := range map[string]func(){
		"rows":  func() { New(0, 3, nil) },
		"level": func() { New(3, 3, &Settings{Level: -1}) },
		"canny": func() { Canny(make([]float64, 4), 2, 2, 1, 2, 1) },
		"sigma": func() { New(3, 3, &Settings{Sigma: math.NaN()}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if _, ok := recover().(*RangeError); !ok {
					t.Error("no *RangeError")
				}
			}()
			f()
		})
	}
	defer func() {
		if _, ok := recover().(*op.ShapeError); !ok {
			t.Error("no *op.ShapeError")
		}
	}()
	Noise(make([]float64, 3), 2, 2)
}
