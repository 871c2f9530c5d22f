// Package wavefront finds wavefront sets of images by a network on patches of shearlet coefficients, after DeNSE, and makes
// the phantoms with known wavefront sets that it learns from.
//
// # Notation
//
//	WF(f) ∋ (x, ξ)           Point          f is not smooth at x = (Row, Col) along ξ, the normal of direction Angle
//	c + u₁p + u₂q            Shape          ellipse ‖u‖₂ ≤ 1 or parallelogram ‖u‖_∞ ≤ 1
//	f                        Phantom        sums and products of shapes, rescaled to [0, 1], with WF(f)
//	K = 36                   Classes        classes of directions, of 5° each
//	SH f                     Bands          49 coefficients of each pixel, in 4 scales (package shearlet)
//	patch                    Window         11 × 11 pixels of them
//	Φ: patch → ℝ^(K+2)       Network        scores of each class, of all at once and of none
//
// # Method
//
// DeNSE asks one network for each class of directions whether the middle of a patch is singular in it (Andrade-Loarca,
// Kutyniok, Öktem and Petersen 2019, Extraction of digital wavefront sets using applied harmonic analysis and deep neural
// networks). Here one network tells the probabilities of all classes; the binary question, with as many of the class as
// not, is answered with yes from Threshold on. At a corner all directions are singular, which is an output of its own.
// Patches are divided by their size, so that a low step looks like a high one. A crossing of two boundaries has two classes.
//
//	Train      fits Φ to new phantoms in every step, a part of them with noise
//	Evaluate   asks it about phantoms it has not seen
//	Extract    finds the wavefront set of an image: points moved between the pixels, directions finer than classes
//
// The first layer is computed once for all patches of a strip of rows, which is exact.
//
// # Measured
//
// The weights that are shipped, on phantoms of 256² pixels they have not seen, without noise: binary accuracy .954 in the mean of
// 24 (.950 to .963 for sets of two to ten; .964 without corners), boundary or not .976. It falls with noise: .937 for a
// deviation of .02, and in phantoms of 128², which are as crowded on a quarter of the pixels: .89. DeNSE reports .972 for one
// class of 90, in images of 1024².
// On the phantom of notebook 13, within 1.5 pixels:
//
//	             hit rate   precision   angle error, median and nine tenths
//	network      .998       .989        0.9°   3.4°
//	edges        .893       .996        1.3°   8.1°
//	Canny        .953       1.000       1.6°   13°, of the gradient
//
// # Limits
//
// Two dimensions; steps below 2 % of the range of the image, or below twice the noise, are nothing it was taught
// to see. Directions are those of lines, modulo π. Extract takes 250 bytes a pixel beside the transform.
package wavefront
