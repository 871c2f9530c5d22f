package pde

import "github.com/mathdl/kernel/internal/kern"

// straight reports whether the set is the value, two or more first derivatives and one second derivative u_kk, and
// returns its coordinate k.
func (c *channels) straight() (k int, ok bool) {
	k = -1
	for _, p := range c.list[1:] {
		switch i := p.indices(); {
		case p.lap != 0 || p.order > 2 || p.order == 2 && (i[0] != i[1] || k >= 0):
			return 0, false
		case p.order == 2:
			k = i[0]
		}
	}
	return k, k >= 0 && len(c.list) >= 4
}

// bends computes u, first derivatives and u_kk of a network with one output by the jets of u along the axis k and
// the reverse mode for these: p, the gradient of u in what leaves a layer, and its derivative p_k along the axis.
// At the inputs p is ∇u, and u_kk is a component of p_k.
//
// With the seeds s₀, s and κ, the derivatives of a functional in u, ∇u and u_kk, that functional depends on θ as
//
//	s₀u + s·∇u + κu_kk
//
// does. Its last two terms are a jet along a curve that starts in the direction k and bends towards s, another one at
// each point. The gradients in its channels are there already: p, and 2κp_k in that of the first derivative.
type bends struct {
	line
	rho   derivatives
	at    [][]float64   // in each layer with ρ, after the affine map: the slots below
	slope [][][]float64 // ρ^(k)(a)
	rule  []*secondOrder
	back  [3][]float64 // the gradient in v
}

// The slots of bends.at, each for all neurons of a layer and all points. Their order lets neighbours go through
// kernels as channels.
const (
	slotBent = iota // the bent channel
	slotPk          // p_k and p behind ρ
	slotP
	slotK   // ∂ₖa
	slotA   // a, later the gradient in it
	slotPkA // p_k and p before ρ
	slotPA
	slots
)

func newBends(w *network, set *channels, b int) *bends {
	r := &bends{line: newLine(w, set, b), rho: set.check(w.rho)}
	wide := w.in
	for l, T := range w.layers {
		n := b * T.out
		wide = max(wide, T.out)
		r.in = append(r.in, make([]float64, 3*n))
		r.at, r.slope, r.rule = append(r.at, nil), append(r.slope, nil), append(r.rule, nil)
		if !T.act {
			continue
		}
		r.at[l] = make([]float64, slots*n)
		h := r.in[l+1][:n:n]
		if T.skip {
			h = make([]float64, n)
		}
		r.rule[l] = &secondOrder{kern.NewJetChain([][][2]int{nil}, n), w.rho == "tanh"}
		r.slope[l] = [][]float64{h}
		for k := 1; k <= 3 && w.rho != "tanh"; k++ {
			r.slope[l] = append(r.slope[l], make([]float64, n))
		}
	}
	for k := range r.back {
		r.back[k] = make([]float64, b*wide)
	}
	return r
}

// slot returns some neighbouring slots of layer l.
func (r *bends) slot(l, from, many int) []float64 {
	n := r.b * r.w.layers[l].out
	return r.at[l][from*n : (from+many)*n]
}

// affine takes channel c of what enters layer l through its affine map.
func (r *bends) affine(dst, θ []float64, l, c int) {
	T, b := r.w.layers[l], []float64(nil)
	if c == 0 {
		b = θ[T.b : T.b+T.out]
	}
	kern.JetAffine(dst, θ[T.w:T.w+T.in*T.out], b, r.channel(l, c), T.out, T.in, 1, r.b)
}

// skip adds channel c of what entered layer l−1 to what leaves layer l.
func (r *bends) skip(l, c int) {
	if r.w.layers[l].skip {
		y, x := r.channel(l+1, c), r.channel(l-1, c)
		kern.Add(y[:len(x)], y[:len(x)], x)
	}
}

func (r *bends) forward(θ []float64) {
	r.set()
	for l, T := range r.w.layers {
		if !T.act {
			r.affine(r.channel(l+1, 0), θ, l, 0)
			continue
		}
		r.affine(r.slot(l, slotA, 1), θ, l, 0)
		r.affine(r.slot(l, slotK, 1), θ, l, 1)
		s := r.slope[l]
		r.rho(s, r.slot(l, slotA, 1))
		y := r.in[l+1][:2*len(s[0])]
		r.rule[l].chain.Forward(y, r.slot(l, slotK-1, 2), s[0], r.rule[l].slopes(s))
		if T.skip {
			copy(r.channel(l+1, 0), s[0])
		}
		r.skip(l, 0)
		r.skip(l, 1)
	}
	r.reverse(θ)
	r.derive()
}

// reverse computes p_k and p from the output, where they are 0 and 1, to the inputs.
func (r *bends) reverse(θ []float64) {
	g := r.ends[r.b:]
	for l := len(r.w.layers) - 1; l >= 0; l-- {
		T := r.w.layers[l]
		if T.act {
			g = r.slot(l, slotPkA, 2)
			r.rule[l].chain.Back(g, r.slot(l, slotPk, 2), r.slot(l, slotK-1, 2), r.slope[l][0], r.rule[l].slopes(r.slope[l]))
		}
		e := r.grad0
		if l > 0 {
			e = r.slot(l-1, slotPk, 2)
		}
		joins := l+1 < len(r.w.layers) && r.w.layers[l+1].skip // a skip passes by from here to behind layer l+1
		if joins {
			past, n := r.slot(l+1, slotPk, 2), len(e)/2
			copy(e[:n], past)
			copy(e[n:], past[len(past)/2:])
		}
		kern.JetAffineBack(e, θ[T.w:T.w+T.in*T.out], g, joins, T.out, T.in, 2, r.b)
	}
}

func (r *bends) backward(grad, θ, seed []float64) {
	r.bend(seed)
	for l, T := range r.w.layers {
		if T.act {
			r.affine(r.slot(l, slotBent, 1), θ, l, 2)
			kern.JetBend(r.channel(l+1, 2), r.channel(l+1, 1), r.slot(l, slotBent, 1), r.slot(l, slotK, 1), r.slope[l][0], r.kappa, r.rule[l].slopes(r.slope[l]))
			r.skip(l, 2)
		}
	}
	r.sweep(grad, θ)
}

// sweep takes the gradient in v back through all layers and adds that in θ to grad.
func (r *bends) sweep(grad, θ []float64) {
	at, open := 0, -1
	copy(r.back[0], r.ends[:r.b])
	g := r.back[0][:r.b]
	for l := len(r.w.layers) - 1; l >= 0; l-- {
		T, all := r.w.layers[l], r.ends
		if T.skip {
			open = at
		}
		if T.act {
			all = r.slot(l, slotA, 3)
			kern.JetBendBack(r.slot(l, slotA, 1), g, r.slot(l, slotPk, 1), r.slot(l, slotP, 1), r.slot(l, slotBent, 1), r.slot(l, slotK, 1),
				r.slope[l][0], r.kappa, r.rule[l].slopes(r.slope[l]))
		}
		W := T.w + T.in*T.out
		kern.JetAffineGrad(grad[T.w:W], grad[T.b:T.b+T.out], all, r.in[l], T.out, T.in, 3, r.b)
		if l == 0 {
			return
		}
		joins := open >= 0 && !T.skip
		next := (at + 1) % 3
		if next == open {
			next = (next + 1) % 3
		}
		if joins {
			next, open = open, -1
		}
		g = r.back[next][:T.in*r.b]
		kern.JetAffineBack(g, θ[T.w:W], all[:T.out*r.b], joins, T.out, T.in, 1, r.b)
		at = next
	}
}
