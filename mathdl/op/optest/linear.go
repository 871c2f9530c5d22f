package optest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

const trials = 4

// Linear reports to t what CheckLinear finds.
func Linear(t testing.TB, A op.Linear, tol float64) {
	t.Helper()
	if err := CheckLinear(A, tol); err != nil {
		t.Error(err)
	}
}

// CheckLinear tests that A keeps the contract of [op.Linear]:
//
//   - Apply and Adjoint fill a dst that held NaN, agree with the result for a nil dst, return dst,
//     and leave their input alone;
//   - A(αx+βz) = αAx + βAz, and likewise for A*;
//   - ⟨Ax, y⟩ = ⟨x, A*y⟩ for random x and y.
//
// Differences are relative to ‖Ax‖·‖y‖; a tol of 1e-12 suits float64. The random vectors have a
// fixed seed. The error joins everything that was found.
func CheckLinear(A op.Linear, tol float64) error {
	rnd := rand.New(rand.NewPCG(1, 2))
	return errors.Join(
		contract("Apply", A, rnd),
		contract("Adjoint", op.Star(A), rnd),
		linearity("A", A, tol, rnd),
		linearity("A*", op.Star(A), tol, rnd),
		adjoint(A, tol, rnd),
	)
}

// contract checks what every Apply promises of its arguments.
func contract(name string, A op.Operator, rnd *rand.Rand) error {
	x := gauss(A.Domain(), rnd)
	kept := slices.Clone(x)
	want := A.Apply(nil, x)
	if n := A.Range().Size(); len(want) != n {
		return fmt.Errorf("optest: %s(nil, x) has length %d, want %d", name, len(want), n)
	}
	dst := make([]float64, len(want))
	for i := range dst {
		dst[i] = math.NaN()
	}
	got := A.Apply(dst, x)
	switch {
	case len(dst) > 0 && &got[0] != &dst[0]:
		return fmt.Errorf("optest: %s(dst, x) does not return dst", name)
	case !slices.Equal(kept, x):
		return fmt.Errorf("optest: %s changes its input", name)
	}
	for i := range got {
		if got[i] != want[i] && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			return fmt.Errorf("optest: %s(dst, x)[%d] = %v with a dst that held NaN, %v with a nil dst",
				name, i, got[i], want[i])
		}
	}
	return nil
}

func linearity(name string, A op.Linear, tol float64, rnd *rand.Rand) error {
	X, Y := A.Domain(), A.Range()
	x, z := gauss(X, rnd), gauss(X, rnd)
	const a, b = 1.25, -0.75
	Ax, Az, mix := A.Apply(nil, x), A.Apply(nil, z), make([]float64, len(x))
	for i := range mix {
		mix[i] = a*x[i] + b*z[i]
	}
	diff := A.Apply(nil, mix)
	for i := range diff {
		diff[i] -= a*Ax[i] + b*Az[i]
	}
	if e, size := Y.Norm(diff), Y.Norm(Ax)+Y.Norm(Az); !(e <= tol*size) {
		return fmt.Errorf("optest: not linear: ‖%[1]s(αx+βz) − α%[1]sx − β%[1]sz‖ = %.3g, want at most %.3g", name, e, tol*size)
	}
	return nil
}

// adjoint compares both sides of the identity for several pairs.
func adjoint(A op.Linear, tol float64, rnd *rand.Rand) error {
	X, Y := A.Domain(), A.Range()
	var ratio []float64
	var failed error
	for range trials {
		x, y := gauss(X, rnd), gauss(Y, rnd)
		Ax, Ay := A.Apply(nil, x), A.Adjoint(nil, y)
		l, r := Y.Dot(Ax, y), X.Dot(x, Ay)
		size := max(Y.Norm(Ax)*Y.Norm(y), X.Norm(x)*X.Norm(Ay))
		ratio = append(ratio, r/l)
		if failed == nil && !(math.Abs(l-r) <= tol*size) {
			failed = fmt.Errorf("optest: adjoint: ⟨Ax, y⟩ = %.10g but ⟨x, A*y⟩ = %.10g, differ by %.3g of ‖Ax‖‖y‖, want at most %.3g",
				l, r, math.Abs(l-r)/size, tol)
		}
	}
	if failed == nil {
		return nil
	}
	return fmt.Errorf("%w\n%s", failed, diagnose(A, ratio))
}

// diagnose says what kind of mistake it is: a constant factor, a transposed sign, or one entry.
func diagnose(A op.Linear, ratio []float64) string {
	lo, hi := slices.Min(ratio), slices.Max(ratio)
	c := (lo + hi) / 2
	X, Y := A.Domain(), A.Range()
	if hi-lo <= 1e-6*math.Abs(c) {
		s := fmt.Sprintf("\tthe adjoint is off by the constant factor %.6g", c)
		if w := X.W() / Y.W(); X.W() != Y.W() && math.Abs(c-w) <= 1e-6*w {
			s += fmt.Sprintf(" = w_X/w_Y: it is the transpose; the adjoint for these weights is w_Y/w_X = %.6g times that", 1/w)
		}
		return s
	}
	s := fmt.Sprintf("\tby no constant factor: ⟨x, A*y⟩/⟨Ax, y⟩ ranges over [%.4g, %.4g]", lo, hi)
	if X.Size() <= 64 && Y.Size() <= 64 {
		s += entry(A)
	}
	return s
}

// entry finds the first pair of unit vectors that the two sides treat differently.
func entry(A op.Linear) string {
	X, Y := A.Domain(), A.Range()
	star := make([][]float64, Y.Size())
	for i := range star {
		star[i] = A.Adjoint(nil, unit(Y, i))
	}
	for j := range X.Size() {
		Ae := A.Apply(nil, unit(X, j))
		for i := range star {
			l, r := Y.W()*Ae[i], X.W()*star[i][j]
			if !(math.Abs(l-r) <= 1e-9*max(math.Abs(l), math.Abs(r), 1)) {
				return fmt.Sprintf("; first at ⟨Ae_%d, e_%d⟩ = %.6g against ⟨e_%d, A*e_%d⟩ = %.6g", j, i, l, j, i, r)
			}
		}
	}
	return ""
}

func unit(S op.Space, i int) []float64 {
	e := make([]float64, S.Size())
	e[i] = 1
	return e
}

func gauss(S op.Space, rnd *rand.Rand) []float64 {
	x := make([]float64, S.Size())
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	return x
}
