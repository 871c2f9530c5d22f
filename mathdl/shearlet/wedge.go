package shearlet

import "github.com/mathdl/kernel/internal/kern"

// A wedge is the directional part of a shearlet with shear level d and shear k: with the angle of a
// frequency along the cone a and across it b,
//
//	W_{d,k}(a, b) = P(a, 2^{d+1} b - 2k a) · Σ_{l<2^d} H_d((a+2πl)/2^d)² H_{d+1}(b - k (a+2πl)/2^d),
//
// which is even, W(-a,-b) = W(a, b), and has W_{d,-k}(a, b) = W_{d,k}(a, -b). Since P and H_{d+1} are
// cosine polynomials, both factors are sums of few products of functions of a and of b: two products of
// thin matrices.
type wedges struct {
	along, across int // number of frequencies 2πj/n in each direction
	na, nb        int // how many of them are wanted: all, or the half 0 ≤ j ≤ n/2
	fan           [9][9]float64
	a, b          *circle
}

func newWedges(along, na, across, nb int) *wedges {
	return &wedges{along: along, across: across, na: na, nb: nb, fan: fan(), a: newCircle(along), b: newCircle(across)}
}

// table returns W_{d,k} as an array na × nb.
func (w *wedges) table(d, k int) []float64 {
	p := w.product(w.fanAlong(k), w.waves(w.nb, 8, 1<<(d+1)))
	s := w.product(w.shearAlong(d, k), w.waves(w.nb, degree(d+1), 1))
	kern.Mul(p, p, s)
	return p
}

func degree(d int) int { return 4 * (1<<d - 1) }

// product multiplies matrices, na × m and nb × m transposed.
func (w *wedges) product(x, y []float64) []float64 {
	m := len(y) / w.nb
	t := make([]float64, w.na*w.nb)
	kern.Gemm(kern.NoTrans, kern.Trans, w.na, w.nb, m, 1, x, m, y, m, 0, t, w.nb)
	return t
}

// waves returns for each frequency b the row cos(m·u), 0 ≤ m ≤ D, then sin(m·u), 1 ≤ m ≤ D, where
// u = factor·b.
func (w *wedges) waves(n, D, factor int) []float64 {
	t := make([]float64, 0, n*(2*D+1))
	for j := range n {
		u := j % w.across * factor % w.across
		for m := range D + 1 {
			t = append(t, w.b.cos[m*u%w.across])
		}
		for m := 1; m <= D; m++ {
			t = append(t, w.b.sin[m*u%w.across])
		}
	}
	return t
}

// fanAlong returns for each frequency a the row that turns waves of u into P(a, u - 2ka):
// Q_m(a) cos(2kma) for the cosines and Q_m(a) sin(2kma) for the sines, Q_m(a) = Σ_l P[l][m] cos(la).
func (w *wedges) fanAlong(k int) []float64 {
	const D = 8
	t := make([]float64, w.na*(2*D+1))
	for j := range w.na {
		row := t[j*(2*D+1):][:2*D+1]
		for m := range D + 1 {
			q := 0.0
			for l := range D + 1 {
				q += w.fan[l][m] * w.a.cos[l*j%w.along]
			}
			v := w.a.at(2 * k * m * j)
			row[m] = q * w.a.cos[v]
			if m > 0 {
				row[D+m] = q * w.a.sin[v]
			}
		}
	}
	return t
}

// shearAlong does the same for the sum over l.
func (w *wedges) shearAlong(d, k int) []float64 {
	fine := newCircle(w.along << d) // of (a+2πl)/2^d
	h := fine.lowPass(d)
	c := taps(d + 1)
	D := len(c) - 1
	t := make([]float64, w.na*(2*D+1))
	kern.For(w.na, 16, func(lo, hi int) {
		for j := lo; j < hi; j++ {
			row := t[j*(2*D+1):][:2*D+1]
			for l := range 1 << d {
				f := j + l*w.along
				g := h[f] * h[f]
				for m := range D + 1 {
					v := fine.at(k * m * f)
					row[m] += g * c[m] * fine.cos[v]
					if m > 0 {
						row[D+m] += g * c[m] * fine.sin[v]
					}
				}
			}
		}
	})
	return t
}
