package nn

import (
	"fmt"
	"strings"

	"github.com/mathdl/kernel/mathdl/op"
)

// Neuron is the artificial neuron of Definition 2.1 of the survey: f: ℝⁿ → ℝ,
//
//	f(x) = ρ(Σᵢ wᵢ xᵢ + b)
//
// with weights W = (w₁, …, w_n), bias B = b and activation Rho = ρ. A threshold θ, as in the perceptron
// ρ(Σ wᵢxᵢ − θ), is the bias −θ.
type Neuron struct {
	W   []float64
	B   float64
	Rho Activation
}

// At returns f(x). It panics with a *op.ShapeError if x and W differ in length.
func (f Neuron) At(x []float64) float64 { return f.Rho.At(f.Potential(x)) }

// Potential returns Σᵢ wᵢ xᵢ + b, what ρ is applied to.
// It panics with a *op.ShapeError if x and W differ in length.
func (f Neuron) Potential(x []float64) float64 {
	return op.R(len(f.W)).Dot(f.W, x) + f.B
}

// Network returns the neuron as a network with one hidden neuron, followed by the identity: L = 2.
func (f Neuron) Network() *Network {
	return Of(f.Rho, NewAffine([][]float64{f.W}, []float64{f.B}), NewAffine([][]float64{{1}}, []float64{0}))
}

// String returns the formula with three digits, "ReLU(1·x₁ − 2·x₂ + 0.5)".
func (f Neuron) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s(", f.Rho.Name)
	for i, w := range f.W {
		b.WriteString(signed(w, i == 0) + "·x" + subscript(i+1))
	}
	if f.B != 0 || len(f.W) == 0 {
		b.WriteString(signed(f.B, len(f.W) == 0))
	}
	return b.String() + ")"
}

// signed writes w as a summand.
func signed(w float64, first bool) string {
	switch {
	case first:
		return strings.Replace(fmt.Sprintf("%.3g", w), "-", "−", 1)
	case w < 0:
		return fmt.Sprintf(" − %.3g", -w)
	}
	return fmt.Sprintf(" + %.3g", w)
}

// subscript writes k with subscript digits.
func subscript(k int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '₀' }, fmt.Sprint(k))
}
