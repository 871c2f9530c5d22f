package ct

import (
	"context"
	"math"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

// ShearletSettings of [Shearlets]. The zero value, or nil, means the defaults.
type ShearletSettings struct {
	// Free drops the constraint f ≥ 0.
	Free bool
	// Rho and RhoPositive are the penalties of ADMM for coefficients and for f ≥ 0; 0 means [ShearletRho] and
	// [ShearletRhoPositive].
	Rho, RhoPositive float64
	// Solver is handed on to [solve.ADMM], where Iterations 0 means [ShearletIterations], Inner 0 [ShearletInner].
	Solver solve.Settings
}

// The defaults of ShearletSettings: those of Bubba et al. in another scaling, ρ₀ = 0.02 and ρ₁ = 0.1 there.
const (
	ShearletRho         = 5
	ShearletRhoPositive = 50
	ShearletIterations  = 50
	ShearletInner       = 12
)

// Shearlets minimises, by [solve.ADMM],
//
//	½‖Kf-g‖² + Σ_i w_i |⟨f, ψ_i⟩|,  f ≥ 0
//
// for the shearlets ψ_i of sys, which must be a Parseval frame on the grid of the image, as [shearlet.NewAlpha] and
// [shearlet.NewFFST] without extension are, and w one weight for every coefficient, see [ScaleWeights]. With K the
// Radon transform of a limited range of angles it is step 1 of Learning the Invisible (Bubba et al. 2019), and its
// result the f* of the paper. The result is the iterate f of ADMM with negative values set to 0.
//
// It panics with a [*op.ShapeError] on what does not fit, and with a [*solve.RangeError] for a negative weight.
func Shearlets(ctx context.Context, K op.Linear, g []float64, sys *shearlet.System, w, f0 []float64, s *ShearletSettings) (*solve.Result, error) {
	const where = "ct.Shearlets"
	if s == nil {
		s = new(ShearletSettings)
	}
	need(where, "w", len(w), sys.Range().Size())
	terms := []solve.Term{{K: sys, F: solve.WeightedL1(w), Rho: or(s.Rho, ShearletRho), Parseval: true}}
	if !s.Free {
		terms = append(terms, solve.Term{F: solve.NonNegative(), Rho: or(s.RhoPositive, ShearletRhoPositive)})
	}
	set := s.Solver
	if set.Iterations == 0 {
		set.Iterations = ShearletIterations
	}
	if set.Inner == 0 {
		set.Inner = ShearletInner
	}
	r, err := solve.ADMM(ctx, solve.Split{A: K, Y: g, Terms: terms}, f0, &set)
	if !s.Free {
		for i, v := range r.X {
			r.X[i] = max(v, 0)
		}
	}
	return r, err
}

func or(v, standard float64) float64 {
	if v == 0 {
		return standard
	}
	return v
}

// ScaleWeights returns the weights base·ratioʲ for the coefficients of scale j = 0, 1, …, coarse to fine, and 0 for
// the low-pass: base = 1/400 and ratio = 3 are those of torch-radon's example for Learning the Invisible. It panics
// with a [*solve.RangeError] unless base ≥ 0 and ratio > 0.
func ScaleWeights(sys *shearlet.System, base, ratio float64) []float64 {
	if !(base >= 0) || !(ratio > 0) {
		panic(&solve.RangeError{Func: "ct.ScaleWeights", What: "base, ratio", Got: []float64{base, ratio}, Want: "base ≥ 0, ratio > 0"})
	}
	w := make([]float64, sys.Range().Size())
	for i, b := range sys.Bands() {
		if b.Scale == 0 {
			continue
		}
		v := base * math.Pow(ratio, float64(b.Scale-1))
		band := sys.Band(w, i)
		for k := range band {
			band[k] = v
		}
	}
	return w
}
