// Command ray generates the kernels that interpolate along lines through rows of samples. Eight steps of at most
// √2 touch fewer than sixteen consecutive samples, which two registers hold: a permutation takes the place of a
// gather. Where the sixteen begin is found for eight rows at a time, and left on the stack.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var steps Mem

func main() {
	ConstraintExpr("amd64,!noasm")
	steps = GLOBL("raySteps", RODATA|NOPTR)
	for k := range 8 {
		DATA(8*k, U64(math.Float64bits(float64(k))))
	}
	forward()
	back()
	forward2()
	back2()
	Generate()
}

func gp(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

func broadcast(name string) reg.VecVirtual {
	v, x := ZMM(), XMM()
	Load(Param(name), x)
	VBROADCASTSD(x, v)
	return v
}

func bits(u uint64) reg.VecVirtual {
	v, g := ZMM(), GP64()
	MOVQ(U64(u), g)
	VPBROADCASTQ(g, v)
	return v
}

func float(f float64) reg.VecVirtual { return bits(math.Float64bits(f)) }

func zero() reg.VecVirtual {
	v := ZMM()
	VPXORQ(v, v, v)
	return v
}

// places is the stack: for eight rows, how far the lowest lane is past the first of sixteen samples, and where these
// begin, in bytes from the beginning of the row. There are two, one for the eight rows that are being read and one
// for those after them: what was stored just before is not read for a while, which it would wait for.
type places struct{ past, begin Mem }

const other = 16 // numbers from one to the other

func newPlaces() places {
	m := AllocLocal(2 * 8 * other)
	return places{m, m.Offset(64)}
}

// at moves a register by k elements within a place.
func at(m Mem, k reg.Register) Mem {
	m.Index, m.Scale = k, 8
	return m
}

// find stores where lanes whose lowest is at s begin, k numbers further; past is counted from there, less low. The
// sixteen samples stay in the row, between 0 and top: who is beyond sees the zeros at its end.
func (p places) find(k reg.Register, s, low, zero, top reg.VecVirtual) {
	first, past := ZMM(), ZMM()
	VRNDSCALEPD(U8(1|8), s, first) // ⌊s⌋
	VSUBPD(first, s, past)
	VSUBPD(low, past, past)
	VMOVUPD(past, at(p.past, k))
	VMAXPD(zero, first, first)
	VMINPD(top, first, first)
	VCVTTPD2QQ(first, first)
	VPSLLQ(U8(3), first, first)
	VMOVUPD(first, at(p.begin, k))
}

// lookup returns the samples before and after t, counted from the first of sixteen at base, and the distance from the
// one before.
func lookup(t, magic, unit, ones reg.VecVirtual, base Mem) (p, q, d reg.VecVirtual) {
	a, b := ZMM(), ZMM()
	VMOVUPD(base, a)
	VMOVUPD(base.Offset(64), b)
	p, q, d = ZMM(), ZMM(), ZMM()
	VADDPD_RD_SAE(magic, t, p) // ⌊t⌋ in the lowest bits
	VSUBPD(magic, p, d)
	VFNMADD132PD(unit, t, d) // t - ⌊t⌋, where there is less to do than in additions
	VPADDQ(ones, p, q)
	VPERMI2PD(b, a, p)
	VPERMI2PD(b, a, q)
	return p, q, d
}

// magic makes the lowest bits of a sum an integer.
const magic = 1 << 52

// tail sets mask to the first n of eight lanes, for n ≤ 8.
func tail(mask reg.OpmaskVirtual, n reg.Register) {
	bits := GP64()
	if n != reg.RCX {
		MOVQ(n, reg.RCX)
	}
	MOVQ(U32(1), bits)
	SHLQ(reg.CL, bits)
	DECQ(bits)
	KMOVW(bits.As32(), mask)
}

func all() reg.OpmaskVirtual {
	k, g := K(), GP64()
	MOVQ(I64(-1), g)
	KMOVW(g.As32(), k)
	return k
}

func forward() {
	TEXT("raysForwardF64AVX512", NOSPLIT, "func(dst *float64, n int, x *float64, stride, rows int, t0, dt, dr, low, top, w float64)")
	Pragma("noescape")
	dst, n, x, stride, rows := gp("dst"), gp("n"), gp("x"), gp("stride"), gp("rows")
	dt, dr, low, top, w := broadcast("dt"), broadcast("dr"), broadcast("low"), broadcast("top"), broadcast("w")
	iota, group, eight := ZMM(), broadcast("t0"), float(8)
	VMOVUPD(steps, iota)
	jump := ZMM()
	VMULPD(eight, dt, jump)
	VADDPD(low, group, group)
	none, one, big := zero(), bits(1), float(magic)
	mask, stack := all(), newPlaces()
	i, unit := zero(), float(1) // number of a group
	start, row, s := ZMM(), ZMM(), ZMM()
	o := GP64()
	XORQ(o, o)
	VMOVAPD(group, start)
	VMOVAPD(iota, row)
	VMOVAPD(start, s)
	VFMADD231PD(row, dr, s)
	stack.find(o, s, low, none, top)

	Label("group")
	CMPQ(n, U8(8))
	JGE(LabelRef("full"))
	tail(mask, n)
	Label("full")
	sum, more := zero(), zero()
	line, left := GP64(), GP64()
	MOVQ(x, line)
	MOVQ(rows, left)

	Label("chunk") // the next is of this group, or the first of the next one
	VADDPD(eight, row, row)
	CMPQ(left, U8(8))
	JG(LabelRef("same"))
	VADDPD(unit, i, i)
	VMOVAPD(group, start)
	VFMADD231PD(i, jump, start)
	VMOVAPD(iota, row)
	Label("same")
	VMOVAPD(start, s)
	VFMADD231PD(row, dr, s)
	k := GP64()
	MOVQ(o, k)
	XORQ(U8(other), o)
	stack.find(o, s, low, none, top)

	Label("row")
	begin, t := GP64(), ZMM()
	MOVQ(at(stack.begin, k), begin)
	VBROADCASTSD(at(stack.past, k), t)
	VFMADD231PD(iota, dt, t)
	p, q, d := lookup(t, big, unit, one, Mem{Base: line, Index: begin, Scale: 1})
	VFNMADD231PD(d, p, p)
	VFMADD231PD(d, q, more)
	VADDPD(p, sum, sum)
	ADDQ(stride, line)
	DECQ(left)
	JZ(LabelRef("store"))
	INCQ(k)
	TESTQ(U32(7), k)
	JNZ(LabelRef("row"))
	JMP(LabelRef("chunk"))

	Label("store")
	y := ZMM()
	VADDPD(more, sum, sum)
	VMOVUPD_Z(Mem{Base: dst}, mask, y)
	VFMADD231PD(w, sum, y)
	VMOVUPD(y, mask, Mem{Base: dst})
	ADDQ(U32(64), dst)
	SUBQ(U32(8), n)
	JG(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// column is element k of a column of the table of rays.
func column(name string, k reg.Register) Mem { return Mem{Base: gp(name), Index: k, Scale: 8} }

func back() {
	TEXT("raysBackF64AVX512", NOSPLIT, "func(dst *float64, n int, y *float64, stride, rays int, t0, dr, dt, w, u, v *float64, row, top float64)")
	Pragma("noescape")
	dst, n, stride, rays := gp("dst"), gp("n"), gp("stride"), gp("rays")
	row, top := broadcast("row"), broadcast("top")
	iota, eight, seven, half := ZMM(), float(8), float(7), float(.5)
	VMOVUPD(steps, iota)
	none, one, unit, big := zero(), bits(1), float(1), float(magic)
	j := zero() // number of the first step of a group
	mask, stacks := [2]reg.OpmaskVirtual{all(), all()}, [2]places{newPlaces(), newPlaces()}
	o, next := GP64(), GP64()
	XORQ(o, o)
	XORQ(next, next)
	live := K()
	low, step, s, r := ZMM(), ZMM(), ZMM(), ZMM()
	find := func() { // the places of the rays from next on
		MOVQ(rays, reg.RCX)
		SUBQ(next, reg.RCX)
		most := GP64()
		MOVQ(U32(8), most)
		CMPQ(reg.RCX, most)
		CMOVQGT(most, reg.RCX)
		tail(live, reg.RCX)
		VMOVUPD_Z(column("dt", next), live, step)
		VMULPD(seven, step, low)
		VMINPD(none, low, low)
		VSUBPD(half, low, low)
		VMOVUPD_Z(column("t0", next), live, s)
		VMOVUPD_Z(column("dr", next), live, r)
		VFMADD231PD(row, r, s)
		VFMADD231PD(j, step, s)
		VADDPD(low, s, s)
		stacks[0].find(o, s, low, none, top)
		VFMADD231PD(eight, step, s)
		stacks[1].find(o, s, low, none, top)
	}
	find()

	Label("group")
	CMPQ(n, U8(16))
	JGE(LabelRef("full"))
	CMPQ(n, U8(8))
	JGE(LabelRef("second"))
	tail(mask[0], n)
	KXORW(mask[1], mask[1], mask[1])
	JMP(LabelRef("full"))
	Label("second")
	rest := GP64()
	LEAQ(Mem{Base: n, Disp: -8}, rest)
	tail(mask[1], rest)
	Label("full")
	sum := [2]reg.VecVirtual{zero(), zero()}
	line, k := gp("y"), GP64()
	XORQ(k, k)

	Label("chunk") // the next is of this group, or the first of the next one
	i := GP64()
	MOVQ(o, i)
	XORQ(U8(other), o)
	ADDQ(U8(8), next)
	CMPQ(next, rays)
	JL(LabelRef("same"))
	XORQ(next, next)
	VADDPD(eight, j, j)
	VADDPD(eight, j, j)
	Label("same")
	find()

	Label("ray")
	c, wk, uk, vk := ZMM(), ZMM(), ZMM(), ZMM()
	VBROADCASTSD(column("dt", k), c)
	VBROADCASTSD(column("w", k), wk)
	VBROADCASTSD(column("u", k), uk)
	VBROADCASTSD(column("v", k), vk)
	for g, st := range stacks {
		begin, t := GP64(), ZMM()
		MOVQ(at(st.begin, i), begin)
		VBROADCASTSD(at(st.past, i), t)
		VFMADD231PD(iota, c, t)
		p, q, d := lookup(t, big, unit, one, Mem{Base: line, Index: begin, Scale: 1})
		left, right := ZMM(), ZMM()
		VMOVAPD(wk, left)
		VFNMADD231PD(d, uk, left) // w(1 - d/m)
		VMAXPD(none, left, left)
		VMOVAPD(vk, right)
		VFMADD231PD(d, uk, right) // w(1 - (1-d)/m)
		VMAXPD(none, right, right)
		VFMADD231PD(p, left, sum[g])
		VFMADD231PD(q, right, sum[g])
	}
	ADDQ(stride, line)
	INCQ(k)
	CMPQ(k, rays)
	JGE(LabelRef("store"))
	INCQ(i)
	TESTQ(U32(7), i)
	JNZ(LabelRef("ray"))
	JMP(LabelRef("chunk"))

	Label("store")
	for g := range sum {
		m := Mem{Base: dst, Disp: 64 * g}
		old := ZMM()
		VMOVUPD_Z(m, mask[g], old)
		VADDPD(old, sum[g], old)
		VMOVUPD(old, mask[g], m)
	}
	ADDQ(U32(128), dst)
	SUBQ(U32(16), n)
	JG(LabelRef("group"))
	VZEROUPPER()
	RET()
}
