package approx

import (
	"cmp"
	"context"

	"github.com/mathdl/kernel/internal/kern"
)

// NonLocalSettings controls [NonLocal]. The zero value, or nil, means the defaults.
type NonLocalSettings struct {
	// Search is how many rows and columns away, at most, a pixel looks for others; 0 means [NonLocalSearch].
	Search int
	// Patch is how far patches reach from their centre; 0 means [NonLocalPatch].
	Patch int
	// Width is h/σ; 0 means [NonLocalWidth].
	Width float64
}

// The defaults of NonLocalSettings, for a guide that is nearly free of noise.
const (
	NonLocalSearch = 12
	NonLocalPatch  = 1
	NonLocalWidth  = 0.4
)

// NonLocal stores in dst, which may be nil, the non-local means of an image y of rows × cols pixels with noise of
// standard deviation sigma: pixels whose surroundings look alike are averaged, however far apart,
//
//	x_i = Σ_j w_ij y_j / Σ_j w_ij,  w_ij = exp(-‖P_i g - P_j g‖² / (|P| h²)),  w_ii = max_{j≠i} w_ij,
//
// with P_i g the patch of the guide g about pixel i and j in a window about i (Buades, Coll and Morel 2005). They
// compare y itself; a guide that is an estimate already, such as that of [Wiener], is a better judge. Beyond the
// border images are reflected.
//
// dst may be y or guide. When ctx ends, NonLocal returns the guide and the error of ctx. It panics with a
// [*op.ShapeError] on a wrong length, and with an error if sigma is negative or NaN or a number of pixels negative.
func NonLocal(ctx context.Context, dst, y, guide []float64, rows, cols int, sigma float64, s *NonLocalSettings) ([]float64, error) {
	const where = "approx.NonLocal"
	if s == nil {
		s = new(NonLocalSettings)
	}
	needSigma(where, sigma)
	needFrom(where, "rows", rows, 0)
	needFrom(where, "cols", cols, 0)
	needFrom(where, "Search", s.Search, 0)
	needFrom(where, "Patch", s.Patch, 0)
	need(where, "y", len(y), rows*cols)
	need(where, "guide", len(guide), rows*cols)
	dst = take(where, dst, rows*cols)
	if sigma == 0 || rows*cols == 0 {
		copy(dst, y)
		return dst, ctx.Err()
	}
	m := &means{rows: rows, cols: cols, search: cmp.Or(s.Search, NonLocalSearch), patch: cmp.Or(s.Patch, NonLocalPatch)}
	h := cmp.Or(s.Width, NonLocalWidth) * sigma
	side := float64(2*m.patch + 1)
	m.factor = -1 / (h * h * side * side)
	m.margin = m.search + m.patch
	m.y, m.g = reflected(y, rows, cols, m.margin), reflected(guide, rows, cols, m.margin)
	out := make([]float64, rows*cols)
	kern.For(rows, 16, func(lo, hi int) { m.strip(ctx, out, lo, hi) })
	if err := ctx.Err(); err != nil {
		copy(dst, guide)
		return dst, err
	}
	copy(dst, out)
	return dst, nil
}

// means is the state of one call of NonLocal; y and g are surrounded by a margin.
type means struct {
	rows, cols, search, patch, margin int
	factor                            float64
	y, g                              []float64
}

// reflected surrounds an image by a margin.
func reflected(x []float64, rows, cols, margin int) []float64 {
	w := cols + 2*margin
	out := make([]float64, (rows+2*margin)*w)
	for i := range rows + 2*margin {
		from := x[mirror(i-margin, rows)*cols:][:cols]
		row := out[i*w:][:w]
		for j := range row {
			row[j] = from[mirror(j-margin, cols)]
		}
	}
	return out
}

// mirror is the place in [0, n) that place i of the reflected signal shows.
func mirror(i, n int) int {
	i = ((i % (2 * n)) + 2*n) % (2 * n)
	return min(i, 2*n-1-i)
}

// row returns cols numbers of a surrounded image, from row i, column j of the image.
func (m *means) row(x []float64, i, j, cols int) []float64 {
	return x[(i+m.margin)*(m.cols+2*m.margin)+j+m.margin:][:cols]
}

// strip computes rows lo to hi, one shift after the other.
func (m *means) strip(ctx context.Context, out []float64, lo, hi int) {
	n, p := hi-lo, m.patch
	size := n * m.cols
	dist, square := make([]float64, size+2*p*m.cols), make([]float64, m.cols+2*p)
	w, total, most := make([]float64, size), make([]float64, size), make([]float64, size)
	sum := out[lo*m.cols : hi*m.cols]
	for dy := -m.search; dy <= m.search; dy++ {
		if ctx.Err() != nil {
			return
		}
		for dx := -m.search; dx <= m.search; dx++ {
			if dy == 0 && dx == 0 {
				continue
			}
			m.weights(w, dist, square, lo, hi, dy, dx)
			for i := range n {
				kern.MulAdd(sum[i*m.cols:][:m.cols], w[i*m.cols:][:m.cols], m.row(m.y, lo+i+dy, dx, m.cols))
			}
			kern.Add(total, total, w)
			kern.Maximum(most, most, w)
		}
	}
	for i := range n {
		y := m.row(m.y, lo+i, 0, m.cols)
		for j, v := range y {
			k := i*m.cols + j
			self := max(most[k], 1e-300)
			sum[k] = (sum[k] + self*v) / (total[k] + self)
		}
	}
}

// weights stores exp(-‖P_i g - P_j g‖²/(|P| h²)) for the pixels i of rows lo to hi and j = i + (dy, dx). dist and square are work
// space.
func (m *means) weights(w, dist, square []float64, lo, hi, dy, dx int) {
	p, cols := m.patch, m.cols
	for i := range hi - lo + 2*p {
		r, d := lo-p+i, dist[i*cols:][:cols]
		kern.Sub(square, m.row(m.g, r, -p, len(square)), m.row(m.g, r+dy, dx-p, len(square)))
		kern.Square(square, square)
		copy(d, square)
		for j := range 2 * p {
			kern.Add(d, d, square[j+1:][:cols])
		}
	}
	clear(w)
	for i := range hi - lo {
		for k := range 2*p + 1 {
			kern.Axpy(w[i*cols:][:cols], m.factor, dist[(i+k)*cols:][:cols])
		}
	}
	kern.Exp(w, w)
}
