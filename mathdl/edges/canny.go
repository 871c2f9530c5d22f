package edges

import "math"

// Canny marks the edges of an image of rows × cols pixels for comparison: the gradient of f smoothed by a Gaussian
// of deviation sigma pixels, thinned along its direction, kept where its length (units of the image per pixel) is
// above high, or above low and joined to such a pixel. It panics with a *op.ShapeError if f has another length and
// with a *RangeError unless sigma > 0 and 0 ≤ low ≤ high (Canny 1986).
func Canny(f []float64, rows, cols int, sigma, low, high float64) []bool {
	const where = "edges.Canny"
	needLen(where, f, rows, cols)
	need(where, "sigma", sigma, sigma > 0 && !math.IsInf(sigma, 0), "> 0 and finite")
	need(where, "low", low, low >= 0 && low <= high, "0 ≤ low ≤ high")
	size, angle := Gradient(f, rows, cols, sigma)
	strong, weak := []int{}, make([]bool, len(f))
	for i := range f {
		if size[i] <= low || !ridged(size, rows, cols, i, angle[i]) {
			continue
		}
		weak[i] = true
		if size[i] > high {
			strong = append(strong, i)
		}
	}
	return flood(strong, weak, rows, cols)
}

// Gradient returns the length (units of the image per pixel) and the direction (radians from growing columns towards
// growing rows, in (-π, π]) of the gradient of f smoothed by a Gaussian of deviation sigma pixels, by central differences.
// It panics with a *op.ShapeError if f has another length and with a *RangeError unless sigma > 0.
func Gradient(f []float64, rows, cols int, sigma float64) (size, angle []float64) {
	const where = "edges.Gradient"
	needLen(where, f, rows, cols)
	need(where, "sigma", sigma, sigma > 0 && !math.IsInf(sigma, 0), "> 0 and finite")
	return slope(smooth(f, rows, cols, sigma), rows, cols)
}

// smooth convolves with a Gaussian along columns and rows, continued by reflection.
func smooth(f []float64, rows, cols int, sigma float64) []float64 {
	r := int(math.Ceil(4 * sigma))
	k, sum := make([]float64, 2*r+1), 0.0
	for i := range k {
		x := float64(i-r) / sigma
		k[i] = math.Exp(-x * x / 2)
		sum += k[i]
	}
	for i := range k {
		k[i] /= sum
	}
	half, g, wide := make([]float64, len(f)), make([]float64, len(f)), make([]float64, cols+2*r)
	for i := range rows {
		for j := range wide {
			wide[j] = f[i*cols+mirror(j-r, cols)]
		}
		for a, w := range k {
			addScaled(half[i*cols:][:cols], w, wide[a:])
		}
	}
	for i := range rows {
		for a, w := range k {
			addScaled(g[i*cols:][:cols], w, half[mirror(i+a-r, rows)*cols:])
		}
	}
	return g
}

// addScaled adds w·x to dst.
func addScaled(dst []float64, w float64, x []float64) {
	for j, v := range x[:len(dst)] {
		dst[j] += w * v
	}
}

// slope returns the length and direction of the gradient, by central differences.
func slope(g []float64, rows, cols int) (size, angle []float64) {
	size, angle = make([]float64, len(g)), make([]float64, len(g))
	for i := range g {
		r, c := i/cols, i%cols
		dx := (g[r*cols+min(c+1, cols-1)] - g[r*cols+max(c-1, 0)]) / 2
		dy := (g[min(r+1, rows-1)*cols+c] - g[max(r-1, 0)*cols+c]) / 2
		size[i], angle[i] = math.Hypot(dx, dy), math.Atan2(dy, dx)
	}
	return size, angle
}

// flood marks the weak pixels that are joined to a strong one through weak ones, eight neighbours each.
func flood(queue []int, weak []bool, rows, cols int) []bool {
	mark := make([]bool, len(weak))
	for _, i := range queue {
		mark[i] = true
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for r := max(i/cols-1, 0); r <= min(i/cols+1, rows-1); r++ {
			for c := max(i%cols-1, 0); c <= min(i%cols+1, cols-1); c++ {
				if n := r*cols + c; weak[n] && !mark[n] {
					mark[n] = true
					queue = append(queue, n)
				}
			}
		}
	}
	return mark
}
