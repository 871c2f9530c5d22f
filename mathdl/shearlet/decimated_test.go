package shearlet

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/op/optest"
)

func TestDecimated(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	for _, size := range [][2]int{{64, 64}, {33, 47}, {48, 80}, {1, 16}, {9, 1}, {2, 2}, {31, 64}} {
		for _, alpha := range [][]float64{{.5, .5, .5}, {1, 1, 1, 1}, {0, 0}, {.5}} {
			t.Run(fmt.Sprint(size, alpha), func(t *testing.T) {
				d := NewDecimated(size[0], size[1], alpha)
				optest.Linear(t, d, 1e-14)
				x := make([]float64, d.Domain().Size())
				for i := range x {
					x[i] = rnd.NormFloat64()
				}
				c := d.Apply(nil, x)
				if e := distance(d.Inverse(nil, c), x); e > 1e-14 {
					t.Errorf("Inverse∘Apply differs from the identity by %.3g", e)
				}
				if a, b := d.Range().Norm(c), d.Domain().Norm(x); math.Abs(a-b) > 1e-14*b {
					t.Errorf("norm of the coefficients: got %.17g, want %.17g", a, b)
				}
				checkNorms(t, d)
			})
		}
	}
}

// The norm of an atom is that of the adjoint of a unit vector: of a pair, the root mean square.
func checkNorms(t *testing.T, d *Decimated) {
	t.Helper()
	for _, b := range d.Blocks() {
		parts := 1
		if b.Pairs {
			parts = 2
		}
		sum := 0.0
		for i := range parts {
			c := make([]float64, d.size)
			c[b.Offset+b.Len()/4*2+i] = 1
			v := d.Domain().Norm(d.Adjoint(nil, c))
			sum += v * v / float64(parts)
		}
		if got := math.Sqrt(sum); math.Abs(got-b.Norm) > 1e-12 {
			t.Errorf("block %+v: norm of an atom: got %v, want %v", b, b.Norm, got)
		}
	}
}

func TestRedundancy(t *testing.T) {
	d := NewDecimated(512, 512, []float64{.5, .5, .5, .5})
	if r := d.Redundancy(); r < 9 || r > 9.4 {
		t.Errorf("redundancy: got %.3f, want about 9.1", r)
	}
}
