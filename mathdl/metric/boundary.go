package metric

import "math"

// Match is how well a set of boundary pixels agrees with the true one.
type Match struct {
	Precision float64 // share of what was found that lies within the tolerance of the truth
	Recall    float64 // share of the truth that lies within the tolerance of what was found
	F         float64 // 2PR / (P+R)
}

// FScore compares the boundary pixels got with the true ones want, rows × cols each: a pixel counts as
// matched if one of the other set is at Euclidean distance at most tolerance (pixels; 0 wants the same pixel).
// Several may match the same one. Two empty sets agree wholly; if one is empty F is 0. It panics if the
// masks do not fit or tolerance is negative or NaN.
//
// Cost: four passes of the exact distance transform of [Distance].
func FScore(got, want []bool, rows, cols int, tolerance float64) Match {
	const where = "metric.FScore"
	if !(tolerance >= 0) {
		panic(&RangeError{where, "tolerance", tolerance, "≥ 0"})
	}
	needMask(where, "got", got, rows, cols)
	needMask(where, "want", want, rows, cols)
	p, np := near(got, Distance(want, rows, cols), tolerance)
	r, nr := near(want, Distance(got, rows, cols), tolerance)
	switch {
	case np == 0 && nr == 0:
		return Match{1, 1, 1}
	case np == 0 || nr == 0:
		return Match{}
	}
	m := Match{Precision: p / np, Recall: r / nr}
	if s := m.Precision + m.Recall; s > 0 {
		m.F = 2 * m.Precision * m.Recall / s
	}
	return m
}

// near counts the pixels of mask that are at distance at most tol, and all of them.
func near(mask []bool, distance []float64, tol float64) (hit, all float64) {
	for i, m := range mask {
		if m {
			all++
			if distance[i] <= tol {
				hit++
			}
		}
	}
	return hit, all
}

// Distance returns the Euclidean distance in pixels from each pixel to the nearest of mask, exactly;
// +Inf everywhere if mask is empty. It panics if the mask does not fit.
//
// Felzenszwalb, Huttenlocher: Distance transforms of sampled functions, Theory of Computing 8 (2012).
func Distance(mask []bool, rows, cols int) []float64 {
	needMask("metric.Distance", "mask", mask, rows, cols)
	d := make([]float64, len(mask))
	for i, m := range mask {
		if !m {
			d[i] = math.Inf(1)
		}
	}
	e := newEnvelope(max(rows, cols))
	for j := range cols {
		e.transform(d[j:], cols, rows)
	}
	for i := range rows {
		e.transform(d[i*cols:], 1, cols)
	}
	for i, v := range d {
		d[i] = math.Sqrt(v)
	}
	return d
}

func needMask(where, what string, m []bool, rows, cols int) {
	if rows < 1 || cols < 1 {
		panic(&RangeError{where, "rows and cols", float64(min(rows, cols)), "≥ 1"})
	}
	if len(m) != rows*cols {
		panic(&ShapeError{where, what, len(m), rows * cols})
	}
}

// envelope is the lower envelope of parabolas (t−v)² + f(v).
type envelope struct {
	f     []float64
	v     []int     // the apexes, in order
	start []float64 // where each parabola becomes the lowest
}

func newEnvelope(n int) *envelope {
	return &envelope{make([]float64, n), make([]int, n), make([]float64, n)}
}

// transform replaces f(t) by min over v of (t−v)² + f(v) on n values with the given stride.
func (e *envelope) transform(x []float64, stride, n int) {
	for i := range n {
		e.f[i] = x[i*stride]
	}
	k := e.build(n)
	if k == 0 {
		return
	}
	for t, j := 0, 0; t < n; t++ {
		for j+1 < k && e.start[j+1] <= float64(t) {
			j++
		}
		u := float64(t - e.v[j])
		x[t*stride] = u*u + e.f[e.v[j]]
	}
}

// build finds the envelope of f[:n] and returns its number of parabolas.
func (e *envelope) build(n int) (k int) {
	for q := range n {
		if math.IsInf(e.f[q], 1) {
			continue
		}
		s := math.Inf(-1)
		for k > 0 {
			if s = e.cross(e.v[k-1], q); s > e.start[k-1] {
				break
			}
			k--
			s = math.Inf(-1)
		}
		e.v[k], e.start[k] = q, s
		k++
	}
	return k
}

// cross returns where the parabolas of apexes p < q meet.
func (e *envelope) cross(p, q int) float64 {
	return (e.f[q] + float64(q*q) - e.f[p] - float64(p*p)) / float64(2*(q-p))
}
