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
	s := decimated(alpha, p.N)
	c := s.Apply(nil, approx.TestCartoon().Raster(nil, p.N, 2))
	energy := make([][]float64, scalesFor(p.N))
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
	counts := make([]int, len(energy))
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

// decimated is the frame of one α for n × n pixels.
func decimated(alpha float64, n int) *shearlet.Decimated {
	all := make([]float64, scalesFor(n))
	for j := range all {
		all[j] = alpha
	}
	return shearlet.NewDecimated(n, n, all)
}

// Cover returns a picture of n × n pixels of how atoms of one scale cover the edge of the set B of the test cartoon: squares, or slim
// rectangles along it, as Figure 2 of the survey has them. The atoms are chosen one after the other, the one that
// fits best what the others have left (matching pursuit, Mallat and Zhang 1993), and drawn with height 1. A scale
// that is none makes an empty picture.
func Cover(alpha float64, n, scale, count int) []float64 {
	s := decimated(alpha, n)
	rest := approx.Cartoon{B: approx.TestCartoon().B}.Raster(nil, n, 4)
	picture := make([]float64, n*n)
	var c, atom []float64
	for range count {
		c = s.Apply(c, rest)
		at := largestPair(s, c, scale)
		if at < 0 {
			break
		}
		clear(c[:at])
		clear(c[at+2:])
		atom = s.Adjoint(atom, c)
		t := s.Domain().Dot(rest, atom) / s.Domain().Dot(atom, atom)
		for i, v := range atom {
			rest[i] -= t * v
		}
		for i, v := range toOne(atom) {
			picture[i] += v
		}
	}
	return picture
}

// largestPair returns where the largest coefficient of a scale is, -1 if there is none.
func largestPair(s *shearlet.Decimated, c []float64, scale int) int {
	at, most := -1, 0.0
	for i, b := range s.Blocks() {
		if b.Scale != scale || !b.Pairs {
			continue
		}
		v := s.Block(c, i)
		for k := 0; k+1 < len(v); k += 2 {
			if m := v[k]*v[k] + v[k+1]*v[k+1]; m > most {
				at, most = b.Offset+k, m
			}
		}
	}
	return at
}
