package ad

import "unsafe"

// signature identifies a computation: two variables with the same one have the same value.
type signature struct {
	op    opcode
	n     int
	in    [3]int
	a     float64
	k     [3]int
	shape extents
	list  *int // index lists are compared by identity
	len   int
	extra any
	after *Var
}

// merge finds variables that repeat an earlier computation, as derivatives tend to do, and lets their
// readers read the earlier one. It returns for every variable the one that stands for it.
func (t *Tape) merge() []*Var {
	stands := make([]*Var, t.n)
	seen := make(map[signature]*Var, t.n)
	for id := range t.n {
		v := t.at(id)
		stands[id] = v
		for i, x := range v.in {
			v.in[i] = stands[x.id]
		}
		if s, ok := v.signature(); ok {
			if u := seen[s]; u != nil {
				stands[id] = u
			} else {
				seen[s] = v
			}
		}
	}
	return stands
}

// signature returns the signature of v; ok is false for what is not determined by it: leaves, chance,
// what has effects or many inputs.
func (v *Var) signature() (s signature, ok bool) {
	switch v.op {
	case opLeaf, opMask, opBatchNorm:
		return s, false
	}
	if len(v.in) > len(s.in) {
		return s, false
	}
	s = signature{op: v.op, n: len(v.in), a: v.a, k: v.k, shape: extentsOf(v.val.shape), list: unsafe.SliceData(v.ints), len: len(v.ints), extra: v.extra, after: v.after}
	for i, x := range v.in {
		s.in[i] = x.id
	}
	return s, v.a == v.a
}
