package radon

import (
	"context"

	"github.com/mathdl/kernel/mathdl/op"
)

// stop is the context with which a transform ends; the zero value never does.
type stop struct{ ctx context.Context }

func (s stop) now() bool { return s.ctx != nil && s.ctx.Err() != nil }

// Within returns a copy that stops, between parts of a few milliseconds, when ctx ends; see [op.Within].
func (t *Transform) Within(ctx context.Context) op.Linear {
	c := *t
	c.stop = stop{ctx}
	return &c
}

// Within returns a copy that stops, between two angles, when ctx ends; see [op.Within].
func (f *FanBeam) Within(ctx context.Context) op.Linear {
	c := *f
	c.stop = stop{ctx}
	return &c
}

// Within returns a copy that stops when ctx ends, in the midst of a slice; see [op.Within].
func (s *Stack) Within(ctx context.Context) op.Linear {
	t := *s.t
	t.stop = stop{ctx}
	return &Stack{&t, s.n}
}
