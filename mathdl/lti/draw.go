package lti

import (
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
)

// Source draws samples to learn from. It is called concurrently and must depend on rnd alone.
type Source func(rnd *rand.Rand) Sample

// Mirrored draws from samples, each mirrored left to right, top to bottom, both or not at all, which maps the angles
// [-φ, φ] to themselves. It panics if there are none.
func Mirrored(n int, samples []Sample) Source {
	if len(samples) == 0 {
		panic(&op.ShapeError{Func: "lti.Mirrored", What: "samples", Got: []int{0}, Want: []int{1}})
	}
	return func(rnd *rand.Rand) Sample { return mirror(samples[rnd.IntN(len(samples))], n, rnd.IntN(4)) }
}

// Mix draws from a with the given probability, otherwise from b.
func Mix(probability float64, a, b Source) Source {
	return func(rnd *rand.Rand) Sample {
		if rnd.Float64() < probability {
			return a(rnd)
		}
		return b(rnd)
	}
}

// Blended draws from src, with the given probability twice: (1 - a)s + a s' with a in [0, 1/2]. All that a sample holds depends
// linearly on the phantom but for f*, and that nearly: an edge in the sum is where it was. Few phantoms then go further.
func Blended(probability float64, src Source) Source {
	return func(rnd *rand.Rand) Sample {
		s := src(rnd)
		if rnd.Float64() >= probability {
			return s
		}
		t, a := src(rnd), rnd.Float64()/2
		blend := func(x, y []float64) []float64 {
			if x == nil || y == nil {
				return nil
			}
			z := make([]float64, len(x))
			for i, v := range x {
				z[i] = (1-a)*v + a*y[i]
			}
			return z
		}
		return Sample{Truth: blend(s.Truth, t.Truth), Data: blend(s.Data, t.Data), FBP: blend(s.FBP, t.FBP), Star: blend(s.Star, t.Star),
			Visible: blend(s.Visible, t.Visible), wanted: blend(s.wanted, t.wanted)}
	}
}

// Fresh draws new phantoms with their filtered back projections, all that post-processing learns from.
func (p *Problem) Fresh() Source {
	return func(rnd *rand.Rand) Sample {
		s := p.draw(rnd)
		s.Data = nil
		return s
	}
}

// Surrogate draws new phantoms f with a stand-in for f*, which takes seconds: the best linear model of it,
//
//	f* ≈ H ∗ f + e,   Ĥ = Re Σ f̂* conj(f̂) / Σ |f̂|²,   E|ê|² = mean |f̂* - Ĥ f̂|²
//
// with e a Gaussian random field, where the sums are over the samples and their mirror images. H is nearly 1 where
// there are data and small elsewhere. A network that has seen many surrogates and some true f* learns more than
// from the latter alone. It panics if there are no samples.
func (p *Problem) Surrogate(samples []Sample) Source {
	if len(samples) == 0 {
		panic(&op.ShapeError{Func: "lti.Problem.Surrogate", What: "samples", Got: []int{0}, Want: []int{1}})
	}
	plan := fft.NewReal(p.N, p.N)
	H, E := p.model(plan, samples)
	return func(rnd *rand.Rand) Sample {
		f := p.phantom(rnd)
		F := plan.Forward(nil, f)
		white := plan.Forward(nil, data.AddNoise(nil, make([]float64, len(f)), 1, rnd))
		for i := range F {
			F[i] = complex(H[i], 0)*F[i] + complex(E[i], 0)*white[i]
		}
		return Sample{Truth: f, Star: plan.Consume(make([]float64, len(f)), F)}
	}
}

// model returns Ĥ and the factor for the transform of white noise that makes it one of e.
func (p *Problem) model(plan *fft.Real, samples []Sample) (H, E []float64) {
	cross, power, square := make([]float64, plan.HalfLen()), make([]float64, plan.HalfLen()), make([]float64, plan.HalfLen())
	count := 0.0
	for _, one := range samples {
		for how := range 4 {
			s := mirror(one, p.N, how)
			F, G := plan.Forward(nil, s.Truth), plan.Forward(nil, s.Star)
			for i, f := range F {
				g := G[i]
				cross[i] += real(f)*real(g) + imag(f)*imag(g)
				power[i] += real(f)*real(f) + imag(f)*imag(f)
				square[i] += real(g)*real(g) + imag(g)*imag(g)
			}
			count++
		}
	}
	H, E = cross, square
	for i := range H {
		c, w := cross[i], power[i]
		if w == 0 {
			w = 1
		}
		H[i] = c / w
		E[i] = math.Sqrt(max(0, square[i]-c*c/w) / count / float64(p.N*p.N))
	}
	return H, E
}
