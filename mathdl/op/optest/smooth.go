package optest

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

// Smooth reports to t what CheckSmooth finds.
func Smooth(t testing.TB, A op.Smooth, x []float64, tol float64) {
	t.Helper()
	if err := CheckSmooth(A, x, tol); err != nil {
		t.Error(err)
	}
}

// CheckSmooth tests that A keeps the contract of [op.Smooth] at x: DA(x)h agrees with the central
// difference (A(x+εh) − A(x−εh))/2ε along random directions h, with the best of several ε, to tol
// relative to its size; and DA(x) is linear with an exact adjoint (to 1e-9). A tol of 1e-6 suits
// float64. The point x must not lie on a kink of A.
func CheckSmooth(A op.Smooth, x []float64, tol float64) error {
	rnd := rand.New(rand.NewPCG(3, 4))
	D := A.Derivative(x)
	if !D.Domain().Equal(A.Domain()) || !D.Range().Equal(A.Range()) {
		return fmt.Errorf("optest: derivative maps %v → %v, want %v → %v", D.Domain(), D.Range(), A.Domain(), A.Range())
	}
	err := contract("Apply", A, rnd)
	for range trials {
		err = errors.Join(err, direction(A, D, x, tol, rnd))
	}
	if e := CheckLinear(D, 1e-9); e != nil {
		err = errors.Join(err, fmt.Errorf("optest: derivative: %w", e))
	}
	return err
}

// direction compares one directional derivative with differences.
func direction(A op.Smooth, D op.Linear, x []float64, tol float64, rnd *rand.Rand) error {
	Y := A.Range()
	h := gauss(A.Domain(), rnd)
	Dh := D.Apply(nil, h)
	best, factor := math.Inf(1), math.NaN()
	for eps := 1e-2; eps > 1e-8; eps /= 10 {
		fd := difference(A, x, h, eps)
		ff, fD := Y.Dot(fd, fd), Y.Dot(fd, Dh)
		for i := range fd {
			fd[i] -= Dh[i]
		}
		if e := Y.Norm(fd); e < best {
			best, factor = e, fD/ff
		}
	}
	// A difference has an error of its own, about 1e-10 of the size of A.
	size := Y.Norm(Dh) + 1e-4*Y.Norm(A.Apply(nil, x))
	if best <= tol*size {
		return nil
	}
	return fmt.Errorf("optest: derivative: ‖DA(x)h − difference‖ = %.3g, want at most %.3g; DA(x)h is about %.6g times the difference",
		best, tol*size, factor)
}

func difference(A op.Operator, x, h []float64, eps float64) []float64 {
	p, m := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		p[i], m[i] = x[i]+eps*h[i], x[i]-eps*h[i]
	}
	d, b := A.Apply(nil, p), A.Apply(nil, m)
	for i := range d {
		d[i] = (d[i] - b[i]) / (2 * eps)
	}
	return d
}
