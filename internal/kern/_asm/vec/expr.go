package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// v is a bundle of vectors, in a register each, that go through a kernel side by side: their instructions
// alternate, so that each hides the latency of the others.
type v []reg.VecVirtual

// x are the instructions kernels are written in, as functions that return new registers where they can.
// An operand is a v or a constant in memory from c.
type x struct {
	isa.ISA
	times int // vectors in a bundle
}

// arg is a v, or a constant in memory.
type arg any

// of is the operand for vector i of a bundle.
func of(a arg, i int) Op {
	switch a := a.(type) {
	case v:
		return a[i%len(a)] // scalars are bundles of one
	case Op:
		return a
	}
	panic(fmt.Sprintf("operand %T", a))
}

// new allocates a bundle.
func (f x) new() v {
	d := make(v, f.times)
	for i := range d {
		d[i] = f.Vec()
	}
	return d
}

// do emits an instruction for each vector of the bundle.
func (f x) do(ins func(...Op), args ...arg) {
	for i := range f.times {
		var ops []Op
		for _, a := range args {
			ops = append(ops, of(a, i))
		}
		ins(ops...)
	}
}

// constants of one element type, each repeated over 64 bytes.
type pool struct {
	name   string
	double bool
	at     map[uint64]int
	order  []uint64
}

var pools = map[bool]*pool{
	false: {name: "const32", at: map[uint64]int{}},
	true:  {name: "const64", double: true, at: map[uint64]int{}},
}

// bits is a constant given by its bit pattern.
func (f x) bits(b uint64) Mem {
	p := pools[f.Double]
	i, ok := p.at[b]
	if !ok {
		i = len(p.order)
		p.at[b] = i
		p.order = append(p.order, b)
	}
	return NewDataAddr(Symbol{Name: p.name, Static: true}, 64*i)
}

// c is a constant.
func (f x) c(value float64) Mem {
	if f.Double {
		return f.bits(math.Float64bits(value))
	}
	return f.bits(uint64(math.Float32bits(float32(value))))
}

// signBit is the constant with nothing but the sign bit.
func (f x) signBit() Mem { return f.bits(1 << (8*f.Size() - 1)) }

// emit writes the constants into the file.
func (p *pool) emit() {
	GLOBL(p.name, attr.RODATA|attr.NOPTR)
	for i, b := range p.order {
		for j := 0; j < 64; j += 8 {
			if !p.double {
				b = b&math.MaxUint32 | b<<32
			}
			DATA(64*i+j, U64(b))
		}
	}
}

// op2 is b op a, in the assembler's order.
func (f x) op2(ins func(...Op), a, b arg) v {
	d := f.new()
	f.do(ins, a, b, d)
	return d
}

// op1 is an instruction with one operand, behind an immediate one if that is not nil.
func (f x) op1(ins func(...Op), imm Op, a arg) v {
	d := f.new()
	if imm == nil {
		f.do(ins, a, d)
	} else {
		f.do(ins, imm, a, d)
	}
	return d
}

// reg is a constant, or another operand, in registers of its own.
func (f x) reg(a arg) v { return f.op1(f.Mov, nil, a) }

// one is a constant in a register that the whole bundle shares; it must not be changed.
func (f x) one(value float64) v {
	d := v{f.Vec()}
	f.Mov(f.c(value), d[0])
	return d
}

func (f x) add(a v, b arg) v { return f.op2(f.Add, b, a) }
func (f x) sub(a v, b arg) v { return f.op2(f.Sub, b, a) } // a - b
func (f x) mul(a v, b arg) v { return f.op2(f.Mul, b, a) }
func (f x) div(a v, b arg) v { return f.op2(f.Div, b, a) } // a / b
func (f x) max(a v, b arg) v { return f.op2(f.Max, b, a) } // a > b ? a : b
func (f x) min(a v, b arg) v { return f.op2(f.Min, b, a) } // a < b ? a : b
func (f x) and(a v, b arg) v { return f.op2(f.And, b, a) }
func (f x) or(a v, b arg) v  { return f.op2(f.Or, b, a) }
func (f x) xor(a v, b arg) v { return f.op2(f.Xor, b, a) }
func (f x) sqrt(a arg) v     { return f.op1(f.Sqrt, nil, a) }

func (f x) abs(a v) v { return f.and(a, f.bits(1<<(8*f.Size()-1)-1)) }
func (f x) neg(a v) v { return f.xor(a, f.signBit()) }

// The same on integers.
func (f x) iadd(a v, b arg) v      { return f.op2(f.IAdd, b, a) }
func (f x) isub(a v, b arg) v      { return f.op2(f.ISub, b, a) } // a - b
func (f x) shiftL(a v, bits int) v { return f.op1(f.ShiftL, U8(bits), a) }
func (f x) shiftR(a v, bits int) v { return f.op1(f.ShiftR, U8(bits), a) }

// The following change their first argument.

// muladd: p = p·a + b.
func (f x) muladd(p, a v, b arg) v { f.do(f.FMA213, b, a, p); return p }

// nmuladd: p = b - p·a.
func (f x) nmuladd(p, a v, b arg) v { f.do(f.FNMA213, b, a, p); return p }

// addmul: s = s + a·b.
func (f x) addmul(s, a v, b arg) v { f.do(f.FMA231, b, a, s); return s }

// submul: s = s - a·b.
func (f x) submul(s, a v, b arg) v { f.do(f.FNMA231, b, a, s); return s }

// set copies a to s.
func (f x) set(s, a v) { f.do(f.Mov, a, s) }

// poly evaluates a polynomial, lowest coefficient first, by Horner's rule.
func (f x) poly(a v, coef []float64) v {
	n := len(coef) - 1
	p := f.reg(f.c(coef[n]))
	for i := n - 1; i >= 0; i-- {
		f.muladd(p, a, f.c(coef[i]))
	}
	return p
}

// mask is the result of a comparison: mask registers, or vectors of ones and zeros.
type mask struct {
	k []Op
	y v
}

// predicates of the comparisons, in the encoding of the instruction.
const (
	eq      = 0x00
	ordered = 0x0c // not equal, and ordered
	unord   = 0x03
	lt      = 0x11
	le      = 0x12
	ge      = 0x1d
	gt      = 0x1e
)

// masks allocates mask registers.
func (f x) masks() (k []Op) {
	for range f.times {
		k = append(k, K())
	}
	return k
}

// cmp compares a with b.
func (f x) cmp(a v, pred uint8, b arg) mask {
	if !f.Wide {
		d := f.new()
		f.do(f.Cmp, U8(pred), b, a, d)
		return mask{y: d}
	}
	m := mask{k: f.masks()}
	for i, k := range m.k {
		f.Cmp(U8(pred), of(b, i), a[i%len(a)], k)
	}
	return m
}

// pick is a where m holds, b elsewhere.
func (f x) pick(m mask, a arg, b v) v {
	d := f.new()
	for i := range d {
		if f.Wide {
			f.BlendK(of(a, i), of(b, i), m.k[i], d[i])
		} else {
			f.BlendY(m.y[i%len(m.y)], of(a, i), of(b, i), d[i])
		}
	}
	return d
}

// only is a where m holds, zero elsewhere.
func (f x) only(m mask, a v) v {
	if !f.Wide {
		return f.op2(f.And, m.y, a)
	}
	d := f.new()
	for i := range d {
		f.MovZ(of(a, i), m.k[i], d[i])
	}
	return d
}

// negative holds where the sign bit is set.
func (f x) negative(a v) mask {
	if !f.Wide {
		return mask{y: a} // blends look at the sign alone
	}
	m := mask{k: f.masks()}
	for i, k := range m.k {
		f.MoveSign(a[i], k)
	}
	return m
}

// round is a to the nearest integer, ties to even.
func (f x) round(a v) v {
	d := f.new()
	for i := range d {
		f.Round(a[i], d[i])
	}
	return d
}

// digits is the number of bits of the mantissa, bias that of the exponent.
func (f x) digits() int { return map[bool]int{false: 23, true: 52}[f.Double] }
func (f x) bias() int   { return map[bool]int{false: 127, true: 1023}[f.Double] }

// ipow is 2ⁿ for integers n with |n| below the bias.
func (f x) ipow(n v) v {
	// n + 1.5·2^digits has n, in two's complement, in its low bits
	t := f.add(n, f.c(1.5*math.Ldexp(1, f.digits())+float64(f.bias())))
	return f.shiftL(t, f.digits())
}

// scale is a·2ⁿ for integers n, rounded once, also into the subnormal numbers and beyond the range.
func (f x) scale(a, n v) v {
	if f.Wide {
		return f.op2(f.Scalef, n, a)
	}
	h := f.round(f.mul(n, f.c(0.5)))
	return f.mul(f.mul(a, f.ipow(h)), f.ipow(f.sub(n, h)))
}

// copy is a in other registers.
func (f x) copy(a v) v { return f.reg(a) }

func must(ok bool, format string, args ...any) {
	if !ok {
		panic(fmt.Sprintf(format, args...))
	}
}
