package approx

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
)

// Curve is the error of approximation against the number of terms.
type Curve struct {
	Name  string
	N     []int
	Error []float64 // ‖f - f_N‖₂ / ‖f‖₂
}

// NTermSettings controls [NTerm]. The zero value, or nil, takes the N largest coefficients as they are.
type NTermSettings struct {
	// Iterations is the number of iterated hard thresholdings c ← H_N(c + μT̃(f - T̃*c)) that follow, for a dictionary
	// that is no basis: among the many representations they look for one that is concentrated on N terms.
	Iterations int
	// Step is μ; 0 means 1 for a Parseval frame and 1/‖T̃‖² for others.
	Step float64
	// Record is called after every N with the error so far.
	Record func(N int, err float64)
}

// NTerm approximates f by N terms of a dictionary, f_N = Σ_{i∈I} c_i φ̃_i with |I| = N, for every N of a list, and
// returns the errors. For an orthonormal basis, N largest coefficients are the best choice, and the error is
// exact. For a Parseval frame or a frame, I holds the largest |⟨f, φ_i⟩|·‖φ̃_i‖; this is a good choice and
// no best one, which is hard to find; Settings.Iterations improves it (Blumensath and Davies 2009).
//
// NTerm panics with a [*op.ShapeError] if f does not fit. It returns an error if an N is out of range or f is
// zero or not finite, and what it has so far with the error of ctx when that ends: at once for the transforms of this
// module, after the iteration it is at for others.
func NTerm(ctx context.Context, d *Dictionary, f []float64, N []int, set *NTermSettings) (*Curve, error) {
	if set == nil {
		set = new(NTermSettings)
	}
	need("approx.NTerm", "f", len(f), d.Analysis.Domain().Size())
	size := d.Analysis.Domain().Norm(f)
	if !(size > 0) || math.IsInf(size, 1) {
		return nil, fmt.Errorf("approx.NTerm: norm of f: got %v, want positive and finite", size)
	}
	most := d.Analysis.Range().Size()
	for _, n := range N {
		if n < 0 || n > most {
			return nil, fmt.Errorf("approx.NTerm: number of terms: got %d, want 0 to %d", n, most)
		}
	}
	a := &search{d: d, f: f, size: size, set: set, out: &Curve{Name: d.Name}}
	var c []float64
	if err := d.soon(ctx, func() { c = d.Analysis.Apply(nil, f) }); err != nil {
		return a.out, err
	}
	a.c = c
	if d.Kind == Orthonormal {
		a.basis(N)
		return a.out, nil
	}
	return a.out, a.frame(ctx, N)
}

// search is the state of one call of NTerm.
type search struct {
	d    *Dictionary
	f    []float64
	size float64
	set  *NTermSettings
	c    []float64
	out  *Curve
}

func (a *search) put(n int, err float64) {
	a.out.N, a.out.Error = append(a.out.N, n), append(a.out.Error, err)
	if a.set.Record != nil {
		a.set.Record(n, err)
	}
}

// basis sums the squares of what is left out, the small ones first.
func (a *search) basis(N []int) {
	kern.Square(a.c, a.c)
	slices.Sort(a.c)
	at := slices.Clone(N)
	slices.Sort(at)
	rest := map[int]float64{}
	s, k := 0.0, 0
	for _, n := range slices.Backward(at) {
		for ; k < len(a.c)-n; k++ {
			s += a.c[k]
		}
		rest[n] = s
	}
	for _, n := range N {
		a.put(n, math.Sqrt(rest[n])/a.size)
	}
}

func (a *search) frame(ctx context.Context, N []int) error {
	rank := make([]float64, len(a.c))
	c := make([]float64, len(a.c))
	r := make([]float64, len(a.f))
	step := a.step()
	for _, n := range N {
		var e float64
		err := a.d.soon(ctx, func() {
			copy(c, a.c)
			a.keep(c, rank, n)
			e = a.residual(r, c)
		})
		for k := 0; k < a.set.Iterations && err == nil; k++ {
			err = a.d.soon(ctx, func() {
				a.d.dual().Apply(rank, r)
				kern.Axpy(c, step, rank)
				a.keep(c, rank, n)
				e = min(e, a.residual(r, c))
			})
		}
		if err != nil {
			return err
		}
		a.put(n, e)
	}
	return nil
}

func (a *search) step() float64 {
	switch {
	case a.set.Step > 0 || a.set.Iterations == 0:
		return a.set.Step
	case a.d.Kind == Parseval:
		return 1
	}
	s := normOf(a.d.dual())
	return 1 / (s * s)
}

// residual stores f - T̃*c in r and returns its relative norm.
func (a *search) residual(r, c []float64) float64 {
	a.d.dual().Adjoint(r, c)
	kern.Sub(r, a.f, r)
	return math.Sqrt(kern.SumSq(r)) / a.size
}

// keep leaves the n coefficients of highest rank; of equal ones those with the smaller index.
func (a *search) keep(c, rank []float64, n int) {
	if a.d.Rank != nil {
		a.d.Rank(rank, c)
	} else {
		kern.Abs(rank, c)
	}
	t, ties := threshold(rank, n)
	for i, v := range rank {
		switch {
		case v > t:
		case v == t && ties > 0:
			ties--
		default:
			c[i] = 0
		}
	}
}
