package metric

import "math"

// The constants of Wang et al. 2004.
const (
	SSIMK1    = 0.01 // C₁ = (K₁ peak)²
	SSIMK2    = 0.03 // C₂ = (K₂ peak)²
	SSIMSigma = 1.5  // deviation of the Gaussian window in pixels
	ssimReach = 5    // its radius: 11 × 11 pixels
)

// SSIMSettings chooses the window. A nil pointer is the Gaussian of the paper.
type SSIMSettings struct {
	// Window is the side of a square window with equal weights, odd and at least 3; 0 is the Gaussian.
	// With 7 the result is that of scikit-image's structural_similarity by its defaults, which divides
	// variances by N−1.
	Window int
}

// SSIM returns the mean structural similarity, the mean over all windows that lie wholly in the image of
//
//	(2 μ_x μ_f + C₁)(2 σ_xf + C₂) / ((μ_x² + μ_f² + C₁)(σ_x² + σ_f² + C₂)),
//
// between −1 and 1, 1 for x = f, symmetric in x and f. It panics if the images do not fit or are smaller
// than the window (11 × 11 for the Gaussian), if peak is not positive, or if Window is even or below 3.
//
// Wang, Bovik, Sheikh, Simoncelli: Image quality assessment, IEEE TIP 13 (2004).
func SSIM(x, f []float64, rows, cols int, peak float64, s *SSIMSettings) float64 {
	w, bessel := ssimWindow(s)
	needImage("metric.SSIM", x, f, rows, cols, len(w))
	needPositive("metric.SSIM", "peak", peak)
	m := momentsOf(x, f, rows, cols, w)
	c1, c2 := (SSIMK1*peak)*(SSIMK1*peak), (SSIMK2*peak)*(SSIMK2*peak)
	sum := 0.0
	for i, mx := range m.x {
		mf := m.f[i]
		vx, vf, vxf := bessel*(m.xx[i]-mx*mx), bessel*(m.ff[i]-mf*mf), bessel*(m.xf[i]-mx*mf)
		sum += (2*mx*mf + c1) * (2*vxf + c2) / ((mx*mx + mf*mf + c1) * (vx + vf + c2))
	}
	return sum / float64(len(m.x))
}

// ssimWindow returns the weights of one axis and the factor from the second moment to the variance.
func ssimWindow(s *SSIMSettings) (w []float64, bessel float64) {
	if s == nil || s.Window == 0 {
		return gauss(SSIMSigma, ssimReach), 1
	}
	if s.Window < 3 || s.Window%2 == 0 {
		panic(&RangeError{"metric.SSIM", "Window", float64(s.Window), "0 or odd and ≥ 3"})
	}
	w = make([]float64, s.Window)
	for i := range w {
		w[i] = 1 / float64(len(w))
	}
	n := float64(len(w) * len(w))
	return w, n / (n - 1)
}

// gauss returns the 2r+1 weights of a Gaussian of deviation sigma, with sum 1.
func gauss(sigma float64, r int) []float64 {
	w, sum := make([]float64, 2*r+1), 0.0
	for i := range w {
		t := float64(i-r) / sigma
		w[i] = math.Exp(-t * t / 2)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// moments holds weighted means over the windows inside an image.
type moments struct{ x, f, xx, xf, ff []float64 }

func momentsOf(x, f []float64, rows, cols int, w []float64) moments {
	p := make([]float64, len(x))
	product := func(a, b []float64) []float64 {
		for i := range p {
			p[i] = a[i] * b[i]
		}
		return valid(p, rows, cols, w)
	}
	return moments{valid(x, rows, cols, w), valid(f, rows, cols, w), product(x, x), product(x, f), product(f, f)}
}

// valid returns the separable correlation of x with w ⊗ w where w lies inside, (rows−n+1) × (cols−n+1).
func valid(x []float64, rows, cols int, w []float64) []float64 {
	n := len(w)
	wide, high := cols-n+1, rows-n+1
	across := make([]float64, rows*wide)
	for i := range rows {
		correlate(across[i*wide:(i+1)*wide], x[i*cols:], 1, w)
	}
	out := make([]float64, high*wide)
	for i := range high {
		correlate(out[i*wide:(i+1)*wide], across[i*wide:], wide, w)
	}
	return out
}

// correlate sets dst[j] = Σ_k w[k] x[j + k·stride].
func correlate(dst, x []float64, stride int, w []float64) {
	clear(dst)
	for k, v := range w {
		for j, u := range x[k*stride : k*stride+len(dst)] {
			dst[j] += v * u
		}
	}
}
