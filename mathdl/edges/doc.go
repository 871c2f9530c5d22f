// Package edges finds edges and ridges of images, their directions and curvatures, by complex shearlets.
//
// # Notation
//
//	ψ_{s,k} = even + i odd          System           an atom responds to a bar with its real part, to a step with its imaginary part
//	τ(γ) = tan γ | 2 - cot γ        Orientations     shear coordinate of the normal's direction γ, one for both cones
//	E, R ∈ [0, 1]                   Edges, Ridges    how well a pixel fits an ideal edge or ridge
//	γ, |dγ/ds|                      Features         direction of the normal and curvature
//	σ                               Noise            deviation of white noise, estimated from the image
//	β_s                             Settings         what noise or too little contrast may have made of a coefficient
//
// # Method
//
// A step has odd symmetry about its edge at every scale, a bar even symmetry about its middle. So an edge is where
// the imaginary parts of the coefficients are large at all scales and the real ones small (Reisenhofer and King 2019, Edge,
// ridge and blob detection with symmetric molecules). The spectra are one-sided windows in |ω| and in the shear
// coordinate τ, which runs through both cones and has a continuous derivative where they meet: no direction is
// seen worse than another for lying at the seam, and a parabola through the logarithms of three neighbours refines the direction.
// Thresholds follow the noise: a coefficient counts for what is above NoiseFactor times the noise's deviation in it.
//
// [Canny] is there for comparison.
//
// # Measured
//
// Share of the boundary found (within 1.5 pixels) and of the marks that are right, median error of the normal, without noise:
// ellipses of half axes 102 × 20 and 77 × 38 pixels at 256², 45 × 26 at 128² and 179 × 102 at 512², and a square: 1.00,
// 1.00, below 0.5°; a parallelogram with corners of 50°: 0.998, 0.998, 0.3°. An ellipse of 15 × 10 pixels is found whole, but its
// directions are off by 6°: the atoms are longer than it is straight.
//
// # Limits
//
// Two dimensions, float64; one direction per pixel, so a corner has the stronger of its two. Memory: about 4·2^L + 4·Scales
// images of float64 beside the padded spectra.
package edges
