package shearlet_test

import (
	"context"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/shearlet"
)

// fuse is a context that ends when it was looked at for the given time.
type fuse struct {
	context.Context
	left int
}

func (f *fuse) Err() error {
	if f.left--; f.left >= 0 {
		return nil
	}
	return context.Canceled
}

// Where the context ends while coefficients are computed, the bands that follow are left as they were.
func TestWithin(t *testing.T) {
	const n = 32
	s := shearlet.NewAlpha(n, n, []float64{.5, .5}, nil)
	x := make([]float64, n*n)
	for i := range x {
		x[i] = float64(i % 7)
	}
	const bands = 5
	want := s.Apply(nil, x)
	got := op.Within(&fuse{context.Background(), 1 + bands}, s).Apply(nil, x)
	for i, v := range got {
		w := want[i]
		if i >= bands*n*n {
			w = 0
		}
		if v != w {
			t.Fatalf("coefficient %d: %v, want %v", i, v, w)
		}
	}
	c := op.Within(&fuse{context.Background(), 1 + bands}, s).Adjoint(nil, want)
	clear(want[bands*n*n:])
	for i, v := range s.Adjoint(nil, want) {
		if c[i]-v > 1e-12 || v-c[i] > 1e-12 {
			t.Fatalf("pixel %d: %v, want %v", i, c[i], v)
		}
	}
}
