package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The kernels for AVX2 take eight steps at a time as two registers of four, and load the two samples around each
// together: sixteen bytes that begin where they may.

func broadcast4(m Mem) reg.VecVirtual {
	v := YMM()
	VBROADCASTSD(m, v)
	return v
}

func param4(name string) reg.VecVirtual {
	v, x := YMM(), XMM()
	Load(Param(name), x)
	VBROADCASTSD(x, v)
	return v
}

func float4(bits uint64) reg.VecVirtual {
	v, x, g := YMM(), XMM(), GP64()
	MOVQ(U64(bits), g)
	MOVQ(g, x)
	VBROADCASTSD(x, v)
	return v
}

func zero4() reg.VecVirtual {
	v := YMM()
	VXORPD(v, v, v)
	return v
}

const (
	fourBits = 0x4010000000000000
	oneBits  = 0x3ff0000000000000
)

// around returns the samples before and after t in the row at line, and leaves the distance from the one before in t.
// Who is beyond 0 or top sees the zeros there.
func around(line reg.Register, t, none, top reg.VecVirtual) (p, q reg.VecVirtual) {
	k, i := YMM(), XMM()
	VMAXPD(none, t, t)
	VMINPD(top, t, t)
	VROUNDPD(U8(1|8), t, k)
	VSUBPD(k, t, t)
	VCVTTPD2DQY(k, i)
	var at [4]reg.GPVirtual
	for h := range 2 {
		at[2*h], at[2*h+1] = GP64(), GP64()
		if h == 0 {
			MOVQ(i, at[1])
		} else {
			VPEXTRQ(U8(1), i, at[3])
		}
		MOVL(at[2*h+1].As32(), at[2*h].As32())
		SHRQ(U8(32), at[2*h+1])
	}
	sample := func(j int) Mem { return Mem{Base: line, Index: at[j], Scale: 8} }
	var pair [2]reg.VecVirtual
	for j := range pair {
		pair[j] = YMM()
		VMOVUPD(sample(j), pair[j].AsX())
		VINSERTF128(U8(1), sample(j+2), pair[j], pair[j])
	}
	p = k
	q = pair[1]
	VUNPCKLPD(pair[1], pair[0], p)
	VUNPCKHPD(pair[1], pair[0], q)
	return p, q
}

func forward2() {
	TEXT("raysForwardF64AVX2", NOSPLIT, "func(dst *float64, n int, x *float64, stride, rows int, t0, dt, dr, top, w float64)")
	Pragma("noescape")
	dst, n, x, stride, rows := gp("dst"), gp("n"), gp("x"), gp("stride"), gp("rows")
	dr, top, none, one := param4("dr"), param4("top"), zero4(), float4(oneBits)
	i, row := YMM(), YMM() // numbers of the first four steps, and of the row
	VMOVUPD(steps, i)

	Label("group")
	start := [2]reg.VecVirtual{param4("t0"), YMM()}
	dt, four := param4("dt"), float4(fourBits)
	VFMADD231PD(i, dt, start[0])
	VMOVAPD(start[0], start[1])
	VFMADD231PD(four, dt, start[1])
	VADDPD(four, i, i)
	VADDPD(four, i, i)
	sum := [2]reg.VecVirtual{zero4(), zero4()}
	VXORPD(row, row, row)
	line, left := GP64(), GP64()
	MOVQ(x, line)
	MOVQ(rows, left)

	Label("row")
	for g := range sum {
		t := YMM()
		VMOVAPD(start[g], t)
		VFMADD231PD(row, dr, t)
		p, q := around(line, t, none, top)
		VSUBPD(p, q, q)
		VADDPD(p, sum[g], sum[g])
		VFMADD231PD(t, q, sum[g])
	}
	VADDPD(one, row, row)
	ADDQ(stride, line)
	DECQ(left)
	JNZ(LabelRef("row"))

	w := param4("w")
	for g := range sum {
		m, y := Mem{Base: dst, Disp: 32 * g}, YMM()
		VMOVUPD(m, y)
		VFMADD231PD(w, sum[g], y)
		VMOVUPD(y, m)
	}
	ADDQ(U32(64), dst)
	SUBQ(U32(8), n)
	JG(LabelRef("group"))
	VZEROUPPER()
	RET()
}

func back2() {
	TEXT("raysBackF64AVX2", NOSPLIT, "func(dst *float64, n int, y *float64, stride, rays int, t0, dr, dt, w, u, v *float64, row, top float64)")
	Pragma("noescape")
	dst, n, rays := gp("dst"), gp("n"), gp("rays")
	row, top, none := param4("row"), param4("top"), zero4()
	j := [2]reg.VecVirtual{YMM(), YMM()} // numbers of the steps
	VMOVUPD(steps, j[0])
	VMOVUPD(steps.Offset(32), j[1])

	Label("group")
	sum := [2]reg.VecVirtual{zero4(), zero4()}
	line, k := gp("y"), GP64()
	XORQ(k, k)

	Label("ray")
	c, r := broadcast4(column("dt", k)), broadcast4(column("dr", k))
	t := [2]reg.VecVirtual{broadcast4(column("t0", k)), YMM()}
	VFMADD231PD(row, r, t[0])
	VMOVAPD(t[0], t[1])
	for g := range t {
		VFMADD231PD(j[g], c, t[g])
	}
	for g := range t {
		p, q := around(line, t[g], none, top)
		u, weight := broadcast4(column("u", k)), broadcast4(column("w", k))
		VFNMADD231PD(t[g], u, weight) // w(1 - d/m)
		VMAXPD(none, weight, weight)
		VFMADD231PD(p, weight, sum[g])
		weight = broadcast4(column("v", k))
		VFMADD231PD(t[g], u, weight) // w(1 - (1-d)/m)
		VMAXPD(none, weight, weight)
		VFMADD231PD(q, weight, sum[g])
	}
	stride := gp("stride")
	ADDQ(stride, line)
	INCQ(k)
	CMPQ(k, rays)
	JL(LabelRef("ray"))

	eight := YMM()
	for g := range sum {
		m := Mem{Base: dst, Disp: 32 * g}
		VADDPD(m, sum[g], sum[g])
		VMOVUPD(sum[g], m)
	}
	VMOVAPD(float4(fourBits), eight)
	VADDPD(eight, eight, eight)
	for g := range j {
		VADDPD(eight, j[g], j[g])
	}
	ADDQ(U32(64), dst)
	SUBQ(U32(8), n)
	JG(LabelRef("group"))
	VZEROUPPER()
	RET()
}
