package bsde

import (
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
)

// paths are B paths of N steps.
type paths struct {
	x [][]float64 // N+1 times B × d
	w [][]float64 // N times B × d
	g []float64   // g(X_N)
}

func newPaths(e *Equation, N, B int) *paths {
	p := &paths{g: make([]float64, B)}
	for range N {
		p.w = append(p.w, make([]float64, B*e.D))
	}
	for range N + 1 {
		p.x = append(p.x, make([]float64, B*e.D))
	}
	return p
}

// draw follows new paths.
func (p *paths) draw(e *Equation, rnd *rand.Rand) {
	dt := e.T / float64(len(p.w))
	for i := range p.x[0] {
		p.x[0][i] = e.X0[i%e.D]
	}
	for n, w := range p.w {
		kern.Normal(w, rnd)
		kern.Scale(w, math.Sqrt(dt), w)
		e.Step(p.x[n+1], p.x[n], w, float64(n)*dt, dt)
	}
	e.G(p.g, p.x[len(p.w)])
}

// engine computes the loss of a batch and its gradient in precision T. θ is Y₀, then Z₀ (PerStep), then the
// networks.
type engine[T kern.Float] struct {
	e      *Equation
	N, B   int
	kind   Kind
	net    shape
	θ, g   []T
	size   int          // parameters of a network
	first  int          // where networks begin in θ
	nets   []*subnet[T] // of the steps; for Shared they have θ in common
	parts  [][]T        // gradients of the steps, for Shared
	tape   *ad.Tape
	y0, z0 *ad.Tensor
	z, x   []*ad.Tensor
	w      []*ad.Tensor
	target *ad.Tensor
	loss   *ad.Var
	yN     *ad.Var
	gy, gz *ad.Var
	gZ     []*ad.Var
}

func newEngine[T kern.Float](e *Equation, c Settings, B int, θ []T) *engine[T] {
	m := &engine[T]{e: e, N: c.Steps, B: B, kind: c.Net, net: c.shape(e.D), θ: θ, first: 1}
	_, m.size = m.net.stages()
	if c.Net == PerStep {
		m.first += e.D
	}
	for range m.N {
		m.nets = append(m.nets, newSubnet[T](m.net, B))
		if c.Net == Shared {
			m.parts = append(m.parts, make([]T, m.size))
		}
	}
	m.g = make([]T, len(θ))
	m.record()
	return m
}

// tensor returns a tensor over memory of either precision.
func tensor[T kern.Float](x []T, shape ...int) *ad.Tensor {
	switch v := any(x).(type) {
	case []float32:
		return ad.Of32(v, shape...)
	case []float64:
		return ad.Of(v, shape...)
	}
	panic("unreachable")
}

func data[T kern.Float](t *ad.Tensor) []T {
	var v any = t.Data64()
	if t.DType() == ad.Float32 {
		v = t.Data32()
	}
	return v.([]T)
}

func dtype[T kern.Float]() ad.DType {
	var z T
	if _, ok := any(z).(float32); ok {
		return ad.Float32
	}
	return ad.Float64
}

// record writes the recursion for Y down once: Z is what the networks gave.
func (m *engine[T]) record() {
	B, d, dt := m.B, m.e.D, m.e.T/float64(m.N)
	t := ad.NewTape(dtype[T]())
	t.Defer()
	m.tape, m.y0, m.z0 = t, tensor(m.θ[:1], 1, 1), ad.NewTensor(dtype[T](), 1, d)
	leafY, leafZ := t.Leaf(m.y0), t.Leaf(m.z0)
	y := ad.Add(leafY, t.Zeros(B, 1))
	wrt := []*ad.Var{leafY, leafZ}
	for n := range m.N {
		z := ad.Broadcast(leafZ, B, d)
		if n > 0 || m.kind == Shared {
			v := ad.NewTensor(dtype[T](), B, d)
			m.z = append(m.z, v)
			z = t.Leaf(v)
			wrt = append(wrt, z)
		}
		m.x, m.w = append(m.x, ad.NewTensor(dtype[T](), B, d)), append(m.w, ad.NewTensor(dtype[T](), B, d))
		f := m.e.F(float64(n)*dt, t.Leaf(m.x[n]), y, z)
		y = ad.Add(ad.Sub(y, ad.Scale(dt, f)), rows(ad.Mul(z, t.Leaf(m.w[n]))))
	}
	m.target = ad.NewTensor(dtype[T](), B, 1)
	m.yN = y
	m.loss = clipped(ad.Sub(y, t.Leaf(m.target)))
	g := ad.Grad(m.loss, wrt...)
	m.gy, m.gz, m.gZ = g[0], g[1], g[2:]
	t.Plan(append([]*ad.Var{m.loss, m.yN}, g...)...)
}

// clip is where the published loss becomes linear.
const clip = 50

// clipped is the mean of δ² for |δ| < 50 and 100|δ| − 2500 beyond.
func clipped(δ *ad.Var) *ad.Var {
	a := ad.Abs(δ)
	m := ad.Minimum(a, δ.Tape().Full(clip, 1, 1))
	return ad.Mean(ad.Add(ad.Square(m), ad.Scale(2*clip, ad.Sub(a, m))))
}

// theta is the part of θ for the network of step n.
func (m *engine[T]) theta(θ []T, n int) []T {
	if m.kind == Shared {
		n = 1
	}
	lo := m.first + (n-1)*m.size
	return θ[lo : lo+m.size]
}

// scale is 1/d for PerStep, as published, and 1 for Shared.
func (m *engine[T]) scale() T {
	if m.kind == PerStep {
		return 1 / T(m.e.D)
	}
	return 1
}

// from is the first step that has a network.
func (m *engine[T]) from() int {
	if m.kind == Shared {
		return 0
	}
	return 1
}

// forward computes the loss of paths.
func (m *engine[T]) forward(p *paths, train bool) float64 {
	d, lo := m.e.D, m.from()
	if m.kind == PerStep {
		copy(data[T](m.z0), m.θ[1:1+d])
	}
	kern.For(m.N, 1, func(a, b int) {
		for n := a; n < b; n++ {
			convert(data[T](m.x[n]), p.x[n])
			convert(data[T](m.w[n]), p.w[n])
			if n >= lo {
				m.step(n, train)
			}
		}
	})
	convert(data[T](m.target), p.g)
	m.tape.Replay()
	return m.loss.Float()
}

func convert[T kern.Float](dst []T, x []float64) {
	switch v := any(dst).(type) {
	case []float32:
		kern.Narrow(v, x)
	case []float64:
		copy(v, x)
	}
}

// step is Z_n.
func (m *engine[T]) step(n int, train bool) {
	d, net := m.e.D, m.nets[n]
	x, in := data[T](m.x[n]), net.input()
	if m.kind == PerStep {
		copy(in, x)
	} else {
		t := T(float64(n) * m.e.T / float64(m.N))
		for i := range m.B {
			in[i*(d+1)] = t
			copy(in[i*(d+1)+1:(i+1)*(d+1)], x[i*d:(i+1)*d])
		}
	}
	net.forward(m.theta(m.θ, n), train)
	kern.Scale(data[T](m.z[n-m.from()]), m.scale(), net.output())
}

// backward stores the gradient in m.g, after forward in training.
func (m *engine[T]) backward() {
	clear(m.g)
	m.g[0] = data[T](m.gy.Value())[0]
	if m.kind == PerStep {
		copy(m.g[1:], data[T](m.gz.Value()))
	}
	lo := m.from()
	kern.For(m.N-lo, 1, func(a, b int) {
		for k := a; k < b; k++ {
			n := k + lo
			dz := data[T](m.gZ[k].Value())
			kern.Scale(dz, m.scale(), dz)
			g := m.theta(m.g, n)
			if m.kind == Shared {
				g = m.parts[n]
				clear(g)
			}
			m.nets[n].backward(g, m.theta(m.θ, n), dz)
		}
	})
	if m.kind == Shared {
		g := m.theta(m.g, 0)
		for _, p := range m.parts {
			kern.Add(g, g, p)
		}
	}
}

// share makes m use the running moments of o: for validation.
func (m *engine[T]) share(o *engine[T]) {
	for n := range m.nets {
		m.nets[n].run = o.nets[n].run
	}
}
