// Package prior reconstructs with a network in the place of a regulariser: one that is not trained at all, the deep
// image prior, and one that was trained to tell images from bad reconstructions, the adversarial regulariser.
//
// # Notation
//
//	min_θ ½‖A f_θ(z) - y‖²                             Deep           Ulyanov, Vedaldi and Lempitsky 2018
//	Ψ: images → ℝ                                      Critic.Net     small for images, large for bad reconstructions
//	E Ψ(x) - E Ψ(x₀) + λE(‖∇Ψ(x_ε)‖ - 1)₊²             CriticLoss     x_ε = εx + (1-ε)x₀, ε uniform
//	min_x ½‖Ax-y‖²/‖A‖² + μΨ(x)                        Adversarial    Lunz, Öktem and Schönlieb 2018
//	μ = E‖A*e‖/‖A‖², e the noise                       Balance        where the two gradients are equal in size
//
// # How it works
//
// [Deep] has nothing but the data: that a convolutional network fits images sooner than noise is its prior, so it has to
// be stopped in time, by its number of iterations or by the discrepancy.
//
// A [Critic] is a model whose rows are (x, x₀, ε) and whose results are (Ψ(x), Ψ(x₀), ‖∇Ψ(x_ε)‖): with [CriticSource]
// and [CriticLoss] package train trains it, through the gradient in its loss. The x₀ should be sharp, as filtered back
// projection with the plain ramp: on smooth ones Ψ learns to sharpen, and gradient descent with it overshoots.
//
// # Limits
//
// Operators between spaces of weight 1. Deep computes in single precision, Adversarial in double.
//
// # References
//
// Ulyanov, Vedaldi and Lempitsky, Deep image prior, CVPR 2018. Lunz, Öktem and Schönlieb, Adversarial regularizers in
// inverse problems, NeurIPS 2018.
package prior
