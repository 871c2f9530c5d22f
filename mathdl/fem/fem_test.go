package fem

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/sparse"
)

var ctx = context.Background()

func load(dst, x, y []float64) { // of Geist et al. 2021
	for i := range dst {
		dst[i] = 20 + 10*x[i] - 5*y[i]
	}
}

func mustSolve(t *testing.T, p Problem, s *Settings) *Solution {
	t.Helper()
	r, err := p.Solve(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCentre is row D1: P1 with right diagonals, values at (½, ½) from an independent program.
func TestCentre(t *testing.T) {
	for _, c := range []struct {
		n    int
		want float64
	}{{8, 1.63760915}, {16, 1.65252975}, {32, 1.65633159}, {64, 1.65728667}} {
		V := NewSpace(UnitSquare(c.n), 1)
		for _, m := range []Method{Direct, Multigrid} {
			r := mustSolve(t, Problem{V: V, F: load, Conditions: []Condition{Dirichlet(nil, nil)}}, &Settings{Method: m, Tol: 1e-12})
			if got := r.U[c.n/2*(c.n+2)]; math.Abs(got-c.want) > 1e-8 {
				t.Errorf("n = %d, method %d: %.9f, want %.8f", c.n, m, got, c.want)
			}
		}
	}
}

func TestPublishedSize(t *testing.T) {
	V := NewSpace(UnitSquare(100), 1)
	r := mustSolve(t, Problem{V: V, F: load, Conditions: []Condition{Dirichlet(nil, nil)}}, nil)
	top := 0.0
	for _, v := range r.U {
		if v < 0 {
			t.Fatal("maximum principle")
		}
		top = max(top, v)
	}
	compliance := 0.0
	for i, v := range V.Load(load) {
		compliance += v * r.U[i]
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"centre", r.U[50*102], 1.65747485}, {"maximum", top, 1.66504276}, {"H1", Norm(V.Gram(), r.U), 4.33248201}, {"compliance", compliance, 17.90674669}} {
		if math.Abs(c.got-c.want) > 2e-8 {
			t.Errorf("%s: %.9g, want %.9g", c.name, c.got, c.want)
		}
	}
}

func waveX(x, y float64) float64 { return math.Pi * math.Cos(math.Pi*x) * math.Exp(y) }
func waveY(x, y float64) float64 { return math.Sin(math.Pi*x) * math.Exp(y) }

// manufactured is u = sin(πx)eʸ with a = 1 + x + y² and c = 2.
func manufactured(V *Space, conditions ...Condition) Problem {
	return Problem{V: V,
		A: Each(func(x, y float64) float64 { return 1 + x + y*y }), C: Const(2),
		F: Each(func(x, y float64) float64 {
			return (1+x+y*y)*(math.Pi*math.Pi-1)*waveY(x, y) - waveX(x, y) - 2*y*waveY(x, y) + 2*waveY(x, y)
		}), Conditions: conditions}
}

// TestManufactured checks the problem itself by differences before it is used.
func TestManufactured(t *testing.T) {
	p, h := manufactured(nil), 1e-3
	one := func(f Coef, x, y float64) float64 {
		d := []float64{0}
		f(d, []float64{x}, []float64{y})
		return d[0]
	}
	flux := func(x, y, dx, dy float64) float64 {
		return one(p.A, x+dx/2, y+dy/2) * (waveY(x+dx, y+dy) - waveY(x, y))
	}
	for _, q := range [][2]float64{{.3, .4}, {.7, .1}} {
		x, y := q[0], q[1]
		got := -(flux(x, y, h, 0)+flux(x, y, -h, 0)+flux(x, y, 0, h)+flux(x, y, 0, -h))/(h*h) + 2*waveY(x, y)
		if want := one(p.F, x, y); math.Abs(got-want) > 1e-4 {
			t.Errorf("f(%v) = %g, by differences %g", q, want, got)
		}
	}
}

func TestRates(t *testing.T) {
	a := func(x, y float64) float64 { return 1 + x + y*y }
	right := func(x, y float64) bool { return x > 1-1e-9 }
	upper := func(x, y float64) bool { return y > 1-1e-9 }
	for degree := 1; degree <= 2; degree++ {
		var l2, h1 []float64
		for _, n := range []int{8, 16, 32} {
			V := NewSpace(UnitSquare(n), degree)
			r := mustSolve(t, manufactured(V,
				Dirichlet(func(x, y float64) bool { return x < 1e-9 || y < 1e-9 }, waveY),
				Neumann(right, func(x, y float64) float64 { return a(x, y) * waveX(x, y) }),
				Robin(upper, func(x, y float64) float64 { return 3 }, func(x, y float64) float64 { return a(x, y)*waveY(x, y) + 3*waveY(x, y) }),
			), nil)
			l2, h1 = append(l2, r.L2(Each(waveY))), append(h1, r.H1(Each(waveX), Each(waveY)))
		}
		for k := range 2 {
			if r := math.Log2(l2[k] / l2[k+1]); math.Abs(r-float64(degree+1)) > 0.15 {
				t.Errorf("P%d: rate in L2 %.3f", degree, r)
			}
			if r := math.Log2(h1[k] / h1[k+1]); math.Abs(r-float64(degree)) > 0.1 {
				t.Errorf("P%d: rate in H1 %.3f", degree, r)
			}
		}
	}
}

// TestPatch: polynomials of the degree of the elements come out exactly, on any mesh.
func TestPatch(t *testing.T) {
	m, err := Generate(domain.Polygon([2]float64{0, 0}, [2]float64{2, 0}, [2]float64{2, 1}, [2]float64{1, 1}, [2]float64{1, 2}, [2]float64{0, 2}), 0.2)
	if err != nil {
		t.Fatal(err)
	}
	u1 := func(x, y float64) float64 { return 1 + 2*x - y }
	u2 := func(x, y float64) float64 { return x*x + x*y - 3*y*y }
	for _, c := range []struct {
		degree int
		u      func(x, y float64) float64
		f      float64
	}{{1, u1, 0}, {2, u2, 4}} {
		r := mustSolve(t, Problem{V: NewSpace(m, c.degree), F: Const(c.f), Conditions: []Condition{Dirichlet(nil, c.u)}}, nil)
		if e := r.L2(Each(c.u)); e > 1e-12 {
			t.Errorf("P%d: %g", c.degree, e)
		}
	}
}

func TestMeshes(t *testing.T) {
	disc := domain.Ball([]float64{0, 0}, 1)
	for _, c := range []struct {
		Ω         *domain.Domain
		area, tol float64
	}{
		{domain.Cube(2), 1, 1e-9},
		{disc, math.Pi, 0.01},
		{domain.Polygon([2]float64{0, 0}, [2]float64{2, 0}, [2]float64{2, 1}, [2]float64{1, 1}, [2]float64{1, 2}, [2]float64{0, 2}), 3, 1e-9},
		{domain.Difference(domain.Box([]float64{-1, -1}, []float64{1, 1}), domain.Ball([]float64{0, 0}, 0.5)), 4 - math.Pi/4, 0.01},
		{domain.Union(disc, domain.Box([]float64{0, -1}, []float64{2, 1})), 4 + math.Pi/2, 0.02},
	} {
		m, err := Generate(c.Ω, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		if a := m.Measure(); math.Abs(a-c.area) > c.tol {
			t.Errorf("%v: area %.5f, want %.5f", c.Ω, a, c.area)
		}
		if q := m.Quality(); q < 0.3 {
			t.Errorf("%v: worst triangle %.3f", c.Ω, q)
		}
		for k := range m.Cells {
			if m.Area(k) <= 0 {
				t.Fatalf("%v: triangle %d has area %g", c.Ω, k, m.Area(k))
			}
		}
		if n := len(m.X) - 3*len(m.Cells)/2 - len(m.Border())/2 + len(m.Cells); len(m.Border())%2 == 0 && n > 1 {
			t.Errorf("%v: Euler %d", c.Ω, n)
		}
	}
}

// TestDisc: −Δu = 4 on the unit disc has u = 1 − r².
func TestDisc(t *testing.T) {
	var e []float64
	for _, h := range []float64{0.2, 0.1} {
		m, err := Generate(domain.Ball([]float64{0, 0}, 1), h)
		if err != nil {
			t.Fatal(err)
		}
		r := mustSolve(t, Problem{V: NewSpace(m, 1), F: Const(4), Conditions: []Condition{Dirichlet(nil, nil)}}, nil)
		e = append(e, r.L2(Each(func(x, y float64) float64 { return 1 - x*x - y*y })))
	}
	if r := e[0] / e[1]; e[1] > 0.01 || r < 3 || r > 5.5 {
		t.Errorf("errors %g", e)
	}
}

// TestSlit: u = √r sin(θ/2) has rate 1 in L² on uniform meshes, since u is in H^{3/2-ε} only.
func TestSlit(t *testing.T) {
	// On the slit both sides have u = 0; elsewhere the formula has no jump.
	u := func(x, y float64) float64 { return math.Sqrt(math.Max(math.Hypot(x, y)-x, 0) / 2) }
	var e []float64
	for _, n := range []int{8, 16, 32} {
		m := Slit(n)
		if math.Abs(m.Measure()-4) > 1e-12 || len(m.X) != (2*n+1)*(2*n+1)+n {
			t.Errorf("mesh with n = %d", n)
		}
		r := mustSolve(t, Problem{V: NewSpace(m, 1), Conditions: []Condition{Dirichlet(nil, u)}}, nil)
		e = append(e, r.L2(Each(u)))
	}
	if r := math.Log2(e[1] / e[2]); math.Abs(r-1) > 0.15 {
		t.Errorf("rate %.3f of %g", r, e)
	}
}

func TestScalingAndEnergy(t *testing.T) {
	var last float64
	m := UnitSquare(4)
	for range 3 {
		V := NewSpace(m, 1)
		p := Problem{V: V, F: load, Conditions: []Condition{Dirichlet(nil, nil)}}
		u := mustSolve(t, p, nil).U
		p.A = Const(7)
		energy := 0.0
		b := V.Load(load)
		for i, v := range mustSolve(t, p, nil).U {
			if math.Abs(7*v-u[i]) > 1e-12 {
				t.Fatal("a = 7 must give u/7")
			}
			energy += b[i] * u[i]
		}
		if energy <= last {
			t.Errorf("energy %g after %g", energy, last)
		}
		last = energy
		m = m.Refine()
	}
}

func TestOutput(t *testing.T) {
	V := NewSpace(UnitSquare(2), 2)
	var b bytes.Buffer
	if err := V.WriteVTK(&b, "u", V.Nodal(Const(1))); err != nil || !strings.Contains(b.String(), "CELLS 8 32\n3 0 3 4\n") {
		t.Error(err, b.String())
	}
	if s := V.Mesh.SVG(200); strings.Count(s, "Z") != 8 || !strings.HasPrefix(s, "<svg") {
		t.Error(s)
	}
}

func TestRefusals(t *testing.T) {
	_, err := Problem{V: NewSpace(UnitSquare(8), 1), F: Const(1)}.Solve(ctx, nil)
	var e *sparse.NotPositiveError
	if err != nil && !errors.As(err, &e) {
		t.Error(err)
	}
	for name, f := range map[string]func(){
		"degree":    func() { NewSpace(UnitSquare(1), 3) },
		"clockwise": func() { NewSpace(&Mesh{X: []float64{0, 0, 1}, Y: []float64{0, 1, 0}, Cells: [][3]int{{0, 1, 2}}}, 1) },
		"h":         func() { _, _ = Generate(domain.Cube(2), 2) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(*domain.MisuseError); !ok {
					t.Errorf("%s: no misuse", name)
				}
			}()
			f()
		}()
	}
}

func TestLine(t *testing.T) {
	for _, n := range []int{2, 3, 50} { // exact at the nodes for f = 1
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i*i) / float64((n-1)*(n-1))
		}
		one := func(float64) float64 { return 1 }
		for i, u := range Line(x, one, one, 0, 1) {
			if want := x[i]*(1-x[i])/2 + x[i]; math.Abs(u-want) > 1e-12 {
				t.Errorf("n = %d: u(%g) = %g, want %g", n, x[i], u, want)
			}
		}
	}
}

func ExampleProblem_Solve() {
	V := NewSpace(UnitSquare(32), 1)
	s, err := Problem{V: V, F: Const(1), Conditions: []Condition{Dirichlet(nil, nil)}}.Solve(context.Background(), nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("u(½, ½) = %.4f, %d unknowns\n", s.U[16*34], s.Unknowns)
	// Output: u(½, ½) = 0.0736, 961 unknowns
}
