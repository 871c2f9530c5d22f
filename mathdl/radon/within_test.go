package radon_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/radon"
)

// ending is a context that has ended.
type ending struct{ context.Context }

func (ending) Err() error { return context.Canceled }

// A transform whose context has ended computes next to nothing, one whose context goes on is the transform itself.
func TestWithin(t *testing.T) {
	angles := radon.Span(0, math.Pi, 12)
	flat := radon.New(20, 24, angles, nil)
	for name, A := range map[string]op.Linear{
		"Joseph": flat,
		"Strip":  radon.New(20, 24, angles, &radon.Settings{Projector: radon.Strip}),
		"fan":    radon.NewFanBeam(20, 24, angles, radon.FanSettings{Source: 50, Detector: 50}),
		"stack":  radon.NewStack(3, flat),
	} {
		x, y := make([]float64, A.Domain().Size()), make([]float64, A.Range().Size())
		for i := range x {
			x[i] = 1 + float64(i%7)
		}
		for i := range y {
			y[i] = 1 + float64(i%5)
		}
		on := A.(interface {
			Within(context.Context) op.Linear
		}).Within(context.Background())
		off := A.(interface {
			Within(context.Context) op.Linear
		}).Within(ending{context.Background()})
		if !slices.Equal(on.Apply(nil, x), A.Apply(nil, x)) || !slices.Equal(on.Adjoint(nil, y), A.Adjoint(nil, y)) {
			t.Errorf("%s: other results within a context that goes on", name)
		}
		for _, z := range [][]float64{off.Apply(nil, x), off.Adjoint(nil, y)} {
			for i, v := range z {
				if v != 0 {
					t.Fatalf("%s: after the end, %d: %v", name, i, v)
				}
			}
		}
	}
}
