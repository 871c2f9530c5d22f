package radon

import "math"

// footprint is what a detector at distance u from the centre of a pixel sees of it, as a function of u, for
// one angle; lengths are in pixels. All but Joseph's are made of a trapezoid T of area 1,
//
//	T(u) = h for |u| ≤ b,  h(a-|u|)/(a-b) for b < |u| < a
//
// which is the length of the ray in the pixel where a = (|c|+|s|)/2 and b = ||c|-|s||/2.
type footprint struct {
	kind  Projector
	m     float64 // half-width of the hat
	a, b  float64
	h, ia float64 // ia = h/(a-b), the slope
	delta float64 // width of a detector
	reach float64 // beyond it the footprint is 0
}

// edge is the distance, in pixels, below which a ray is taken to run along the edge of a pixel.
const edge = 1e-9

func newFootprint(kind Projector, c, s, delta float64) footprint {
	c, s = math.Abs(c), math.Abs(s)
	f := footprint{kind: kind, m: max(c, s), a: (c + s) / 2, b: math.Abs(c-s) / 2, h: 1 / max(c, s), delta: delta}
	if kind == DistanceDriven {
		f.a, f.b = f.m/2, f.m/2
	}
	if f.a-f.b > edge {
		f.ia = f.h / (f.a - f.b)
	}
	switch kind {
	case Joseph:
		f.reach = f.m
	case Siddon:
		f.reach = f.a + edge
	default:
		f.reach = f.a + delta/2
	}
	return f
}

// weight is the footprint at u.
func (f *footprint) weight(u float64) float64 {
	switch f.kind {
	case Joseph:
		return max(0, 1-math.Abs(u)*f.h) * f.h
	case Siddon:
		return f.ray(math.Abs(u))
	}
	return max(0, f.area(u+f.delta/2)-f.area(u-f.delta/2)) / f.delta
}

// ray is T(u) for u ≥ 0, with half the value at a jump.
func (f *footprint) ray(u float64) float64 {
	switch {
	case f.ia == 0 && math.Abs(u-f.a) <= edge:
		return f.h / 2
	case u <= f.b:
		return f.h
	case u < f.a:
		return (f.a - u) * f.ia
	}
	return 0
}

// area is ∫ T from -∞ to u, from 0 to 1.
func (f *footprint) area(u float64) float64 {
	v := math.Abs(u)
	var F float64
	switch {
	case v >= f.a:
		F = .5
	case v <= f.b:
		F = f.h * v
	default:
		F = .5 - .5*f.ia*(f.a-v)*(f.a-v)
	}
	return .5 + math.Copysign(F, u)
}

// taps calls f for every detector i that sees a pixel at position p (in detectors), with its weight.
func (t *Transform) taps(v *view, p float64, f func(i int, w float64)) {
	delta := t.bin / t.h
	r := v.foot.reach / delta
	for i := max(0, int(math.Ceil(p-r))); i <= int(math.Floor(p+r)) && i < t.nd; i++ {
		if w := v.foot.weight((float64(i) - p) * delta); w != 0 {
			f(i, w)
		}
	}
}

// at is the position of pixel (r, 0), and the step to the next in its row, in detectors.
func (t *Transform) at(v *view, r int) (p, dp float64) {
	delta := t.bin / t.h
	y := float64(t.rows-1)/2 - float64(r)
	return (y*v.s-float64(t.cols-1)/2*v.c)/delta + float64(t.nd-1)/2, v.c / delta
}

// footForward is one row of the sinogram.
func (t *Transform) footForward(k int, dst, x []float64) {
	clear(dst)
	v := &t.views[k]
	for r := range t.rows {
		p, dp := t.at(v, r)
		for c, a := range x[r*t.cols:][:t.cols] {
			if a == 0 {
				continue
			}
			t.taps(v, p+float64(c)*dp, func(i int, w float64) { dst[i] += w * t.h * a })
		}
	}
}

// footAdjoint adds what one row of the sinogram gives to the rows lo to hi of the image.
func (t *Transform) footAdjoint(k, lo, hi int, dst, y []float64) {
	v := &t.views[k]
	for r := lo; r < hi; r++ {
		p, dp := t.at(v, r)
		row := dst[r*t.cols:][:t.cols]
		for c := range row {
			t.taps(v, p+float64(c)*dp, func(i int, w float64) { row[c] += w * t.h * y[i] })
		}
	}
}
