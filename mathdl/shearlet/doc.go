// Package shearlet is the shearlet transform in two and three dimensions: the compactly supported system of
// ShearLab in closed form, the band-limited Parseval frames FFST and α-shearlets, complex shearlets, and a
// decimated Parseval frame.
//
// # Notation
//
//	s = 1, …, J      Band.Scale    scale, coarse to fine; 0 is the low-pass φ
//	d_s              Levels        shear level: 2·2^d+1 shears per cone; ⌈s/2⌉ is parabolic scaling
//	k                Band.Shear    shear, -2^d ≤ k ≤ 2^d
//	ψ_i, ψ̂_i         Atom, Spectrum   generator and its Fourier transform, all real
//	SH f             System.Apply  c_i = f ∗ ψ_i(-·) for every band i
//	w = Σ|ψ̂_i|²                    frame bounds A ≤ w ≤ B; the dual frame has spectra ψ̂_i/w
//	SH* , SH⁻¹       Adjoint, Inverse    Σ c_i ∗ ψ_i, and the same divided by w
//	(SH*)⁻¹          Dual          coefficients in the dual frame
//	‖ψ_i‖            Band.Norm     noise of standard deviation σ has σ·Norm in band i
//
// The image is an array of rows; ω_x is the frequency along a row. Cone 1 holds |ω_y| ≲ |ω_x|, edges that run
// down the columns, more or less.
//
// # Systems
//
//	New            compactly supported, 49 bands for 4 scales; a frame, not tight
//	New3           its products in three dimensions
//	NewFFST        band-limited, Parseval, 61 bands for 4 scales
//	NewAlpha       band-limited, Parseval, one α per scale between ridgelets (0) and wavelets (1)
//	NewDecimated   the latter on coarse grids: nine coefficients per pixel for N-term approximation
//
// All but the last are undecimated: convolutions with real generators, done with real Fourier transforms on
// half spectra. Spectra are kept as factors (New, New3) or as intervals of rows (the band-limited ones) and put
// together row by row, so that a system of 49 bands takes the memory of eight images. [System.Map] and
// [System.MapAll] go through the bands one by one, for shrinkage without an array of bands × pixels;
// [System.MapContext] can be stopped between two of them.
//
// Any image size will do, also 1 × n and primes. Filters that are longer than the image wrap around, which
// in the Fourier domain is nothing special. Transforms are periodic; Settings.Extend continues images by
// reflection instead. A NaN in an image spreads through all coefficients.
//
// # Decisions
//
// The cascade of filters of the original is replaced by its Fourier transform, a product of cosine polynomials;
// norms, frame bounds and samples of the spectra agree with the original to 12 digits, and the shape of the
// image plays no part. w is never regularised: it is a sample of a continuous function that is bounded below.
//
// References: Kutyniok, Lim and Reisenhofer 2016, ShearLab 3D; Häuser and Steidl 2012, Fast finite shearlet
// transform; Voigtlaender and Pein 2017, Analysis vs. synthesis sparsity for α-shearlets; Kutyniok and Labate 2012,
// Shearlets: multiscale analysis for multivariate data.
package shearlet
