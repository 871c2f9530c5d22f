package edges

import "math"

// arm is how far along the tangent the angles are compared for the curvature, in pixels.
const arm = 4.0

// Crest says whether x, an image of rows × cols pixels, has at pixel i a largest value along the direction angle
// (radians from growing columns towards growing rows): at least as large as one step after it and larger than one step
// before. shift, at most half a pixel, is how far along the direction the vertex of the parabola through the three
// values lies. Values between pixels are interpolated linearly, those outside are the nearest of the border. It panics
// with a *op.ShapeError if x has another length, and unless 0 ≤ i < rows·cols.
func Crest(x []float64, rows, cols, i int, angle float64) (shift float64, ok bool) {
	needLen("edges.Crest", x, rows, cols)
	if !ridged(x, rows, cols, i, angle) {
		return 0, false
	}
	sin, cos := math.Sincos(angle)
	r, c := float64(i/cols), float64(i%cols)
	before, after := at(x, rows, cols, r-sin, c-cos), at(x, rows, cols, r+sin, c+cos)
	if second := before - 2*x[i] + after; second < 0 {
		shift = max(-0.5, min(0.5, (before-after)/(2*second)))
	}
	return shift, true
}

// ridged says whether x at pixel i is at least as large as one step before and after it along the direction gamma.
func ridged(x []float64, rows, cols, i int, gamma float64) bool {
	sin, cos := math.Sincos(gamma)
	r, c := float64(i/cols), float64(i%cols)
	return x[i] >= at(x, rows, cols, r+sin, c+cos) && x[i] > at(x, rows, cols, r-sin, c-cos)
}

// at interpolates x linearly at row r and column c, which are moved into the image first.
func at(x []float64, rows, cols int, r, c float64) float64 {
	r, c = min(max(r, 0), float64(rows-1)), min(max(c, 0), float64(cols-1))
	i, j := min(int(r), max(rows-2, 0)), min(int(c), max(cols-2, 0))
	p, q := r-float64(i), c-float64(j)
	down, right := min(i+1, rows-1)*cols, min(j+1, cols-1)
	return (1-p)*((1-q)*x[i*cols+j]+q*x[i*cols+right]) + p*((1-q)*x[down+j]+q*x[down+right])
}

// bend is the curvature |dγ/ds| of the field of normals at pixel i, by the central difference over 2·arm pixels
// of the tangent, directions taken modulo π.
func bend(angle []float64, rows, cols, i int) float64 {
	sin, cos := math.Sincos(angle[i])
	r, c := float64(i/cols), float64(i%cols)
	a := pixel(angle, rows, cols, r+arm*cos, c-arm*sin)
	b := pixel(angle, rows, cols, r-arm*cos, c+arm*sin)
	return math.Abs(wrap(a-b, math.Pi)) / (2 * arm)
}

// pixel is the nearest value of x.
func pixel(x []float64, rows, cols int, r, c float64) float64 {
	i := min(max(int(math.Round(r)), 0), rows-1)
	j := min(max(int(math.Round(c)), 0), cols-1)
	return x[i*cols+j]
}
