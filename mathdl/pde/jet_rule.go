package pde

import "github.com/mathdl/kernel/internal/kern"

// newRule chooses the chain rule of a layer for n numbers in a channel, and makes the memory for the derivatives of
// ρ; h is that for its values.
func (j *jets) newRule(h []float64) (slope [][]float64, r chainRule) {
	slope = [][]float64{h}
	n := len(h)
	if j.set.order <= 2 && j.w.rho == "tanh" {
		return slope, &secondOrder{kern.NewJetChain(j.set.pairs(), n), true}
	}
	for range j.set.order + 1 { // one more than forward needs, for the gradient
		slope = append(slope, make([]float64, n))
	}
	if j.set.order <= 2 {
		return slope, &secondOrder{kern.NewJetChain(j.set.pairs(), n), false}
	}
	return slope, newAnyOrder(j.set.order, n)
}

// secondOrder is the rule up to second derivatives, in one pass of a kernel; that of tanh needs no more than
// its values.
type secondOrder struct {
	chain *kern.JetChain
	tanh  bool
}

// pairs are the factors of second order of each channel but the first.
func (c *channels) pairs() (out [][][2]int) {
	for _, terms := range c.terms[1:] {
		var ps [][2]int
		for _, T := range terms {
			if len(T.ch) == 2 {
				ps = append(ps, [2]int{T.ch[0], T.ch[1]})
			}
		}
		out = append(out, ps)
	}
	return out
}

func (r *secondOrder) slopes(s [][]float64) (out kern.JetSlopes) {
	if !r.tanh {
		copy(out[:], s[1:])
	}
	return out
}

func (r *secondOrder) forward(j *jets, l, lo, hi int) {
	s := j.slope[l]
	if lo == 0 {
		j.rho(s, j.pre[l][:len(s[0])])
	}
	if hi > 1 {
		r.chain.Forward(j.in[l+1], j.pre[l], s[0], r.slopes(s))
	}
}

func (r *secondOrder) back(j *jets, l int, e, g []float64) {
	r.chain.Back(e, g, j.pre[l][:len(e)], j.slope[l][0], r.slopes(j.slope[l]))
}

func (r *secondOrder) inPlace() bool { return true }

// anyOrder is the rule for all orders, one product after the other.
type anyOrder struct {
	n   int
	acc [][]float64 // sums for the gradient of ρ^(k)
	tmp [2][]float64
}

func newAnyOrder(order, n int) *anyOrder {
	r := &anyOrder{n: n}
	for range order + 1 {
		r.acc = append(r.acc, make([]float64, n))
	}
	r.tmp[0], r.tmp[1] = make([]float64, n), make([]float64, n)
	return r
}

func (r *anyOrder) inPlace() bool { return false }

func (r *anyOrder) forward(j *jets, l, _, _ int) {
	n := r.n
	a, y, s, t := j.pre[l], j.in[l+1], j.slope[l], r.tmp[0]
	j.rho(s, a[:n])
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

func (r *anyOrder) back(j *jets, l int, e, g []float64) {
	n := r.n
	a, s := j.pre[l], j.slope[l]
	clear(e[n:])
	kern.Mul(e[:n], g[:n], s[1])
	for k := 1; k <= j.set.order; k++ {
		clear(r.acc[k])
	}
	for c := 1; c < len(j.set.list); c++ {
		for _, T := range j.set.terms[c] {
			r.termBack(T, g[c*n:(c+1)*n], a, e, s[len(T.ch)], r.acc[len(T.ch)])
		}
	}
	for k := 1; k <= j.set.order; k++ {
		kern.MulAdd(e[:n], r.acc[k], s[k+1])
	}
}

// termBack is the gradient of Σ g·c·s·Π a_{ch} in the factors a_{ch}, added to e, and in s, added to acc.
func (r *anyOrder) termBack(T term, g, a, e, s, acc []float64) {
	p, t, n := r.tmp[0], r.tmp[1], r.n
	of := func(x []float64, ch int) []float64 { return x[ch*n : (ch+1)*n] }
	if T.c != 1 {
		kern.Scale(t, T.c, g)
		g = t
	}
	switch ch := T.ch; len(ch) {
	case 1:
		kern.MulAdd(acc, g, of(a, ch[0]))
		kern.MulAdd(of(e, ch[0]), g, s)
	case 2:
		kern.Mul(p, g, of(a, ch[0]))
		kern.MulAdd(acc, p, of(a, ch[1]))
		kern.MulAdd(of(e, ch[1]), p, s)
		if ch[0] == ch[1] { // both factors give the same
			kern.MulAdd(of(e, ch[1]), p, s)
			return
		}
		kern.Mul(p, g, of(a, ch[1]))
		kern.MulAdd(of(e, ch[0]), p, s)
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
			kern.MulAdd(of(e, ch[i]), p, s)
		}
	}
}
