package bsde

import (
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/kern"
)

// Constants of batch normalisation as published.
const (
	normEps      = 1e-6
	normMomentum = 0.99
)

// shape describes a network for Z: affine maps between the widths, with batch normalisation before the
// first, after each (which then has no bias), and ReLU between; or plain, with biases and tanh.
type shape struct {
	n    []int
	norm bool
}

// stage is an affine map and the normalisation before it; the last stage has only the latter.
type stage struct {
	gamma, beta, w, b int // offsets in θ
	in, out           int
}

// stages lays θ out and returns its length.
func (s shape) stages() (st []stage, p int) {
	take := func(n int) int { p += n; return p - n }
	for l := range len(s.n) - 1 {
		g := stage{in: s.n[l], out: s.n[l+1]}
		if s.norm {
			g.gamma, g.beta = take(g.in), take(g.in)
		}
		g.w = take(g.in * g.out)
		if !s.norm {
			g.b = take(g.out)
		}
		st = append(st, g)
	}
	if s.norm {
		n := s.n[len(s.n)-1]
		st = append(st, stage{gamma: take(n), beta: take(n), in: n})
	}
	return st, p
}

// draw returns initial parameters: Glorot's weights; normalisation with β ~ N(0, 0.1), γ ~ U(0.1, 0.5) as
// published; without normalisation the last layer is zero, so that Z = 0.
func (s shape) draw(rnd *rand.Rand) []float64 {
	st, p := s.stages()
	θ := make([]float64, p)
	for l, g := range st {
		if s.norm {
			for i := range g.in {
				θ[g.gamma+i], θ[g.beta+i] = 0.1+0.4*rnd.Float64(), 0.1*rnd.NormFloat64()
			}
		}
		if s.norm || l < len(st)-1 {
			a := math.Sqrt(6 / float64(g.in+g.out))
			for i := range g.in * g.out {
				θ[g.w+i] = a * (2*rnd.Float64() - 1)
			}
		}
	}
	return θ
}

// subnet is a network for one batch of rows, with what it remembers for the way back. One serves one
// goroutine.
type subnet[T kern.Float] struct {
	shape
	st   []stage
	rows int
	x    [][]T // what enters each stage
	y    [][]T // the same normalised
	mean [][]T
	inv  [][]T
	vari [][]T
	dx   []T
	dy   []T
	run  [][2][]T // running mean and variance of each stage
}

func newSubnet[T kern.Float](s shape, rows int) *subnet[T] {
	n := &subnet[T]{shape: s, rows: rows}
	n.st, _ = s.stages()
	wide := 0
	for _, g := range n.st {
		wide = max(wide, g.in, g.out)
		n.x = append(n.x, make([]T, rows*g.in))
		if s.norm {
			n.y = append(n.y, make([]T, rows*g.in))
			n.mean, n.inv, n.vari = append(n.mean, make([]T, g.in)), append(n.inv, make([]T, g.in)), append(n.vari, make([]T, g.in))
			v := make([]T, g.in)
			kern.Fill(v, 1)
			n.run = append(n.run, [2][]T{make([]T, g.in), v})
		}
	}
	if !s.norm {
		n.x = append(n.x, make([]T, rows*s.n[len(s.n)-1]))
	}
	n.dx, n.dy = make([]T, rows*wide), make([]T, rows*wide)
	return n
}

// input is where the rows go.
func (n *subnet[T]) input() []T { return n.x[0] }

// output is what forward computed.
func (n *subnet[T]) output() []T {
	if n.norm {
		return n.y[len(n.y)-1]
	}
	return n.x[len(n.x)-1]
}

// forward computes the outputs; in training by the moments of the batch, which also enter the running ones.
func (n *subnet[T]) forward(θ []T, train bool) {
	for l, g := range n.st {
		in := n.x[l]
		if n.norm {
			n.normalise(l, θ, train)
			in = n.y[l]
		}
		if g.out == 0 {
			return
		}
		out := n.x[l+1]
		kern.Gemm(kern.NoTrans, kern.Trans, n.rows, g.out, g.in, 1, in, g.in, θ[g.w:], g.in, 0, out, g.out)
		if !n.norm {
			kern.AddRow(out, n.rows, g.out, g.out, θ[g.b:g.b+g.out])
			if l < len(n.st)-1 {
				kern.Tanh(out, out)
			}
		}
	}
}

// normalise is batch normalisation before stage l, followed by ReLU between the first and the last.
func (n *subnet[T]) normalise(l int, θ []T, train bool) {
	g := n.st[l]
	mean, vari := n.run[l][0], n.run[l][1]
	if train {
		kern.Moments(n.mean[l], n.vari[l], n.x[l], n.rows, g.in)
		kern.Axpby(mean, 1-normMomentum, n.mean[l], normMomentum)
		kern.Axpby(vari, 1-normMomentum, n.vari[l], normMomentum)
		mean, vari = n.mean[l], n.vari[l]
	}
	kern.InvStd(n.inv[l], vari, normEps)
	kern.BatchNorm(n.y[l], n.x[l], mean, n.inv[l], θ[g.gamma:g.gamma+g.in], θ[g.beta:g.beta+g.in], n.rows, g.in)
	if l > 0 && l < len(n.st)-1 {
		kern.ReLU(n.y[l], n.y[l])
	}
}

// backward adds the gradient for the gradient dz of the outputs to grad. It follows forward in training.
func (n *subnet[T]) backward(grad, θ, dz []T) {
	d, e := n.dx, n.dy
	copy(d, dz)
	last := len(n.st) - 1
	for l := last; l >= 0; l-- {
		g := n.st[l]
		in := n.x[l]
		if n.norm {
			in = n.y[l]
		}
		if g.out > 0 {
			if !n.norm && l < last { // through tanh
				y := n.x[l+1]
				clear(e[:len(y)])
				kern.TanhGrad(e[:len(y)], y, d[:len(y)])
				d, e = e, d
			}
			kern.Gemm(kern.Trans, kern.NoTrans, g.out, g.in, n.rows, 1, d, g.out, in, g.in, 1, grad[g.w:], g.in)
			if !n.norm {
				kern.ColSums(grad[g.b:g.b+g.out], d, n.rows, g.out, g.out)
			}
			if l == 0 && !n.norm {
				return
			}
			kern.Gemm(kern.NoTrans, kern.NoTrans, n.rows, g.in, g.out, 1, d, g.out, θ[g.w:], g.in, 0, e, g.in)
			d, e = e, d
		}
		if n.norm {
			m := n.rows * g.in
			if l > 0 && l < last {
				clear(e[:m])
				kern.ReLUGrad(e[:m], n.y[l], d[:m])
				d, e = e, d
			}
			clear(e[:m])
			kern.BatchNormGrad(e[:m], grad[g.gamma:g.gamma+g.in], grad[g.beta:g.beta+g.in], n.x[l], d[:m], n.mean[l], n.inv[l], θ[g.gamma:g.gamma+g.in], n.rows, g.in)
			d, e = e, d
		}
	}
}
