package nn

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Init is a distribution of weights. Fill sets all of w, the weights of a layer with the given numbers
// of inputs and outputs per neuron ("fan in" and "fan out").
type Init struct {
	Name string
	Fill func(w []float64, in, out int, rnd *rand.Rand)
}

// The usual distributions.
var (
	// He is 𝒩(0, 2/in), which keeps the second moment through ReLU layers (He et al. 2015).
	He = Init{"He", func(w []float64, in, out int, rnd *rand.Rand) { gaussian(w, math.Sqrt(2/float64(in)), rnd) }}

	// Glorot is 𝒩(0, 2/(in+out)), also called Xavier (Glorot and Bengio 2010).
	Glorot = Init{"Glorot", func(w []float64, in, out int, rnd *rand.Rand) { gaussian(w, math.Sqrt(2/float64(in+out)), rnd) }}

	// GlorotUniform is uniform on ±√(6/(in+out)), with the variance of Glorot.
	GlorotUniform = Init{"Glorot, uniform", func(w []float64, in, out int, rnd *rand.Rand) {
		uniform(w, math.Sqrt(6/float64(in+out)), rnd)
	}}

	// LeCun is 𝒩(0, 1/in) (LeCun et al. 1998).
	LeCun = Init{"LeCun", func(w []float64, in, out int, rnd *rand.Rand) { gaussian(w, math.Sqrt(1/float64(in)), rnd) }}
)

// Normal is 𝒩(0, σ²).
func Normal(sigma float64) Init {
	return Init{"normal", func(w []float64, _, _ int, rnd *rand.Rand) { gaussian(w, sigma, rnd) }}
}

// Uniform is the uniform distribution on [−a, a].
func Uniform(a float64) Init {
	return Init{"uniform", func(w []float64, _, _ int, rnd *rand.Rand) { uniform(w, a, rnd) }}
}

func gaussian(w []float64, sigma float64, rnd *rand.Rand) {
	for i := range w {
		w[i] = sigma * rnd.NormFloat64()
	}
}

func uniform(w []float64, a float64, rnd *rand.Rand) {
	for i := range w {
		w[i] = a * (2*rnd.Float64() - 1)
	}
}

// usual is the distribution New takes for an activation.
func usual(rho Activation) Init {
	switch rho.Name {
	case ReLU.Name, LeakyReLU.Name, GELU.Name, SiLU.Name:
		return He
	}
	return Glorot
}

// Init draws all weights from a distribution and sets the biases to zero. Masked entries stay zero.
func (Φ *Network) Init(d Init, rnd *rand.Rand) {
	for _, T := range Φ.T {
		r, c := T.W.Dims()
		w := make([]float64, r*c)
		d.Fill(w, c, r, rnd)
		T.W.Copy(mat.NewDense(r, c, w))
		T.B.Zero()
	}
	Φ.applyMask()
}
