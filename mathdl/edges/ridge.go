package edges

import (
	"context"
	"math"
)

// Widths between which a bar is looked for, in pixels, and how many are tried.
const (
	NarrowestRidge = 1.0
	WidestRidge    = 10.0
	ridgeWidths    = 48
)

// Ridges measures how well each pixel of f lies on the middle of a bar. With c_s the coefficients of the
// orientation for which Σ_s |Re c_s| is largest, corrected for the direction, and e_s(w) = √(2π) a e^(-a²/2), a = ρ_s w/2, the response to a bar of width w
// and height 1, the width w and the height h minimise Σ_s (Re c_s - h e_s(w))², and
//
//	R = max(0, |Σ_s Re c_s| - Σ_s |Im c_s| - Σ_s β_s) / Σ_s max(|Re c_s|, |h e_s(w)|)
//
// Height is negative for dark bars. Widths are between NarrowestRidge and WidestRidge. It panics and errs as
// [System.Edges] does (after Reisenhofer and King 2019).
func (s *System) Ridges(ctx context.Context, f []float64) (*Features, error) {
	r, err := s.analyse(ctx, "edges.Ridges", f, func(z complex128) float64 { return real(z) })
	if err != nil {
		return nil, err
	}
	e := s.features(r)
	e.Width = make([]float64, len(f))
	crest, even, ideal := make([]float64, len(f)), make([]float64, s.set.Scales), s.bars()
	for i := range f {
		var net, sum, all float64
		angle, step := s.direction(r, i)
		for j := range even {
			sum += real(r.c[j][i])
			even[j] = real(r.c[j][i]) / s.window(j, step)
			net -= math.Abs(imag(r.c[j][i])) + s.beta(r, j)
		}
		w, h := fit(even, ideal)
		for j := range even {
			all += max(math.Abs(real(r.c[j][i])), math.Abs(h*ideal[w][j])*s.window(j, step))
		}
		crest[i], e.Height[i], e.Width[i] = math.Abs(sum), h, barWidth(w)
		e.Angle[i] = angle
		if net += math.Abs(sum); net > 0 {
			e.Measure[i] = net / all
		}
	}
	s.finish(e, crest)
	return e, nil
}

// bars tabulates the responses to ideal bars, [width][scale].
func (s *System) bars() [][]float64 {
	t := make([][]float64, ridgeWidths)
	for i := range t {
		for _, rho := range s.rho[:s.set.Scales] {
			t[i] = append(t[i], bar(rho, barWidth(i)))
		}
	}
	return t
}

// barWidth is the i-th width that is tried; they grow geometrically.
func barWidth(i int) float64 {
	return NarrowestRidge * math.Pow(WidestRidge/NarrowestRidge, float64(i)/(ridgeWidths-1))
}

// fit returns the width and height whose ideal responses are closest to x.
func fit(x []float64, ideal [][]float64) (w int, h float64) {
	top := -1.0
	for i, e := range ideal {
		var xe, ee float64
		for j, v := range x {
			xe += v * e[j]
			ee += e[j] * e[j]
		}
		if gain := xe * xe / ee; gain > top {
			top, w, h = gain, i, xe/ee
		}
	}
	return w, h
}
