package train

import "math"

// Schedule varies the step size: at time e, in epochs with fractions, of E in all, the rate is that of
// the method times Factor(e, E). The zero Schedule is constant.
type Schedule struct {
	Name   string
	Factor func(e, E float64) float64
}

// at is the factor, 1 for the zero Schedule.
func (s Schedule) at(e, E float64) float64 {
	if s.Factor == nil {
		return 1
	}
	return s.Factor(e, E)
}

// Constant keeps the rate.
var Constant = Schedule{"constant", func(_, _ float64) float64 { return 1 }}

// Cosine lowers the rate along half a cosine to the fraction low at the end (Loshchilov and Hutter
// 2017): low + (1 − low)(1 + cos πe/E)/2.
func Cosine(low float64) Schedule {
	return Schedule{"cosine", func(e, E float64) float64 { return low + (1-low)*(1+math.Cos(math.Pi*e/E))/2 }}
}

// Exponential multiplies the rate by gamma per epoch: gammaᵉ.
func Exponential(gamma float64) Schedule {
	return Schedule{"exponential", func(e, _ float64) float64 { return math.Pow(gamma, e) }}
}

// Steps multiplies the rate by gamma after every `every` epochs: gamma^⌊e/every⌋.
func Steps(every int, gamma float64) Schedule {
	return Schedule{"steps", func(e, _ float64) float64 { return math.Pow(gamma, math.Floor(e/float64(every))) }}
}

// InverseTime is 1/(1 + decay·e), the schedule of the convergence theory of stochastic gradients
// (Robbins and Monro 1951).
func InverseTime(decay float64) Schedule {
	return Schedule{"inverse time", func(e, _ float64) float64 { return 1 / (1 + decay*e) }}
}

// WarmUp raises the rate linearly from 0 over the first epochs, then follows another schedule, whose
// time begins there.
func WarmUp(epochs float64, then Schedule) Schedule {
	return Schedule{"warm-up, " + then.Name, func(e, E float64) float64 {
		if e < epochs {
			return e / epochs
		}
		return then.at(e-epochs, E-epochs)
	}}
}
