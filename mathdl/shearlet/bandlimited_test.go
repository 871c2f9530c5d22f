package shearlet

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestBandLimited(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	for _, size := range [][2]int{{64, 64}, {33, 47}, {32, 45}, {40, 96}, {1, 20}, {17, 1}, {2, 2}} {
		for name, s := range map[string]*System{
			"ffst":     NewFFST(size[0], size[1], 0, nil),
			"ffst 3":   NewFFST(size[0], size[1], 3, &Settings{Extend: 3}),
			"alpha 1":  NewAlpha(size[0], size[1], []float64{1, 1, 1}, nil),
			"alpha ½":  NewAlpha(size[0], size[1], []float64{.5, .5, .5, .5}, nil),
			"alpha 0":  NewAlpha(size[0], size[1], []float64{0, 0, 0}, &Settings{Extend: 2}),
			"alpha mx": NewAlpha(size[0], size[1], []float64{.5, 1}, nil),
		} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				checkFrame(t, s, rnd)
				lo, hi := s.FrameBounds()
				if math.Abs(lo-1) > 1e-14 || math.Abs(hi-1) > 1e-14 {
					t.Errorf("frame bounds: got %.17g, %.17g, want 1", lo, hi)
				}
			})
		}
	}
}

func TestBandCounts(t *testing.T) {
	half := func(n int) (a []float64) {
		for range n {
			a = append(a, 0.5)
		}
		return a
	}
	for _, c := range []struct {
		name string
		got  *System
		want int
	}{
		{"49", New(32, 32, 4, nil), 49},
		{"25", New(32, 32, 4, &Settings{Levels: []int{0, 0, 1, 1}}), 25},
		{"33", New(32, 32, 3, nil), 17 + 16},
		{"17", New(32, 32, 2, nil), 17},
		{"full", New(32, 32, 2, &Settings{Full: true}), 21},
		{"complex", New(32, 32, 2, &Settings{Complex: true}), 33},
		{"ffst", NewFFST(32, 32, 4, nil), 61},
		{"ffst default", NewFFST(200, 256, 0, nil), 61},
		{"alpha 3", NewAlpha(32, 32, half(3), nil), 27},
		{"alpha 4", NewAlpha(32, 32, half(4), nil), 41},
		{"alpha 5", NewAlpha(32, 32, half(5), nil), 59},
	} {
		if c.got.Len() != c.want {
			t.Errorf("%s: got %d bands, want %d", c.name, c.got.Len(), c.want)
		}
	}
}

// On long grids with an even axis, too, generators are real, so that the adjoint is the inverse.
func TestAlphaLong(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 9))
	for _, size := range [][2]int{{23, 14}, {24, 16}, {17, 8}, {64, 40}, {14, 23}, {16, 64}} {
		s := NewAlpha(size[0], size[1], []float64{.5, .5}, nil)
		x := make([]float64, size[0]*size[1])
		for i := range x {
			x[i] = rnd.NormFloat64()
		}
		z := s.Inverse(nil, s.Apply(nil, x))
		for i := range x {
			if math.Abs(z[i]-x[i]) > 1e-13 {
				t.Errorf("%v: pixel %d: got %v, want %v", size, i, z[i], x[i])
				break
			}
		}
	}
}
