package shearlet

import (
	"fmt"

	"github.com/mathdl/kernel/internal/kern"
)

// New3 returns the shearlet system for volumes n1 × n2 × n3. Its generators are products of those of
// [New] for pairs of axes; with cone-1 and cone-2 spectra S1(ω_row, ω_column) and S2 of a scale s
//
//	pyramid 1   S1_{k1}(ω₁, ω₂) S1_{k2}(ω₃, ω₂),  |k1|, |k2| ≤ 2^d
//	pyramid 2   S1_{k1}(ω₁, ω₃) S2_{k2}(ω₃, ω₂),  |k2| < 2^d
//	pyramid 3   S2_{k1}(ω₁, ω₂) S2_{k2}(ω₁, ω₃),  |k1|, |k2| < 2^d
//	low-pass    φ̂(ω₁, ω₂) φ̂(ω₃, ω₂)
//
// or all |k| ≤ 2^d if Full. Levels 0, 0, 1 have 76 bands, 1, 1, 1 have 148, and 1, 1, 2, the default for three
// scales, 292. The spectra are multiplied row by row when they are needed: the system itself holds planes
// only, and [System.Map] works in the memory of a few volumes.
//
// New3 panics like New, and if Complex is set.
func New3(n1, n2, n3, scales int, set *Settings) *System {
	const where = "shearlet.New3"
	if set == nil {
		set = new(Settings)
	}
	levels := checkSettings(where, []int{n1, n2, n3}, scales, set)
	if set.Complex {
		panic(fmt.Errorf("%s: Complex: got true, want false in three dimensions", where))
	}
	ext := newExtension([]int{n1, n2, n3}, set.Extend)
	s := newSolid(ext.grid[0], ext.grid[1], ext.grid[2], levels)
	for s.pyramid = 1; s.pyramid <= 3; s.pyramid++ {
		for i, d := range levels {
			s.scale(i+1, 1<<d, set.Full)
		}
	}
	s.bands = append(s.bands, Band{})
	for _, b := range s.bands {
		s.factor = append(s.factor, s.factors(b))
	}
	return newSystem(ext, s.bands, s)
}

// solid evaluates the products. A plane holds the generators of one pair of axes by scale and shear.
type solid struct {
	n2, half int
	pyramid  int // while building
	bands    []Band
	factor   [][2][]float64 // the two planes of every band
	s12, s32 plane          // S1(ω₁, ω₂) and S1(ω₃, ω₂), the latter as rows over ω₃
	s13, r32 plane          // S1(ω₁, ω₃) and S2(ω₃, ω₂), rows over ω₃
	r12, r13 plane          // S2(ω₁, ω₂) and S2(ω₁, ω₃)
	l1, l2   []float64
	l3       []float64
}

type plane map[[2]int][]float64

func newSolid(n1, n2, n3 int, levels []int) *solid {
	h := n3/2 + 1
	c1, c2, c3 := newCircle(n1), newCircle(n2), newCircle(n3)
	J := len(levels)
	s := &solid{n2: n2, half: h}
	s.s12 = planeOf(levels, c2, n2, n1, n1, true)
	s.s32 = planeOf(levels, c2, n2, n3, h, false)
	s.s13 = planeOf(levels, c3, h, n1, n1, true)
	s.r32 = planeOf(levels, c3, h, n2, n2, true)
	s.r12 = planeOf(levels, c1, n1, n2, n2, false)
	s.r13 = planeOf(levels, c1, n1, n3, h, false)
	s.l1, s.l2, s.l3 = c1.lowPass(J), c2.lowPass(J), c3.lowPass(J)[:h]
	for i, v := range s.l2 { // both factors of the low-pass have one along ω₂
		s.l2[i] = v * v
	}
	return s
}

// planeOf returns W_{d,k}(a, b) G(a) for all scales and shears, as arrays a × b, or b × a if turned. na and nb
// of the frequencies are wanted; one of the two is all of them.
func planeOf(levels []int, along *circle, na, across, nb int, turned bool) plane {
	w := newWedges(along.n, na, across, nb)
	p := plane{}
	for i, d := range levels {
		s := i + 1
		g := along.bandPass(len(levels) + 1 - s)
		for k := 0; k <= 1<<d; k++ {
			t := w.table(d, k)
			for a := range na {
				kern.Scale(t[a*nb:][:nb], g[a], t[a*nb:][:nb])
			}
			m := flip(t, na, nb, na == along.n)
			if turned {
				t, m = transpose(t, na, nb), transpose(m, na, nb)
			}
			p[[2]int{s, k}], p[[2]int{s, -k}] = t, m
		}
	}
	return p
}

// flip takes the negative of the frequencies of the first or the second index.
func flip(t []float64, na, nb int, first bool) []float64 {
	m := make([]float64, len(t))
	for a := range na {
		for b := range nb {
			if first {
				m[a*nb+b] = t[(na-a)%na*nb+b]
			} else {
				m[a*nb+b] = t[a*nb+(nb-b)%nb]
			}
		}
	}
	return m
}

func transpose(t []float64, na, nb int) []float64 {
	m := make([]float64, len(t))
	kern.Transpose(m, na, t, na, nb, nb)
	return m
}

// scale adds the bands of one pyramid and scale; shears reach top.
func (s *solid) scale(scale, top int, full bool) {
	first, second := top, top
	if !full && s.pyramid >= 2 {
		second--
	}
	if !full && s.pyramid == 3 {
		first--
	}
	for k := -first; k <= first; k++ {
		for l := -second; l <= second; l++ {
			s.bands = append(s.bands, Band{Cone: s.pyramid, Scale: scale, Shear: k, Shear2: l})
		}
	}
}

// factors finds the planes of a band.
func (s *solid) factors(b Band) [2][]float64 {
	k, l := [2]int{b.Scale, b.Shear}, [2]int{b.Scale, b.Shear2}
	minus := func(k [2]int) [2]int { return [2]int{k[0], -k[1]} } // S2_k is S1_{-k} with its arguments exchanged
	switch b.Cone {
	case 1:
		return [2][]float64{s.s12[k], s.s32[l]}
	case 2:
		return [2][]float64{s.s13[k], s.r32[minus(l)]}
	case 3:
		return [2][]float64{s.r12[minus(k)], s.r13[minus(l)]}
	}
	return [2][]float64{}
}

func (s *solid) row(dst []float64, i, r int) (lo, hi int) {
	i1, i2 := r/s.n2, r%s.n2
	u, v := s.factor[i][0], s.factor[i][1]
	dst = dst[:s.half]
	switch s.bands[i].Cone {
	case 0:
		kern.Scale(dst, s.l1[i1]*s.l2[i2], s.l3)
	case 1:
		kern.Scale(dst, s.at(u, i1, i2), s.rowOf(v, i2))
	case 2:
		kern.Mul(dst, s.rowOf(u, i1), s.rowOf(v, i2))
	case 3:
		kern.Scale(dst, s.at(u, i1, i2), s.rowOf(v, i1))
	}
	return 0, s.half
}

func (s *solid) at(t []float64, i1, i2 int) float64 { return t[i1*s.n2+i2] }

func (s *solid) rowOf(t []float64, i int) []float64 { return t[i*s.half:][:s.half] }
