package ct

import (
	"math"

	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Rule is how a shearlet is given one direction.
type Rule int

const (
	// ByEnergy takes the mean direction of the energy of its spectrum, [shearlet.System.Angles].
	ByEnergy Rule = iota
	// ByShear takes the direction of its shear: arctan(k/K) from the x axis in cone 1 and from the y axis in cone 2,
	// with K the largest shear of the scale.
	ByShear
)

// Split divides the bands of a shearlet system into visible and invisible ones of limited-angle tomography: those
// whose direction γ has |γ| ≤ φ and the others (Quinto 1993; Bubba et al. 2019). The low-pass is visible.
type Split struct {
	Sys       *shearlet.System
	Phi       float64 // φ in radians; the angles measured are [-φ, φ]
	Invisible []bool  // for each band
}

// NewSplit returns the division of the bands of sys for angles in [-phi, phi], phi in radians in (0, π/2].
// It panics with a [*solve.RangeError] for another phi or rule, and unless sys is two-dimensional.
func NewSplit(sys *shearlet.System, phi float64, rule Rule) *Split {
	const where = "ct.NewSplit"
	if !(phi > 0 && phi <= math.Pi/2) {
		panic(&solve.RangeError{Func: where, What: "phi", Got: phi, Want: "in (0, π/2]"})
	}
	var angle []float64
	switch rule {
	case ByEnergy:
		angle = sys.Angles()
	case ByShear:
		angle = shears(sys)
	default:
		panic(&solve.RangeError{Func: where, What: "rule", Got: int(rule), Want: "ByEnergy or ByShear"})
	}
	s := &Split{Sys: sys, Phi: phi, Invisible: make([]bool, len(angle))}
	for i, g := range angle {
		s.Invisible[i] = math.Abs(g) > phi // false for the low-pass, whose angle is NaN
	}
	return s
}

// shears returns the angle between the x axis and the direction of each band's shear, in [0, π/2].
func shears(sys *shearlet.System) []float64 {
	need("ct.NewSplit", "number of axes", len(sys.Grid()), 2)
	bands, largest := sys.Bands(), map[int]int{}
	for _, b := range bands {
		largest[b.Scale] = max(largest[b.Scale], b.Shear, -b.Shear)
	}
	angle := make([]float64, len(bands))
	for i, b := range bands {
		g := 0.0
		if b.Shear != 0 {
			g = math.Abs(math.Atan(float64(b.Shear) / float64(largest[b.Scale])))
		}
		switch b.Cone {
		case 0:
			angle[i] = math.NaN()
		case 1:
			angle[i] = g
		default:
			angle[i] = math.Pi/2 - g
		}
	}
	return angle
}

// Count returns the numbers of visible and of invisible bands.
func (s *Split) Count() (visible, invisible int) {
	for _, v := range s.Invisible {
		if v {
			invisible++
		}
	}
	return len(s.Invisible) - invisible, invisible
}

// Visible stores in dst the coefficients c with those of the invisible bands set to 0. dst may be nil, and may be c.
// It panics with a [*op.ShapeError] on a wrong length.
func (s *Split) Visible(dst, c []float64) []float64 { return s.pick(dst, c, false) }

// Hidden stores in dst the coefficients c with those of the visible bands set to 0, otherwise as [Split.Visible].
func (s *Split) Hidden(dst, c []float64) []float64 { return s.pick(dst, c, true) }

func (s *Split) pick(dst, c []float64, invisible bool) []float64 {
	n := s.Sys.Range().Size()
	need("ct.Split", "c", len(c), n)
	if dst == nil {
		dst = make([]float64, n)
	}
	need("ct.Split", "dst", len(dst), n)
	copy(dst, c)
	for i, v := range s.Invisible {
		if v != invisible {
			clear(s.Sys.Band(dst, i))
		}
	}
	return dst
}

// Join is step 3 of Learning the Invisible: with f* from [Shearlets] and F the coefficients a network gives for the
// invisible bands it stores in dst
//
//	f_LtI = SH⁻¹(SH(f*)_vis + F_inv)
//
// where SH⁻¹ is SHᵀ for a Parseval frame. What F has in visible bands is ignored. dst may be nil, and may be
// fstar. It panics with a [*op.ShapeError] on a wrong length.
func (s *Split) Join(dst, fstar, F []float64) []float64 {
	need("ct.Split.Join", "F", len(F), s.Sys.Range().Size())
	need("ct.Split.Join", "fstar", len(fstar), s.Sys.Domain().Size())
	c := s.Sys.Apply(nil, fstar)
	for i, v := range s.Invisible {
		if v {
			copy(s.Sys.Band(c, i), s.Sys.Band(F, i))
		}
	}
	return s.Sys.Inverse(dst, c)
}
