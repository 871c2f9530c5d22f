package kern

import "math"

// RayPad is the number of zeros the ray kernels want before and after the samples of a row.
const RayPad = 24

// RaysForward adds what rays meet in the rows of an image, with linear interpolation and 0 beyond the ends:
//
//	dst_i += w·Σ_k x_k(t₀ + i·dt + k·dr),  x_k(t) = Σ_j max(0, 1 - |t-j|) x_kj,  0 ≤ i < len(dst), 0 ≤ k < rows
//
// Ray i is at t₀ + i·dt in the first row, and dr further in each of the next. Rows have length samples and RayPad
// zeros on both sides: row k is x[k·(length+2·RayPad):].
func RaysForward(dst, x []float64, length, rows int, t0, dt, dr, w float64) {
	if rows < 1 {
		return
	}
	drift := dr * float64(rows-1)
	lo, hi := steps(len(dst), t0, dt, -1-max(drift, 0), float64(length)-min(drift, 0))
	if lo >= hi {
		return
	}
	dst, t0 = dst[lo:hi], t0+dt*float64(lo)
	x = x[:rows*(length+2*RayPad)]
	if raysForwardAsm(dst, x, length, rows, t0+RayPad, dt, dr, w) {
		return
	}
	raysForwardGo(dst, x, length, rows, t0+RayPad, dt, dr, w)
}

// raysForwardGo is RaysForward with t₀ that counts the zeros.
func raysForwardGo(dst, x []float64, length, rows int, t0, dt, dr, w float64) {
	width := length + 2*RayPad
	for k := range rows {
		rayForward(dst, x[k*width:][:width], t0+dr*float64(k), dt, w)
	}
}

// steps returns the i in [0, n) for which t₀ + i·dt is between first and last.
func steps(n int, t0, dt, first, last float64) (lo, hi int) {
	if dt == 0 {
		if t0 <= first || t0 >= last {
			return 0, 0
		}
		return 0, n
	}
	a, b := (first-t0)/dt, (last-t0)/dt
	if a > b {
		a, b = b, a
	}
	a, b = max(a, 0), min(b, float64(n-1))
	if !(a <= b) {
		return 0, 0
	}
	return int(math.Ceil(a)), int(math.Floor(b)) + 1
}

// rayForward is raysForwardGo for one row.
func rayForward(dst, x []float64, t0, dt, w float64) {
	lo, hi := steps(len(dst), t0, dt, RayPad-1, float64(len(x)-RayPad))
	t0 += dt * float64(lo)
	for i := range dst[lo:hi] {
		t := t0 + dt*float64(i)
		k := int(t)
		f, a := t-float64(k), x[k]
		dst[lo+i] += w * (a + f*(x[k+1]-a))
	}
}

// Rays is a table of rays through the rows of an image, one for every row of a sinogram: pixel j of row r is at
// T0 + r·Dr + j·Dt samples of it. NewRays makes one; it is immutable.
type Rays struct {
	t0, dr, dt []float64 // t0 with RayPad
	m          []float64
	w, u, v    []float64 // w, w/m and w - w/m
	narrow     bool      // steps are at most rayMaxStep
}

// NewRays returns a table of n rays: f returns t₀, dr, dt, the
// half-width m ≤ 1 of the hat in samples, and its height w ≥ 0.
func NewRays(n int, f func(k int) (t0, dr, dt, m, w float64)) *Rays {
	r := &Rays{narrow: true}
	for k := range n {
		t0, dr, dt, m, w := f(k)
		r.t0, r.dr, r.dt, r.m = append(r.t0, t0+RayPad), append(r.dr, dr), append(r.dt, dt), append(r.m, m)
		r.w, r.u, r.v = append(r.w, w), append(r.u, w/m), append(r.v, w-w/m)
		r.narrow = r.narrow && math.Abs(dt) <= rayMaxStep
	}
	return r
}

// rayMaxStep is the longest step of which eight stay in sixteen samples.
const rayMaxStep = 1.4143

// RaysBack is the transpose of RaysForward, gathered, for one row r of the image: with the rays k in [lo, hi) of a
// table,
//
//	dst_j += Σ_k w_k·Σ_i max(0, 1 - |t_k + j·dt_k - i|/m_k) y_ki,  t_k = t₀_k + r·dr_k,  0 ≤ j < len(dst)
//
// Rows of y have length samples and RayPad zeros on both sides, as in RaysForward; row 0 belongs to ray 0.
func RaysBack(dst, y []float64, length int, rays *Rays, lo, hi, r int) {
	width := length + 2*RayPad
	y = y[lo*width : hi*width]
	if len(dst) == 0 || len(y) == 0 || raysBackAsm(dst, y, length, rays, lo, hi, r) {
		return
	}
	raysBackGo(dst, 0, y, width, rays, lo, hi, r)
}

// raysBackGo is RaysBack for the steps from first on.
func raysBackGo(dst []float64, first int, y []float64, width int, rays *Rays, lo, hi, r int) {
	for k := range hi - lo {
		rayBack(dst, first, y[k*width:][:width], rays, lo+k, r)
	}
}

// rayBack is raysBackGo for ray k. Of two samples that the hat can reach, the first is ⌊t⌋.
func rayBack(dst []float64, first int, y []float64, s *Rays, k, r int) {
	t0, dt, m := s.t0[k]+float64(r)*s.dr[k], s.dt[k], s.m[k]
	lo, hi := steps(len(dst), t0, dt, RayPad-m, float64(len(y)-RayPad-1)+m)
	lo = max(lo, first)
	if lo >= hi {
		return
	}
	w, u, v := s.w[k], s.u[k], s.v[k]
	t0 += dt * float64(lo)
	for j := range dst[lo:hi] {
		t := t0 + dt*float64(j)
		k := int(t)
		d := t - float64(k)
		a, b := max(0, w-d*u), max(0, v+d*u)
		dst[lo+j] += a*y[k] + b*y[k+1]
	}
}
