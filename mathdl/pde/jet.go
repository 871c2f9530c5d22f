package pde

import "github.com/mathdl/kernel/internal/kern"

// jets carries the derivatives of a network in its inputs, and their gradient in θ, through all layers for
// a batch of points. Everything is laid out channel by channel: block c of b rows holds derivative c at
// all points, so that one matrix product serves all channels of a layer.
type jets struct {
	w     *network
	set   *channels
	rho   derivatives
	b     int           // points
	in    [][]float64   // what enters each layer, and after the last the outputs: C·b × n
	pre   [][]float64   // after the affine map, where ρ follows
	slope [][][]float64 // ρ^(k)(a) of the value, k ≥ 1
	g, h  []float64     // gradients with respect to in, and pre
	open  []float64     // the gradient that passes by a block with a skip
	acc   [][]float64   // sums for the gradient of ρ^(k)
	tmp   [2][]float64
}

func newJets(w *network, set *channels, b int) *jets {
	j := &jets{w: w, set: set, rho: set.check(w.rho), b: b}
	C, wide := len(set.list), w.in
	j.in = append(j.in, make([]float64, C*b*w.in))
	for _, l := range w.layers {
		wide = max(wide, l.out)
		j.in = append(j.in, make([]float64, C*b*l.out))
		if !l.act {
			j.pre, j.slope = append(j.pre, nil), append(j.slope, nil)
			continue
		}
		j.pre = append(j.pre, make([]float64, C*b*l.out))
		var s [][]float64
		for range set.order + 2 { // one more for the gradient
			s = append(s, make([]float64, b*l.out))
		}
		j.slope = append(j.slope, s)
	}
	j.g, j.h = make([]float64, 2*C*b*wide), make([]float64, C*b*wide)
	if len(w.layers) > 1 && w.layers[1].skip {
		j.open = make([]float64, C*b*wide)
	}
	for range set.order + 1 {
		j.acc = append(j.acc, make([]float64, b*wide))
	}
	j.tmp[0], j.tmp[1] = make([]float64, b*wide), make([]float64, b*wide)
	return j
}

// output is the memory of derivative c: b × n.
func (j *jets) output(c int) []float64 {
	y, n := j.in[len(j.in)-1], j.b*j.w.out
	return y[c*n : (c+1)*n : (c+1)*n]
}

// load sets the points, b rows, and the derivatives of the scaled coordinates.
func (j *jets) load(x []float64) {
	d := j.w.in
	h := j.in[0]
	clear(h)
	for i := range j.b {
		for k := range d {
			h[i*d+k] = (x[i*d+k] - j.w.mid[k]) / j.w.half[k]
		}
	}
	for c, p := range j.set.list {
		if p.order == 1 {
			k := p.indices()[0]
			for i := range j.b {
				h[(c*j.b+i)*d+k] = 1 / j.w.half[k]
			}
		}
	}
}

// forward computes all derivatives at the points for the parameters θ.
func (j *jets) forward(θ []float64) {
	C := len(j.set.list)
	for l, T := range j.w.layers {
		out := j.in[l+1]
		if T.act {
			out = j.pre[l]
		}
		kern.Gemm(kern.NoTrans, kern.Trans, C*j.b, T.out, T.in, 1, j.in[l], T.in, θ[T.w:], T.in, 0, out, T.out)
		addBias(out[:j.b*T.out], θ[T.b:T.b+T.out])
		if T.act {
			j.activate(l)
		}
		if T.skip {
			j.addSkip(l)
		}
	}
}

// addSkip adds what entered the layer before to the result of layer l.
func (j *jets) addSkip(l int) {
	x, n := j.in[l-1], j.w.layers[l-1].in
	y, m := j.in[l+1], j.w.layers[l].out
	if n == m {
		kern.Add(y, y, x)
		return
	}
	for i := range len(x) / n {
		for k := range n {
			y[i*m+k] += x[i*n+k]
		}
	}
}

// activate is the chain rule for ρ in layer l.
func (j *jets) activate(l int) {
	n := j.b * j.w.layers[l].out
	a, y, s := j.pre[l], j.in[l+1], j.slope[l]
	first := s[0]
	s[0] = y[:n]
	j.rho(s, a[:n])
	s[0] = first
	t := j.tmp[0][:n]
	for c := 1; c < len(j.set.list); c++ {
		dst := y[c*n : (c+1)*n]
		for i, T := range j.set.terms[c] {
			f := a[T.ch[0]*n : (T.ch[0]+1)*n]
			d := s[len(T.ch)]
			for _, ch := range T.ch[1:] {
				kern.Mul(t, d, a[ch*n:(ch+1)*n])
				d = t
			}
			if T.c != 1 {
				kern.Scale(t, T.c, d)
				d = t
			}
			if i == 0 {
				kern.Mul(dst, d, f)
			} else {
				kern.MulAdd(dst, d, f)
			}
		}
	}
}

// backward adds the gradient in θ of Σ seedᵢ·outputᵢ to grad; seed is laid out as the outputs are. It must
// follow forward with the same θ.
func (j *jets) backward(grad, θ, seed []float64) {
	C := len(j.set.list)
	half := len(j.g) / 2
	g, next := j.g[:half], j.g[half:]
	copy(g, seed)
	open := j.open // the gradient that a skip takes past its block
	for l := len(j.w.layers) - 1; l >= 0; l-- {
		T := j.w.layers[l]
		rows := C * j.b
		if T.skip {
			open = open[:copy(open[:rows*T.out], g)]
		}
		if T.act {
			j.slopeBack(l, g)
			g = j.h[:rows*T.out]
		}
		kern.Gemm(kern.Trans, kern.NoTrans, T.out, T.in, rows, 1, g, T.out, j.in[l], T.in, 1, grad[T.w:], T.in)
		addRows(grad[T.b:T.b+T.out], g[:j.b*T.out])
		if l == 0 {
			break
		}
		kern.Gemm(kern.NoTrans, kern.NoTrans, rows, T.in, T.out, 1, g, T.out, θ[T.w:], T.in, 0, next, T.in)
		g = next
		if l < len(j.w.layers)-1 && j.w.layers[l+1].skip && j.w.layers[l].in == j.w.layers[l+1].out {
			kern.Add(g[:rows*T.in], g[:rows*T.in], open)
		}
	}
}

// slopeBack turns g, the gradient with respect to the result of ρ in layer l, into that with respect to
// what enters ρ, in j.h.
func (j *jets) slopeBack(l int, g []float64) {
	n := j.b * j.w.layers[l].out
	a, s, h := j.pre[l], j.slope[l], j.h
	clear(h[n : len(j.set.list)*n])
	kern.Mul(h[:n], g[:n], s[1])
	for k := 1; k <= j.set.order; k++ {
		clear(j.acc[k][:n])
	}
	for c := 1; c < len(j.set.list); c++ {
		gc := g[c*n : (c+1)*n]
		for _, T := range j.set.terms[c] {
			j.termBack(T, gc, a, h, s[len(T.ch)], j.acc[len(T.ch)][:n], n)
		}
	}
	for k := 1; k <= j.set.order; k++ {
		kern.MulAdd(h[:n], j.acc[k][:n], s[k+1])
	}
}

// termBack is the gradient of Σ g·c·s·Π a_{ch} in the factors a_{ch}, added to h, and in s, added to acc.
func (j *jets) termBack(T term, g, a, h, s, acc []float64, n int) {
	p, t := j.tmp[0][:n], j.tmp[1][:n]
	of := func(x []float64, ch int) []float64 { return x[ch*n : (ch+1)*n] }
	if T.c != 1 {
		kern.Scale(t, T.c, g)
		g = t
	}
	switch ch := T.ch; len(ch) {
	case 1:
		kern.MulAdd(acc, g, of(a, ch[0]))
		kern.MulAdd(of(h, ch[0]), g, s)
	case 2:
		kern.Mul(p, g, of(a, ch[0]))
		kern.MulAdd(acc, p, of(a, ch[1]))
		kern.MulAdd(of(h, ch[1]), p, s)
		if ch[0] == ch[1] { // both factors give the same
			kern.MulAdd(of(h, ch[1]), p, s)
			return
		}
		kern.Mul(p, g, of(a, ch[1]))
		kern.MulAdd(of(h, ch[0]), p, s)
	default:
		for i := range ch {
			copy(p, g)
			for k, c := range ch {
				if k != i {
					kern.Mul(p, p, of(a, c))
				}
			}
			if i == 0 {
				kern.MulAdd(acc, p, of(a, ch[0]))
			}
			kern.MulAdd(of(h, ch[i]), p, s)
		}
	}
}

// addBias adds b to every row of y. The rows are short, so that this is a loop and no call for each.
func addBias(y, b []float64) {
	for ; len(y) >= len(b); y = y[len(b):] {
		row := y[:len(b)]
		for k, v := range b {
			row[k] += v
		}
	}
}

// addRows adds every row of g to dst.
func addRows(dst, g []float64) {
	for ; len(g) >= len(dst); g = g[len(dst):] {
		for k, v := range g[:len(dst)] {
			dst[k] += v
		}
	}
}
