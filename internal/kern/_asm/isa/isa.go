// Package isa writes vector instructions for either width and either precision, so that a kernel is
// described once and generated four times.
package isa

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// ISA is an instruction set (AVX-512 if Wide, AVX2 with FMA otherwise) and an element type (float64 if
// Double).
type ISA struct {
	Wide, Double bool
}

// All lists the four combinations.
var All = []ISA{{true, false}, {true, true}, {false, false}, {false, true}}

// Name forms the name of a kernel: gemm4x2 becomes gemm4x2F32AVX512.
func (s ISA) Name(stem string) string { return fmt.Sprintf("%sF%d%s", stem, 8*s.Size(), s.Set()) }

// Set is the name of the instruction set.
func (s ISA) Set() string {
	if s.Wide {
		return "AVX512"
	}
	return "AVX2"
}

// Type is the Go type of an element.
func (s ISA) Type() string { return fmt.Sprintf("float%d", 8*s.Size()) }

// Size is the size of an element in bytes.
func (s ISA) Size() int {
	if s.Double {
		return 8
	}
	return 4
}

// Width is the size of a vector in bytes.
func (s ISA) Width() int {
	if s.Wide {
		return 64
	}
	return 32
}

// Lanes is the number of elements of a vector.
func (s ISA) Lanes() int { return s.Width() / s.Size() }

// Vec allocates a vector register.
func (s ISA) Vec() reg.VecVirtual {
	if s.Wide {
		return build.ZMM()
	}
	return build.YMM()
}

type ins = func(...operand.Op)

// pick chooses an instruction by precision.
func (s ISA) pick(single, double ins, ops ...operand.Op) {
	if s.Double {
		double(ops...)
	} else {
		single(ops...)
	}
}

// pick3 does so for instructions of exactly three operands.
func (s ISA) pick3(single, double func(a, b, c operand.Op), a, b, c operand.Op) {
	s.pick(func(...operand.Op) { single(a, b, c) }, func(...operand.Op) { double(a, b, c) })
}

// Mov copies a vector between registers and memory; a mask may stand in between, and lanes without it
// keep the value of the destination.
func (s ISA) Mov(ops ...operand.Op) { s.pick(build.VMOVUPS, build.VMOVUPD, ops...) }

// MovZ loads a vector under a mask; lanes without it become zero.
func (s ISA) MovZ(src, mask, dst operand.Op) {
	s.pick3(build.VMOVUPS_Z, build.VMOVUPD_Z, src, mask, dst)
}

// Bcast fills all lanes of dst with the element at src.
func (s ISA) Bcast(src, dst operand.Op) {
	s.pick(build.VBROADCASTSS, build.VBROADCASTSD, src, dst)
}

// Zero clears a vector.
func (s ISA) Zero(v reg.VecVirtual) {
	if s.Wide {
		build.VPXORQ(v, v, v)
	} else {
		build.VXORPS(v, v, v)
	}
}

// The order of the operands below is that of the Go assembler: the last is the destination.

// Add computes the second plus the first operand.
func (s ISA) Add(ops ...operand.Op) { s.pick(build.VADDPS, build.VADDPD, ops...) }

// Sub computes the second minus the first operand.
func (s ISA) Sub(ops ...operand.Op) { s.pick(build.VSUBPS, build.VSUBPD, ops...) }

// Mul computes the product of two operands.
func (s ISA) Mul(ops ...operand.Op) { s.pick(build.VMULPS, build.VMULPD, ops...) }

// Div computes the second over the first operand.
func (s ISA) Div(ops ...operand.Op) { s.pick(build.VDIVPS, build.VDIVPD, ops...) }

// FMA231 adds the product of the first two operands to the last.
func (s ISA) FMA231(ops ...operand.Op) { s.pick(build.VFMADD231PS, build.VFMADD231PD, ops...) }

// FMA231B adds to the last operand the product of the second and the element at the first, in all lanes;
// AVX-512 only.
func (s ISA) FMA231B(ops ...operand.Op) {
	s.pick(build.VFMADD231PS_BCST, build.VFMADD231PD_BCST, ops...)
}

// MaskMov loads or stores the lanes whose mask has its sign bit set: AVX2 only.
func (s ISA) MaskMov(src, mask, dst operand.Op) {
	s.pick3(build.VMASKMOVPS, build.VMASKMOVPD, src, mask, dst)
}

// FMA213 sets the last operand to its product with the second plus the first.
func (s ISA) FMA213(ops ...operand.Op) { s.pick(build.VFMADD213PS, build.VFMADD213PD, ops...) }

// FNMA213 sets the last operand to the first minus its product with the second.
func (s ISA) FNMA213(ops ...operand.Op) { s.pick(build.VFNMADD213PS, build.VFNMADD213PD, ops...) }

// FNMA231 subtracts the product of the first two operands from the last.
func (s ISA) FNMA231(ops ...operand.Op) { s.pick(build.VFNMADD231PS, build.VFNMADD231PD, ops...) }

// Max computes the larger operand, the first one if they are not ordered.
func (s ISA) Max(ops ...operand.Op) { s.pick(build.VMAXPS, build.VMAXPD, ops...) }

// Min computes the smaller operand, the first one if they are not ordered.
func (s ISA) Min(ops ...operand.Op) { s.pick(build.VMINPS, build.VMINPD, ops...) }

// And computes the conjunction of bits.
func (s ISA) And(ops ...operand.Op) { s.pick(build.VANDPS, build.VANDPD, ops...) }

// Or computes the disjunction of bits.
func (s ISA) Or(ops ...operand.Op) { s.pick(build.VORPS, build.VORPD, ops...) }

// Xor computes the exclusive disjunction of bits.
func (s ISA) Xor(ops ...operand.Op) { s.pick(build.VXORPS, build.VXORPD, ops...) }

// Sqrt computes the square root of the first operand.
func (s ISA) Sqrt(ops ...operand.Op) { s.pick(build.VSQRTPS, build.VSQRTPD, ops...) }

// Cmp compares the third with the second operand by the predicate in the first, into a mask register with
// AVX-512, into a vector with AVX2.
func (s ISA) Cmp(ops ...operand.Op) { s.pick(build.VCMPPS, build.VCMPPD, ops...) }

// BlendK takes the first operand where the mask is set, the second elsewhere: AVX-512 only.
func (s ISA) BlendK(a, b, mask, dst operand.Op) {
	s.pick(build.VBLENDMPS, build.VBLENDMPD, a, b, mask, dst)
}

// BlendY takes a where the mask is set, b elsewhere: AVX2 only.
func (s ISA) BlendY(mask, a, b, dst operand.Op) {
	s.pick(func(...operand.Op) { build.VBLENDVPS(mask, a, b, dst) }, func(...operand.Op) { build.VBLENDVPD(mask, a, b, dst) })
}

// Round rounds to the nearest integer, ties to even.
func (s ISA) Round(src, dst operand.Op) {
	if s.Wide {
		s.pick(build.VRNDSCALEPS, build.VRNDSCALEPD, operand.U8(0), src, dst)
		return
	}
	s.pick3(build.VROUNDPS, build.VROUNDPD, operand.U8(0), src, dst)
}

// Scalef multiplies the second operand by two to the power of the first: AVX-512 only.
func (s ISA) Scalef(ops ...operand.Op) { s.pick(build.VSCALEFPS, build.VSCALEFPD, ops...) }

// GetExp sets the last operand to the exponents of the first, as numbers: AVX-512 only.
func (s ISA) GetExp(ops ...operand.Op) { s.pick(build.VGETEXPPS, build.VGETEXPPD, ops...) }

// GetMant sets the last operand to the mantissas of the second: AVX-512 only.
func (s ISA) GetMant(ops ...operand.Op) { s.pick(build.VGETMANTPS, build.VGETMANTPD, ops...) }

// ShiftL shifts the bits of each element to the left.
func (s ISA) ShiftL(ops ...operand.Op) { s.pick(build.VPSLLD, build.VPSLLQ, ops...) }

// ShiftR shifts the bits of each element to the right, and zeros in.
func (s ISA) ShiftR(ops ...operand.Op) { s.pick(build.VPSRLD, build.VPSRLQ, ops...) }

// IAdd adds elements as integers.
func (s ISA) IAdd(ops ...operand.Op) { s.pick(build.VPADDD, build.VPADDQ, ops...) }

// ISub subtracts the first from the second operand, element by element, as integers.
func (s ISA) ISub(ops ...operand.Op) { s.pick(build.VPSUBD, build.VPSUBQ, ops...) }

// MoveSign sets the mask of the elements whose sign bit is set: AVX-512 only.
func (s ISA) MoveSign(v, k operand.Op) {
	if s.Double {
		build.VPMOVQ2M(v, k)
	} else {
		build.VPMOVD2M(v, k)
	}
}

// FMSub231 sets the last operand to the product of the first two minus the last.
func (s ISA) FMSub231(ops ...operand.Op) { s.pick(build.VFMSUB231PS, build.VFMSUB231PD, ops...) }
