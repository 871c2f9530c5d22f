// Command pack generates the kernels that copy matrices into panels, in their own order or transposed.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

// copyPanel copies rows of up to vecs vectors, stride bytes apart, to consecutive vectors. Lanes beyond
// the mask are not read, and become zero.
func copyPanel(s isa.ISA, vecs int) {
	name := "copyOne"
	if vecs == 2 {
		name = "copyTwo"
	}
	TEXT(s.Name(name), NOSPLIT, "func(dst, src *byte, rows, stride int, lanes *byte, bits uint64)")
	Pragma("noescape")
	dst, src := Load(Param("dst"), GP64()), Load(Param("src"), GP64())
	rows, stride := Load(Param("rows"), GP64()), Load(Param("stride"), GP64())
	var masks []Op
	if s.Wide {
		bits := Load(Param("bits"), GP64())
		for range vecs {
			k := K()
			KMOVW(bits.(reg.GPVirtual).As32(), k)
			SHRQ(U8(s.Lanes()), bits)
			masks = append(masks, k)
		}
	} else {
		lanes := Load(Param("lanes"), GP64())
		for j := range vecs {
			y := YMM()
			VMOVUPS(Mem{Base: lanes, Disp: 32 * j}, y)
			masks = append(masks, y)
		}
	}
	Label("loop")
	for j, m := range masks {
		v, at := s.Vec(), Mem{Base: src, Disp: s.Width() * j}
		if s.Wide {
			s.MovZ(at, m, v)
		} else {
			s.MaskMov(at, m, v)
		}
		s.Mov(v, Mem{Base: dst, Disp: s.Width() * j})
	}
	ADDQ(stride, src)
	ADDQ(U32(s.Width()*vecs), dst)
	DECQ(rows)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// side is the number of rows and columns of a block that is transposed in registers.
func side(double bool) int {
	if double {
		return 4
	}
	return 8
}

// transpose writes the transposes of blocks of columns of src, side × side elements each, below each
// other. If there are fewer rows than that, the last one is repeated.
func transpose(s isa.ISA) {
	n := side(s.Double)
	TEXT(s.Name("transpose"), NOSPLIT, "func(dst *byte, ldd int, src *byte, lds int, rows, blocks int)")
	Pragma("noescape")
	dst, ldd := Load(Param("dst"), GP64()), Load(Param("ldd"), GP64())
	src, lds := Load(Param("src"), GP64()), Load(Param("lds"), GP64())
	rows, blocks := Load(Param("rows"), GP64()), Load(Param("blocks"), GP64())
	row := []Register{src}
	for i := 1; i < n; i++ { // row i, or the one before it
		r, last := GP64(), GP64()
		MOVQ(row[i-1], last)
		LEAQ(Mem{Base: last, Index: lds, Scale: 1}, r)
		CMPQ(rows, U8(i))
		CMOVQLE(last, r)
		row = append(row, r)
	}
	Label("loop")
	var out []reg.VecVirtual
	if s.Double {
		out = block4(row)
	} else {
		out = block8(row)
	}
	for _, v := range out {
		s.Mov(v, Mem{Base: dst})
		ADDQ(ldd, dst)
	}
	for _, r := range row {
		ADDQ(U8(32), r)
	}
	DECQ(blocks)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// Register is a general purpose register.
type Register = reg.Register

// pair loads 16 bytes of row a into the lower and of row b into the upper half of a vector.
func pair(a, b Register, disp int) reg.VecVirtual {
	v := YMM()
	VMOVUPS(Mem{Base: a, Disp: disp}, v.AsX())
	VINSERTF128(U8(1), Mem{Base: b, Disp: disp}, v, v)
	return v
}

func block4(row []Register) (out []reg.VecVirtual) {
	for h := 0; h < 2; h++ {
		a, b := pair(row[0], row[2], 16*h), pair(row[1], row[3], 16*h)
		lo, hi := YMM(), YMM()
		VUNPCKLPD(b, a, lo)
		VUNPCKHPD(b, a, hi)
		out = append(out, lo, hi)
	}
	return out
}

func block8(row []Register) (out []reg.VecVirtual) {
	for h := 0; h < 2; h++ {
		var p [4]reg.VecVirtual
		for i := range p {
			p[i] = pair(row[i], row[4+i], 16*h)
		}
		var t [4]reg.VecVirtual // 0 and 1 interleaved, low and high; then 2 and 3
		for i := range t {
			t[i] = YMM()
			if i%2 == 0 {
				VUNPCKLPS(p[i+1], p[i], t[i])
			} else {
				VUNPCKHPS(p[i], p[i-1], t[i])
			}
		}
		for i := range 4 {
			v := YMM()
			VSHUFPS(U8([]uint8{0x44, 0xee}[i%2]), t[2+i/2], t[i/2], v)
			out = append(out, v)
		}
	}
	return out
}

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, s := range isa.All {
		copyPanel(s, 1)
		copyPanel(s, 2)
		if !s.Wide {
			transpose(s)
		}
	}
	Generate()
}
