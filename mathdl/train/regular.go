package train

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

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

// TVSmoothing is ε in [TV], relative to weights of order one.
const TVSmoothing = 1e-3

// TV is the total variation of parameters that are images of rows × cols, such as the weights of a layer
// that looks at images: with forward differences D₁, D₂, zero at the last row and column,
//
//	R(θ) = Σ_images Σ_ij (√((D₁θ)²_ij + (D₂θ)²_ij + ε²) − ε),   ε = TVSmoothing.
//
// The images are θ₁ … θ_{rows·cols}, the next rows·cols parameters, and so on, count of them; what
// comes after them, such as a bias, is not counted. It panics unless the three are positive; F and DF
// panic if there are fewer parameters.
//
// Rudin, Osher, Fatemi 1992; with ε as in Acar, Vogel 1994.
func TV(rows, cols, count int) Regularizer {
	if min(rows, cols, count) < 1 {
		panic(fmt.Sprintf("train.TV: got %d images of %d × %d, want positive numbers", count, rows, cols))
	}
	each := func(θ []float64, f func(at, right, down int)) {
		if len(θ) < rows*cols*count {
			panic(fmt.Sprintf("train.TV: got %d parameters, want at least %d for %d images of %d × %d", len(θ), rows*cols*count, count, rows, cols))
		}
		for at := range rows * cols * count {
			right, down := at+1, at+cols
			if right%cols == 0 {
				right = at
			}
			if at%(rows*cols) >= (rows-1)*cols {
				down = at
			}
			f(at, right, down)
		}
	}
	root := func(a, b float64) float64 { return math.Sqrt(a*a + b*b + TVSmoothing*TVSmoothing) }
	return Regularizer{
		Name: "TV(θ)",
		F: func(θ []float64) (sum float64) {
			each(θ, func(at, right, down int) { sum += root(θ[right]-θ[at], θ[down]-θ[at]) - TVSmoothing })
			return sum
		},
		DF: func(dst, θ []float64) {
			clear(dst)
			each(θ, func(at, right, down int) {
				a, b := θ[right]-θ[at], θ[down]-θ[at]
				r := root(a, b)
				dst[right] += a / r
				dst[down] += b / r
				dst[at] -= (a + b) / r
			})
		},
	}
}
