package pde

import (
	"context"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/train"
)

// Objective returns what Solve minimises as a function: it returns Σ λⱼLⱼ for the parameters θ of the frame and
// stores the gradient in grad, which may be nil. Points are drawn once, by rnd. The function serves one
// goroutine; it works on θ and leaves the networks alone.
func (p *Problem) Objective(rnd *rand.Rand) func(grad, θ []float64) float64 {
	o := p.build(rnd, nil, p.lambdas()).o
	return func(grad, θ []float64) float64 { return o.eval(context.Background(), grad, θ) }
}

// Steps returns a function that does one step of Adam on the networks, at fresh points where terms have
// Draw, and returns the loss before it: for loops of one's own.
func (p *Problem) Steps(rnd *rand.Rand, s *Settings) func() float64 {
	c := s.filled()
	b, λ := p.build(rnd, nil, p.lambdas()), p.lambdas()
	θ := p.Frame.theta()
	grad, step, first := make([]float64, len(θ)), train.Adam(c.Rate).Start(len(θ)), true
	return func() float64 {
		if !first && !b.redraw(p, rnd) {
			b = p.build(rnd, b, λ)
		}
		first = false
		v := b.o.eval(context.Background(), grad, θ)
		step.Step(θ, grad)
		p.Frame.setTheta(θ)
		return v
	}
}
