package ad

import (
	"math"
	"slices"
)

// Defer makes an empty tape record operations without computing them, until [Tape.Plan]. Variables then
// have shapes and no values; a program that looks at values panics. It panics unless the tape is empty.
func (t *Tape) Defer() {
	if t.n > 0 {
		panic("ad.Tape.Defer: got a tape with a computation, want an empty one")
	}
	t.deferred = true
}

// Plan ends the recording of a deferred tape: it merges repeated computations, leaves out what no result
// depends on, and gives memory to the values such that those which are not needed at the same time share
// it. [Tape.Replay] then
// computes; afterwards leaves and the given results hold their values, other variables do not. It
// panics unless the tape is deferred. Nothing can be recorded after it until Reset.
func (t *Tape) Plan(results ...*Var) {
	if !t.deferred {
		panic("ad.Tape.Plan: got a tape that is not deferred")
	}
	t.deferred, t.planned = false, true
	stands := t.merge()
	p := &plan{t: t, last: make([]int, t.n)}
	p.live(results, stands)
	at := p.place()
	var f64 []float64
	var f32 []float32
	if t.dtype == Float32 {
		f32 = make([]float32, p.heap.top)
	} else {
		f64 = make([]float64, p.heap.top)
	}
	for id := range t.n {
		v := t.at(id)
		switch n := v.val.Len(); {
		case v.dead || v.op == opLeaf:
		case isView(v):
			v.val.share(&v.in[0].val, v.k[0])
		case t.dtype == Float32:
			v.val.f32 = f32[at[id] : at[id]+n : at[id]+n]
		default:
			v.val.f64 = f64[at[id] : at[id]+n : at[id]+n]
		}
	}
	for _, r := range results {
		r.val.f64, r.val.f32 = stands[r.id].val.f64, stands[r.id].val.f32
	}
	t.bytes = p.heap.top * t.dtype.Size()
}

func isView(v *Var) bool { return v.op == opReshape || v.op == opRows }

// owner is the variable whose memory v uses.
func owner(v *Var) *Var {
	for isView(v) {
		v = v.in[0]
	}
	return v
}

// plan decides which values share memory.
type plan struct {
	t    *Tape
	last []int // number of the last variable that reads the memory of a variable
	heap heap
}

// live marks what no result depends on as dead, and finds when each value is read last.
func (p *plan) live(results, stands []*Var) {
	needed := make([]bool, p.t.n)
	for _, r := range results {
		needed[stands[r.id].id] = true
	}
	for id := p.t.n - 1; id >= 0; id-- {
		v := p.t.at(id)
		if v.dead = !needed[id] && v.op != opLeaf; v.dead {
			continue
		}
		for _, x := range v.in {
			needed[x.id] = true
		}
		if v.after != nil {
			needed[v.after.id] = true
		}
		p.read(owner(v), id)
		for _, x := range v.in {
			p.read(owner(x), id)
		}
	}
	for _, r := range results {
		p.read(owner(stands[r.id]), math.MaxInt)
	}
}

func (p *plan) read(v *Var, at int) { p.last[v.id] = max(p.last[v.id], at) }

// place assigns an offset to every value, in the order of computation.
func (p *plan) place() []int {
	at := make([]int, p.t.n)
	for id := range p.t.n {
		v := p.t.at(id)
		if v.dead || v.op == opLeaf {
			continue
		}
		if !isView(v) {
			if x := p.reusable(v); x != nil {
				at[id] = at[x.id]
				p.last[x.id] = -1 // the memory passes to v
			} else {
				at[id] = p.heap.take(aligned(v.val.Len()))
			}
		}
		for i, x := range v.in {
			o := owner(x)
			if p.last[o.id] == id && o.op != opLeaf && !among(v.in[:i], o) {
				p.heap.give(span{at[o.id], aligned(o.val.Len())})
			}
		}
		if p.last[id] == id && !isView(v) { // nobody reads it, as when only its effect is wanted
			p.heap.give(span{at[id], aligned(v.val.Len())})
		}
	}
	return at
}

// among reports whether o owns the memory of one of x.
func among(x []*Var, o *Var) bool {
	return slices.ContainsFunc(x, func(y *Var) bool { return owner(y) == o })
}

// reusable returns an input that v may overwrite: v is the last to read it, is computed element by
// element, and has as many.
func (p *plan) reusable(v *Var) *Var {
	if !inPlace(v) {
		return nil
	}
	for _, x := range v.in {
		if o := owner(x); o.op != opLeaf && p.last[o.id] == v.id && o.val.Len() == v.val.Len() {
			return o
		}
	}
	return nil
}

// inPlace reports whether the kernel of v may write to its input.
func inPlace(v *Var) bool {
	switch v.op {
	case opAdd, opSub, opMul, opDiv:
		return v.in[0].val.Len() == v.in[1].val.Len() && v.in[0].val.Len() == v.val.Len()
	case opScale, opShift, opAbs, opSign, opStep, opSquare, opSqrt, opReciprocal, opExp, opExpm1, opLog, opLog1p,
		opSin, opCos, opTanh, opSigmoid, opSoftplus, opReLU, opReLUGrad, opGELUTanh, opGELU, opErf:
		return true
	}
	return false
}

func aligned(n int) int { return (n + arenaAlign - 1) &^ (arenaAlign - 1) }

// span is a piece of memory.
type span struct{ lo, n int }

// heap hands out pieces of a memory of unlimited size, with as low a top as it can.
type heap struct {
	free []span // sorted, not touching each other
	top  int
}

// take returns the start of n elements: the smallest free piece that holds them, or new ones at the top.
func (h *heap) take(n int) int {
	best := -1
	for i, s := range h.free {
		if s.n >= n && (best < 0 || s.n < h.free[best].n) {
			best = i
		}
	}
	if best >= 0 {
		s := &h.free[best]
		lo := s.lo
		if s.lo, s.n = s.lo+n, s.n-n; s.n == 0 {
			h.free = slices.Delete(h.free, best, best+1)
		}
		return lo
	}
	lo := h.top
	if k := len(h.free) - 1; k >= 0 && h.free[k].lo+h.free[k].n == h.top { // grow the last piece
		lo = h.free[k].lo
		h.free = h.free[:k]
	}
	h.top = lo + n
	return lo
}

// give takes a piece back.
func (h *heap) give(s span) {
	if s.n == 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(h.free, s, func(a, b span) int { return a.lo - b.lo })
	h.free = slices.Insert(h.free, i, s)
	if i+1 < len(h.free) && s.lo+s.n == h.free[i+1].lo {
		h.free[i].n += h.free[i+1].n
		h.free = slices.Delete(h.free, i+1, i+2)
	}
	if i > 0 && h.free[i-1].lo+h.free[i-1].n == h.free[i].lo {
		h.free[i-1].n += h.free[i].n
		h.free = slices.Delete(h.free, i, i+1)
	}
}
