// Package wavelet is the discrete wavelet transform of signals, images and volumes: orthonormal (Haar,
// Daubechies, symlets) and biorthogonal (4.4), decimated or stationary, periodic or extended by reflection.
//
// # Notation
//
// One step splits a signal into a low-pass and a high-pass half,
//
//	a_k = Σ_m Lo[m] x[2k+m+LoAt],  d_k = Σ_m Hi[m] x[2k+m+HiAt],
//
// and is undone by x[i] = Σ_k a_k LoDual[i-2k-LoDualAt] + d_k HiDual[i-2k-HiDualAt]. A transform with J levels
// splits the low-pass again, J times in all. In several dimensions a step goes along every axis and leaves
// 2^d-1 bands besides the low-pass; an axis of extent 1 is left alone. Scales count from 1, the coarsest, to
// J; 0 is the low-pass, which comes last, as in package shearlet.
//
// A stationary step keeps all shifts: it samples at k instead of 2k, with the filters stretched by 2^{j-1} in
// step j and divided by √2, so that orthonormal filters give a Parseval frame.
//
// # Extension
//
// [Periodic] joins the ends. Decimated, it wants every extent to be a multiple of 2^J, and is orthonormal for
// orthonormal filters, also where a filter is longer than the signal and wraps around. [Symmetric] reflects
// at the ends and takes any extent: the symmetric filters of 4.4 reflect at the last sample and need no
// coefficient more than there are samples; the others reflect beyond it and need some more, so that the
// inverse is one of many.
//
// # Operators
//
// Every step is a pair of sparse matrices along an axis, made from the filters and the extension, so
// Adjoint is the transpose in every combination. [Transform.Inverse] is the adjoint of [Transform.Dual].
//
// References: Daubechies 1992, Ten Lectures on Wavelets, chapters 6 and 8; Mallat 2009, chapter 7; Nason
// and Silverman 1995 for the stationary transform.
package wavelet
