// Package unroll has learned iterations: a fixed number of steps of an iterative method for Ax = y + noise in which
// networks take the place of what theory leaves open, trained from end to end.
//
// # Notation
//
//	A, ‖A‖                                   any [op.Linear] on images; the networks see A/‖A‖
//	x ← x + Λ_k(x, A*(Ax-y), ∇ᵀ∇x, s)        Gradient            learned gradient (Adler and Öktem 2017)
//	I, M                                     GradientSettings    iterations, images of memory
//	h ← h + Γ_k, f ← f + Λ_k                 PrimalDual          learned primal-dual (Adler and Öktem 2018)
//	x₀ + UNet(x₀)                            Post                no iteration: FBPConvNet (Jin et al. 2017)
//	(x₀, y) ↦ x_I                            Row, Reconstruct    the rows that the models map to images
//	30 angles, 128², 5 % noise, ellipses     AdlerOktem, Source  the setting of the paper
//	50 or 143 of 1000 angles, 512²           Jin                 that of FBPConvNet
//	(1/8) Σ_G G⁻¹ Φ(Gy)                      Averaged            over the symmetries of the square
//
// # How it works
//
// A model is a [nn.Model]: the operator and its adjoint are recorded as operations of package ad, so that
// train.FitSource with [Setting.Source] trains it on pairs drawn anew in every step, in single precision, and
// backpropagation goes through A*. The last layer of every network begins with zeros, so that training begins from the
// x₀ that is given, the filtered back projection.
//
// # Weights
//
// [PretrainedGradient], [PretrainedPrimalDual] and [PretrainedPost] were trained by
//
//	go run ./internal/retrain learned-gradient
//	go run ./internal/retrain primal-dual
//	go run ./internal/retrain post
//
// with seed 1, on phantoms that are drawn anew in every step, one in each. The learned gradient saw 6000 of
// [RandomEllipses], 2600 of these without negative values, 4400 of [SomeEllipses], in a quarter of an hour on a core; the
// learned primal-dual 7000 of [SomeEllipses], in five minutes; the post-processing 6600 of these and then 8400 of which half
// are [Shelled], in five minutes, the first 3000 at the rates of a run of 60 epochs that was cut off. On the phantom of
// Shepp and Logan, which they have not seen, with the noise of the tests of package ct,
//
//	                                   one        averaged over symmetries
//	learned gradient                   30.68 dB   31.46 dB
//	learned primal-dual                31.47 dB   31.86 dB
//	post-processing                    31.34 dB   31.67 dB
//	converged total variation          29.16 dB, 30.09 dB with f ≥ 0
//
// Before shells were among its phantoms the post-processing had 23.3 dB there: the skull is a thin ring, of which ellipses say
// nothing, and a network that does not see the data has only the images to learn from. Adler and Öktem have 32.02 dB for
// the learned gradient, after 2 000 000 phantoms of the first kind alone.
//
// Trainings at the size of the papers are learned-gradient-published, primal-dual-published, post-published-50 and
// post-published-143 of the same command, the last two in the setting [Jin].
//
// # Limits
//
// Images in two dimensions and operators between spaces of weight 1. What a network has learned holds for the
// operator, the noise and the kind of images it was trained with.
//
// # References
//
// Adler and Öktem, Solving ill-posed inverse problems using iterative deep neural networks, Inverse Problems 33 (2017);
// Learned primal-dual reconstruction, IEEE TMI 37 (2018). Jin, McCann, Froustey and Unser, Deep convolutional neural
// network for inverse problems in imaging, IEEE TIP 26 (2017).
package unroll
