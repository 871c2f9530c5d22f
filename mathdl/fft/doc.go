// Package fft computes discrete Fourier transforms of arrays of any length and any number of axes, complex
// and real, in double and in single precision.
//
// # Notation
//
// For an array x of shape n = (n_1, …, n_d), with j·k/n = Σ_a j_a k_a / n_a,
//
//	Forward   X_k = Σ_j x_j e^(-2πi j·k/n)
//	Inverse   x_j = (1/n_1⋯n_d) Σ_k X_k e^(2πi j·k/n)
//
// so that Inverse undoes Forward and nothing else is scaled. Arrays are slices in row-major order. The
// transform of a real array has X_{-k} = conj X_k; [Real] keeps the half 0 ≤ k_d ≤ n_d/2 of it, whose
// shape is (n_1, …, n_{d-1}, n_d/2+1). Angular frequencies are 2πk/n; [Freq] lists them in cycles per sample.
//
// # Plans
//
// [New] and [NewReal] make a plan for a shape. A plan is immutable: use one from several goroutines. The
// tables behind it are made once for every length and shared by all plans of the process.
//
// # Methods
//
// Lengths without prime factors above 61 go through the kernels of this module, several signals at a time, one
// in each lane of a vector; one long signal is cut into a matrix first (Bailey 1990). Lengths of the form
// 2^a·3^b·5^c are the quickest. Other lengths, large primes among them, become convolutions of such a length
// (Bluestein 1970), at six to ten times the cost. The
// relative error is a few units of the last place times √log n in both. Work is shared among processors, and
// every bit of a result is the same for any number of them.
//
// A slice of the wrong length panics with a [*op.ShapeError]. NaN and Inf spread through the whole result.
package fft
