package domain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

var lShape = [][2]float64{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {0, 2}}

func some() []*Domain {
	disc := Ball([]float64{0.5, 0.5}, 0.25)
	return []*Domain{
		Interval(-1, 2), Box([]float64{-1, 0}, []float64{1, 3}), Ball([]float64{1}, 2), disc, Ball([]float64{1, 2, 3}, 2), Ball(make([]float64, 5), 1),
		Polygon(lShape...), SlitSquare(), Union(Cube(2), Ball([]float64{1, 1}, 0.5)), Difference(Cube(2), disc), Intersection(Cube(2), Ball([]float64{0, 0}, 1)),
		Times(Interval(-1, 1), 0, 2), Times(Difference(Cube(2), disc), 0, 1), Times(Ball([]float64{0, 0}, 1), 1, 2),
	}
}

// Points lie where they should, normals have length one and point out of the set.
func TestPoints(t *testing.T) {
	for _, Ω := range some() {
		for _, how := range []Sampling{Uniform, LatinHypercube, Sobol, Halton, Hammersley, Grid} {
			p := Ω.Interior(100, how, newRand())
			for i := range p.N() {
				if !Ω.Contains(p.X.RawRowView(i)) {
					t.Fatalf("%v, %v: %v is outside", Ω, how, p.X.RawRowView(i))
				}
			}
			if how != Grid && p.N() != 100 {
				t.Errorf("%v, %v: got %d points, want 100", Ω, how, p.N())
			}
			for _, f := range Ω.Faces {
				b := Ω.PerFace(20, how, newRand(), f.Name)
				for i := range b.N() {
					checkNormal(t, Ω, f.Name, b.X.RawRowView(i), b.Normal.RawRowView(i))
				}
			}
		}
	}
}

// Points in the memory of others are those that new memory would have, for more of them, for fewer and on other domains.
func TestPointsInOldMemory(t *testing.T) {
	in, on := new(Points), new(Points)
	for _, Ω := range some() {
		for _, n := range []int{300, 40, 300} {
			if got, want := Ω.InteriorTo(in, n, Uniform, newRand()), Ω.Interior(n, Uniform, newRand()); got != in || !reflect.DeepEqual(got, want) {
				t.Errorf("%v: %d points of the interior differ", Ω, n)
			}
			if got, want := Ω.PerFaceTo(on, n, Uniform, newRand()), Ω.PerFace(n, Uniform, newRand()); got != on || !reflect.DeepEqual(got, want) {
				t.Errorf("%v: %d points of each face differ", Ω, n)
			}
		}
	}
}

func checkNormal(t *testing.T, Ω *Domain, face string, x, n []float64) {
	t.Helper()
	if !Ω.OnBoundary(x) {
		t.Fatalf("%v: %v of %s is not on the boundary", Ω, x, face)
	}
	norm, out, in := 0.0, make([]float64, len(x)), make([]float64, len(x))
	for i, v := range n {
		norm += v * v
		out[i], in[i] = x[i]+1e-7*v, x[i]-1e-7*v
	}
	if math.Abs(norm-1) > 1e-12 {
		t.Fatalf("%v, %s: normal %v", Ω, face, n)
	}
	if face != "slit+" && face != "slit-" && (Ω.Contains(out) || !Ω.Contains(in)) {
		t.Fatalf("%v, %s: normal %v at %v does not point outwards", Ω, face, n, x)
	}
}

func TestMeasures(t *testing.T) {
	disc := Ball([]float64{0.5, 0.5}, 0.25)
	for _, c := range []struct {
		Ω         *Domain
		want, per float64 // measure, that of the boundary
		tol       float64
	}{
		{Interval(-1, 2), 3, 2, 1e-14},
		{Ball([]float64{0, 0, 0}, 2), 32 * math.Pi / 3, 16 * math.Pi, 1e-12},
		{Polygon(lShape...), 3, 8, 1e-14},
		{SlitSquare(), 4, 10, 1e-14},
		{Difference(Cube(2), disc), 1 - math.Pi/16, 4 + math.Pi/2, 2e-3},
		{Union(Cube(2), Ball([]float64{1, 1}, 0.5)), 1 + 3*math.Pi/16, 3 + 3*math.Pi/4, 2e-3},
		{Times(disc, 0, 2), math.Pi / 8, math.Pi + math.Pi/8, 1e-12},
	} {
		per := 0.0
		for _, f := range c.Ω.Faces {
			per += f.Measure
		}
		if math.Abs(c.Ω.Measure-c.want) > c.tol*c.want || math.Abs(per-c.per) > c.tol*c.per {
			t.Errorf("%v: measure %v and %v, want %v and %v", c.Ω, c.Ω.Measure, per, c.want, c.per)
		}
	}
}

// Joe and Kuo's numbers, against scipy.stats.qmc.Sobol(21, scramble=False).random(64).
func TestSobol(t *testing.T) {
	s := newSobol(21)
	sum, weighted, last := 0.0, 0.0, 0.0
	for i := range 64 {
		for j, u := range s.next() {
			sum += u
			weighted += float64(j+1) * u * u
			if i == 37 && j == 20 {
				last = u
			}
		}
	}
	if sum != 661.5 || weighted != 4813.1015625 || last != 0.953125 {
		t.Errorf("got %v, %v, %v, want 661.5, 4813.1015625, 0.953125", sum, weighted, last)
	}
}

func TestHalton(t *testing.T) {
	u := unit(nil, 3, 3, Halton, nil)
	want := []float64{0.5, 1. / 3, 0.2, 0.25, 2. / 3, 0.4, 0.75, 1. / 9, 0.6}
	for i := range u {
		if math.Abs(u[i]-want[i]) > 1e-15 {
			t.Fatalf("got %v, want %v", u, want)
		}
	}
}

func TestLatinHypercube(t *testing.T) {
	u := unit(nil, 50, 3, LatinHypercube, newRand())
	for j := range 3 {
		seen := map[int]bool{}
		for i := range 50 {
			seen[int(u[3*i+j]*50)] = true
		}
		if len(seen) != 50 {
			t.Errorf("axis %d: %d slabs of 50 are hit", j, len(seen))
		}
	}
}

// ∫ x⁴y² and, on the slit square, ∫ 1/r, which is singular: 8 ln(1+√2).
func TestGauss(t *testing.T) {
	f := func(x []float64) float64 { return x[0] * x[0] * x[0] * x[0] * x[1] * x[1] }
	for _, c := range []struct {
		Ω    *Domain
		f    func(x []float64) float64
		n    int
		want float64
		tol  float64
	}{
		{Box([]float64{-1, 0}, []float64{1, 1}), f, 3, 2. / 15, 1e-14},
		{Ball([]float64{0, 0}, 1), f, 4, math.Pi / 64, 1e-14},
		{Polygon([2]float64{0, 0}, [2]float64{1, 0}, [2]float64{0, 1}), f, 5, 48. / 40320, 1e-14},
		{Polygon(lShape...), f, 5, 32./5*1./3 + 1./5*7./3, 1e-13},
		{SlitSquare(), func(x []float64) float64 { return 1 / math.Hypot(x[0], x[1]) }, 20, 8 * math.Asinh(1), 1e-3},
		{Times(Interval(0, 1), 0, 1), f, 3, 1. / 15, 1e-14},
	} {
		p, err := c.Ω.Gauss(c.n)
		if err != nil {
			t.Fatal(err)
		}
		got := 0.0
		for i, w := range p.Weight {
			got += w * c.f(p.X.RawRowView(i))
		}
		if math.Abs(got-c.want) > c.tol*(1+c.want) {
			t.Errorf("%v: got %v, want %v", c.Ω, got, c.want)
		}
	}
	if _, err := Union(Cube(2), Ball([]float64{1, 1}, 1)).Gauss(3); err == nil {
		t.Error("union: no error")
	}
}

// Exactness up to degree 2n−1.
func TestGaussLegendre(t *testing.T) {
	for _, n := range []int{1, 2, 5, 26, 101} {
		x, w := GaussLegendre(n, 0, 1)
		for _, k := range []int{0, 1, n, 2*n - 1} {
			got := 0.0
			for i := range x {
				got += w[i] * math.Pow(x[i], float64(k))
			}
			if math.Abs(got-1/float64(k+1)) > 1e-14 {
				t.Errorf("n = %d, ∫xᵏ for k = %d: got %v, want %v", n, k, got, 1/float64(k+1))
			}
		}
	}
}

func TestRefinement(t *testing.T) {
	p := Interval(0, 1).Interior(100, Grid, nil)
	score := make([]float64, 100)
	for i := range score {
		score[i] = p.X.At(i, 0)
	}
	if w := Worst(p, score, 3); w.X.At(0, 0) != 0.995 || w.X.At(2, 0) != 0.975 {
		t.Errorf("worst: %v", w.X.RawMatrix().Data)
	}
	mean := 0.0 // the density is proportional to 2x + 1, hence the mean 7/12
	r := Resample(p, score, 20000, 1, 1, newRand())
	for i := range r.N() {
		mean += r.X.At(i, 0) / 20000
	}
	if math.Abs(mean-7./12) > 0.01 {
		t.Errorf("resampled mean %v, want %v", mean, 7./12)
	}
}

func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"box":       func() { Box([]float64{0, 1}, []float64{1, 1}) },
		"lengths":   func() { Box([]float64{0, 1}, []float64{1}) },
		"ball":      func() { Ball([]float64{0, 0}, -1) },
		"polygon":   func() { Polygon([2]float64{0, 0}, [2]float64{1, 1}, [2]float64{1, 0}, [2]float64{0, 1}) },
		"empty":     func() { Intersection(Cube(2), Ball([]float64{5, 5}, 1)) },
		"swallowed": func() { Difference(Cube(2), Ball([]float64{0, 0}, 9)) },
		"face":      func() { Cube(2).Face("top") },
		"points":    func() { Cube(2).Interior(0, Sobol, nil) },
		"generator": func() { Cube(2).Interior(3, Uniform, nil) },
		"time":      func() { Times(Cube(2), 1, 1) },
		"sobol":     func() { Cube(30).Interior(3, Sobol, nil) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(error); !ok {
					t.Errorf("%s: no typed panic", name)
				}
			}()
			f()
		}()
	}
}

func ExampleDomain_InteriorTo() {
	Ω, rnd, p := Cube(2), newRand(), new(Points)
	for range 3 { // steps of a training
		Ω.InteriorTo(p, 1000, Uniform, rnd)
	}
	fmt.Println(p.N(), "points, |Ω|/N =", p.Weight[0])
	// Output: 1000 points, |Ω|/N = 0.001
}

func ExampleDomain_Boundary() {
	Ω := Times(Interval(-1, 1), 0, 1) // (x, t)
	p := Ω.Boundary(4, Grid, nil, "x1-", "x1+")
	for i := range p.N() {
		fmt.Println(p.X.RawRowView(i), p.Normal.RawRowView(i), p.Face[i])
	}
	// Output:
	// [-1 0.25] [-1 0] x1-
	// [-1 0.75] [-1 0] x1-
	// [1 0.25] [1 0] x1+
	// [1 0.75] [1 0] x1+
}
