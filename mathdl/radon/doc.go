// Package radon is the Radon transform, its exact discrete adjoint, and filtered back projection.
//
// # Notation
//
//	Rf(s, θ) = ∫ f(sω + tω⊥) dt   Transform.Apply   ω = (cos θ, sin θ), the direction of the detector row
//	R*                            Adjoint           the transpose, entry by entry
//	θ_k, s_i                      Angles, Offsets   radians; s_i = (i - (N_s-1)/2)·Bin
//	h                             Settings.Pixel    side of a pixel: lengths are in its unit
//	f = R⁻¹g                      FBP               Σ_k w_k (g_k ∗ ramp)(x·ω_k)
//
// # Geometry
//
// Pixel (r, c) of an image of rows × cols has its centre at x = (c - (cols-1)/2)h, y = ((rows-1)/2 - r)h:
// x to the right, y upwards, the origin in the middle of the image. A singularity of f at x with normal ω
// is seen by the rays of angle θ = arg ω through x, and by no others: with angles in [-φ, φ] edges whose
// normal lies outside of that range are invisible.
//
// A sinogram has one row for every angle and one column for every detector.
//
// # Projectors
//
// Four models of what a detector sees of a pixel at distance u, all of area h² under the sum over a fine
// detector:
//
//	Joseph          hat of half-width m = max(|cos θ|, |sin θ|): linear interpolation along the ray
//	Siddon          length of the ray in the pixel; half on each side if it runs along an edge
//	Strip           the mean of it over the detector: area of the pixel in the strip
//	DistanceDriven  overlap of pixel and detector, projected on an axis
//
// Apply and Adjoint use the same numbers, so ⟨Rf, g⟩ = ⟨f, R*g⟩ up to rounding, and nothing is scaled in
// secret: spaces have weight 1, Rf is in units of f times length. Every bit is the same for any number of
// processors: angles are shared out in one direction, rows of pixels in the other.
//
// [FanBeam] has a point source and a flat detector; [Stack] treats a volume slice by slice.
//
// # Limits
//
// Parallel and fan beams in two dimensions, and stacks. A NaN in the data spreads to what its rays meet.
//
// References: Joseph 1982; Siddon 1985; De Man and Basu 2004; Natterer, The Mathematics of Computerized
// Tomography, 1986; Kak and Slaney 1988, chapter 3.
package radon
