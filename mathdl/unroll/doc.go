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
// [PretrainedGradient] and [PretrainedPost] were trained by
//
//	go run ./internal/retrain learned-gradient
//	go run ./internal/retrain post
//
// with seed 1, on phantoms that are drawn anew in every step, one in each: 6000 of [RandomEllipses], 2600 of these without
// negative values, 4400 of [SomeEllipses]; a quarter of an hour on a core. On the phantom of Shepp and Logan, which it
// has not seen, with the noise of the tests of package ct, the learned gradient has 30.68 dB, and 31.46 dB averaged over
// symmetries; converged total variation has 29.16 dB, and 30.09 dB with f ≥ 0. (Adler and Öktem have 32.02 dB, after
// 2 000 000 phantoms of the first kind alone.) The post-processing saw 6000, of the first two kinds, in batches of four, and
// is a small network: it has 21.2 dB there, and stands for the method, not for what it can do.
//
// Trainings at the size of the papers are learned-gradient-published and primal-dual-published of the same command.
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
