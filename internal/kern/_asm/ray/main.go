// Command ray generates the kernels that interpolate along a line through samples. Eight steps of at most √2
// touch fewer than sixteen consecutive samples, which two registers hold: a permutation takes the place of a
// gather.
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
	Generate()
}

// ray is what both kernels begin with.
type ray struct {
	dst, x, n reg.Register
	i, eight  reg.VecVirtual // step numbers as floating point, and what they grow by
	t0, dt, w reg.VecVirtual
	low       reg.VecVirtual // place of the lowest lane at step 0, less 1 (and less m)
	mask      reg.OpmaskVirtual
}

func broadcast(name string) reg.VecVirtual {
	v := ZMM()
	x := XMM()
	Load(Param(name), x)
	VBROADCASTSD(x, v)
	return v
}

func begin() *ray {
	r := &ray{dst: Load(Param("dst"), GP64()), x: Load(Param("x"), GP64()), n: Load(Param("n"), GP64())}
	r.i, r.eight = ZMM(), ZMM()
	VMOVUPD(steps, r.i)
	eight := GP64()
	MOVQ(U64(math.Float64bits(8)), eight)
	VPBROADCASTQ(eight, r.eight)
	r.t0, r.dt, r.w, r.low = broadcast("t0"), broadcast("dt"), broadcast("w"), broadcast("low")
	r.mask = K()
	all := GP64()
	MOVQ(I64(-1), all)
	KMOVW(all.As32(), r.mask)
	return r
}

// run calls body for eight steps at a time, the last of them masked.
func (r *ray) run(body func()) {
	Label("loop")
	CMPQ(r.n, U8(8))
	JGE(LabelRef("full"))
	count, bits := reg.RCX, GP64()
	MOVQ(r.n, count)
	MOVQ(U32(1), bits)
	SHLQ(reg.CL, bits)
	DECQ(bits)
	KMOVW(bits.As32(), r.mask)
	Label("full")
	body()
	ADDQ(U32(64), r.dst)
	VADDPD(r.eight, r.i, r.i)
	SUBQ(U32(8), r.n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// window loads sixteen samples from the one below the lowest lane's on, offset further; it returns them and the
// vector of the number of the first.
func (r *ray) window(offset int) (a, b, first reg.VecVirtual) {
	low, base := XMM(), GP64()
	VMOVAPD(r.low.AsX(), low)
	VFMADD231SD(r.i.AsX(), r.dt.AsX(), low)
	VCVTTSD2SIQ(low, base)
	a, b, first = ZMM(), ZMM(), ZMM()
	VPBROADCASTQ(base, first)
	VMOVUPD(Mem{Base: r.x, Index: base, Scale: 8, Disp: 8 * offset}, a)
	VMOVUPD(Mem{Base: r.x, Index: base, Scale: 8, Disp: 8*offset + 64}, b)
	return a, b, first
}

// pair returns the samples at index and after it.
func pair(a, b, index, ones reg.VecVirtual) (p, q reg.VecVirtual) {
	p, q = ZMM(), ZMM()
	VMOVDQU64(index, p)
	VPADDQ(ones, index, q)
	VPERMI2PD(b, a, p)
	VPERMI2PD(b, a, q)
	return p, q
}

func integerOnes() reg.VecVirtual {
	v, one := ZMM(), GP64()
	MOVQ(U64(1), one)
	VPBROADCASTQ(one, v)
	return v
}

func floatOnes() reg.VecVirtual {
	v, one := ZMM(), GP64()
	MOVQ(U64(math.Float64bits(1)), one)
	VPBROADCASTQ(one, v)
	return v
}

const signature = "func(dst, x *float64, n int, t0, dt, low, "

func forward() {
	TEXT("rayForwardF64AVX512", NOSPLIT, signature+"w float64)")
	Pragma("noescape")
	r := begin()
	ones := integerOnes()
	r.run(func() {
		a, b, first := r.window(0)
		t, f, index, y := ZMM(), ZMM(), ZMM(), ZMM()
		VMOVAPD(r.t0, t)
		VFMADD231PD(r.i, r.dt, t)
		VRNDSCALEPD(U8(3), t, f)
		VSUBPD(f, t, f)
		VCVTTPD2QQ(t, index)
		VPSUBQ(first, index, index)
		p, q := pair(a, b, index, ones)
		VSUBPD(p, q, q)
		VFMADD231PD(f, q, p)
		VMOVUPD_Z(Mem{Base: r.dst}, r.mask, y)
		VFMADD231PD(r.w, p, y)
		VMOVUPD(y, r.mask, Mem{Base: r.dst})
	})
}

func back() {
	TEXT("rayBackF64AVX512", NOSPLIT, signature+"w, m, im float64)")
	Pragma("noescape")
	r := begin()
	m, im := broadcast("m"), broadcast("im")
	ones, one, zero, sign, rest := integerOnes(), floatOnes(), ZMM(), ZMM(), ZMM()
	VPXORQ(zero, zero, zero)
	bits := GP64()
	MOVQ(U64(1<<63-1), bits)
	VPBROADCASTQ(bits, sign)
	VSUBPD(im, one, rest) // 1 - 1/m
	r.run(func() {
		a, b, first := r.window(1)
		t, s, d, index, y := ZMM(), ZMM(), ZMM(), ZMM(), ZMM()
		VMOVAPD(r.t0, t)
		VFMADD231PD(r.i, r.dt, t)
		VSUBPD(m, t, s)
		VRNDSCALEPD(U8(3), s, d)
		VSUBPD(d, t, d)
		VSUBPD(one, d, d) // t - k, k = ⌊t-m⌋ + 1
		VCVTTPD2QQ(s, index)
		VPSUBQ(first, index, index)
		p, q := pair(a, b, index, ones)
		u, v := ZMM(), ZMM()
		VPANDQ(sign, d, u)
		VFNMADD213PD(one, im, u) // 1 - |d|/m
		VMAXPD(zero, u, u)
		VMOVAPD(d, v)
		VFMADD213PD(rest, im, v) // 1 - (1-d)/m
		VMAXPD(zero, v, v)
		VMULPD(u, p, p)
		VFMADD231PD(v, q, p)
		VMOVUPD_Z(Mem{Base: r.dst}, r.mask, y)
		VFMADD231PD(r.w, p, y)
		VMOVUPD(y, r.mask, Mem{Base: r.dst})
	})
}
