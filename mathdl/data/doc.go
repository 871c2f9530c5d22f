// Package data has samples to learn from: handwritten digits, point sets in the plane, a picture, noise, and what
// is done with samples before training.
//
// # Idea
//
// A [Set] is a sample (x₁, c₁), …, (x_n, c_n) of points with classes: a matrix with the xᵢ as rows, a
// slice with the cᵢ, and the names of things. Methods that divide, reorder or rescale a Set return a
// new one and leave the old as it was. Training needs the matrix and the slice alone:
//
//	training, test := data.Digits().Stratified(0.75, rnd)
//	res, err := train.Fit(ctx, Φ, train.Data{X: training.X, Labels: training.Labels}, nil)
//
// # Notation
//
//	n, d                              Len(), Dim()
//	xᵢ ∈ ℝᵈ                           At(i), row i of X
//	cᵢ ∈ {0, …, K − 1}                Labels[i]; K = len(Classes)
//	e_c ∈ ℝᴷ                          OneHot, a row for each sample
//	Σ ρᵢ 1_{Eᵢ}, its Radon transform     [Ellipses], Ellipses.Sinogram: phantoms known exactly
//	(x − μ)/σ, coordinate by coordinate   Standardize
//	y + σξ, ξ ~ 𝒩(0, 1)               AddNoise
//
// [Photo] is a picture that is computed, for denoising and the like.
//
// # Randomness
//
// Every function that draws takes a *rand.Rand: the same state gives the same result everywhere. Where
// a nil source is allowed it means the order in which the samples stand.
//
// # What a test set must not tell
//
// The mean and deviation that Standardize divides by are taken from the set it is called on, hence
// from the training part; the test part is rescaled by what was found there, with [Standard.Apply].
// The two ways to divide the digits differ as well. Shuffled, both parts hold all writers. In order,
// most of the test part is by writers that training never saw, and accuracies are lower by four to five
// points: a number without its split says little.
//
// # Limits
//
// Nothing is downloaded; what the package knows is in the binary. Misuse (a fraction outside of [0, 1],
// an index out of range, a missing source of randomness) panics with a sentence that says got and want,
// lengths that do not fit with a [ShapeError].
//
// # Credit
//
// The digits: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, 1998, UCI Machine
// Learning Repository, https://doi.org/10.24432/C50P49, licensed under CC BY 4.0. The images are those
// of its test part, re-encoded without loss; see the file ATTRIBUTION beside the data.
package data
