package pde

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/exact"
	"github.com/mathdl/kernel/mathdl/nn"
)

func solve(t *testing.T, p *Problem, rnd *rand.Rand, s *Settings) *Result {
	t.Helper()
	r, err := p.Solve(context.Background(), rnd, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	return r
}

// −Δu = f on the unit square with u = sin πx sin πy: row P7 of the acceptance table.
func TestPoisson(t *testing.T) {
	Ω := domain.Cube(2)
	in, grid := Ω.Interior(400, domain.Grid, nil), Ω.Interior(2500, domain.Grid, nil)
	rel := map[string]float64{}
	for _, how := range []string{"hard", "soft"} {
		f := On(Ω, "x", "y")
		x, y := f.X("x"), f.X("y")
		exact := Sin(x.Scale(math.Pi)).Times(Sin(y.Scale(math.Pi)))
		source := exact.Scale(2 * math.Pi * math.Pi)
		if worst, _ := f.Check(exact.Laplacian().Plus(source), in.X); worst > 1e-12 {
			t.Fatalf("self-check: %v", worst)
		}
		N := f.Net(nn.New([]int{2, 20, 20, 1}, nn.Tanh, newRand(1)))
		u := N
		terms := []Term{Equation(u.Laplacian().Plus(source), in)}
		if how == "hard" {
			u = x.Times(Const(1).Minus(x)).Times(y).Times(Const(1).Minus(y)).Times(N)
			terms = []Term{Equation(u.Laplacian().Plus(source), in)}
		} else {
			terms = append(terms, Dirichlet(u, Const(0), Ω.Boundary(160, domain.Grid, nil)).Weighted(100))
		}
		solve(t, New(f, terms...), newRand(2), &Settings{LBFGS: 400})
		rel[how] = f.RelL2(u, exact, grid.X)
	}
	t.Log(rel)
	if rel["hard"] > 1e-4 || rel["soft"] > 5e-3 || rel["soft"] < 10*rel["hard"] {
		t.Errorf("relative errors %v, want at most 1e-4 hard, 5e-3 soft, and a ratio of 10", rel)
	}
}

func burgersFunc(f *Frame, ν float64) Expr {
	return f.Func("exact", func(dst []float64, X *mat.Dense) {
		for i := range dst {
			dst[i] = exact.Burgers([]float64{X.At(i, 0)}, max(X.At(i, 1), 1e-12), ν, 100)[0]
		}
	})
}

// Burgers' equation with ν = 0.1/π: row P1 in small.
func TestBurgers(t *testing.T) {
	ν := 0.1 / math.Pi
	Ω := domain.Times(domain.Interval(-1, 1), 0, 1)
	var errs []float64
	for seed := range uint64(1) {
		f := On(Ω, "x", "t")
		u, rnd := f.Scaled(nn.New([]int{2, 20, 20, 20, 1}, nn.Tanh, newRand(seed))), newRand(seed+100)
		x := f.X("x")
		eq := func(u Expr) Expr { return u.D("t").Plus(u.Times(u.D("x"))).Minus(u.D("xx").Scale(ν)) }
		if worst, _ := f.Check(eq(burgersFunc(f, ν)), domain.Times(domain.Interval(-0.9, 0.9), 0.1, 0.9).Interior(50, domain.Sobol, nil).X); worst > 1e-5 {
			t.Fatalf("self-check: %v", worst)
		}
		p := New(f,
			Equation(eq(u), Ω.Interior(1000, domain.LatinHypercube, rnd)),
			Initial(u, Sin(x.Scale(math.Pi)).Neg(), Ω.Boundary(50, domain.Uniform, rnd, "initial")),
			Dirichlet(u, Const(0), Ω.Boundary(50, domain.Uniform, rnd, "x1-", "x1+")))
		solve(t, p, rnd, &Settings{LBFGS: 600})
		errs = append(errs, f.RelL2(u, burgersFunc(f, ν), Ω.Interior(900, domain.Grid, nil).X))
	}
	slices.Sort(errs)
	t.Log(errs)
	if errs[len(errs)/2] > 2e-2 {
		t.Errorf("relative errors %v, want a median of at most 2e-2", errs)
	}
}

// −u″ + π²u = 2π² cos πx with ∂u/∂n = 0, a mixed Robin condition, and a periodic problem.
func TestConditions(t *testing.T) {
	Ω := domain.Interval(0, 1)
	in := Ω.Interior(60, domain.Grid, nil)
	f := On(Ω, "x")
	x := f.X("x")
	u := f.Net(nn.New([]int{1, 15, 15, 1}, nn.Tanh, newRand(1)))
	exact := Cos(x.Scale(math.Pi))
	eq := u.D("xx").Minus(u.Scale(math.Pi * math.Pi)).Plus(exact.Scale(2 * math.Pi * math.Pi))
	solve(t, New(f, Equation(eq, in), Neumann(u, Const(0), Ω.PerFace(1, domain.Grid, nil))), nil, &Settings{LBFGS: 400})
	if r := f.RelL2(u, exact, in.X); r > 1e-4 {
		t.Errorf("Neumann: %v", r)
	}
	f = On(Ω, "x")
	x = f.X("x")
	u = f.Net(nn.New([]int{1, 15, 15, 1}, nn.Tanh, newRand(2)))
	exact = Exp(x) // u″ = u, 2u + ∂u/∂n = 3e at 1 and 1 at 0
	bc := Robin(u, Const(2), Const(1), Exp(x).Scale(2).Plus(Exp(x).Dn()), Ω.PerFace(1, domain.Grid, nil))
	solve(t, New(f, Equation(u.D("xx").Minus(u), in), bc), nil, &Settings{LBFGS: 400})
	if r := f.RelL2(u, exact, in.X); r > 1e-4 {
		t.Errorf("Robin: %v", r)
	}
	f = On(Ω, "x")
	x = f.X("x")
	u = f.Net(nn.New([]int{1, 20, 20, 1}, nn.Tanh, newRand(3)))
	exact = Sin(x.Scale(2 * math.Pi)) // u″ − u = −(1 + 4π²) sin 2πx
	terms := append(Periodic(u, "x", 1, Ω.PerFace(1, domain.Grid, nil, "x1-")), Equation(u.D("xx").Minus(u).Plus(exact.Scale(1+4*math.Pi*math.Pi)), in))
	solve(t, New(f, terms...), nil, &Settings{LBFGS: 600})
	if r := f.RelL2(u, exact, in.X); r > 1e-3 {
		t.Errorf("periodic: %v", r)
	}
}

func tiny(seed uint64) (*Frame, Expr, *Problem) {
	Ω := domain.Cube(2)
	f := On(Ω, "x", "y")
	u := f.Net(nn.New([]int{2, 12, 12, 1}, nn.Tanh, newRand(seed)))
	rnd := newRand(seed)
	return f, u, New(f, Equation(u.Laplacian().Shift(1), Ω.Interior(500, domain.LatinHypercube, rnd)),
		Dirichlet(u, Const(0), nil).Drawn(func(rnd *rand.Rand) *domain.Points { return Ω.Boundary(80, domain.Uniform, rnd) }))
}

// The same bits for any number of processors, with everything adaptive switched on.
func TestReproducible(t *testing.T) {
	var first []float64
	for _, n := range []int{1, 2, 7} {
		old := runtime.GOMAXPROCS(n)
		f, _, p := tiny(1)
		solve(t, p, newRand(5), &Settings{Adam: 10, Fresh: true, LBFGS: 20, Rounds: 2, Weights: NTK, Refine: 50})
		runtime.GOMAXPROCS(old)
		if first == nil {
			first = f.theta()
		} else if !slices.Equal(first, f.theta()) {
			t.Errorf("GOMAXPROCS %d: other bits", n)
		}
	}
}

// Cancellation, within 100 ms where nothing else runs, with the best so far.
func TestCancel(t *testing.T) {
	Ω := domain.Cube(2)
	f := On(Ω, "x", "y")
	u := f.Net(nn.New([]int{2, 30, 30, 1}, nn.Tanh, newRand(1)))
	p := New(f, Equation(u.Laplacian().Shift(1), Ω.Interior(8000, domain.Sobol, nil)), Dirichlet(u, Const(0), Ω.Boundary(400, domain.Sobol, nil)))
	before := p.Losses(nil)
	for _, s := range []*Settings{{LBFGS: 100000}, {Adam: 100000}} {
		ctx, cancel := context.WithCancel(context.Background())
		var at time.Time
		n := 0
		s.Record = func(Progress) {
			if n++; n == 2 {
				time.AfterFunc(30*time.Millisecond, func() { at = time.Now(); cancel() })
			}
		}
		r, err := p.Solve(ctx, newRand(1), s)
		if late := time.Since(at); !errors.Is(err, context.Canceled) || late > 3*time.Second {
			t.Errorf("got %v after %v", err, late)
		}
		if after := r.Terms; after[0]+after[1] >= before[0]+before[1] {
			t.Errorf("losses %v, before %v", after, before)
		}
	}
}

func TestDivergence(t *testing.T) {
	f, _, p := tiny(1)
	θ := f.theta()
	r, err := p.Solve(context.Background(), newRand(1), &Settings{Adam: 50, Rate: 1e200})
	d, ok := IsDivergence(err)
	if !ok || d.Step < 1 || r == nil {
		t.Fatalf("got %v", err)
	}
	t.Log(err)
	if slices.ContainsFunc(f.theta(), func(v float64) bool { return v-v != 0 }) || len(θ) != f.P() {
		t.Error("the parameters are no numbers")
	}
}

func TestMisuse(t *testing.T) {
	Ω := domain.Cube(2)
	f := On(Ω, "x", "y")
	u := f.Net(nn.New([]int{2, 5, 1}, nn.Tanh, newRand(1)))
	relu := f.Net(nn.New([]int{2, 5, 1}, nn.ReLU, newRand(1)))
	in := Ω.Interior(9, domain.Grid, nil)
	go1 := func(t Term) func() {
		return func() { New(f, t).Solve(context.Background(), newRand(1), &Settings{LBFGS: 1}) }
	}
	for name, g := range map[string]func(){
		"names":            func() { On(Ω, "x") },
		"inputs":           func() { f.Net(nn.New([]int{3, 5, 1}, nn.Tanh, nil)) },
		"coordinate":       func() { u.D("z") },
		"order":            func() { u.D("xxxxx") },
		"component":        func() { u.Out(1) },
		"no points":        go1(Equation(u, nil)),
		"outside":          go1(Equation(u, &domain.Points{X: mat.NewDense(1, 2, []float64{2, 2})})),
		"dimension":        go1(Equation(u, domain.Cube(3).Interior(8, domain.Grid, nil))),
		"not the boundary": go1(Dirichlet(u, Const(0), in)),
		"no normals":       go1(Equation(u.Dn(), in)),
		"no partners":      go1(Equation(u.Partner(), in)),
		"ReLU":             go1(Equation(relu.Laplacian(), in)),
		"no terms":         func() { New(f).Solve(context.Background(), nil, nil) },
		"data":             func() { Data(u, in.X, mat.NewDense(2, 1, nil)) },
	} {
		func() {
			defer func() {
				err, ok := recover().(error)
				if !ok {
					t.Errorf("%s: no typed panic", name)
					return
				}
				t.Log(err)
			}()
			g()
		}()
	}
}
