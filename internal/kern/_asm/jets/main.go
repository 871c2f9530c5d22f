// Command jets generates the kernels that take derivatives of a network in its inputs through a layer. Points
// lie side by side in vectors, in rows, so that narrow layers fill the lanes as well: a weight meets a vector
// of points as a number in all lanes.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"kernasm/isa"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, s := range []isa.ISA{{Wide: true, Double: true}, {Double: true}} {
		for _, from := range []string{"Bias", "Zero", "Sum"} {
			affine(s, from)
		}
		outer(s)
		value(s)
		for _, tanh := range []bool{true, false} {
			chain(s, tanh)
			chainBack(s, tanh)
			bend(s, tanh)
			bendBack(s, tanh)
		}
		for _, f := range tanhSteps {
			f(s)
		}
	}
	constants()
	Generate()
}

// rows addresses five rows at a distance of some bytes.
type rows struct{ stride, three reg.Register }

func newRows(stride reg.Register) rows {
	three := GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, three)
	return rows{stride, three}
}

// at is row r of those from p on.
func (w rows) at(p reg.Register, r, disp int) Mem {
	switch r {
	case 0:
		return Mem{Base: p, Disp: disp}
	case 3:
		return Mem{Base: p, Index: w.three, Scale: 1, Disp: disp}
	}
	return Mem{Base: p, Index: w.stride, Scale: uint8(r), Disp: disp}
}

// skip moves p on by one row or by five.
func (w rows) skip(p reg.Register, r int) {
	if r == 5 {
		LEAQ(w.at(p, 4, 0), p)
	}
	ADDQ(w.stride, p)
}

// arg is an argument where it is in memory.
func arg(name string) Mem {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

func vectors(s isa.ISA, n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = s.Vec()
	}
	return v
}

// zeros are vectors of zeros, loaded: of an exclusive disjunction with itself the allocator of registers thinks
// that it needs the value before.
func zeros(s isa.ISA, n int) []reg.VecVirtual {
	v := vectors(s, n)
	for _, a := range v {
		s.Mov(constant(0), a)
	}
	return v
}
