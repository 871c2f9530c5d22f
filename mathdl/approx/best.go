package approx

import (
	"fmt"
)

// Synthesize stores Σ c_i φ̃_i in dst, which may be nil. It panics with a [*op.ShapeError] on a wrong length.
func (d *Dictionary) Synthesize(dst, c []float64) []float64 {
	need("approx.Dictionary.Synthesize", "c", len(c), d.Analysis.Range().Size())
	return d.dual().Adjoint(dst, c)
}

// Best returns f_N = Σ_{i∈I} ⟨f, φ_i⟩ φ̃_i for the N largest coefficients, and these, zero outside of I: what [NTerm] measures
// the error of, without iterations. It panics with a [*op.ShapeError] if f does not fit, and unless 0 ≤ N ≤ the number of coefficients.
func (d *Dictionary) Best(f []float64, N int) (fN, c []float64) {
	need("approx.Dictionary.Best", "f", len(f), d.Analysis.Domain().Size())
	if most := d.Analysis.Range().Size(); N < 0 || N > most {
		panic(fmt.Errorf("approx.Dictionary.Best: number of terms: got %d, want 0 to %d", N, most))
	}
	c = d.Analysis.Apply(nil, f)
	a := &search{d: d}
	a.keep(c, make([]float64, len(c)), N)
	return d.Synthesize(nil, c), c
}

// Redundancy is the number of coefficients per number of f.
func (d *Dictionary) Redundancy() float64 {
	return float64(d.Analysis.Range().Size()) / float64(d.Analysis.Domain().Size())
}
