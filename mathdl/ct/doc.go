// Package ct has the inverse problems of section 4.1 as operators with data, and reconstruction by total variation and
// by sparsity in shearlets.
//
// # Notation
//
//	Kf = g + noise                  Problem        K, Truth f, Data g, Delta = E‖noise‖
//	½‖Rf-g‖² + λ‖∇f‖₁, f ≥ 0        TV             total variation, isotropic or anisotropic
//	½‖Rf-g‖² + ‖w ⊙ SH f‖₁, f ≥ 0   Shearlets      f*, step 1 of Learning the Invisible
//	SH⁻¹(SH(f*)_vis + F)            Split          visible and invisible bands; Join is step 3 of Learning the Invisible
//	w_j                             ScaleWeights   one weight per scale, spread over the coefficients
//
// # Problems
//
//	Denoising        K = identity
//	Deblurring       periodic convolution with a kernel
//	Inpainting       the known pixels
//	SuperResolution  means over blocks of pixels
//	Tomography       Radon transform; with [LimitedAngles] for angles, limited-angle tomography
//
// Each takes the truth, makes the data and adds noise from a source that is an argument. What reconstructs takes K
// and the data alone.
//
// # Limits
//
// Two dimensions, float64. Weights of functionals are in the units of the data: Rf in pixels for a Radon transform
// with pixels of side 1.
//
// References: Bubba, Kutyniok, Lassas, März, Samek, Siltanen and Srinivasan 2019, Learning the Invisible; Adler and
// Öktem 2017; Pock and Chambolle 2011.
package ct
