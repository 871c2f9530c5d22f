package metric

import "math"

// RelativeError returns ‖x−f‖ / ‖f‖ in the Euclidean norm: 0 is perfect, 1 is what x = 0 gets.
// It is 0 for x = f = 0 and +Inf if only f is 0. It panics if the lengths differ or are 0.
func RelativeError(x, f []float64) float64 {
	needPair("metric.RelativeError", x, f)
	e, n := distance(x, f), norm(f)
	if e == 0 {
		return 0
	}
	return e / n
}

// MSE returns the mean of (xᵢ−fᵢ)². It panics if the lengths differ or are 0.
func MSE(x, f []float64) float64 {
	needPair("metric.MSE", x, f)
	return meanSquare(x, f)
}

// RMSE returns the root of [MSE], in the units of the data. It panics if the lengths differ or are 0.
func RMSE(x, f []float64) float64 {
	needPair("metric.RMSE", x, f)
	return math.Sqrt(meanSquare(x, f))
}

// PSNR returns the peak signal-to-noise ratio 10 log₁₀(peak²/MSE) in decibels; +Inf for x = f.
// It panics if the lengths differ or are 0, or peak is not positive.
func PSNR(x, f []float64, peak float64) float64 {
	needPair("metric.PSNR", x, f)
	needPositive("metric.PSNR", "peak", peak)
	return 20*math.Log10(peak) - 10*math.Log10(meanSquare(x, f))
}

// SNR returns the signal-to-noise ratio 20 log₁₀(‖f‖/‖x−f‖) in decibels; +Inf for x = f.
// It panics if the lengths differ or are 0.
func SNR(x, f []float64) float64 {
	needPair("metric.SNR", x, f)
	return 20 * math.Log10(norm(f)/distance(x, f))
}

// RegressedSNR returns max over c₁, c₂ of the SNR of c₁x + c₂ in decibels: brightness and contrast
// are forgiven. With the correlation r of x and f and the mean m and deviation s of f it is
// 10 log₁₀((m²+s²) / (s²(1−r²))). It is used for FBPConvNet (Jin, McCann, Froustey, Unser 2017).
// It panics if the lengths differ or are 0.
func RegressedSNR(x, f []float64) float64 {
	needPair("metric.RegressedSNR", x, f)
	mx, mf := mean(x), mean(f)
	var xx, xf, ff float64
	for i, v := range x {
		dx, df := v-mx, f[i]-mf
		xx, xf, ff = xx+dx*dx, xf+dx*df, ff+df*df
	}
	c := 0.0
	if xx > 0 || xx != xx {
		c = xf / xx
	}
	var rest float64
	for i, v := range x {
		d := (f[i] - mf) - c*(v-mx)
		rest += d * d
	}
	return 20*math.Log10(norm(f)) - 10*math.Log10(rest)
}

func mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

func meanSquare(x, f []float64) float64 {
	s := 0.0
	for i, v := range x {
		d := v - f[i]
		s += d * d
	}
	return s / float64(len(x))
}

func distance(x, f []float64) float64 {
	return math.Sqrt(meanSquare(x, f) * float64(len(x)))
}

func norm(f []float64) float64 {
	s := 0.0
	for _, v := range f {
		s += v * v
	}
	return math.Sqrt(s)
}
