package metric

import "math"

// The constants of Reisenhofer et al. 2018, for grey values from 0 to 255.
const (
	HaarPSIC     = 30.0
	HaarPSIAlpha = 4.2
)

// HaarPSI returns the Haar wavelet-based perceptual similarity of x to f, in [0, 1], 1 for x = f, in its
// original form for grey images: values are scaled to 0…255, averaged over 2 × 2 pixels and subsampled by 2;
// with the Haar responses c_s^{(k)} of scales s = 1, 2, 3 and orientations k = 1, 2,
//
//	S^{(k)} = ½ Σ_{s=1,2} (2 |c_s(f)| |c_s(x)| + C) / (c_s(f)² + c_s(x)² + C),
//	W^{(k)} = max(|c_3(f)|, |c_3(x)|),
//	HaarPSI = ( σ⁻¹( Σ W σ(S) / Σ W ) )²,   σ(t) = 1 / (1 + e^{−αt}),
//
// C = 30, α = 4.2. It panics if the images do not fit, are smaller than 2 × 2, or peak is not positive.
// Two constant images have no structure to compare; they get 1.
//
// Reisenhofer, Bosse, Kutyniok, Wiegand: A Haar wavelet-based perceptual similarity index for image
// quality assessment, Signal Processing: Image Communication 61 (2018).
func HaarPSI(x, f []float64, rows, cols int, peak float64) float64 {
	needImage("metric.HaarPSI", x, f, rows, cols, 2)
	needPositive("metric.HaarPSI", "peak", peak)
	a, r, c := halved(x, rows, cols, 255/peak)
	b, _, _ := halved(f, rows, cols, 255/peak)
	var num, den float64
	for _, upright := range []bool{false, true} {
		n, d := haarSimilarity(a, b, r, c, upright)
		num, den = num+n, den+d
	}
	if den == 0 {
		return 1
	}
	q := num / den
	l := math.Log(q/(1-q)) / HaarPSIAlpha
	return l * l
}

// haarSimilarity returns Σ W σ(S) and Σ W for one orientation.
func haarSimilarity(a, b []float64, rows, cols int, upright bool) (num, den float64) {
	var ca, cb [3][]float64
	for s := range 3 {
		ca[s], cb[s] = haar(a, rows, cols, s+1, upright), haar(b, rows, cols, s+1, upright)
	}
	for i := range a {
		sim := (alike(ca[0][i], cb[0][i]) + alike(ca[1][i], cb[1][i])) / 2
		w := math.Max(math.Abs(ca[2][i]), math.Abs(cb[2][i]))
		num, den = num+w/(1+math.Exp(-HaarPSIAlpha*sim)), den+w
	}
	return num, den
}

func alike(a, b float64) float64 {
	return (2*math.Abs(a)*math.Abs(b) + HaarPSIC) / (a*a + b*b + HaarPSIC)
}

// halved averages scale·x over 2 × 2 pixels, with zeros beyond the image, and keeps every second.
func halved(x []float64, rows, cols int, scale float64) (out []float64, r, c int) {
	r, c = (rows+1)/2, (cols+1)/2
	out = make([]float64, r*c)
	for i := range rows {
		for j := range cols {
			out[i/2*c+j/2] += scale / 4 * x[i*cols+j]
		}
	}
	return out, r, c
}

// haar returns the convolution, of the size of the image and with zeros beyond it, with the 2^s × 2^s filter
// 2^{−s} whose first half of rows (of columns if upright) is negated.
func haar(x []float64, rows, cols, s int, upright bool) []float64 {
	n, sum := 1<<s, integral(x, rows, cols)
	out, up, across := make([]float64, len(x)), n, n
	if upright {
		across = n / 2
	} else {
		up = n / 2
	}
	for i := range rows {
		for j := range cols {
			// The filter centred for "same" size: offsets −n/2 … n/2−1, mirrored by convolution.
			i0, j0 := i-n/2+1, j-n/2+1
			late := sum.box(i0+n-up, j0+n-across, i0+n, j0+n)
			early := sum.box(i0, j0, i0+up, j0+across)
			out[i*cols+j] = (early - late) / float64(n)
		}
	}
	return out
}

// integralImage holds sums of all upper left rectangles.
type integralImage struct {
	s          []float64
	rows, cols int
}

func integral(x []float64, rows, cols int) integralImage {
	s := make([]float64, (rows+1)*(cols+1))
	for i := range rows {
		row := 0.0
		for j := range cols {
			row += x[i*cols+j]
			s[(i+1)*(cols+1)+j+1] = s[i*(cols+1)+j+1] + row
		}
	}
	return integralImage{s, rows, cols}
}

// box returns the sum over [i0, i1) × [j0, j1), cut off at the image.
func (m integralImage) box(i0, j0, i1, j1 int) float64 {
	i0, i1 = min(max(i0, 0), m.rows), min(max(i1, 0), m.rows)
	j0, j1 = min(max(j0, 0), m.cols), min(max(j1, 0), m.cols)
	w := m.cols + 1
	return m.s[i1*w+j1] - m.s[i0*w+j1] - m.s[i1*w+j0] + m.s[i0*w+j0]
}
