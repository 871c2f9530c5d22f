package train

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

const (
	wolfeC1    = 1e-4 // sufficient decrease
	wolfeC2    = 0.9  // curvature
	wolfeEvals = 30   // per search
)

// trial is φ(α) = f(x + αp) and φ′(α) at one step length.
type trial struct{ α, f, d float64 }

// try evaluates f at x + αp; the point and its gradient are in xt and gt.
func (b *lbfgs) try(α float64) trial {
	copy(b.xt, b.x)
	kern.Axpy(b.xt, α, b.p)
	f := b.f(b.gt, b.xt)
	b.evals++
	return trial{α, f, kern.Dot(b.gt, b.p)}
}

// search looks for a step that satisfies the strong Wolfe conditions, from the first guess on: outwards
// until an interval must hold one, then inside of it. After too many evaluations it settles for the
// lowest point with a sufficient decrease, if there is one. On success xt, gt and fx are those of the
// step.
func (b *lbfgs) search(ctx context.Context, slope, first float64) (α float64, ok bool, err error) {
	zero := trial{0, b.fx, slope}
	lo := zero                     // the lowest point that decreases f enough
	hi := trial{math.Inf(1), 0, 0} // the other end, once there is one
	α = first
	var t trial
	for range wolfeEvals {
		if err := ctx.Err(); err != nil {
			return 0, false, cancelled(b, err)
		}
		t = b.try(α)
		switch {
		case t.f-t.f != 0 || t.d-t.d != 0 || t.f > zero.f+wolfeC1*α*slope || t.f >= lo.f && lo.α > 0:
			hi = t
		case math.Abs(t.d) <= -wolfeC2*slope:
			b.fx = t.f
			return α, true, nil
		default:
			if t.d*(hi.α-lo.α) >= 0 && (!math.IsInf(hi.α, 1) || t.d >= 0) {
				hi = lo
			}
			lo = t
		}
		if α = choose(lo, hi); α == lo.α || math.Abs(hi.α-lo.α) <= 1e-16*math.Abs(lo.α) {
			break
		}
	}
	if lo.α == 0 {
		return 0, false, nil
	}
	if t.α != lo.α {
		lo = b.try(lo.α)
	}
	b.fx = lo.f
	return lo.α, true, nil
}

// choose is the next step length: beyond lo as long as there is no other end, otherwise the minimiser of
// the cubic through both ends, kept away from them.
func choose(lo, hi trial) float64 {
	if math.IsInf(hi.α, 1) {
		return 4 * lo.α
	}
	α := cubic(lo, hi)
	width := hi.α - lo.α
	if q := (α - lo.α) / width; !(q >= 0.1 && q <= 0.9) {
		α = lo.α + width/2
	}
	return α
}

// cubic is the minimiser of the cubic with the values and slopes of a and b, NaN if there is none.
func cubic(a, b trial) float64 {
	if b.f-b.f != 0 || b.d-b.d != 0 {
		return math.NaN()
	}
	d1 := a.d + b.d - 3*(a.f-b.f)/(a.α-b.α)
	d2 := math.Copysign(math.Sqrt(d1*d1-a.d*b.d), b.α-a.α)
	return b.α - (b.α-a.α)*(b.d+d2-d1)/(b.d-a.d+2*d2)
}
