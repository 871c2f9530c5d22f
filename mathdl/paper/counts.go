package paper

import (
	"slices"

	"github.com/mathdl/kernel/mathdl/approx"
	"github.com/mathdl/kernel/mathdl/shearlet"
)

// CountParams are the parameters of [Counts]; the zero value means 1024 × 1024 pixels.
type CountParams struct {
	N     int     // pixels in each direction; 0 means 1024
	Share float64 // of the energy; 0 means ½
}

// Counts returns, for the scales 1, 2, … of decimated α-shearlets, how many of the largest coefficients of the test cartoon hold
// a share of the energy of all in that scale. This is why the rates are what they are: a curve of length 1 meets 2^j
// squares of size 2^-j, but 2^{j/2} rectangles of 2^-j by 2^{-j/2} that lie along it, so the numbers double from scale to
// scale for α = 1 and grow by √2 for α = ½. In the finest scale, which is cut off by the border of the
// spectrum, they do not.
func Counts(alpha float64, p CountParams) []int {
	if p.N == 0 {
		p.N = 1024
	}
	if p.Share == 0 {
		p.Share = 0.5
	}
	all := make([]float64, scalesFor(p.N))
	for j := range all {
		all[j] = alpha
	}
	s := shearlet.NewDecimated(p.N, p.N, all)
	c := s.Apply(nil, approx.TestCartoon().Raster(nil, p.N, 2))
	energy := make([][]float64, len(all))
	for i, b := range s.Blocks() {
		if b.Scale == 0 {
			continue
		}
		e := energy[b.Scale-1]
		for v := s.Block(c, i); len(v) > 1; v = v[2:] {
			e = append(e, v[0]*v[0]+v[1]*v[1])
		}
		energy[b.Scale-1] = e
	}
	counts := make([]int, len(all))
	for j, e := range energy {
		counts[j] = holding(e, p.Share)
	}
	return counts
}

// holding is the number of largest elements whose sum is the given share of that of all. It sorts e.
func holding(e []float64, share float64) int {
	slices.Sort(e)
	total := 0.0
	for _, v := range e {
		total += v
	}
	n, sum := 0, 0.0
	for i := len(e) - 1; i >= 0 && sum < share*total; i-- {
		sum += e[i]
		n++
	}
	return n
}
