// Package nn has neural networks as the survey defines them, and beyond them graphs of general layers.
//
// # Idea
//
// A [Network] is the pair of its affine maps and its activation, nothing else: what can be said of
// Φ in a definition can be done with it in a cell. It is a function (Apply, Batch), a smooth operator in
// x (Derivative) and in θ (OfTheta), a countable object (L, N, C), and a [Model] that package train can
// fit. A network that a proof constructs is written by hand from [NewAffine]; one that is to be trained
// comes from [New].
//
// # Notation
//
//	f(x) = ρ(Σ wᵢxᵢ + b)              Neuron                     Definition 2.1
//	ρ, ρ′                             Activation{F, DF}
//	Φ = T_L ∘ ρ ∘ … ∘ ρ ∘ T_1         Network{T, Rho}            Definition 2.3
//	T_ℓ x = W^(ℓ)x + b^(ℓ)            Affine{W, B}; T[ℓ-1] is T_ℓ
//	L                                 L(), the number of affine maps
//	N_ℓ, d = N_0                      N(l), D()
//	C(Φ) = Σ ‖W^(ℓ)‖₀ + ‖b^(ℓ)‖₀      C()                        Definition 3.6
//	θ = (W^(ℓ), b^(ℓ))_ℓ              Params(), one vector; Layout() says how it divides
//	θ ↦ Φ_θ(x)                        OfTheta(x)
//
// # Conventions
//
// Samples are rows. There is no ρ after T_L. L counts affine maps, so a network with one hidden layer
// has L = 2. Parameters are float64; training in float32 converts them and writes them back. Masks
// describe entries that are zero by construction and stay so; C(Φ) counts exact zeros, not small
// numbers.
//
// # Reference
//
// G. Kutyniok, The mathematics of artificial intelligence, survey; definitions as numbered above.
package nn
