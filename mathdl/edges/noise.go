package edges

import (
	"math"
	"slices"
)

// Noise estimates the standard deviation of white Gaussian noise in an image of rows × cols pixels from the
// diagonal differences d of its 2 × 2 blocks, d = (f_00 - f_01 - f_10 + f_11)/2:
//
//	σ = median |d| / 0.6745
//
// An image of fewer than 2 × 2 pixels has 0. It panics with a *op.ShapeError if f has another length
// (Donoho and Johnstone 1994).
func Noise(f []float64, rows, cols int) float64 {
	needLen("edges.Noise", f, rows, cols)
	var d []float64
	for i := 0; i+1 < rows; i += 2 {
		for j := 0; j+1 < cols; j += 2 {
			at := i*cols + j
			d = append(d, math.Abs(f[at]-f[at+1]-f[at+cols]+f[at+cols+1])/2)
		}
	}
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[len(d)/2] / 0.6745
}
