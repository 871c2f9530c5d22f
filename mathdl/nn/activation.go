package nn

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
)

// Activation is ρ: ℝ → ℝ, applied to every coordinate. F(dst, x) stores ρ(xᵢ) in dstᵢ, DF stores ρ′(xᵢ),
// for a whole layer per call; dst may be x. At a kink DF takes the value from the left; for Heaviside it
// is zero throughout.
//
// The activations of this package are differentiated by the rules of package ad to any order. One that
// is written in a cell, Activation{Name: "cubic", F: f, DF: df}, can be trained too; only second
// derivatives of it are not known.
type Activation struct {
	Name  string
	F, DF func(dst, x []float64)

	on  func(x *ad.Var) *ad.Var // the program, for those of this package
	act kern.Act                // the same inside of a matrix product, if there is one
}

// On returns ρ(x) as a recorded value.
func (r Activation) On(x *ad.Var) *ad.Var {
	if r.on != nil {
		return r.on(x)
	}
	return ad.Map(x, r.Name, r.F, r.DF)
}

// At returns ρ(x) for a number.
func (r Activation) At(x float64) float64 {
	v := []float64{x}
	r.F(v, v)
	return v[0]
}

// String returns the name.
func (r Activation) String() string { return r.Name }

// The activations of the paper and those in common use.
var (
	// Heaviside is 1 for x > 0 and 0 otherwise, the neuron of McCulloch and Pitts (1943). Its
	// derivative is 0 wherever it exists: gradient descent does not move weights below it.
	Heaviside = Activation{Name: "Heaviside", F: each(step), DF: each(zero), on: ad.Step}

	// Sigmoid is 1/(1 + e⁻ˣ).
	Sigmoid = Activation{Name: "sigmoid", F: kern.Sigmoid[float64], DF: slopeOf(kern.SigmoidGrad[float64], kern.Sigmoid[float64]), on: ad.Sigmoid, act: kern.ActSigmoid}

	// ReLU is max(0, x), the rectified linear unit.
	ReLU = Activation{Name: "ReLU", F: kern.ReLU[float64], DF: each(step), on: ad.ReLU, act: kern.ActReLU}

	// Tanh is the hyperbolic tangent.
	Tanh = Activation{Name: "tanh", F: kern.Tanh[float64], DF: slopeOf(kern.TanhGrad[float64], kern.Tanh[float64]), on: ad.Tanh, act: kern.ActTanh}

	// GELU is x·Φ(x) with the normal distribution function Φ.
	GELU = Activation{Name: "GELU", F: kern.GELUErf[float64], DF: slopeOf(kern.GELUErfGrad[float64], nil), on: ad.GELU, act: kern.ActGELUErf}

	// Softplus is ln(1 + eˣ), a smooth ReLU.
	Softplus = Activation{Name: "softplus", F: kern.Softplus[float64], DF: slopeOf(kern.SoftplusGrad[float64], nil), on: ad.Softplus, act: kern.ActSoftplus}

	// SiLU is x/(1 + e⁻ˣ).
	SiLU = Activation{Name: "SiLU", F: each(silu), DF: each(siluSlope), on: func(x *ad.Var) *ad.Var { return ad.Mul(x, ad.Sigmoid(x)) }}

	// Sin is the sine, x in radians.
	Sin = Activation{Name: "sin", F: kern.Sin[float64], DF: kern.Cos[float64], on: ad.Sin, act: kern.ActSin}

	// ReLU3 is max(0, x)³, the activation of the Deep Ritz method.
	ReLU3 = Activation{Name: "ReLU³", F: each(relu3), DF: each(relu3Slope), on: func(x *ad.Var) *ad.Var { return ad.Pow(ad.ReLU(x), 3) }}

	// LeakyReLU is x for x > 0 and x/100 otherwise; see Leaky for another slope.
	LeakyReLU = Leaky(0.01)

	// Identity is ρ(x) = x: a network of affine maps is affine.
	Identity = Activation{Name: "identity", F: func(dst, x []float64) { copy(dst, x) }, DF: func(dst, _ []float64) { kern.Fill(dst, 1) }, on: func(x *ad.Var) *ad.Var { return x }}
)

// Leaky returns x for x > 0 and αx otherwise.
func Leaky(alpha float64) Activation {
	return Activation{
		Name: "leaky ReLU",
		F: each(func(x float64) float64 {
			if x > 0 {
				return x
			}
			return alpha * x
		}),
		DF: each(func(x float64) float64 {
			if x > 0 {
				return 1
			}
			return alpha
		}),
		on: func(x *ad.Var) *ad.Var { return ad.LeakyReLU(x, alpha) },
	}
}

// Activations returns the activations of this package in a fixed order, for comparisons and plots.
func Activations() []Activation {
	return []Activation{Heaviside, Sigmoid, ReLU, Tanh, GELU, Softplus, SiLU, Sin, ReLU3, LeakyReLU, Identity}
}

func each(f func(x float64) float64) func(dst, x []float64) {
	return func(dst, x []float64) {
		for i, v := range x {
			dst[i] = f(v)
		}
	}
}

// slopeOf makes ρ′ from a kernel that adds ρ′·1; first maps x to what the kernel wants, if need be.
func slopeOf(grad func(dx, x, dy []float64), first func(dst, x []float64)) func(dst, x []float64) {
	return func(dst, x []float64) {
		arg, one := make([]float64, len(x)), make([]float64, len(x))
		copy(arg, x)
		if first != nil {
			first(arg, x)
		}
		kern.Fill(one, 1)
		clear(dst)
		grad(dst, arg, one)
	}
}

func zero(float64) float64 { return 0 }

func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

func silu(x float64) float64 { return x / (1 + math.Exp(-x)) }

func siluSlope(x float64) float64 {
	s := 1 / (1 + math.Exp(-x))
	return s * (1 + x*(1-s))
}

func relu3(x float64) float64 {
	x = max(x, 0)
	return x * x * x
}

func relu3Slope(x float64) float64 {
	x = max(x, 0)
	return 3 * x * x
}
