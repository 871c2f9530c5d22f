package nn

import (
	"fmt"
	"slices"

	"github.com/mathdl/kernel/mathdl/ad"
)

// The defaults of the normalisations.
const (
	DefaultNormEps      = 1e-5
	DefaultNormMomentum = 0.1
)

// BatchNorm normalises every channel over batch and pixels in training, and by running moments
// afterwards; see [ad.BatchNorm]. Zero fields mean DefaultNormEps and DefaultNormMomentum. Running
// moments want some ten steps before they can be trusted.
type BatchNorm struct{ Eps, Momentum float64 }

// String returns "batch norm".
func (BatchNorm) String() string { return "batch norm" }

func (b BatchNorm) shape(in []int) []int {
	if len(in) == 0 {
		misfit(b, in, "at least one axis")
	}
	return in
}

func (b BatchNorm) params(in []int) []param {
	c := in[len(in)-1:]
	return []param{
		{name: "gamma", shape: c, value: 1}, {name: "beta", shape: c},
		{name: "mean", shape: c, state: true}, {name: "variance", shape: c, value: 1, state: true},
	}
}

func (b BatchNorm) record(p *cursor, x *ad.Var) *ad.Var {
	eps, m := orElse(b.Eps, DefaultNormEps), orElse(b.Momentum, DefaultNormMomentum)
	γ, β, mean, variance := p.next(), p.next(), p.nextState(), p.nextState()
	if p.Train {
		return ad.BatchNorm(x, γ, β, mean, variance, eps, m)
	}
	return ad.Normalize(x, γ, β, mean, variance, eps)
}

func orElse(x, otherwise float64) float64 {
	if x == 0 {
		return otherwise
	}
	return x
}

// GroupNorm normalises every sample over its pixels and the channels of a group (Wu and He 2018), the
// same in training and afterwards. Groups must divide the number of channels; 0 means one group, which
// is layer normalisation (Ba, Kiros and Hinton 2016).
type GroupNorm struct {
	Groups int
	Eps    float64
}

// String returns "group norm 4".
func (g GroupNorm) String() string {
	if g.Groups <= 1 {
		return "layer norm"
	}
	return fmt.Sprintf("group norm %d", g.Groups)
}

func (g GroupNorm) shape(in []int) []int {
	if n := max(g.Groups, 1); len(in) == 0 || in[len(in)-1]%n != 0 {
		misfit(g, in, fmt.Sprintf("a number of channels divisible by %d", n))
	}
	return in
}

func (g GroupNorm) params(in []int) []param {
	c := in[len(in)-1:]
	return []param{{name: "gamma", shape: c, value: 1}, {name: "beta", shape: c}}
}

func (g GroupNorm) record(p *cursor, x *ad.Var) *ad.Var {
	shape := slices.Clone(x.Shape())
	n, c := shape[0], shape[len(shape)-1]
	k := max(g.Groups, 1)
	y := ad.Reshape(x, n, -1, k, c/k)
	d := ad.Sub(y, keep(ad.Mean(y, 1, 3), n, k))
	s := ad.Sqrt(ad.AddScalar(ad.Mean(ad.Square(d), 1, 3), orElse(g.Eps, DefaultNormEps)))
	return ad.Add(ad.Mul(ad.Reshape(ad.Div(d, keep(s, n, k)), shape...), p.next()), p.next())
}

// keep brings moments of samples and groups to a shape that broadcasts.
func keep(m *ad.Var, n, k int) *ad.Var { return ad.Reshape(m, n, 1, k, 1) }
