package pde

import (
	"math"

	"github.com/mathdl/kernel/mathdl/domain"
)

// tangent multiplies λ by Σₖ tr Kₖ / tr Kⱼ, where tr Kⱼ = Σᵢ |∇_θ rⱼ(xᵢ)|²/Nⱼ is the trace of the neural tangent
// kernel of a term per point. Random signs v give it: E|Σ vᵢ∇rⱼ(xᵢ)|² = Σ|∇rⱼ(xᵢ)|² (Hutchinson 1990).
func (t *training) tangent(λ []float64) {
	trace, total := make([]float64, len(λ)), 0.0
	for k := range λ {
		trace[k] = t.trace(k)
		total += trace[k]
	}
	for k := range λ {
		if trace[k] > 0 {
			λ[k] *= total / trace[k]
		}
	}
}

func (t *training) trace(k int) float64 {
	term, p := &t.p.Terms[k], t.b.places[k]
	v := make([]float64, p.n)
	o := newObjective(t.p.Frame)
	o.add(p, []integral{{term.Residual, v}}, []float64{1})
	g, sum := make([]float64, len(t.θ)), 0.0
	for range t.s.Probes {
		for i := range v {
			v[i] = 1
			if t.rnd.Uint64()&1 == 0 {
				v[i] = -1
			}
		}
		o.eval(t.ctx, g, t.θ)
		sum += norm(g) * norm(g)
	}
	return sum / float64(t.s.Probes*p.n)
}

// gradients multiplies λ by Σₖ|∇Lₖ| / |∇Lⱼ|.
func (t *training) gradients(λ []float64) {
	size, total := make([]float64, len(λ)), 0.0
	for k := range λ {
		o := newObjective(t.p.Frame)
		o.add(t.b.places[k], []integral{{t.p.Terms[k].Residual.Square(), t.b.weight[k]}}, []float64{1})
		g := make([]float64, len(t.θ))
		o.eval(t.ctx, g, t.θ)
		size[k] = norm(g)
		total += size[k]
	}
	for k := range λ {
		if size[k] > 0 {
			λ[k] *= total / size[k]
		}
	}
}

// causal weighs the squares of equations by time slabs: wᵢ ∝ exp(−ε Σ_{k<i} Lₖ), where Lₖ is the mean square in
// slab k (Wang, Sankaran and Perdikaris 2024).
func (t *training) causal() {
	d := len(t.p.Frame.names) - 1
	lo, hi := t.p.Frame.Domain.Lo[d], t.p.Frame.Domain.Hi[d]
	for k := range t.p.Terms {
		if !t.p.Terms[k].Equation {
			continue
		}
		r := t.p.Residuals(k, t.b.points[k].X)
		sum, count := make([]float64, t.s.Slabs), make([]float64, t.s.Slabs)
		slab := make([]int, len(r))
		for i, v := range r {
			slab[i] = min(int(float64(t.s.Slabs)*(t.b.points[k].X.At(i, d)-lo)/(hi-lo)), t.s.Slabs-1)
			sum[slab[i]] += v * v
			count[slab[i]]++
		}
		weight, before := make([]float64, t.s.Slabs), 0.0
		for j := range weight {
			weight[j] = math.Exp(-t.s.Causal * before)
			before += sum[j] / max(count[j], 1)
		}
		for i := range r {
			t.b.weight[k][i] *= weight[slab[i]]
		}
	}
}

// refine adds the worst of some candidates to the points of equations.
func (t *training) refine() {
	for k := range t.p.Terms {
		term := &t.p.Terms[k]
		if !term.Equation || term.Draw != nil {
			continue
		}
		c := t.p.Frame.Domain.Interior(10*t.s.Refine, domain.LatinHypercube, t.rnd)
		more := domain.Worst(c, t.p.Residuals(k, c.X), t.s.Refine)
		t.b.points[k] = domain.Join(t.b.points[k], more)
		t.b.places[k] = term.places(t.p.Frame, t.b.points[k])
	}
}
