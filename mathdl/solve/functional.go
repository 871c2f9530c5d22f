package solve

import (
	"context"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Functional is a convex functional G: ℝⁿ → (-∞, ∞], as functions of whole slices. One may be written in a
// cell. Those of this package are safe for concurrent use.
type Functional struct {
	// Value returns G(x).
	Value func(x []float64) float64
	// Prox stores prox_τG(x) in dst, which may be x: the z that minimises G(z) + ½ Σ (z_i-x_i)²/τ_i. tau has one
	// element for each coordinate, or one for all.
	Prox func(dst, x, tau []float64)
	// ConjProx stores prox_σG*(v) in dst, which may be v; nil means v - σ prox_{G/σ}(v/σ) (Moreau), at a higher cost.
	ConjProx func(dst, v, sigma []float64)
	// Conj returns G*(v); nil means unknown, and duality gaps are then +Inf.
	Conj func(v []float64) float64
	// Feasible returns the largest t in [0, 1] for which G*(tv) is finite; nil means 1. Gaps use it to scale
	// dual points.
	Feasible func(v []float64) float64

	part *parts // of what is of this package: the iterations take it in place of Value, Prox and ConjProx
	long *long  // of a proximal map that takes long: the iterations take it in place of Prox
}

// long is a proximal map that looks at a context and leaves anything in dst if that ends.
type long struct {
	prox func(ctx context.Context, dst, x, tau []float64)
	of   functions
}

// lasting sets Prox of a functional to a map that looks at a context.
func (G Functional) lasting(prox func(ctx context.Context, dst, x, tau []float64)) Functional {
	G.Prox = func(dst, x, tau []float64) { prox(context.Background(), dst, x, tau) }
	G.long = &long{prox, functionsOf(&G)}
	return G
}

// proxUntil is Prox, but nothing or anything in dst if the context has ended.
func (G *Functional) proxUntil(ctx context.Context, dst, x, tau []float64) {
	switch {
	case ctx.Err() != nil:
	case G.long != nil && G.long.of == functionsOf(G):
		G.long.prox(ctx, dst, x, tau)
	default:
		G.Prox(dst, x, tau)
	}
}

// at returns the step for coordinate i.
func at(tau []float64, i int) float64 {
	if len(tau) == 1 {
		return tau[0]
	}
	return tau[i]
}

// sum adds f(i) over the coordinates.
func sum(n int, f func(i int) float64) float64 {
	return sums(n, func(lo, hi int) (s float64) {
		for i := lo; i < hi; i++ {
			s += f(i)
		}
		return s
	})
}

func needWeight(where string, v float64) {
	if !(v >= 0) {
		panic(&RangeError{where, "weight", v, "≥ 0"})
	}
}

// soft is S_t(x) = sign(x) max(|x|-t, 0).
func soft(x, t float64) float64 {
	switch {
	case x > t:
		return x - t
	case x < -t:
		return x + t
	case x != x:
		return x
	}
	return 0
}

// slack is what a dual point may be off and still count as feasible: rounding.
const slack = 1e-12

// indicator is 0 or +Inf.
func indicator(ok bool) float64 {
	if ok {
		return 0
	}
	return math.Inf(1)
}

// Zero is G = 0.
func Zero() Functional {
	return Functional{
		part: &parts{
			value: func([]float64, int, int) float64 { return 0 },
			prox:  func(dst, x, _ []float64, lo, hi int) { copy(dst[lo:hi], x[lo:hi]) },
		},
		Conj: func(v []float64) float64 { return indicator(kern.MaxAbs(v) == 0) },
		Feasible: func(v []float64) float64 {
			if len(v) == 0 || kern.MaxAbs(v) == 0 {
				return 1
			}
			return 0
		},
	}.whole()
}

// L1 is λ‖x‖₁; its proximal map is soft thresholding at λτ. It panics with a [*RangeError] unless λ ≥ 0.
func L1(lambda float64) Functional {
	needWeight("solve.L1", lambda)
	reach := func(v []float64) float64 {
		if m := kern.MaxAbs(v); m > lambda {
			return lambda / m
		}
		return 1
	}
	return Functional{
		part: &parts{
			value: func(x []float64, lo, hi int) float64 { return lambda * kern.SumAbs(x[lo:hi]) },
			prox: func(dst, x, tau []float64, lo, hi int) {
				for i := lo; i < hi; i++ {
					dst[i] = soft(x[i], lambda*at(tau, i))
				}
			},
			conjProx: func(dst, v, _ []float64, lo, hi int) { kern.Clamp(dst[lo:hi], v[lo:hi], -lambda, lambda) },
		},
		Conj:     func(v []float64) float64 { return indicator(reach(v) >= 1-slack) },
		Feasible: reach,
	}.whole()
}

// WeightedL1 is Σ w_i|x_i|. w is kept. It panics with a [*RangeError] unless all w_i ≥ 0.
func WeightedL1(w []float64) Functional {
	for _, v := range w {
		needWeight("solve.WeightedL1", v)
	}
	reach := func(v []float64) float64 {
		t := 1.0
		for i, a := range v {
			if a = math.Abs(a); a > w[i] {
				t = min(t, w[i]/a)
			}
		}
		return t
	}
	return Functional{
		part: &parts{
			value: func(x []float64, lo, hi int) (s float64) {
				w := w[lo:hi]
				for i, v := range x[lo:hi] {
					s += w[i] * math.Abs(v)
				}
				return s
			},
			prox: func(dst, x, tau []float64, lo, hi int) {
				for i := lo; i < hi; i++ {
					dst[i] = soft(x[i], w[i]*at(tau, i))
				}
			},
		},
		Conj:     func(v []float64) float64 { return indicator(reach(v) >= 1-slack) },
		Feasible: reach,
	}.whole()
}

// Group is λ Σ_j ‖(x_j, x_{j+m}, …)‖₂ for a vector of parts = n/m blocks one after the other, such as the two
// components of a gradient: isotropic total variation is Group(λ, 2) of it. The elements of a group must have
// one step. It panics with a [*RangeError] unless λ ≥ 0 and parts ≥ 1.
func Group(lambda float64, parts int) Functional {
	needWeight("solve.Group", lambda)
	if parts < 1 {
		panic(&RangeError{"solve.Group", "parts", parts, "≥ 1"})
	}
	length := func(x []float64, j int) float64 {
		s := 0.0
		for k := j; k < len(x); k += len(x) / parts {
			s += x[k] * x[k]
		}
		return math.Sqrt(s)
	}
	reach := func(v []float64) float64 {
		t := 1.0
		for j := range len(v) / parts {
			if a := length(v, j); a > lambda {
				t = min(t, lambda/a)
			}
		}
		return t
	}
	return Functional{
		Value: func(x []float64) float64 {
			return lambda * sums(len(x)/parts, func(lo, hi int) (s float64) {
				for j := lo; j < hi; j++ {
					s += length(x, j)
				}
				return s
			})
		},
		Prox: func(dst, x, tau []float64) {
			m := len(x) / parts
			kern.For(m, grain, func(lo, hi int) {
				for j := lo; j < hi; j++ {
					c := 0.0
					if a, t := length(x, j), lambda*at(tau, j); a > t {
						c = 1 - t/a
					}
					for k := j; k < len(x); k += m {
						dst[k] = c * x[k]
					}
				}
			})
		},
		Conj:     func(v []float64) float64 { return indicator(reach(v) >= 1-slack) },
		Feasible: reach,
	}
}

// SquaredL2 is ½c‖x-b‖², b nil for 0. It panics with a [*RangeError] unless c > 0. b is kept.
func SquaredL2(c float64, b []float64) Functional {
	if !(c > 0) {
		panic(&RangeError{"solve.SquaredL2", "c", c, "> 0"})
	}
	from := func(i int) float64 {
		if b == nil {
			return 0
		}
		return b[i]
	}
	return Functional{
		part: &parts{
			value: func(x []float64, lo, hi int) (s float64) {
				if b == nil {
					return c / 2 * kern.SumSq(x[lo:hi])
				}
				b := b[lo:hi]
				for i, v := range x[lo:hi] {
					d := v - b[i]
					s += d * d
				}
				return c / 2 * s
			},
			prox: func(dst, x, tau []float64, lo, hi int) {
				for i := lo; i < hi; i++ {
					t := c * at(tau, i)
					dst[i] = (x[i] + t*from(i)) / (1 + t)
				}
			},
			conjProx: func(dst, v, sigma []float64, lo, hi int) {
				for i := lo; i < hi; i++ {
					t := at(sigma, i)
					dst[i] = (v[i] - t*from(i)) * c / (c + t)
				}
			},
		},
		Conj: func(v []float64) float64 {
			s := kern.SumSq(v) / (2 * c)
			if b != nil {
				s += kern.Dot(v, b)
			}
			return s
		},
	}.whole()
}

// Box is the indicator of lo ≤ x_i ≤ hi; its proximal map is the projection. It panics with a [*RangeError]
// unless lo ≤ hi. Either may be infinite.
func Box(lo, hi float64) Functional {
	if !(lo <= hi) {
		panic(&RangeError{"solve.Box", "lo, hi", []float64{lo, hi}, "lo ≤ hi"})
	}
	return Functional{
		part: &parts{
			value: func(x []float64, from, to int) float64 {
				for _, v := range x[from:to] {
					if v < lo || v > hi {
						return math.Inf(1)
					}
				}
				return 0
			},
			prox: func(dst, x, _ []float64, from, to int) {
				dst = dst[from:to]
				for i, v := range x[from:to] {
					dst[i] = min(max(v, lo), hi)
				}
			},
		},
		Conj: func(v []float64) float64 {
			return sum(len(v), func(i int) float64 {
				if v[i] == 0 {
					return 0
				}
				return max(lo*v[i], hi*v[i])
			})
		},
	}.whole()
}

// NonNegative is the indicator of x ≥ 0.
func NonNegative() Functional { return Box(0, math.Inf(1)) }

// KL is the Kullback-Leibler divergence Σ x_i - b_i + b_i log(b_i/x_i) of means x from counts b, the negative
// log likelihood of Poisson data up to a constant; +Inf unless x_i > 0 where b_i > 0 and x_i ≥ 0. b is kept. It
// panics with a [*RangeError] if a count is negative.
func KL(b []float64) Functional {
	for _, v := range b {
		if !(v >= 0) {
			panic(&RangeError{"solve.KL", "count", v, "≥ 0"})
		}
	}
	return Functional{
		part: &parts{
			value: func(x []float64, lo, hi int) (s float64) {
				for i := lo; i < hi; i++ {
					s += divergenceKL(x[i], b[i])
				}
				return s
			},
			prox: func(dst, x, tau []float64, lo, hi int) {
				for i := lo; i < hi; i++ {
					t := at(tau, i)
					d := x[i] - t
					dst[i] = (d + math.Sqrt(d*d+4*t*b[i])) / 2
				}
			},
		},
		Conj: func(v []float64) float64 {
			return sum(len(v), func(i int) float64 {
				switch {
				case v[i] > 1+slack || v[i] >= 1 && b[i] > 0:
					return math.Inf(1)
				case b[i] == 0:
					return 0
				}
				return -b[i] * math.Log(1-v[i])
			})
		},
	}.whole()
}

// divergenceKL is the term of KL for mean x and count b.
func divergenceKL(x, b float64) float64 {
	switch {
	case x < 0 || x == 0 && b > 0:
		return math.Inf(1)
	case b == 0:
		return x
	}
	return x - b + b*math.Log(b/x)
}

// conjProx stores prox_σF*(y) = y - σ prox_{F/σ}(y/σ) in dst, which may be y (Moreau). w is work space.
func conjProx(ctx context.Context, F Functional, dst, y, sigma, inverse, w []float64) {
	kern.For(len(y), grain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			w[i] = y[i] * at(inverse, i)
		}
	})
	F.proxUntil(ctx, w, w, inverse)
	kern.For(len(y), grain, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			dst[i] = y[i] - at(sigma, i)*w[i]
		}
	})
}

// TV is the total variation λ‖∇x‖ of images of rows × cols, isotropic or anisotropic (the sum of the absolute
// values of both differences). Its proximal map is computed by accelerated projected gradients on the dual
// (Beck and Teboulle 2009, FGP), [TVIterations] of them: it is inexact, and wants one step for all pixels.
// The methods of this package look at their context in each of them.
// For reconstruction, PDHG with a term of [Gradient] needs no inner iteration.
func TV(rows, cols int, lambda float64, isotropic bool) Functional {
	needWeight("solve.TV", lambda)
	D, norm := Gradient(rows, cols), L1(lambda)
	if isotropic {
		norm = Group(lambda, 2)
	}
	return Functional{
		Value: func(x []float64) float64 { return norm.Value(D.Apply(nil, x)) },
	}.lasting(func(ctx context.Context, dst, x, tau []float64) { denoiseTV(ctx, dst, x, D, norm, tau[0]) })
}

// TVIterations is the number of inner iterations of the proximal map of TV.
const TVIterations = 200

// denoiseTV minimises ½‖z-x‖² + τ‖∇z‖: the dual is min ½‖x-D*p‖² over the dual ball of radius τλ, z = x-D*p.
func denoiseTV(ctx context.Context, dst, x []float64, D op.Linear, norm Functional, tau float64) {
	n := 2 * len(x)
	p, q, last := make([]float64, n), make([]float64, n), make([]float64, n)
	g, w, z := make([]float64, n), make([]float64, n), make([]float64, len(x))
	one := []float64{1}
	t := 1.0
	for k := 0; k < TVIterations && ctx.Err() == nil; k++ {
		D.Adjoint(z, q)
		kern.Sub(z, x, z)
		D.Apply(g, z)
		copy(last, p)
		kern.Axpy(q, 1.0/8, g)
		// The projection on the ball of radius τλ: prox of the conjugate, scaled.
		kern.Scale(q, 1/tau, q)
		conjProx(ctx, norm, p, q, one, one, w)
		kern.Scale(p, tau, p)
		next := (1 + math.Sqrt(1+4*t*t)) / 2
		b := (t - 1) / next
		t = next
		extrapolate(q, p, last, b)
	}
	D.Adjoint(z, p)
	kern.Sub(dst, x, z)
}
