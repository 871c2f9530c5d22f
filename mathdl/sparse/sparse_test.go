package sparse

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/op/optest"
)

// laplace is the five-point matrix on n × n nodes, with coefficients that vary by what vary says.
func laplace(n int, vary float64) *Matrix {
	rnd := rand.New(rand.NewPCG(1, 1))
	var i, j []int
	var v []float64
	put := func(a, b int, x float64) { i, j, v = append(i, a), append(j, b), append(v, x) }
	for r := range n {
		for c := range n {
			k := r*n + c
			put(k, k, 1e-3)
			for _, w := range []int{k + 1, k + n} {
				if a := math.Exp(vary * rnd.NormFloat64()); w < n*n && (w != k+1 || c < n-1) {
					put(k, k, a)
					put(w, w, a)
					put(k, w, -a)
					put(w, k, -a)
				} else {
					put(k, k, a)
				}
			}
		}
	}
	return Triplets(n*n, n*n, i, j, v)
}

func random(n int) []float64 {
	rnd, x := rand.New(rand.NewPCG(2, 2)), make([]float64, n)
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return x
}

func distance(a, b []float64) float64 {
	d := 0.0
	for i, v := range a {
		d = max(d, math.Abs(v-b[i]))
	}
	return d
}

func TestAdjoint(t *testing.T) {
	A := Triplets(3, 4, []int{0, 2, 2, 1, 2}, []int{3, 1, 0, 2, 1}, []float64{1, 2, 3, 4, 5})
	optest.Linear(t, A, 1e-13)
	if A.At(2, 1) != 7 || A.At(0, 0) != 0 || A.NNZ() != 4 {
		t.Errorf("entries: %v", A)
	}
	if Z := Add(1, A, -1, A).WithoutZeros(); Z.NNZ() != 0 || A.WithoutZeros().NNZ() != 4 {
		t.Errorf("zeros: %v", Z)
	}
	B := A.Transpose()
	x := random(3)
	if d := distance(B.Apply(nil, x), A.Adjoint(nil, x)); d > 1e-15 {
		t.Errorf("transpose differs from adjoint by %g", d)
	}
}

func TestProducts(t *testing.T) {
	A := laplace(7, 1)
	x := random(49)
	if d := distance(Mul(A, A).Apply(nil, x), A.Apply(nil, A.Apply(nil, x))); d > 1e-10 {
		t.Errorf("(AA)x and A(Ax) differ by %g", d)
	}
	if d := distance(Add(2, A, -1, A).Apply(nil, x), A.Apply(nil, x)); d > 1e-12 {
		t.Errorf("2A − A and A differ by %g", d)
	}
}

func TestOrderIsPermutation(t *testing.T) {
	for _, n := range []int{1, 2, 5, 30} {
		seen := make([]bool, n*n)
		for _, k := range Order(laplace(n, 0)) {
			seen[k] = true
		}
		for k, ok := range seen {
			if !ok {
				t.Fatalf("n = %d: %d is missing", n, k)
			}
		}
	}
	var i []int // a graph without edges
	for k := range 100 {
		i = append(i, k)
	}
	if got := Order(Triplets(100, 100, i, i, make([]float64, 100))); len(got) != 100 {
		t.Error(len(got))
	}
}

// TestFill: 31/4 n² log₂ n is George's count for a square of n² nodes; levels of a search cost more than straight cuts.
func TestFill(t *testing.T) {
	n := 100
	s, err := Analyze(context.Background(), laplace(n, 0))
	if err != nil {
		t.Fatal(err)
	}
	got := float64(s.NNZ())
	if want := 7.75 * float64(n*n) * math.Log2(float64(n)); got > 0.8*want {
		t.Errorf("%g entries of L, want at most %g", got, 0.8*want)
	}
}

func TestSolvers(t *testing.T) {
	for _, vary := range []float64{0, 1, 2} {
		A := laplace(60, vary)
		want := random(A.Rows)
		b := A.Apply(nil, want)
		L, err := Factor(context.Background(), A, nil)
		if err != nil {
			t.Fatal(err)
		}
		if d := distance(L.Solve(nil, b), want); d > 1e-9 {
			t.Errorf("Cholesky: error %g", d)
		}
		M, err := NewMultigrid(context.Background(), A)
		if err != nil {
			t.Fatal(err)
		}
		x, k, err := PCG(context.Background(), A, b, M, 1e-12, 0)
		if err != nil || k > 45 || distance(x, want) > 1e-7 {
			t.Errorf("multigrid, variation %g: error %g after %d iterations: %v", vary, distance(x, want), k, err)
		}
	}
}

// TestPatterns: factors of graphs without edges, with a hub, in a line, complete, in parts, at random.
func TestPatterns(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	for name, edge := range map[string]func(i, j int) bool{
		"none":     func(i, j int) bool { return false },
		"star":     func(i, j int) bool { return j == 0 },
		"path":     func(i, j int) bool { return i == j+1 },
		"complete": func(i, j int) bool { return true },
		"parts":    func(i, j int) bool { return i/70 == j/70 && i%70 < j%70+3 || i < 9 && j < 9 },
		"random":   func(i, j int) bool { return rnd.IntN(60) == 0 },
	} {
		const n = 230
		var I, J []int
		var v []float64
		for i := range n {
			I, J, v = append(I, i), append(J, i), append(v, n)
			for j := range i {
				if edge(i, j) {
					x := 2*rnd.Float64() - 1
					I, J, v = append(I, i, j), append(J, j, i), append(v, x, x)
				}
			}
		}
		A, want := Triplets(n, n, I, J, v), random(n)
		L, err := Factor(context.Background(), A, nil)
		if err != nil {
			t.Fatal(name, err)
		}
		if d := distance(L.Solve(nil, A.Apply(nil, want)), want); d > 1e-12 {
			t.Errorf("%s: error %g", name, d)
		}
	}
}

// TestMultigridScales: the number of iterations hardly depends on the size.
func TestMultigridScales(t *testing.T) {
	var its []int
	for _, n := range []int{40, 80, 160} {
		A := laplace(n, 0)
		M, err := NewMultigrid(context.Background(), A)
		if err != nil {
			t.Fatal(err)
		}
		_, k, err := PCG(context.Background(), A, random(n*n), M, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		its = append(its, k)
	}
	if its[2] > its[0]+10 || its[2] > 30 {
		t.Errorf("iterations %v", its)
	}
}

func TestRefusals(t *testing.T) {
	var e *NotPositiveError
	if _, err := Factor(context.Background(), Triplets(2, 2, []int{0, 1, 0, 1}, []int{0, 0, 1, 1}, []float64{1, 2, 2, 1}), nil); !errors.As(err, &e) {
		t.Errorf("indefinite: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, _, err := PCG(ctx, laplace(4, 0), random(16), nil, 0, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, _, err := PCG(context.Background(), laplace(20, 0), random(400), nil, 1e-14, 3); !errors.Is(err, ErrNoConvergence) {
		t.Errorf("three iterations: %v", err)
	}
}

// The factor and the solution have the same bits for any number of threads.
func TestSameBits(t *testing.T) {
	const n = 90
	A, b := laplace(n, 0), random(n*n)
	solve := func(threads int) []float64 {
		defer kern.SetThreads(kern.SetThreads(threads))
		L, err := Factor(context.Background(), A, nil)
		if err != nil {
			t.Fatal(err)
		}
		return L.Solve(nil, b)
	}
	if !slices.Equal(solve(1), solve(0)) {
		t.Error("one thread and all of them give different bits")
	}
}

func TestMisuse(t *testing.T) {
	A, long := laplace(3, 0), make([]float64, 10)
	L, err := Factor(context.Background(), A, nil)
	if err != nil {
		t.Fatal(err)
	}
	oblong := Triplets(2, 3, nil, nil, nil)
	for name, f := range map[string]func(){
		"lengths":       func() { Triplets(2, 2, []int{0}, nil, nil) },
		"outside":       func() { Triplets(2, 2, []int{2}, []int{0}, []float64{1}) },
		"x":             func() { A.Apply(nil, long) },
		"dst":           func() { A.Apply(long, long[:9]) },
		"sum":           func() { Add(1, A, 1, oblong) },
		"product":       func() { Mul(A, oblong) },
		"factor":        func() { _, _ = Factor(context.Background(), oblong, nil) },
		"multigrid":     func() { _, _ = NewMultigrid(context.Background(), oblong) },
		"right side":    func() { L.Solve(nil, long) },
		"right side, 2": func() { _, _, _ = PCG(context.Background(), A, long, nil, 0, 0) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(*op.ShapeError); !ok {
					t.Errorf("%s: no *op.ShapeError", name)
				}
			}()
			f()
		}()
	}
}
