package train

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
)

// Stepper carries out a method on one parameter vector: it holds the moments.
type Stepper struct {
	m   Method
	t   int     // steps done
	mu  float64 // Π μ_s of NAdam
	v64 [3][]float64
	v32 [3][]float32
}

// Start returns a stepper for n parameters. It panics for [LBFGS], which is no rule for single steps.
func (m Method) Start(n int) *Stepper { return m.start(n, ad.Float64) }

func (m Method) start(n int, d ad.DType) *Stepper {
	if m.Kind == KindLBFGS {
		panic("train.Method.Start: L-BFGS searches along lines; use train.Minimize or train.Fit")
	}
	s := &Stepper{m: m.filled(), mu: 1}
	for i := range m.states() {
		if d == ad.Float32 {
			s.v32[i] = make([]float32, n)
		} else {
			s.v64[i] = make([]float64, n)
		}
	}
	return s
}

// states is the number of vectors a method keeps.
func (m Method) states() int {
	switch m.Kind {
	case KindSGD, KindLBFGS:
		return 0
	case KindMomentum, KindNesterov, KindRMSprop, KindAdagrad:
		return 1
	case KindAMSGrad:
		return 3
	}
	return 2
}

// Step changes theta by one step against the gradient g, with the rate of the method.
// It panics if theta, g and the stepper differ in length.
func (s *Stepper) Step(theta, g []float64) { advance(s, theta, g, &s.v64, s.m.Rate) }

// advance is one step with a given rate in either precision.
func advance[T kern.Float](s *Stepper, θ, g []T, v *[3][]T, rate float64) {
	s.t++
	m := s.m
	adam := kern.AdamStep{Rate: rate, Beta1: m.Beta1, Beta2: m.Beta2, Eps: m.Eps, Decay: m.Decay, Step: s.t}
	switch m.Kind {
	case KindSGD:
		kern.SGD(θ, g, T(rate), T(m.Decay))
	case KindMomentum:
		kern.Momentum(θ, v[0], g, T(rate), T(m.Momentum), T(m.Decay))
	case KindNesterov:
		kern.Nesterov(θ, v[0], g, T(rate), T(m.Momentum), T(m.Decay))
	case KindAdam:
		kern.Adam(θ, v[0], v[1], g, adam)
	case KindAdamW:
		kern.AdamW(θ, v[0], v[1], g, adam)
	case KindRMSprop:
		rmsprop(θ, g, v[0], m, rate)
	case KindAdagrad:
		adagrad(θ, g, v[0], m, rate)
	case KindAMSGrad:
		amsgrad(θ, g, v[0], v[1], v[2], adam)
	case KindNAdam:
		s.mu = nadam(θ, g, v[0], v[1], adam, s.mu)
	case KindRAdam:
		radam(θ, g, v[0], v[1], adam)
	}
}

func rmsprop[T kern.Float](θ, g, v []T, m Method, rate float64) {
	if m.Decay == 0 {
		kern.RMSProp(θ, v, g, T(rate), T(m.Beta2), T(m.Eps))
		return
	}
	η, α, ε, λ := T(rate), T(m.Beta2), T(m.Eps), T(m.Decay)
	for i := range θ {
		d := g[i] + λ*θ[i]
		v[i] = α*v[i] + (1-α)*d*d
		θ[i] -= η * d / (root(v[i]) + ε)
	}
}

// adagrad divides by the root of the sum of all squares.
func adagrad[T kern.Float](θ, g, v []T, m Method, rate float64) {
	η, ε, λ := T(rate), T(m.Eps), T(m.Decay)
	for i := range θ {
		d := g[i] + λ*θ[i]
		v[i] += d * d
		θ[i] -= η * d / (root(v[i]) + ε)
	}
}

// moments advances the two running means of Adam and its kin by the gradient d.
func moments[T kern.Float](m, v *T, d T, s kern.AdamStep) {
	*m = T(s.Beta1)**m + T(1-s.Beta1)*d
	*v = T(s.Beta2)**v + T(1-s.Beta2)*d*d
}

// amsgrad is Adam with the largest second moment so far.
func amsgrad[T kern.Float](θ, g, m, v, top []T, s kern.AdamStep) {
	t := float64(s.Step)
	η, c := T(s.Rate/(1-math.Pow(s.Beta1, t))), T(1/math.Sqrt(1-math.Pow(s.Beta2, t)))
	for i := range θ {
		moments(&m[i], &v[i], g[i]+T(s.Decay)*θ[i], s)
		top[i] = max(top[i], v[i])
		θ[i] -= η * m[i] / (root(top[i])*c + T(s.Eps))
	}
}

// nadam is Adam with Nesterov's look-ahead; its momentum is warmed up with ψ = 0.004. It takes the
// product of the momenta so far and returns the next.
func nadam[T kern.Float](θ, g, m, v []T, s kern.AdamStep, product float64) float64 {
	t := float64(s.Step)
	mu := func(t float64) float64 { return s.Beta1 * (1 - 0.5*math.Pow(0.96, 0.004*t)) }
	now, next := mu(t), mu(t+1)
	product *= now
	a, b := T(s.Rate*(1-now)/(1-product)), T(s.Rate*next/(1-product*next))
	c := T(1 / (1 - math.Pow(s.Beta2, t)))
	for i := range θ {
		d := g[i] + T(s.Decay)*θ[i]
		moments(&m[i], &v[i], d, s)
		θ[i] -= (a*d + b*m[i]) / (root(v[i]*c) + T(s.Eps))
	}
	return product
}

// radam is Adam without the second moment until its variance is tractable, then rectified.
func radam[T kern.Float](θ, g, m, v []T, s kern.AdamStep) {
	t := float64(s.Step)
	b2 := math.Pow(s.Beta2, t)
	limit := 2/(1-s.Beta2) - 1
	rho := limit - 2*t*b2/(1-b2)
	η := T(s.Rate / (1 - math.Pow(s.Beta1, t)))
	r := T(0)
	if rho > 5 {
		r = T(math.Sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho) * (1 - b2)))
	}
	for i := range θ {
		moments(&m[i], &v[i], g[i]+T(s.Decay)*θ[i], s)
		d := η * m[i]
		if rho > 5 {
			d *= r / (root(v[i]) + T(s.Eps))
		}
		θ[i] -= d
	}
}

func root[T kern.Float](x T) T { return T(math.Sqrt(float64(x))) }
