package train

import "github.com/mathdl/kernel/internal/kern"

// Regularizer is R in the objective (1/n) Σ 𝓛(Φ(xᵢ), yᵢ) + λR(θ), a function of all parameters: F
// returns R(θ), DF(dst, θ) stores its gradient.
type Regularizer struct {
	Name string
	F    func(theta []float64) float64
	DF   func(dst, theta []float64)
}

// The usual regularisers.
var (
	// L2 is R(θ) = ½‖θ‖₂², which pulls weights towards zero in proportion to their size.
	L2 = Regularizer{"½‖θ‖₂²",
		func(θ []float64) float64 { return kern.SumSq(θ) / 2 },
		func(dst, θ []float64) { copy(dst, θ) }}

	// L1 is R(θ) = ‖θ‖₁, which makes weights small or zero; its gradient at zero is taken to be zero.
	L1 = Regularizer{"‖θ‖₁",
		func(θ []float64) float64 { return kern.SumAbs(θ) },
		func(dst, θ []float64) { kern.Sign(dst, θ) }}
)
