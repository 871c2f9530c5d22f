package ad

import "fmt"

// Grad returns the gradients of y, summed over its elements, with respect to each of wrt, recorded on
// the same tape: they can be differentiated again. For a y with one element they are ∂y/∂w. A variable
// that y does not depend on has gradient 0.
func Grad(y *Var, wrt ...*Var) []*Var {
	return Pull(y, y.tape.Full(1, y.val.shape...), wrt...)
}

// Pull returns Σ (∂y/∂w)ᵀ g for each w of wrt: reverse mode, the vector-Jacobian product. g has the
// shape of y; it panics with a *op.ShapeError otherwise.
func Pull(y, g *Var, wrt ...*Var) []*Var {
	if !sameShape(y, g) {
		mismatch("ad.Pull", "g", g.val.shape, y.val.shape)
	}
	out := make([]*Var, len(wrt))
	pull(out, y, g, wrt)
	return out
}

// pull is Pull with the result in out.
func pull(out []*Var, y, g *Var, wrt []*Var) {
	t := y.tape
	defer t.Label(t.label)
	first, stamp := t.reach(wrt, y.id)
	if y.stamp == stamp {
		y.sweep = g
	}
	for id := y.id; id >= first; id-- {
		if v := t.at(id); v.stamp == stamp && v.sweep != nil {
			t.pullThrough(v)
		}
	}
	for i, w := range wrt {
		if out[i] = w.sweep; w.stamp != stamp || w.sweep == nil {
			out[i] = t.Zeros(w.val.shape...)
		}
	}
}

// reach marks what depends on wrt, up to variable last, with a new stamp, and returns the first of wrt.
// A sweep may begin another one as long as the two mark different variables.
func (t *Tape) reach(wrt []*Var, last int) (first, stamp int) {
	t.stamp++
	stamp = t.stamp
	first = t.n
	for _, w := range wrt {
		if w.tape != t {
			panic("ad: the variable to differentiate by belongs to another tape")
		}
		w.touch(stamp)
		first = min(first, w.id)
	}
	for id := first; id <= last; id++ {
		v := t.at(id)
		for _, x := range v.in {
			if x.stamp == stamp {
				v.touch(stamp)
				break
			}
		}
	}
	return first, stamp
}

// touch enters v into a sweep.
func (v *Var) touch(stamp int) {
	if v.stamp != stamp {
		v.stamp, v.sweep = stamp, nil
	}
}

// pullThrough hands the cotangent of v to those of its inputs that matter.
func (t *Tape) pullThrough(v *Var) {
	f := rules[v.op].vjp
	if f == nil {
		return
	}
	t.label = v.label
	for i, x := range v.in {
		if x.stamp != v.stamp {
			continue
		}
		if c := f(v, v.sweep, i); c != nil {
			x.gain(c)
		}
	}
}

// gain adds c to the derivative of v in the current sweep.
func (v *Var) gain(c *Var) {
	if v.sweep == nil {
		v.sweep = c
	} else {
		v.sweep = Add(v.sweep, c)
	}
}

// Push returns the derivatives of each of y in the direction in which every x[i] moves by t[i]:
// forward mode, the Jacobian-vector product, recorded on the same tape. Each t[i] has the shape of
// x[i]; it panics with a *op.ShapeError otherwise.
func Push(y []*Var, x, t []*Var) []*Var {
	if len(x) != len(t) {
		panic(fmt.Sprintf("ad.Push: got %d directions for %d variables", len(t), len(x)))
	}
	for i := range x {
		if !sameShape(x[i], t[i]) {
			mismatch("ad.Push", fmt.Sprintf("direction %d", i), t[i].val.shape, x[i].val.shape)
		}
	}
	if len(y) == 0 {
		return nil
	}
	tape, last := y[0].tape, 0
	defer tape.Label(tape.label)
	for _, v := range y {
		last = max(last, v.id)
	}
	first, stamp := tape.reach(x, last)
	for i, v := range x {
		v.sweep = t[i]
	}
	for id := first; id <= last; id++ {
		if v := tape.at(id); v.stamp == stamp {
			tape.pushThrough(v)
		}
	}
	out := make([]*Var, len(y))
	for i, v := range y {
		if out[i] = v.sweep; v.stamp != stamp || v.sweep == nil {
			out[i] = tape.Zeros(v.val.shape...)
		}
	}
	return out
}

// pushThrough forms the tangent of v from those of its inputs; a given tangent stays.
func (t *Tape) pushThrough(v *Var) {
	f := rules[v.op].jvp
	if f == nil || v.sweep != nil {
		return
	}
	t.label = v.label
	for i, x := range v.in {
		if x.stamp != v.stamp || x.sweep == nil {
			continue
		}
		if c := f(v, x.sweep, i); c != nil {
			v.gain(c)
		}
	}
}
