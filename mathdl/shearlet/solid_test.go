package shearlet

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSolid(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 3))
	for _, c := range []struct {
		n      [3]int
		levels []int
		set    Settings
		bands  int
	}{
		{[3]int{8, 8, 8}, []int{0, 0, 1}, Settings{}, 76},
		{[3]int{8, 6, 7}, []int{1, 1, 1}, Settings{}, 148},
		{[3]int{5, 8, 6}, []int{1, 1, 2}, Settings{}, 292},
		{[3]int{4, 9, 8}, []int{1}, Settings{Full: true}, 76},
		{[3]int{5, 4, 6}, []int{0, 1}, Settings{Extend: 2}, 13 + 49 + 1},
	} {
		c.set.Levels = c.levels
		s := New3(c.n[0], c.n[1], c.n[2], len(c.levels), &c.set)
		if s.Len() != c.bands {
			t.Errorf("%v: got %d bands, want %d", c.levels, s.Len(), c.bands)
		}
		checkFrame(t, s, rnd)
	}
}

// The products of plane spectra are the definition.
func TestSolidSpectra(t *testing.T) {
	const n1, n2, n3 = 6, 8, 10
	levels := []int{1, 1}
	s := New3(n1, n2, n3, 2, &Settings{Levels: levels})
	p12 := New(n1, n2, 2, &Settings{Levels: levels, Full: true})
	p32 := New(n3, n2, 2, &Settings{Levels: levels, Full: true})
	p13 := New(n1, n3, 2, &Settings{Levels: levels, Full: true})
	find := func(p *System, cone, scale, k int) []float64 {
		for i, b := range p.Bands() {
			if b.Cone == cone && b.Scale == scale && b.Shear == k {
				return p.Spectrum(nil, i)
			}
		}
		panic("no such band")
	}
	for i, b := range s.Bands() {
		var f func(i1, i2, i3 int) float64
		switch b.Cone {
		case 1:
			u, v := find(p12, 1, b.Scale, b.Shear), find(p32, 1, b.Scale, b.Shear2)
			f = func(i1, i2, i3 int) float64 { return u[i1*n2+i2] * v[i3*n2+i2] }
		case 2:
			u, v := find(p13, 1, b.Scale, b.Shear), find(p32, 2, b.Scale, b.Shear2)
			f = func(i1, i2, i3 int) float64 { return u[i1*n3+i3] * v[i3*n2+i2] }
		case 3:
			u, v := find(p12, 2, b.Scale, b.Shear), find(p13, 2, b.Scale, b.Shear2)
			f = func(i1, i2, i3 int) float64 { return u[i1*n2+i2] * v[i1*n3+i3] }
		default:
			u, v := find(p12, 0, 0, 0), find(p32, 0, 0, 0)
			f = func(i1, i2, i3 int) float64 { return u[i1*n2+i2] * v[i3*n2+i2] }
		}
		got := s.Spectrum(nil, i)
		for j, v := range got {
			if want := f(j/(n2*n3), j/n3%n2, j%n3); math.Abs(v-want) > 1e-14 {
				t.Fatalf("band %+v at %d: got %v, want %v", b, j, v, want)
			}
		}
	}
}
