package shearlet

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/internal/kern"
)

// TestExact holds reconstruction and the adjoint to 1e-14 on the sizes of images and volumes met in practice.
func TestExact(t *testing.T) {
	for name, s := range map[string]func() *System{
		"49/512x512":  func() *System { return New(512, 512, 4, nil) },
		"49/96x160":   func() *System { return New(96, 160, 4, nil) },
		"49/33x47":    func() *System { return New(33, 47, 4, nil) },
		"49/32x32":    func() *System { return New(32, 32, 4, nil) },
		"76/64x64x64": func() *System { return New3(64, 64, 64, 3, &Settings{Levels: []int{0, 0, 1}}) },
	} {
		t.Run(name, func(t *testing.T) { checkExact(t, s()) })
	}
}

// The bounds of ShearLab's systems on a grid of 256².
func TestPublishedBounds(t *testing.T) {
	for _, c := range []struct {
		levels []int
		lo, hi float64
	}{{[]int{1, 1, 2, 2}, .0669369, 1.0000014}, {[]int{0, 0, 1, 1}, .0893348, 1}} {
		lo, hi := New(256, 256, 4, &Settings{Levels: c.levels}).FrameBounds()
		if math.Abs(lo-c.lo) > 1e-7 || math.Abs(hi-c.hi) > 1e-7 {
			t.Errorf("levels %v: got %.8f, %.8f, want %.7f, %.7f", c.levels, lo, hi, c.lo, c.hi)
		}
	}
}

func checkExact(t *testing.T, s *System) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(4, 8))
	x := make([]float64, s.Domain().Size())
	d := make([]float64, s.Range().Size())
	kern.Normal(x, rnd)
	kern.Normal(d, rnd)
	c := s.Apply(nil, x)
	// ⟨c, d⟩ = ⟨x, SH* d⟩, relative to the product of the norms.
	y := s.Adjoint(nil, d)
	left, right := s.Range().Dot(c, d), s.Domain().Dot(x, y)
	if e := math.Abs(left-right) / (s.Range().Norm(c) * s.Range().Norm(d)); e > 1e-14 {
		t.Errorf("adjoint: off by %.3g", e)
	}
	if e := distance(s.Inverse(nil, c), x); e > 1e-14 {
		t.Errorf("reconstruction: off by %.3g", e)
	}
}
