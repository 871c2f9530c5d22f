package solve_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
	"github.com/mathdl/kernel/mathdl/solve"
)

var ctx = context.Background()

func gauss(rnd *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return x
}

// positive is an operator with entries in [0, 1), some of them 0.
func positive(rnd *rand.Rand, m, n int) op.Linear {
	a := make([]float64, m*n)
	for i := range a {
		a[i] = max(0, rnd.Float64()-.3)
	}
	return op.Matrix(mat.NewDense(m, n, a))
}

func dist(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += (x[i] - y[i]) * (x[i] - y[i])
	}
	return math.Sqrt(s)
}

func normal(A op.Linear, y []float64, damp float64) []float64 {
	n := A.Domain().Size()
	M := mat.NewSymDense(n, nil)
	for j := range n {
		e := make([]float64, n)
		e[j] = 1
		col := A.Adjoint(nil, A.Apply(nil, e))
		for i := range j + 1 {
			M.SetSym(i, j, col[i])
		}
		M.SetSym(j, j, col[j]+damp*damp)
	}
	var x mat.VecDense
	if err := x.SolveVec(M, mat.NewVecDense(n, A.Adjoint(nil, y))); err != nil {
		panic(err)
	}
	return x.RawVector().Data
}

// All methods for least squares find the solution of the normal equations.
func TestLeastSquares(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	A := positive(rnd, 30, 12)
	y, x0 := gauss(rnd, 30), gauss(rnd, 12)
	want, damped := normal(A, y, 0), normal(A, y, .8)
	long := &solve.Settings{Iterations: 60000, Tol: 1e-12}
	N := op.Mul(op.Star(A), A)
	for _, c := range []struct {
		name string
		want []float64
		run  func() (*solve.Result, error)
	}{
		{"CG", want, func() (*solve.Result, error) { return solve.CG(ctx, N, A.Adjoint(nil, y), x0, long) }},
		{"CGLS", want, func() (*solve.Result, error) { return solve.CGLS(ctx, A, y, x0, 0, long) }},
		{"CGLS damped", damped, func() (*solve.Result, error) { return solve.CGLS(ctx, A, y, x0, .8, long) }},
		{"LSQR", want, func() (*solve.Result, error) { return solve.LSQR(ctx, A, y, x0, 0, long) }},
		{"LSQR damped", damped, func() (*solve.Result, error) { return solve.LSQR(ctx, A, y, nil, .8, long) }},
		{"Landweber", want, func() (*solve.Result, error) { return solve.Landweber(ctx, A, y, x0, nil, long) }},
		{"ISTA", want, func() (*solve.Result, error) {
			return solve.ISTA(ctx, solve.Composite{A: A, Y: y, G: solve.Zero()}, x0, &solve.Settings{Iterations: 60000, Tol: -1})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := c.run()
			if err != nil {
				t.Fatal(err)
			}
			if e := dist(r.X, c.want); e > 1e-7 {
				t.Errorf("off by %.2g after %d iterations (%v)", e, r.K, r.Status)
			}
			if r.Status != solve.Converged && c.name != "ISTA" {
				t.Errorf("status %v after %d iterations", r.Status, r.K)
			}
		})
	}
}

// SIRT minimises the norm weighted by 1/row sums; SART solves consistent systems.
func TestRowAction(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 1))
	A := positive(rnd, 24, 10)
	y := gauss(rnd, 24)
	rows, _ := solve.Sums(A)
	for i, v := range rows {
		rows[i] = 1 / math.Sqrt(v)
	}
	W := op.Diag(op.R(24), rows)
	want := normal(op.Mul(W, A), W.Apply(nil, y), 0)
	r, err := solve.SIRT(ctx, A, y, nil, nil, &solve.Settings{Iterations: 100000, Tol: 1e-11})
	if err != nil || dist(r.X, want) > 1e-6 {
		t.Errorf("SIRT: off by %.2g, %v after %d, error %v", dist(r.X, want), r.Status, r.K, err)
	}
	B := []op.Linear{positive(rnd, 6, 10), positive(rnd, 6, 10)}
	x := gauss(rnd, 10)
	r, err = solve.SART(ctx, B, op.Stack(B...).Apply(nil, x), nil, nil, &solve.Settings{Iterations: 30000})
	if err != nil || dist(r.X, x) > 1e-4 {
		t.Errorf("SART: off by %.2g, error %v", dist(r.X, x), err)
	}
}

// Every proximal map fulfils its optimality condition: with z = prox_τG(x) and v = (x-z)/τ in the subdifferential,
// G(z) + G*(v) = ⟨z, v⟩ (Fenchel and Young).
func TestProximalMaps(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 1))
	const n = 24
	counts, w := make([]float64, n), make([]float64, n)
	for i := range counts {
		counts[i], w[i] = float64(rnd.IntN(4)), rnd.Float64()
	}
	for name, G := range map[string]solve.Functional{
		"zero": solve.Zero(), "L1": solve.L1(.7), "weighted": solve.WeightedL1(w), "group": solve.Group(.9, 3),
		"squared": solve.SquaredL2(2.5, w), "box": solve.Box(-.3, .8), "nonnegative": solve.NonNegative(), "KL": solve.KL(counts),
	} {
		for range 5 {
			x, z := gauss(rnd, n), make([]float64, n)
			tau := []float64{.2 + rnd.Float64()}
			G.Prox(z, x, tau)
			v, inner := make([]float64, n), 0.0
			for i := range v {
				v[i] = (x[i] - z[i]) / tau[0]
				inner += v[i] * z[i]
			}
			if G.ConjProx != nil { // prox_σG*(x) with σ = 1/τ at x/τ is v
				y := make([]float64, n)
				for i := range y {
					y[i] = x[i] / tau[0]
				}
				if G.ConjProx(y, y, []float64{1 / tau[0]}); dist(y, v) > 1e-12 {
					t.Errorf("%s: ConjProx is off by %.2g", name, dist(y, v))
				}
			}
			if name == "zero" {
				clear(v)
			}
			if e := G.Value(z) + G.Conj(v) - inner; math.Abs(e) > 1e-10 {
				t.Errorf("%s: G(z) + G*(v) - ⟨z,v⟩ = %.3g", name, e)
			}
			steps, same := make([]float64, n), make([]float64, n)
			for i := range steps {
				steps[i] = tau[0]
			}
			if G.Prox(same, x, steps); dist(same, z) > 1e-15 {
				t.Errorf("%s: a vector of equal steps gives another result", name)
			}
		}
	}
}

func TestGradient(t *testing.T) {
	for _, s := range [][2]int{{5, 7}, {1, 4}, {4, 1}, {1, 1}} {
		optest.Linear(t, solve.Gradient(s[0], s[1]), 1e-13)
	}
}

// The lasso, four ways: proximal gradients with the gap as proof, ADMM, and both primal-dual methods.
func TestLassoFourWays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 1))
	A := positive(rnd, 20, 30)
	y := gauss(rnd, 20)
	p := solve.Composite{A: A, Y: y, G: solve.L1(.5)}
	fista, err := solve.FISTA(ctx, p, nil, &solve.Settings{Iterations: 20000, Tol: 1e-11})
	if err != nil || fista.Status != solve.Converged || fista.Gap > 1e-10*fista.F {
		t.Fatalf("FISTA: %v after %d, gap %g, error %v", fista.Status, fista.K, fista.Gap, err)
	}
	saddle := solve.Saddle{N: 30, Terms: []solve.Term{{K: A, F: solve.SquaredL2(1, y)}}, G: solve.L1(.5)}
	rows, cols := solve.Sums(A)
	diagonal := saddle
	diagonal.Terms = []solve.Term{{K: A, F: solve.SquaredL2(1, y), Rows: rows, Cols: cols}}
	long := &solve.Settings{Iterations: 60000, Tol: 1e-9}
	for name, run := range map[string]func() (*solve.Result, error){
		"ISTA": func() (*solve.Result, error) { return solve.ISTA(ctx, p, nil, long) },
		"ADMM": func() (*solve.Result, error) {
			return solve.ADMM(ctx, solve.Split{A: A, Y: y, Terms: []solve.Term{{F: solve.L1(.5)}}}, nil, long)
		},
		"PDHG":          func() (*solve.Result, error) { return solve.PDHG(ctx, saddle, nil, long) },
		"PDHG diagonal": func() (*solve.Result, error) { return solve.PDHG(ctx, diagonal, nil, long) },
		"line search":   func() (*solve.Result, error) { return solve.PDHGLineSearch(ctx, saddle, nil, 0, long) },
		"synthesis": func() (*solve.Result, error) {
			return solve.Sparse{K: A, G: y, Alpha: 1, Synthesis: true}.Solve(ctx, nil, long)
		},
		"analysis": func() (*solve.Result, error) { return solve.Sparse{K: A, G: y, Alpha: 1}.Solve(ctx, nil, long) },
	} {
		r, err := run()
		if name == "synthesis" || name == "analysis" {
			r.F /= 2
		}
		if err != nil || math.Abs(r.F-fista.F) > 1e-6*fista.F {
			t.Errorf("%s: objective %.9g, want %.9g, %v after %d, error %v", name, r.F, fista.F, r.Status, r.K, err)
		}
		if name[0] == 'P' && (r.Gap > 1e-6 || r.Gap < -1e-12) {
			t.Errorf("%s: gap %g", name, r.Gap)
		}
	}
}

// Total variation denoising by its proximal map, PDHG, ADMM and the line search; a step between two plateaus of
// width w loses λ/w on each side.
func TestTVDenoising(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 1))
	const n = 12
	x := gauss(rnd, n*n)
	for _, iso := range []bool{false, true} {
		z := make([]float64, n*n)
		solve.TV(n, n, .3, iso).Prox(z, x, []float64{1})
		F := solve.L1(.3)
		if iso {
			F = solve.Group(.3, 2)
		}
		term := solve.Term{K: solve.Gradient(n, n), F: F, Rows: []float64{2}, Cols: []float64{4}}
		s := &solve.Settings{Iterations: 5000, Tol: 1e-10}
		a, err := solve.PDHG(ctx, solve.Saddle{N: n * n, Terms: []solve.Term{term}, G: solve.SquaredL2(1, x)}, nil, s)
		if err != nil || dist(a.X, z) > 1e-3 || a.Gap > 1e-8 {
			t.Errorf("PDHG, isotropic %v: differs by %.2g, gap %.2g, error %v", iso, dist(a.X, z), a.Gap, err)
		}
		b, err := solve.ADMM(ctx, solve.Split{A: op.Identity(op.R(n, n)), Y: x, Terms: []solve.Term{term}}, nil, s)
		if err != nil || dist(a.X, b.X) > 1e-4 {
			t.Errorf("ADMM, isotropic %v: differs by %.2g, error %v", iso, dist(a.X, b.X), err)
		}
		c, err := solve.PDHGLineSearch(ctx, solve.Saddle{N: n * n,
			Terms: []solve.Term{solve.Joined(n*n, term, solve.Term{F: solve.SquaredL2(1, x)})}}, nil, 0, s)
		if err != nil || dist(a.X, c.X) > 1e-4 {
			t.Errorf("line search, isotropic %v: differs by %.2g, error %v", iso, dist(a.X, c.X), err)
		}
	}
	step := []float64{0, 0, 0, 0, 1, 1, 1, 1}
	z := make([]float64, 8)
	solve.TV(1, 8, .4, false).Prox(z, step, []float64{1})
	for i, v := range z {
		want := .1
		if i >= 4 {
			want = .9
		}
		if math.Abs(v-want) > 1e-6 {
			t.Fatalf("step: got %v, want %v at %d", v, want, i)
		}
	}
}

// The parameter by discrepancy leaves the residual of the noise; the corner of the L-curve is near it.
func TestChoiceOfAlpha(t *testing.T) {
	rnd := rand.New(rand.NewPCG(6, 1))
	A := positive(rnd, 60, 40)
	x := make([]float64, 40)
	x[3], x[20], x[30] = 2, -1, 3
	y := A.Apply(nil, x)
	noise := 0.0
	for i := range y {
		e := .05 * rnd.NormFloat64()
		y[i] += e
		noise += e * e
	}
	run := func(ctx context.Context, alpha float64) (*solve.Result, error) {
		return solve.Sparse{K: A, G: y, Alpha: alpha, Synthesis: true}.Solve(ctx, nil, &solve.Settings{Iterations: 5000, Tol: 1e-8})
	}
	delta := math.Sqrt(noise)
	c, err := solve.Discrepancy(ctx, run, delta, 1e-4, 1e2)
	if err != nil || math.Abs(c.Result.Residual-delta) > solve.DiscrepancyTol*delta || dist(c.Result.X, x) > .3 {
		t.Errorf("residual %.4g, want %.4g; error of x %.2g; error %v", c.Result.Residual, delta, dist(c.Result.X, x), err)
	}
	if _, err := solve.Discrepancy(ctx, run, 1e-9, 1, 2); err == nil {
		t.Error("an interval that is too high gives no error")
	}
	alphas := make([]float64, 20)
	for i := range alphas {
		alphas[i] = 1e-4 * math.Pow(10, float64(i)*.35)
	}
	l1 := solve.L1(1)
	c, err = solve.LCurve(ctx, run, l1.Value, alphas)
	if err != nil || dist(c.Result.X, x) > .5 {
		t.Errorf("L-curve: α = %.3g, error of x %.2g, error %v", c.Alpha, dist(c.Result.X, x), err)
	}
}

// methods are all that iterate, for tests of what they have in common.
func methods(A op.Linear, y []float64) map[string]func(context.Context, *solve.Settings) (*solve.Result, error) {
	n := A.Domain().Size()
	p := solve.Composite{A: A, Y: y, G: solve.L1(1e-3)}
	term := []solve.Term{{K: A, F: solve.SquaredL2(1, y)}}
	return map[string]func(context.Context, *solve.Settings) (*solve.Result, error){
		"CG": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.CG(ctx, op.Mul(op.Star(A), A), A.Adjoint(nil, y), nil, s)
		},
		"CGLS": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.CGLS(ctx, A, y, nil, 0, s)
		},
		"LSQR": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.LSQR(ctx, A, y, nil, 0, s)
		},
		"Landweber": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.Landweber(ctx, A, y, nil, nil, s)
		},
		"SIRT": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.SIRT(ctx, A, y, nil, nil, s)
		},
		"SART": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.SART(ctx, []op.Linear{A}, y, nil, nil, s)
		},
		"ISTA": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) { return solve.ISTA(ctx, p, nil, s) },
		"FISTA": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.FISTA(ctx, p, nil, s)
		},
		"ADMM": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.ADMM(ctx, solve.Split{A: A, Y: y, Terms: []solve.Term{{F: p.G}}}, nil, s)
		},
		"PDHG": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.PDHG(ctx, solve.Saddle{N: n, Terms: term, G: p.G}, nil, s)
		},
		"PDHGLineSearch": func(ctx context.Context, s *solve.Settings) (*solve.Result, error) {
			return solve.PDHGLineSearch(ctx, solve.Saddle{N: n, Terms: term, G: p.G}, nil, 0, s)
		},
	}
}

// Every method ends within 100 ms of its context, with an iterate that is no worse than the start.
func TestInterruption(t *testing.T) {
	n := 50
	d := make([]float64, n)
	for i := range d {
		d[i] = 1 / float64(1+i*i)
	}
	slow := func(dst, x []float64) {
		time.Sleep(100 * time.Microsecond)
		for i := range x {
			dst[i] = d[i] * x[i]
		}
	}
	A := op.LinearFunc{X: op.R(n), Y: op.R(n), Fwd: slow, FwdStar: slow}
	y := gauss(rand.New(rand.NewPCG(7, 1)), n)
	for name, run := range methods(A, y) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(ctx, 15*time.Millisecond)
			defer cancel()
			start := time.Now()
			r, err := run(ctx, &solve.Settings{Iterations: 1 << 30, Tol: -1})
			if late := time.Since(start) - 15*time.Millisecond; late > 100*time.Millisecond {
				t.Errorf("ends %v after the context", late)
			}
			if name == "CG" || name == "CGLS" || name == "LSQR" { // may be done before: residual 0
				return
			}
			if !errors.Is(err, context.DeadlineExceeded) || r.Status != solve.Interrupted || len(r.X) != n {
				t.Errorf("status %v, error %v", r.Status, err)
			}
			if dist(A.Apply(nil, r.X), y) > dist(make([]float64, n), y)*(1+1e-9) {
				t.Error("the iterate is worse than the start")
			}
		})
	}
}

// SART ends within 100 ms however many blocks there are: a pass, or what comes before the first, may take seconds.
func TestInterruptedPass(t *testing.T) {
	slow := func(dst, x []float64) { time.Sleep(200 * time.Microsecond); copy(dst, x) }
	blocks := make([]op.Linear, 1000)
	for i := range blocks {
		blocks[i] = op.LinearFunc{X: op.R(1), Y: op.R(1), Fwd: slow, FwdStar: slow}
	}
	for _, after := range []time.Duration{10 * time.Millisecond, 900 * time.Millisecond} {
		late := time.Duration(math.MaxInt64)
		for tries := 0; tries < 3 && late > 100*time.Millisecond; tries++ { // the least counts: the machine may be busy
			ctx, cancel := context.WithTimeout(ctx, after)
			start := time.Now()
			r, err := solve.SART(ctx, blocks, make([]float64, len(blocks)), []float64{1}, nil, &solve.Settings{Iterations: 1 << 30})
			cancel()
			late = min(late, time.Since(start)-after)
			if !errors.Is(err, context.DeadlineExceeded) || r.Status != solve.Interrupted || len(r.X) != 1 {
				t.Errorf("status %v, error %v", r.Status, err)
			}
		}
		if late > 100*time.Millisecond {
			t.Errorf("ends %v after the context", late)
		}
	}
}

// Values that are not finite end an iteration with an error, and what is returned is finite.
func TestDivergence(t *testing.T) {
	k := 0
	bad := func(dst, x []float64) {
		k++
		copy(dst, x)
		if k > 40 {
			dst[0] = math.NaN()
		}
	}
	A := op.LinearFunc{X: op.R(3), Y: op.R(3), Fwd: bad, FwdStar: func(dst, x []float64) { copy(dst, x) }}
	for name, run := range methods(A, []float64{1, 2, 3}) {
		k = 0
		if name == "CG" || name == "CGLS" || name == "LSQR" {
			k = 40
		}
		r, err := run(ctx, &solve.Settings{Iterations: 1000, Tol: -1})
		if !errors.Is(err, solve.ErrDiverged) || r.Status != solve.Diverged {
			t.Errorf("%s: status %v, error %v", name, r.Status, err)
		}
		for _, v := range r.X {
			if math.IsNaN(v) {
				t.Errorf("%s: returns %v", name, r.X)
			}
		}
	}
	r, err := solve.Landweber(ctx, op.Scale(2, op.Identity(op.R(3))), []float64{1, 2, 3}, nil, nil, &solve.Settings{Step: 1, Iterations: 10000, Tol: -1})
	if !errors.Is(err, solve.ErrDiverged) {
		t.Errorf("a step that is too long: status %v, error %v", r.Status, err)
	}
}

// A function put in the place of one of a functional of the package is the one that counts.
func TestChangedFunctional(t *testing.T) {
	F, A, y := solve.L1(5), op.Identity(op.R(3)), []float64{1, 2, 3}
	F.Prox = solve.L1(1).Prox
	F.ConjProx = nil
	set := &solve.Settings{Iterations: 500}
	a, err := solve.ADMM(ctx, solve.Split{A: A, Y: y, Terms: []solve.Term{{F: F}}}, nil, set)
	if d := dist(a.X, []float64{0, 1, 2}); d > 1e-4 || err != nil {
		t.Errorf("ADMM: %v, %v", a.X, err)
	}
	p, err := solve.PDHG(ctx, solve.Saddle{N: 3, Terms: []solve.Term{{K: A, F: solve.SquaredL2(1, y)}}, G: F}, nil, set)
	if d := dist(p.X, []float64{0, 1, 2}); d > 1e-4 || err != nil {
		t.Errorf("PDHG: %v, %v", p.X, err)
	}
}

func TestRecordAndStop(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 1))
	A := positive(rnd, 30, 20)
	y := gauss(rnd, 30)
	last, n := math.Inf(1), 0
	r, err := solve.CGLS(ctx, A, y, nil, 0, &solve.Settings{Iterations: 9, Tol: -1, Record: func(it solve.Iterate) {
		n++
		if it.K != n || it.F > last || it.Step <= 0 {
			t.Errorf("iterate %d: K %d, F %v after %v, step %v", n, it.K, it.F, last, it.Step)
		}
		last = it.F
	}})
	if err != nil || n != 9 || r.K != 9 || r.Status != solve.IterationLimit {
		t.Errorf("%d records, status %v, error %v", n, r.Status, err)
	}
	r, err = solve.CGLS(ctx, A, y, nil, 0, &solve.Settings{Discrepancy: 1.01 * r.Residual})
	if err != nil || r.Status != solve.Discrepant || r.K > 9 {
		t.Errorf("status %v after %d, error %v", r.Status, r.K, err)
	}
}

func TestMisuse(t *testing.T) {
	A := op.Identity(op.R(3))
	y := []float64{1, 2, 3}
	for name, f := range map[string]func(){
		"length of y":    func() { solve.CGLS(ctx, A, y[:2], nil, 0, nil) },
		"length of x0":   func() { solve.FISTA(ctx, solve.Composite{A: A, Y: y, G: solve.L1(1)}, y[:1], nil) },
		"nil operator":   func() { solve.CG(ctx, nil, y, nil, nil) },
		"no functional":  func() { solve.FISTA(ctx, solve.Composite{A: A, Y: y}, nil, nil) },
		"negative step":  func() { solve.Landweber(ctx, A, y, nil, nil, &solve.Settings{Step: -1}) },
		"iterations":     func() { solve.CG(ctx, A, y, nil, &solve.Settings{Iterations: -1}) },
		"weight":         func() { solve.L1(-1) },
		"box":            func() { solve.Box(1, 0) },
		"counts":         func() { solve.KL([]float64{1, -2}) },
		"no terms":       func() { solve.ADMM(ctx, solve.Split{A: A, Y: y}, nil, nil) },
		"two terms":      func() { solve.PDHGLineSearch(ctx, solve.Saddle{N: 3}, nil, 0, nil) },
		"no blocks":      func() { solve.SART(ctx, nil, y, nil, nil, nil) },
		"alphas":         func() { solve.LCurve(ctx, nil, nil, []float64{1}) },
		"interval":       func() { solve.Discrepancy(ctx, nil, 1, 2, 1) },
		"gradient":       func() { solve.Gradient(0, 3) },
		"weighted space": func() { solve.CG(ctx, op.Identity(op.Space{Shape: []int{3}, Weight: 2}), y, nil, nil) },
		"sparse weight":  func() { solve.Sparse{K: A, G: y, Alpha: 1, Weights: []float64{1, -1, 1}}.Solve(ctx, nil, nil) },
		"alpha":          func() { solve.Sparse{K: A, G: y, Alpha: math.NaN()}.Solve(ctx, nil, nil) },
		"rho": func() {
			solve.ADMM(ctx, solve.Split{A: A, Y: y, Terms: []solve.Term{{F: solve.L1(1), Rho: -1}}}, nil, nil)
		},
		"dimension": func() { solve.PDHG(ctx, solve.Saddle{}, nil, nil) },
		"rows": func() {
			solve.PDHG(ctx, solve.Saddle{N: 3, Terms: []solve.Term{{K: A, F: solve.L1(1), Rows: y[:2], Cols: y}}}, nil, nil)
		},
		"square":      func() { solve.CG(ctx, solve.Gradient(1, 3), y, nil, nil) },
		"discrepancy": func() { solve.CGLS(ctx, A, y, nil, 0, &solve.Settings{Discrepancy: math.NaN()}) },
		"frame":       func() { solve.Sparse{K: A, G: y, Frame: op.Identity(op.R(4))}.Solve(ctx, nil, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var r *solve.RangeError
				var s *op.ShapeError
				if !errors.As(err, &r) && !errors.As(err, &s) {
					t.Errorf("panic with %v, want a typed value", err)
				}
			}()
			f()
		})
	}
}

func ExampleFISTA() {
	A := op.Matrix(mat.NewDense(2, 3, []float64{1, 0, 1, 0, 1, 1}))
	r, err := solve.FISTA(context.Background(), solve.Composite{A: A, Y: []float64{1, 1}, G: solve.L1(0.1)}, nil, nil)
	fmt.Printf("%.3f %v %v\n", r.X, r.Status, err)
	// Output: [0.000 0.000 0.950] converged <nil>
}

// Four of six samples of a signal that jumps once: the signal with the fewest jumps that fits them.
func ExampleSparse() {
	known := op.Diag(op.R(6), []float64{1, 1, 0, 0, 1, 1})
	jumps := op.LinearFunc{X: op.R(6), Y: op.R(5),
		Fwd: func(dst, x []float64) {
			for i := range dst {
				dst[i] = x[i+1] - x[i]
			}
		},
		FwdStar: func(dst, y []float64) {
			clear(dst)
			for i, v := range y {
				dst[i+1] += v
				dst[i] -= v
			}
		},
	}
	p := solve.Sparse{K: known, G: []float64{1, 1, 0, 0, 3, 3}, Frame: jumps, Alpha: 0.01}
	r, err := p.Solve(context.Background(), nil, &solve.Settings{Iterations: 2000})
	fmt.Printf("%.2f, ‖Kf-g‖ = %.3f, %v\n", []float64{r.X[0], r.X[1], r.X[4], r.X[5]}, r.Residual, err)
	// Output: [1.00 1.00 3.00 3.00], ‖Kf-g‖ = 0.005, <nil>
}
