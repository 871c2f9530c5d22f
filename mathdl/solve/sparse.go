package solve

import (
	"context"

	"github.com/mathdl/kernel/mathdl/op"
)

// Sparse is regularisation by a frame (φ_i),
//
//	argmin_f ‖Kf-g‖² + α‖(w_i⟨f,φ_i⟩)_i‖₁
//
// for any operator K and any frame: the formula of section 4.1, with one half nowhere.
type Sparse struct {
	K       op.Linear
	G       []float64
	Frame   op.Linear // f ↦ (⟨f,φ_i⟩)_i, for example a shearlet system; nil is the standard basis
	Alpha   float64
	Weights []float64 // w_i ≥ 0; nil is 1
	// Parseval says that Frame*Frame is the identity, which makes the analysis form cheaper.
	Parseval bool
	// NonNegative restricts f to f ≥ 0; analysis form only.
	NonNegative bool
	// Synthesis minimises over coefficients c instead, ‖KΣc_iφ_i-g‖² + α‖(w_ic_i)‖₁, and f = Σ c_iφ_i. For an
	// orthonormal basis the two are the same.
	Synthesis bool
	// Rho is the penalty of ADMM for the coefficients, 0 for [SparseRho]; RhoPositive the one for f ≥ 0.
	Rho, RhoPositive float64
}

// SparseRho is the default of the penalties of Sparse.
const SparseRho = 1.0

// Solve minimises p, by [ADMM] in analysis form and by [FISTA] in synthesis form. X, also in records, is f.
// It panics unless α ≥ 0, all weights too, and lengths fit.
func (p Sparse) Solve(ctx context.Context, f0 []float64, s *Settings) (*Result, error) {
	const where = "solve.Sparse.Solve"
	needWeight(where, p.Alpha)
	n, _ := needPlain(where, "K", p.K)
	frame := p.Frame
	if frame == nil {
		frame, p.Parseval = op.Identity(p.K.Domain()), true
	}
	k, m := needPlain(where, "Frame", frame)
	need(where, "domain of Frame", k, n)
	w := make([]float64, m)
	for i := range w {
		w[i] = p.Alpha / 2
		if p.Weights != nil {
			need(where, "Weights", len(p.Weights), m)
			w[i] *= p.Weights[i]
		}
	}
	var set Settings
	if s != nil {
		set = *s
	}
	set.Target /= 2 // the methods minimise one half of it
	if p.Synthesis {
		return p.synthesis(ctx, frame, w, f0, set)
	}
	set.Record = p.record(set.Record, nil)
	terms := []Term{{K: frame, F: WeightedL1(w), Rho: orDefault(p.Rho), Parseval: p.Parseval}}
	if p.NonNegative {
		terms = append(terms, Term{F: NonNegative(), Rho: orDefault(p.RhoPositive)})
	}
	r, err := ADMM(ctx, Split{A: p.K, Y: p.G, Terms: terms}, f0, &set)
	r.F *= 2
	return r, err
}

func orDefault(rho float64) float64 {
	if rho == 0 {
		return SparseRho
	}
	return rho
}

// record adapts what is recorded: the objective without one half, and the image of coefficients.
func (p Sparse) record(f func(Iterate), frame op.Linear) func(Iterate) {
	if f == nil {
		return nil
	}
	return func(it Iterate) {
		it.F, it.Gap = 2*it.F, 2*it.Gap
		if frame != nil {
			it.X = frame.Adjoint(nil, it.X)
		}
		f(it)
	}
}

func (p Sparse) synthesis(ctx context.Context, frame op.Linear, w, f0 []float64, set Settings) (*Result, error) {
	if p.NonNegative {
		panic(&RangeError{"solve.Sparse.Solve", "NonNegative with Synthesis", true, "false"})
	}
	var c0 []float64
	if f0 != nil {
		need("solve.Sparse.Solve", "f0", len(f0), p.K.Domain().Size())
		c0 = frame.Apply(nil, f0)
	}
	set.Record = p.record(set.Record, frame)
	r, err := FISTA(ctx, Composite{A: op.Mul(p.K, op.Star(frame)), Y: p.G, G: WeightedL1(w)}, c0, &set)
	r.F, r.Gap = 2*r.F, 2*r.Gap
	r.X = frame.Adjoint(nil, r.X)
	return r, err
}
