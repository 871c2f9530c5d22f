package ad

import (
	"fmt"
	"math"
)

// Tape records a computation: every function of this package computes its result at once and writes
// down what it did. [Grad] and [Push] read the record and append the derivative to it, as more of the
// same, so that derivatives can be differentiated again.
//
// A tape has one precision. All memory of its variables belongs to it: [Tape.Reset] takes everything
// back, and the next pass finds the same memory, so that a repeated computation allocates nothing
// after the first time. [Tape.Replay] repeats a recorded computation without running the program that
// recorded it. The zero Tape is empty, in double precision. A tape serves one goroutine.
type Tape struct {
	dtype DType
	vars  [][]Var // in chunks, whose elements keep their address
	n     int
	mem64 arena[float64]
	mem32 arena[float32]
	ints  arena[int]
	refs  arena[*Var]
	stamp int    // of the current sweep
	label string // given to new variables

	replaying bool // the variables are being computed again
	deferred  bool // operations are recorded without being computed
	planned   bool // values share memory
	bytes     int  // that Plan allocated
}

const tapeChunk = 64

// NewTape returns an empty tape of precision d.
func NewTape(d DType) *Tape { return &Tape{dtype: d} }

// DType returns the precision.
func (t *Tape) DType() DType { return t.dtype }

// Len returns the number of variables recorded.
func (t *Tape) Len() int { return t.n }

// Bytes returns the memory held for values.
func (t *Tape) Bytes() int { return 8*t.mem64.len() + 4*t.mem32.len() + t.bytes }

// Reset forgets the computation and keeps the memory. Variables recorded before must not be used any
// more; copy what is needed with [Var.Float64s].
func (t *Tape) Reset() {
	t.n = 0
	t.mem64.reset()
	t.mem32.reset()
	t.ints.reset()
	t.refs.reset()
	t.deferred, t.planned, t.bytes = false, false, 0
}

// Label names what is recorded from here on, for error messages: "layer 2".
func (t *Tape) Label(name string) { t.label = name }

// at returns variable number id.
func (t *Tape) at(id int) *Var { return &t.vars[id/tapeChunk][id%tapeChunk] }

// add returns a new variable without a value.
func (t *Tape) add(o opcode, shape []int) *Var {
	if t.planned {
		panic("ad." + rules[o].name + ": nothing can be recorded on a planned tape until Reset")
	}
	if t.n == len(t.vars)*tapeChunk {
		t.vars = append(t.vars, make([]Var, tapeChunk))
	}
	if len(shape) > maxDims {
		panic(fmt.Sprintf("ad: got %d axes, want at most %d", len(shape), maxDims))
	}
	v := t.at(t.n)
	*v = Var{tape: t, op: o, id: t.n, label: t.label}
	v.val.dtype = t.dtype
	v.val.shape = t.copyInts(shape)
	t.n++
	return v
}

func (t *Tape) copyInts(x []int) []int {
	s := t.ints.take(len(x))
	copy(s, x)
	return s
}

// alloc gives v memory of its own, with arbitrary content.
func (v *Var) alloc() {
	n := size("ad", v.val.shape)
	if v.val.dtype == Float32 {
		v.val.f32 = v.tape.mem32.take(n)
	} else {
		v.val.f64 = v.tape.mem64.take(n)
	}
}

// Leaf returns a variable with the value x. If x has the precision of the tape they share memory:
// a change of x is seen by [Tape.Replay]. Otherwise x is copied.
func (t *Tape) Leaf(x *Tensor) *Var {
	v := t.add(opLeaf, x.shape)
	if x.dtype == t.dtype {
		v.val.f64, v.val.f32 = x.f64, x.f32
		return v
	}
	v.alloc()
	copyData(&v.val, x)
	return v
}

// Var returns a variable with a copy of data; without a shape it is a vector.
// It panics with a *op.ShapeError unless the shape has len(data) elements.
func (t *Tape) Var(data []float64, shape ...int) *Var {
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	needLen("ad.Tape.Var", "data", len(data), size("ad.Tape.Var", shape))
	v := t.add(opLeaf, shape)
	v.alloc()
	v.val.SetFloat64s(data)
	return v
}

// Scalar returns a variable without axes.
func (t *Tape) Scalar(x float64) *Var { return t.Full(x) }

// Full returns a variable all of whose elements are x.
func (t *Tape) Full(x float64, shape ...int) *Var {
	v := t.add(opLeaf, shape)
	v.alloc()
	fill(&v.val, x)
	return v
}

// Zeros returns a variable of zeros.
func (t *Tape) Zeros(shape ...int) *Var { return t.Full(0, shape...) }

// Replay computes all variables again, in their order, after leaves have changed. What a program
// decided by looking at values while it was recorded stays decided.
func (t *Tape) Replay() { t.replay(0, t.n) }

// ReplayWhile is Replay that asks now and then, before long operations, whether to go on. It reports whether it came to the end.
func (t *Tape) ReplayWhile(on func() bool) bool {
	const often = 1 << 15 // numbers read and written between two questions
	lo, work := 0, 0
	for id := range t.n {
		v := t.at(id)
		work += v.val.Len()
		for _, x := range v.in {
			work += x.val.Len()
		}
		if work >= often {
			t.replay(lo, id)
			if lo, work = id, 0; !on() {
				return false
			}
		}
	}
	t.replay(lo, t.n)
	return true
}

// replay computes the variables lo ≤ id < hi.
func (t *Tape) replay(lo, hi int) {
	t.replaying = true
	defer func() { t.replaying = false }()
	for id := lo; id < hi; id++ {
		v := t.at(id)
		if f := v.forward(); f != nil && !v.dead {
			f(v)
		}
	}
}

// FirstNonFinite returns the first recorded variable with a NaN or an infinity in it, or nil. Its
// [Var.Op] and [Var.Where] tell where a computation went wrong. On a planned tape, where values do not
// last, it computes them once more.
func (t *Tape) FirstNonFinite() *Var {
	for id := range t.n {
		v := t.at(id)
		if f := v.forward(); t.planned && f != nil && !v.dead {
			f(v)
		}
		if !v.dead && !v.finite() {
			return v
		}
	}
	return nil
}

func (v *Var) finite() bool {
	for _, x := range v.val.f64 {
		if x-x != 0 {
			return false
		}
	}
	for _, x := range v.val.f32 {
		if x-x != 0 {
			return false
		}
	}
	return true
}

func fill(t *Tensor, x float64) {
	if x == 0 && !math.Signbit(x) {
		clear(t.f64)
		clear(t.f32)
		return
	}
	for i := range t.f64 {
		t.f64[i] = x
	}
	for i := range t.f32 {
		t.f32[i] = float32(x)
	}
}
