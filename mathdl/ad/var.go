package ad

import "fmt"

// Var is a recorded value: a tensor together with how it came about. Variables are made by the methods
// of [Tape] and by the functions of this package, which compute at once.
type Var struct {
	tape  *Tape
	op    opcode
	id    int
	val   Tensor
	in    []*Var
	a     float64 // scalar attribute: a factor, an exponent
	k     [3]int  // integer attributes: an axis, a range, flags
	ints  []int   // an index list or a permutation
	extra any     // attributes of rare operations
	label string

	after *Var // whose computation v also relies on, besides that of its inputs: an argmax, moments
	dead  bool // no planned result depends on it
	stamp int  // last sweep that reached this variable
	sweep *Var // its derivative in that sweep
}

// Value returns the value; it shares memory with the variable.
func (v *Var) Value() *Tensor { return &v.val }

// Float returns the value of a variable with one element. It panics for any other.
func (v *Var) Float() float64 {
	if v.val.Len() != 1 {
		panic(fmt.Sprintf("ad.Var.Float: got shape %v, want one element", v.val.shape))
	}
	if v.tape.deferred {
		panic("ad.Var.Float: the value is not computed yet; a deferred tape has values after Plan and Replay")
	}
	if v.val.dtype == Float32 {
		return float64(v.val.f32[0])
	}
	return v.val.f64[0]
}

// Float64s copies the elements to dst, which may be nil, and returns it.
func (v *Var) Float64s(dst []float64) []float64 { return v.val.Float64s(dst) }

// Shape returns the extents of the axes; it must not be changed.
func (v *Var) Shape() []int { return v.val.shape }

// Len returns the number of elements.
func (v *Var) Len() int { return v.val.Len() }

// Tape returns the tape that recorded v.
func (v *Var) Tape() *Tape { return v.tape }

// Op returns the name of the operation that made v, "leaf" if none did.
func (v *Var) Op() string { return rules[v.op].name }

// Where returns the label the tape had when v was recorded; see [Tape.Label].
func (v *Var) Where() string { return v.label }

// String returns the value as text.
func (v *Var) String() string { return v.val.String() }

// rank is the number of axes.
func (v *Var) rank() int { return len(v.val.shape) }

// emit records an operation on the inputs and gives it memory; the caller sets its attributes and calls
// run.
func (t *Tape) emit(o opcode, shape []int, in ...*Var) *Var {
	v := t.bare(o, shape, in...)
	if !t.deferred {
		v.alloc()
	}
	return v
}

// bare is emit without memory, for views.
func (t *Tape) bare(o opcode, shape []int, in ...*Var) *Var {
	for _, x := range in {
		if x.tape != t {
			panic("ad." + rules[o].name + ": the operands belong to different tapes")
		}
	}
	v := t.add(o, shape)
	v.in = t.refs.take(len(in))
	copy(v.in, in)
	return v
}

// run computes the value of v, unless that is deferred, and returns v.
func (v *Var) run() *Var {
	if !v.tape.deferred {
		v.forward()(v)
	}
	return v
}

// view makes the numbers of v those of its input from offset on, unless that is deferred.
func (v *Var) view(offset int) *Var {
	v.k[0] = offset
	if !v.tape.deferred {
		v.val.share(&v.in[0].val, offset)
	}
	return v
}

// forward is the computation of v in its precision, nil for leaves and views.
func (v *Var) forward() func(*Var) { return rules[v.op].fwd[v.val.dtype] }

// again records the operation of v once more with input i replaced by x: the derivative of an operation
// that is linear in that input.
func (v *Var) again(i int, x *Var) *Var {
	in := [5]*Var{} // no primitive with such a derivative has more inputs
	n := copy(in[:], v.in)
	in[i] = x
	w := v.tape.emit(v.op, v.val.shape, in[:n]...)
	w.a, w.k, w.ints, w.extra, w.after = v.a, v.k, v.ints, v.extra, v.after
	return w.run()
}
