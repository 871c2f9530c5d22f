// Package approx is about how well few terms of a dictionary represent a function: cartoon-like functions,
// N-term approximation and its rates, and what sparse representations are good for, denoising and inpainting
// by shrinkage.
//
// # Notation
//
//	f = f₀ + f₁ χ_B     Cartoon, Cartoon3    cartoon-like function, with a jump along ∂B
//	B                   Region               Star, Spline, Polygon, Stroke, Union, or a function
//	Definition 3.2      Membership           curvature, C² norms and support, measured and checked
//	(φ_i)_i             Dictionary           Analysis: f ↦ (⟨f, φ_i⟩); the Dual (φ̃_i) has f = Σ ⟨f, φ_i⟩ φ̃_i
//	f_N                 NTerm, Best          N terms of the dictionary: the errors, the sum itself
//	‖f - f_N‖ ≲ N^-γ    Curve, Curve.Fit     errors relative to ‖f‖, and the slope -γ in the logarithms;
//	                    FitSaturated         the same on a grid, which ends
//	y = x + σξ          Denoise, Wiener, NonLocal; SURE, Tune choose thresholds without x
//	y = m ⊙ x           Inpaint              m is 1 where a pixel is known
//
// # Theory and grids
//
// For cartoon-like functions in the plane the best possible rate of ‖f - f_N‖ is N^-1; shearlets have it up to
// (log N)^{3/2}, wavelets have N^{-1/2}, the Fourier basis N^{-1/4}. α-shearlets lie between. On a grid these
// rates show in a window only: see [Curve.Fit]. Two more traps. An undecimated system has a coefficient per
// pixel in its low-pass alone, so its curve begins to fall late and says little: compare decimated systems,
// [DecimatedShearlets], with α = ½ against α = 1. And an orthonormal basis is ahead of a frame with nine
// coefficients per pixel in absolute error for every N that images of 512² pixels allow, whatever the rates.
//
// # Decisions
//
// Errors are relative in ℓ². N counts real numbers. Ties at a threshold are decided by the index, so results do
// not depend on the machine. Images for periodic transforms should vanish at the border, as [TestCartoon]
// does, or be extended.
//
// What takes long has a context and stops within a band of coefficients, for 512² pixels a few milliseconds, with
// the best it has: a panic of our own leaves the MapAll of a transform from inside, and is caught.
//
// References: Donoho 2001, Sparse components of images and optimal atomic decompositions; Kutyniok and Labate 2012,
// Shearlets; DeVore 1998, Nonlinear approximation.
package approx
