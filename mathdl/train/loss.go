package train

import "github.com/mathdl/kernel/mathdl/ad"

// Loss is 𝓛: F(out, y) returns 𝓛(outᵢ, yᵢ) for every row i of two matrices (B, N_L), as a vector (B).
// Training minimises its mean. A loss of one's own is a Loss whose F is written with package ad.
type Loss struct {
	Name string
	F    func(out, y *ad.Var) *ad.Var
}

// The usual losses. The means are over the N_L coordinates.
var (
	// MSE is the mean square error, mean (outⱼ − yⱼ)².
	MSE = Loss{"mean square error", func(out, y *ad.Var) *ad.Var { return ad.Mean(ad.Square(ad.Sub(out, y)), -1) }}

	// MAE is the mean absolute error, mean |outⱼ − yⱼ|.
	MAE = Loss{"mean absolute error", func(out, y *ad.Var) *ad.Var { return ad.Mean(ad.Abs(ad.Sub(out, y)), -1) }}

	// CrossEntropy is −Σⱼ yⱼ ln softmax(out)ⱼ for scores out and a probability vector y, computed
	// without overflow. The network ends without softmax.
	CrossEntropy = Loss{"cross-entropy", func(out, y *ad.Var) *ad.Var {
		return ad.Sub(ad.Mul(ad.Sum(y, -1), ad.LogSumExp(out)), ad.Sum(ad.Mul(out, y), -1))
	}}

	// BinaryCrossEntropy is the mean of −yⱼ ln σ(outⱼ) − (1−yⱼ) ln(1 − σ(outⱼ)) for scores out and
	// yⱼ ∈ [0, 1], computed without overflow. The network ends without sigmoid.
	BinaryCrossEntropy = Loss{"binary cross-entropy", func(out, y *ad.Var) *ad.Var {
		return ad.Mean(ad.Sub(ad.Softplus(out), ad.Mul(out, y)), -1)
	}}
)

// Huber is the mean of h(outⱼ − yⱼ), h(r) = r²/2 for |r| ≤ δ and δ(|r| − δ/2) beyond: quadratic for
// small errors, linear for large ones (Huber 1964). δ must be positive.
func Huber(delta float64) Loss {
	return Loss{"Huber", func(out, y *ad.Var) *ad.Var {
		r := ad.Abs(ad.Sub(out, y))
		near := ad.Minimum(r, r.Tape().Scalar(delta))
		return ad.Mean(ad.Mul(near, ad.Sub(r, ad.Scale(0.5, near))), -1)
	}}
}

// lossFor is the loss for data when none is given.
func lossFor(d Data, outputs int) Loss {
	switch {
	case d.Y != nil:
		return MSE
	case outputs == 1:
		return BinaryCrossEntropy
	}
	return CrossEntropy
}
