package shearlet

import "github.com/mathdl/kernel/internal/kern"

// sparse holds generators that vanish on most frequencies: of every row the interval where they do not.
type sparse struct {
	bands int
	span  []span      // rows × bands
	data  [][]float64 // by row
}

type span struct{ lo, hi, at int }

// newSparse evaluates generators row by row. fill adds the values of row r to t, bands × half, which is
// zero; it is called concurrently.
func newSparse(rows, half, bands int, fill func(r int, t []float64)) *sparse {
	s := &sparse{bands: bands, span: make([]span, rows*bands), data: make([][]float64, rows)}
	kern.For(rows, 8, func(lo, hi int) {
		t := make([]float64, bands*half)
		for r := lo; r < hi; r++ {
			clear(t)
			fill(r, t)
			for i := range bands {
				s.keep(r, i, t[i*half:(i+1)*half])
			}
		}
	})
	return s
}

// keep stores the interval of t that is not zero.
func (s *sparse) keep(r, i int, t []float64) {
	lo, hi := 0, len(t)
	for lo < hi && t[lo] == 0 {
		lo++
	}
	for hi > lo && t[hi-1] == 0 {
		hi--
	}
	s.span[r*s.bands+i] = span{lo, hi, len(s.data[r])}
	s.data[r] = append(s.data[r], t[lo:hi]...)
}

func (s *sparse) row(dst []float64, i, r int) (lo, hi int) {
	p := s.span[r*s.bands+i]
	copy(dst[p.lo:p.hi], s.data[r][p.at:])
	return p.lo, p.hi
}
