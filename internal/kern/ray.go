package kern

import "math"

// RayPad is the number of zeros the ray kernels want before and after the samples they read.
const RayPad = 24

// Ray is a straight line through a row of samples: at step i it is at T0 + i·Dt, in samples.
type Ray struct{ T0, Dt float64 }

// steps returns the steps i in [0, n) at which a hat of half-width m around the ray may touch the samples
// 0 … len-1, and at most two more on each side.
func (r Ray) steps(n, length int, m float64) (lo, hi int) {
	first, last := -m, float64(length-1)+m
	if r.Dt == 0 {
		if r.T0 <= first || r.T0 >= last {
			return 0, 0
		}
		return 0, n
	}
	a, b := (first-r.T0)/r.Dt, (last-r.T0)/r.Dt
	if a > b {
		a, b = b, a
	}
	a, b = max(a, 0), min(b, float64(n-1))
	if !(a <= b) {
		return 0, 0
	}
	return int(math.Ceil(a)), int(math.Floor(b)) + 1
}

// RayForward adds the samples a ray meets, with linear interpolation and 0 beyond the ends:
//
//	dst_i += w·x(T0 + i·Dt),  x(t) = Σ_j max(0, 1 - |t-j|) x_j,  0 ≤ i < len(dst)
//
// x has RayPad zeros before and after its samples, so that x_0 is x[RayPad].
func RayForward[T Float](dst, x []T, r Ray, w T) {
	n := len(x) - 2*RayPad
	lo, hi := r.steps(len(dst), n, 1)
	if lo >= hi {
		return
	}
	r.T0 += r.Dt*float64(lo) + RayPad
	if !rayForwardAsm(dst[lo:hi], x, r, w) {
		rayForwardGo(dst[lo:hi], x, r, w)
	}
}

// rayForwardGo is RayForward where every step is inside; T0 counts from x[0].
func rayForwardGo[T Float](dst, x []T, r Ray, w T) {
	for i := range dst {
		t := r.T0 + r.Dt*float64(i)
		k := int(t)
		f, a := T(t-float64(k)), x[k]
		dst[i] += w * (a + f*(x[k+1]-a))
	}
}

// RayBack is the transpose of RayForward, gathered: with the hat of half-width m ≤ 1 in samples of y,
//
//	dst_j += w·Σ_i max(0, 1 - |T0 + j·Dt - i|/m) y_i,  0 ≤ j < len(dst)
//
// y has RayPad zeros before and after its samples, so that y_0 is y[RayPad].
func RayBack[T Float](dst, y []T, r Ray, m float64, w T) {
	n := len(y) - 2*RayPad
	lo, hi := r.steps(len(dst), n, m)
	if lo >= hi {
		return
	}
	r.T0 += r.Dt*float64(lo) + RayPad
	if !rayBackAsm(dst[lo:hi], y, r, m, w) {
		rayBackGo(dst[lo:hi], y, r, m, w)
	}
}

// rayBackGo is RayBack where every step is inside; T0 counts from y[0]. Of two samples that the hat can
// reach, the first is the least i > t - m.
func rayBackGo[T Float](dst, y []T, r Ray, m float64, w T) {
	im := 1 / m
	for j := range dst {
		t := r.T0 + r.Dt*float64(j)
		k := int(t-m) + 1
		d := t - float64(k)
		a := T(max(0, 1-math.Abs(d)*im))
		b := T(max(0, 1-(1-d)*im))
		dst[j] += w * (a*y[k] + b*y[k+1])
	}
}
