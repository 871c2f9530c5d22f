package kern

import "math"

// Optimiser updates: one pass over the parameters w, their gradient g and the state of the method. All
// slices have the length of w, or the function panics with a *LengthError, and do not overlap.

func sameState[T Float](fn string, w, g, s []T) {
	sameLen(fn, "gradient", len(g), len(w))
	sameLen(fn, "state", len(s), len(w))
}

// SGD is a gradient step of length lr with weight decay:
//
//	for i := range w { w[i] -= lr * (g[i] + decay*w[i]) }
func SGD[T Float](w, g []T, lr, decay T) {
	sameLen("SGD", "gradient", len(g), len(w))
	if run(opSGD, w, g, nil, nil, &params[T]{lr, decay}) {
		return
	}
	g = g[:len(w)]
	for i := range w {
		w[i] -= lr * (g[i] + decay*w[i])
	}
}

// Momentum is the heavy ball (Polyak 1964); v is the velocity:
//
//	for i := range w {
//		v[i] = mu*v[i] + g[i] + decay*w[i]
//		w[i] -= lr * v[i]
//	}
func Momentum[T Float](w, v, g []T, lr, mu, decay T) {
	sameState("Momentum", w, g, v)
	if run(opMomentum, w, v, g, nil, &params[T]{lr, mu, decay}) {
		return
	}
	v, g = v[:len(w)], g[:len(w)]
	for i := range w {
		v[i] = mu*v[i] + (g[i] + decay*w[i])
		w[i] -= lr * v[i]
	}
}

// Nesterov is the accelerated step in the form of Sutskever et al. 2013:
//
//	for i := range w {
//		d := g[i] + decay*w[i]
//		v[i] = mu*v[i] + d
//		w[i] -= lr * (d + mu*v[i])
//	}
func Nesterov[T Float](w, v, g []T, lr, mu, decay T) {
	sameState("Nesterov", w, g, v)
	if run(opNesterov, w, v, g, nil, &params[T]{lr, mu, decay}) {
		return
	}
	v, g = v[:len(w)], g[:len(w)]
	for i := range w {
		d := g[i] + decay*w[i]
		v[i] = mu*v[i] + d
		w[i] -= lr * (d + mu*v[i])
	}
}

// AdamStep holds the constants of one step of Adam, AdamW and their kin.
type AdamStep struct {
	Rate         float64 // learning rate
	Beta1, Beta2 float64 // decay rates of the two moments
	Eps          float64 // added to the root
	Decay        float64 // weight decay: of the gradient in Adam, of the weights in AdamW
	Step         int     // the number of this step, from 1: it corrects the bias of the moments
}

// params orders the constants as the kernels read them: β₁, 1-β₁, β₂, 1-β₂, lr/(1-β₁ᵗ), 1/(1-β₂ᵗ), ε, λ.
func adamParams[T Float](s AdamStep, decay float64) params[T] {
	t := float64(s.Step)
	return params[T]{T(s.Beta1), T(1 - s.Beta1), T(s.Beta2), T(1 - s.Beta2),
		T(s.Rate / (1 - math.Pow(s.Beta1, t))), T(1 / (1 - math.Pow(s.Beta2, t))), T(s.Eps), T(decay)}
}

// Adam is the step of Kingma and Ba 2015; m and v are the running moments of the gradient:
//
//	for i := range w {
//		d := g[i] + Decay*w[i]
//		m[i] = β₁*m[i] + (1-β₁)*d
//		v[i] = β₂*v[i] + (1-β₂)*d*d
//		w[i] -= Rate/(1-β₁ᵗ) * m[i] / (√(v[i]/(1-β₂ᵗ)) + Eps)
//	}
func Adam[T Float](w, m, v, g []T, s AdamStep) {
	sameState("Adam", w, g, m)
	sameLen("Adam", "state", len(v), len(w))
	p := adamParams[T](s, s.Decay)
	if run(opAdam, w, m, v, g, &p) {
		return
	}
	m, v, g = m[:len(w)], v[:len(w)], g[:len(w)]
	for i := range w {
		w[i] -= p.adam(&m[i], &v[i], g[i]+p[7]*w[i])
	}
}

// AdamW is Adam with the weight decay apart from the moments (Loshchilov and Hutter 2019):
//
//	for i := range w { w[i] -= Rate*Decay*w[i] }, then Adam with Decay = 0
func AdamW[T Float](w, m, v, g []T, s AdamStep) {
	sameState("AdamW", w, g, m)
	sameLen("AdamW", "state", len(v), len(w))
	p := adamParams[T](s, 1-s.Rate*s.Decay)
	if run(opAdamW, w, m, v, g, &p) {
		return
	}
	m, v, g = m[:len(w)], v[:len(w)], g[:len(w)]
	for i := range w {
		w[i] = p[7]*w[i] - p.adam(&m[i], &v[i], g[i])
	}
}

// adam advances the two moments by the gradient d and returns the step.
func (p *params[T]) adam(m, v *T, d T) T {
	*m = p[0]**m + p[1]*d
	*v = p[2]**v + p[3]*(d*d)
	return p[4] * *m / (T(math.Sqrt(float64(p[5]**v))) + p[6])
}

// RMSProp divides by a running mean of squares (Tieleman and Hinton 2012):
//
//	for i := range w {
//		v[i] = rho*v[i] + (1-rho)*g[i]*g[i]
//		w[i] -= lr * g[i] / (√v[i] + eps)
//	}
func RMSProp[T Float](w, v, g []T, lr, rho, eps T) {
	sameState("RMSProp", w, g, v)
	if run(opRMSProp, w, v, g, nil, &params[T]{lr, rho, 1 - rho, eps}) {
		return
	}
	v, g = v[:len(w)], g[:len(w)]
	for i := range w {
		v[i] = rho*v[i] + (1-rho)*(g[i]*g[i])
		w[i] -= lr * g[i] / (T(math.Sqrt(float64(v[i]))) + eps)
	}
}
