package fft

import "math"

// Freq returns the frequencies of a transform of length n in cycles per sample, in the order of its
// output: 0, 1/n, …, and from (n+1)/2 on the negative ones, …, -1/n. It panics if n is negative.
func Freq(n int) []float64 {
	f := make([]float64, n)
	for k := range f {
		m := k
		if 2*k >= n && k > 0 {
			m = k - n
		}
		f[k] = float64(m) / float64(n)
	}
	return f
}

// Shift moves frequency zero of an array of the given shape from the corner to the element n/2 of each
// axis, to look at a spectrum. dst may be nil and must not overlap x. It panics with a [*op.ShapeError] on
// a wrong length.
func Shift(dst, x []float64, shape ...int) []float64 {
	return rotate("fft.Shift", dst, x, shape, func(n int) int { return n / 2 })
}

// Unshift undoes [Shift]; the two differ on axes of odd length.
func Unshift(dst, x []float64, shape ...int) []float64 {
	return rotate("fft.Unshift", dst, x, shape, func(n int) int { return n - n/2 })
}

// rotate moves element j to (j + by(n)) mod n along every axis.
func rotate(where string, dst, x []float64, shape []int, by func(n int) int) []float64 {
	n := 1
	for _, k := range shape {
		n *= k
	}
	length(where, "x", len(x), n)
	dst = take(where, dst, n)
	at := make([]int, len(shape))
	for i := range x {
		o := 0
		for a, k := range shape {
			o = o*k + (at[a]+by(k))%k
		}
		dst[o] = x[i]
		for a := len(at) - 1; a >= 0; a-- {
			if at[a]++; at[a] < shape[a] {
				break
			}
			at[a] = 0
		}
	}
	return dst
}

// Convolve stores the periodic convolution (x∗h)_j = Σ_i h_i x_{j-i} in dst, which may be nil, and may be x.
// It panics with a [*op.ShapeError] on a wrong length.
func (p *Real) Convolve(dst, x, h []float64) []float64 {
	length("fft.Real.Convolve", "x", len(x), p.n)
	length("fft.Real.Convolve", "h", len(h), p.n)
	X, H := p.Forward(nil, x), p.Forward(nil, h)
	for k := range X {
		X[k] *= H[k]
	}
	return p.Consume(dst, X)
}

// Unitary returns the isometry ℝⁿ → ℝⁿ of real arrays of this shape to Hartley coefficients,
//
//	h_k = n^(-1/2) Σ_j x_j (cos + sin)(2π j·k/n) = n^(-1/2) (Re X_k - Im X_k),
//
// the Fourier basis in real form: it is orthonormal and self-adjoint. dst may be nil, and may be x.
// It panics with a [*op.ShapeError] on a wrong length.
func (p *Real) Unitary(dst, x []float64) []float64 {
	X := p.Forward(nil, x)
	dst = take("fft.Real.Unitary", dst, p.n)
	s := 1 / math.Sqrt(float64(p.n))
	last := p.shape[len(p.shape)-1]
	h := last/2 + 1
	for r := range p.n / last {
		m := p.mirror(r)
		for k := range last {
			if k < h {
				v := X[r*h+k]
				dst[r*last+k] = s * (real(v) - imag(v))
			} else {
				v := X[m*h+last-k] // conj X_{-k}
				dst[r*last+k] = s * (real(v) + imag(v))
			}
		}
	}
	return dst
}

// mirror is the row of the negative of the frequency of row r, but for the last axis.
func (p *Real) mirror(r int) int {
	m, unit := 0, 1
	for a := len(p.shape) - 2; a >= 0; a-- {
		n := p.shape[a]
		m += (n - r%n) % n * unit
		r /= n
		unit *= n
	}
	return m
}
