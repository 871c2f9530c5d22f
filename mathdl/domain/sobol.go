package domain

import (
	"fmt"
	"math/bits"
)

// MaxSobol is the highest dimension of Sobol's sequence here.
const MaxSobol = 21

// joeKuo are the primitive polynomials and first direction numbers of dimensions 2, 3, … (Joe and Kuo 2008,
// new-joe-kuo-6).
var joeKuo = [MaxSobol - 1]struct {
	a uint32
	m []uint32
}{
	{0, []uint32{1}},
	{1, []uint32{1, 3}},
	{1, []uint32{1, 3, 1}},
	{2, []uint32{1, 1, 1}},
	{1, []uint32{1, 1, 3, 3}},
	{4, []uint32{1, 3, 5, 13}},
	{2, []uint32{1, 1, 5, 5, 17}},
	{4, []uint32{1, 1, 5, 5, 5}},
	{7, []uint32{1, 1, 7, 11, 19}},
	{11, []uint32{1, 1, 5, 1, 1}},
	{13, []uint32{1, 1, 1, 3, 11}},
	{14, []uint32{1, 3, 5, 5, 31}},
	{1, []uint32{1, 3, 3, 9, 7, 49}},
	{13, []uint32{1, 1, 1, 15, 21, 21}},
	{16, []uint32{1, 3, 1, 13, 27, 49}},
	{19, []uint32{1, 1, 1, 15, 7, 5}},
	{22, []uint32{1, 3, 1, 15, 13, 25}},
	{25, []uint32{1, 1, 5, 5, 19, 61}},
	{1, []uint32{1, 3, 7, 11, 23, 15, 103}},
	{4, []uint32{1, 3, 7, 13, 13, 15, 69}},
}

// sobol is the state of the sequence.
type sobol struct {
	v [][32]uint32 // direction numbers of each dimension, as binary fractions
	x []uint32
	k uint32
	u []float64
}

func newSobol(d int) *sobol {
	if d < 1 || d > MaxSobol {
		panic(&MisuseError{"domain: Sobol's sequence", "dimension", fmt.Sprint(d), fmt.Sprintf("1, …, %d; take Halton or LatinHypercube", MaxSobol)})
	}
	s := &sobol{v: make([][32]uint32, d), x: make([]uint32, d), u: make([]float64, d)}
	for j := range s.v {
		s.v[j] = directions(j)
	}
	return s
}

func directions(j int) (v [32]uint32) {
	if j == 0 {
		for i := range v {
			v[i] = 1 << (31 - i)
		}
		return v
	}
	p := joeKuo[j-1]
	n := len(p.m)
	for i := range v {
		if i < n {
			v[i] = p.m[i] << (31 - i)
			continue
		}
		v[i] = v[i-n] ^ v[i-n]>>n
		for k := 1; k < n; k++ {
			v[i] ^= (p.a >> (n - 1 - k) & 1) * v[i-k]
		}
	}
	return v
}

// next returns the next point, beginning with the origin; it is valid until the next call (Antonov and
// Saleev 1979: Gray code).
func (s *sobol) next() []float64 {
	for j, x := range s.x {
		s.u[j] = float64(x) / (1 << 32)
	}
	c := bits.TrailingZeros32(^s.k)
	for j := range s.x {
		s.x[j] ^= s.v[j][c&31]
	}
	s.k++
	return s.u
}
