package pde

import "github.com/mathdl/kernel/internal/kern"

// gradient reports whether the set is the value and three or more first derivatives: from there on the reverse mode
// is cheaper than a channel for each.
func (c *channels) gradient() bool {
	for _, p := range c.list[1:] {
		if p.order != 1 {
			return false
		}
	}
	return len(c.list) >= 4
}

// reverse computes the value u and the gradient ∇u of a network with one output in the reverse mode: the
// number of inputs does not matter. What depends on θ by way of the seeds s₀ and s, the derivatives of a
// functional in u and ∇u, is
//
//	s₀ u + s·∇u = s₀ u + d/dε u(x + εs) at ε = 0,
//
// whose gradient in θ is that of the jets of u along a single direction, another one at each point
// (Pearlmutter 1994).
type reverse struct {
	*jets
	axes  []int       // of each derivative but the first
	value []chainRule // ρ for values alone
	du    [][]float64 // derivatives
}

func newReverse(w *network, set *channels, b int) *reverse {
	along := newChannels()
	along.need(partial{}.with(0)) // stands for all directions
	r := &reverse{jets: newJets(w, along, b)}
	for _, p := range set.list[1:] {
		r.axes = append(r.axes, p.indices()[0])
		r.du = append(r.du, make([]float64, b))
	}
	for l, T := range w.layers {
		r.value = append(r.value, nil)
		if T.act {
			r.value[l] = &secondOrder{kern.NewJetChain(nil, b*T.out), w.rho == "tanh"}
		}
	}
	return r
}

func (r *reverse) output(c int) []float64 {
	if c == 0 {
		return r.in[len(r.in)-1][:r.b:r.b]
	}
	return r.du[c-1]
}

func (r *reverse) forward(θ []float64) {
	r.pass(θ, 0, 1)
	kern.Fill(r.g[0][:r.b], 1)
	g := r.sweep(nil, θ, 1, r.value)
	for c, k := range r.axes {
		kern.Scale(r.du[c], 1/r.w.half[k], g[k*r.b:(k+1)*r.b])
	}
}

func (r *reverse) backward(grad, θ, seed []float64) {
	b, d := r.b, r.w.in
	for c, k := range r.axes {
		kern.Scale(r.in[0][(d+k)*b:(d+k+1)*b], 1/r.w.half[k], seed[(c+1)*b:(c+2)*b])
	}
	r.pass(θ, 1, 2)
	copy(r.g[0], seed[:b])
	kern.Fill(r.g[0][b:2*b], 1)
	r.sweep(grad, θ, 2, r.rule)
}
