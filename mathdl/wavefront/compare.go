package wavefront

import (
	"fmt"
	"math"
	"slices"

	"github.com/mathdl/kernel/mathdl/metric"
	"github.com/mathdl/kernel/mathdl/op"
)

// Match says how well marked pixels agree with the wavefront set of a phantom.
type Match struct {
	Hit       float64 // share of the boundary's pixels that have a mark near
	Precision float64 // share of the marks that have a boundary near
	F         float64 // 2·Hit·Precision / (Hit + Precision)
	Angle     float64 // median error of the direction of the normal in degrees, NaN without directions
	Nine      float64 // nine tenths of the errors are below this
}

// String says it in a line.
func (m Match) String() string {
	s := fmt.Sprintf("hit rate %.3f, precision %.3f", m.Hit, m.Precision)
	if !math.IsNaN(m.Angle) {
		s += fmt.Sprintf(", angle error %.2f° in the median, %.2f° in nine tenths", m.Angle, m.Nine)
	}
	return s
}

// Compare compares marks in the pixels of the phantom with its wavefront set, steps of at least LowestStep: near is at most tolerance pixels away. angle, which may be nil,
// holds directions of normals in radians at the marked pixels, taken modulo π and compared with that of the nearest point that
// is no corner, if one is within the tolerance. Both are of length N²; it panics with a *op.ShapeError otherwise.
func (p *Phantom) Compare(mask []bool, angle []float64, tolerance float64) Match {
	p.needLen("mask", len(mask))
	truth, at := make([]bool, p.N*p.N), make([][]Point, p.N*p.N)
	for _, q := range p.Points {
		if q.Score >= LowestStep {
			i := int(math.Round(q.Row))*p.N + int(math.Round(q.Col))
			truth[i] = true
			at[i] = append(at[i], q)
		}
	}
	s := metric.FScore(mask, truth, p.N, p.N, tolerance)
	m := Match{Hit: s.Recall, Precision: s.Precision, F: s.F, Angle: math.NaN(), Nine: math.NaN()}
	if angle == nil {
		return m
	}
	p.needLen("angle", len(angle))
	var off []float64
	for i, on := range mask {
		if q, ok := p.nearest(at, i, tolerance); on && ok {
			off = append(off, math.Abs(math.Remainder(angle[i]-q.Angle, math.Pi))*180/math.Pi)
		}
	}
	if slices.Sort(off); len(off) > 0 {
		m.Angle, m.Nine = off[len(off)/2], off[len(off)*9/10]
	}
	return m
}

// nearest is the point nearest to pixel i among those at pixels, corners left out.
func (p *Phantom) nearest(at [][]Point, i int, tolerance float64) (best Point, ok bool) {
	reach := int(math.Ceil(tolerance + 0.5))
	for r := max(i/p.N-reach, 0); r <= min(i/p.N+reach, p.N-1); r++ {
		for c := max(i%p.N-reach, 0); c <= min(i%p.N+reach, p.N-1); c++ {
			for _, q := range at[r*p.N+c] {
				if d := math.Hypot(q.Row-float64(i/p.N), q.Col-float64(i%p.N)); !q.Corner && d <= tolerance {
					best, ok, tolerance = q, true, d
				}
			}
		}
	}
	return best, ok
}

func (p *Phantom) needLen(what string, n int) {
	if n != p.N*p.N {
		panic(&op.ShapeError{Func: "wavefront.Phantom.Compare", What: what, Got: []int{n}, Want: []int{p.N, p.N}})
	}
}

// Normals returns an image for a cyclic palette of the wavefront set, steps of at least LowestStep; see the function Normals.
func (p *Phantom) Normals() []float64 {
	mask, angle := make([]bool, p.N*p.N), make([]float64, p.N*p.N)
	for _, q := range p.Points {
		if q.Score >= LowestStep && !q.Corner {
			i := int(math.Round(q.Row))*p.N + int(math.Round(q.Col))
			mask[i], angle[i] = true, q.Angle
		}
	}
	return Normals(mask, angle, p.N, p.N)
}

// Normals makes an image for a cyclic palette of the directions at marked pixels: degrees in [0, 180), at the pixels and, so that
// they can be seen, those beside them, NaN elsewhere. It panics with a *op.ShapeError if a length is not rows·cols.
func Normals(mask []bool, angle []float64, rows, cols int) []float64 {
	if len(mask) != rows*cols || len(angle) != rows*cols {
		panic(&op.ShapeError{Func: "wavefront.Normals", What: "mask and angle", Got: []int{len(mask), len(angle)}, Want: []int{rows * cols, rows * cols}})
	}
	x := make([]float64, len(mask))
	for i := range x {
		x[i] = math.NaN()
		for _, d := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
			r, c := i/cols+d[0], i%cols+d[1]
			if r >= 0 && r < rows && c >= 0 && c < cols && mask[r*cols+c] {
				x[i] = fold(angle[r*cols+c]) * 180 / math.Pi
				break
			}
		}
	}
	return x
}
