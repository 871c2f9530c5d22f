// Command rand generates the random number generator Philox-4x32-10 and the conversion of its words.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

const rounds = 10

// set is four words of the blocks whose numbers are in the lanes of 64 bits, each in the lower half of a
// lane; the upper halves do not matter.
type set [4]reg.VecVirtual

type gen struct {
	isa.ISA
	m0, m1 reg.VecVirtual // multipliers
}

func (g *gen) op(ins func(...Op), ops ...Op) reg.VecVirtual {
	d := g.Vec()
	ins(append(ops, d)...)
	return d
}

func (g *gen) mul(a, b Op) reg.VecVirtual { return g.op(VPMULUDQ, a, b) }
func (g *gen) upper(a Op) reg.VecVirtual  { return g.op(VPSRLQ, U8(32), a) }

func (g *gen) xor(a, b, c Op) reg.VecVirtual {
	if g.Wide {
		return g.op(VPXORQ, a, g.op(VPXORQ, b, c))
	}
	t := g.Vec()
	VPXOR(b, c, t)
	VPXOR(a, t, t)
	return t
}

// round is one round with the keys k0 and k1.
func (g *gen) round(s set, k0, k1 Op) set {
	p0, p1 := g.mul(g.m0, s[0]), g.mul(g.m1, s[2])
	return set{g.xor(g.upper(p1), s[1], k0), p1, g.xor(g.upper(p0), s[3], k1), p0}
}

// philox fills groups of sixteen blocks each, from block number b on: first words, second words, ….
// keys points to the keys of all rounds, then to the upper two words of the counter, 8 bytes each.
func philox(s isa.ISA) {
	g := &gen{ISA: isa.ISA{Wide: s.Wide, Double: true}}
	TEXT("philox"+s.Set(), NOSPLIT, "func(dst *byte, groups int, b uint64, keys, steps *uint64)")
	Pragma("noescape")
	dst, groups := Load(Param("dst"), GP64()), Load(Param("groups"), GP64())
	b, keys, steps := Load(Param("b"), GP64()), Load(Param("keys"), GP64()), Load(Param("steps"), GP64())
	bcast := func(i int) reg.VecVirtual {
		d := g.Vec()
		VPBROADCASTQ(Mem{Base: keys, Disp: 8 * i}, d)
		return d
	}
	g.m0, g.m1 = bcast(2*rounds+2), bcast(2*rounds+3)
	Label("group")
	for h := 0; h < 64; h += g.Width() { // a vector of first words, and so on
		var even, odd set
		x := XMM()
		MOVQ(b, x)
		base := g.Vec()
		VPBROADCASTQ(x, base)
		for i, t := range []*set{&even, &odd} { // the lanes hold b, b+2, …, and those plus one
			n := g.op(VPADDQ, Mem{Base: steps, Disp: 64*i + 0}, base)
			*t = set{n, g.upper(n), bcast(2 * rounds), bcast(2*rounds + 1)}
		}
		for r := range rounds {
			k0, k1 := bcast(2*r), bcast(2*r+1)
			even, odd = g.round(even, k0, k1), g.round(odd, k0, k1)
		}
		for i := range even {
			hi := g.op(VPSLLQ, U8(32), odd[i])
			lo := g.op(VPSRLQ, U8(32), g.op(VPSLLQ, U8(32), even[i]))
			g.Mov(g.op(g.Or, lo, hi), Mem{Base: dst, Disp: 64*i + h})
		}
		ADDQ(U8(g.Width()/4), b)
	}
	ADDQ(U32(256), dst)
	DECQ(groups)
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// uniform32 converts n words, a multiple of sixteen, to numbers in [0, 1): par points to 2⁻²⁴.
func uniform32(s isa.ISA) {
	TEXT("uniformF32"+s.Set(), NOSPLIT, "func(dst, src *byte, n int, par *byte)")
	Pragma("noescape")
	dst, src, n := Load(Param("dst"), GP64()), Load(Param("src"), GP64()), Load(Param("n"), GP64())
	scale := s.Vec()
	s.Bcast(Mem{Base: Load(Param("par"), GP64())}, scale)
	Label("loop")
	v := s.Vec()
	if s.Wide {
		VMOVDQU32(Mem{Base: src}, v)
	} else {
		VMOVDQU(Mem{Base: src}, v)
	}
	VPSRLD(U8(8), v, v)
	VCVTDQ2PS(v, v)
	s.Mul(scale, v, v)
	s.Mov(v, Mem{Base: dst})
	ADDQ(U8(s.Width()), src)
	ADDQ(U8(s.Width()), dst)
	SUBQ(U8(s.Lanes()), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// uniform64 converts n pairs of words to numbers in [0, 1): 32 bits from hi, 20 from lo. par points to 1.
func uniform64(s isa.ISA) {
	TEXT("uniformF64"+s.Set(), NOSPLIT, "func(dst, hi, lo *byte, n int, par *byte)")
	Pragma("noescape")
	dst, hi, lo := Load(Param("dst"), GP64()), Load(Param("hi"), GP64()), Load(Param("lo"), GP64())
	n, one := Load(Param("n"), GP64()), s.Vec()
	s.Bcast(Mem{Base: Load(Param("par"), GP64())}, one)
	Label("loop")
	a, b := s.Vec(), s.Vec()
	VPMOVZXDQ(Mem{Base: hi}, a)
	VPMOVZXDQ(Mem{Base: lo}, b)
	VPSLLQ(U8(20), a, a)
	VPSRLQ(U8(12), b, b)
	s.Or(a, b, a)
	s.Or(one, a, a) // 1 + the fraction
	s.Sub(one, a, a)
	s.Mov(a, Mem{Base: dst})
	ADDQ(U8(s.Width()/2), hi)
	ADDQ(U8(s.Width()/2), lo)
	ADDQ(U8(s.Width()), dst)
	SUBQ(U8(s.Lanes()), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, wide := range []bool{true, false} {
		philox(isa.ISA{Wide: wide})
		uniform32(isa.ISA{Wide: wide})
		uniform64(isa.ISA{Wide: wide, Double: true})
	}
	Generate()
}
