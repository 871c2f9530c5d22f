package edges

import "math"

// tau is the shear coordinate of a direction γ: tan γ in the horizontal cone |γ| ≤ π/4, 2 - cot γ in the
// vertical one. It has period 4 for γ of period π and a continuous derivative, so nothing marks the seam.
func tau(gamma float64) float64 {
	s, c := math.Sincos(gamma)
	if math.Abs(c) >= math.Abs(s) {
		return wrap(s/c, 4)
	}
	return wrap(2-c/s, 4)
}

// gamma undoes tau: it returns the direction in [-π/4, 3π/4).
func gamma(t float64) float64 {
	t = wrap(t+1, 4) // [-2, 2), the horizontal cone is [0, 2)
	if t >= 0 {
		return math.Atan(t - 1)
	}
	return math.Pi/2 + math.Atan(t+1)
}

// wrap returns x modulo the period p, in [-p/2, p/2).
func wrap(x, p float64) float64 { return x - p*math.Floor(x/p+0.5) }

// atom writes the spectrum of the shearlet of orientation k and scale s at the frequencies of the padded image.
//
//	ψ̂(ω) = 2π u² e^(-u²/2) e^(-v²/2),  u = |ω|/ρ_s,  v = 2^L (τ(ω) - τ_k) / w_s,  for ω·n_k > 0, and 0 otherwise
//
// The factor makes the imaginary part of the response to a step of height 1 equal to 1 on the edge: on the ray of the normal
// (1/2π) ∫ ψ̂(ρ)/ρ dρ = ∫ u e^(-u²/2) du = 1.
func (s *System) atom(dst []float64, k, scale int) {
	rho, w := s.rho[scale], s.width[scale]
	tk, sin, cos := s.tau[k], math.Sin(s.gamma[k]), math.Cos(s.gamma[k])
	unit := float64(s.orientations) / 4
	for i := range s.prows {
		wy := frequency(i, s.prows)
		for j := range s.pcols {
			wx := frequency(j, s.pcols)
			at := i*s.pcols + j
			dst[at] = 0
			if wx*cos+wy*sin <= 0 {
				continue
			}
			v := unit * wrap(s.shear[at]-tk, 4) / w
			if u2 := (wx*wx + wy*wy) / (rho * rho); v*v+u2 < 60 {
				dst[at] = 2 * math.Pi * u2 * math.Exp(-(u2+v*v)/2)
			}
		}
	}
}

// frequency is the angular frequency of index i of n, in [-π, π).
func frequency(i, n int) float64 {
	if 2*i >= n {
		i -= n
	}
	return 2 * math.Pi * float64(i) / float64(n)
}

// gain is the standard deviation of either part of the coefficients of white noise of variance 1: √(Σ ψ̂² / 2N).
func gain(psi []float64) float64 {
	var sum float64
	for _, p := range psi {
		sum += p * p
	}
	return math.Sqrt(sum / float64(2*len(psi)))
}

// bar is the real response at the middle of a straight bar of height 1 and the given width:
//
//	∫ u² e^(-u²/2) 2 sin(a u)/u du = √(2π) a e^(-a²/2),  a = ρ_s width/2
func bar(rho, width float64) float64 {
	a := rho * width / 2
	return math.Sqrt(2*math.Pi) * a * math.Exp(-a*a/2)
}
