package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"math/big"
)

// value returns the Go expression for the value of a constant in a table.
//
// A typed constant is itself. An untyped one is a constant.Value, so that the
// interpreter can convert it exactly. Where a Go expression can hold the value
// the expression names the constant rather than spelling it, since a constant
// such as os.PathSeparator depends on the platform.
func (im *imports) value(c *types.Const) string {
	name := im.name(c)
	b, ok := c.Type().(*types.Basic)
	if !ok || b.Info()&types.IsUntyped == 0 {
		return name
	}
	switch {
	case b.Info()&types.IsString != 0:
		return fmt.Sprintf("%s.MakeString(%s)", im.use("go/constant", "constant"), name)
	case b.Info()&types.IsInteger != 0:
		if _, exact := constant.Int64Val(c.Val()); exact {
			return fmt.Sprintf("%s.MakeInt64(%s)", im.use("go/constant", "constant"), name)
		}
		if _, exact := constant.Uint64Val(c.Val()); exact {
			return fmt.Sprintf("%s.MakeUint64(%s)", im.use("go/constant", "constant"), name)
		}
		return im.literal("INT", c.Val().ExactString())
	case b.Info()&types.IsFloat != 0:
		return im.float(constant.ToFloat(c.Val()))
	case b.Info()&types.IsComplex != 0:
		v := constant.ToComplex(c.Val())
		re, i := im.float(constant.ToFloat(constant.Real(v))), im.float(constant.ToFloat(constant.Imag(v)))
		return fmt.Sprintf("constant.BinaryOp(%s, token.ADD, constant.MakeImag(%s))", re, i)
	}
	return name // an untyped bool: true and false are exact as they are
}

// float returns an expression for a floating-point constant of any precision.
func (im *imports) float(v constant.Value) string {
	switch x := constant.Val(v).(type) {
	case *big.Rat:
		if n, exact := x.FloatPrec(); exact {
			return im.literal("FLOAT", x.FloatString(max(n, 1)))
		}
		num, den := im.literal("FLOAT", x.Num().String()+".0"), im.literal("FLOAT", x.Denom().String()+".0")
		return fmt.Sprintf("constant.BinaryOp(%s, token.QUO, %s)", num, den)
	case *big.Float:
		return im.literal("FLOAT", x.Text('p', 0))
	}
	return im.literal("FLOAT", v.ExactString()) // not reached: floats have these two forms
}

// literal returns an expression that parses a number of any size.
func (im *imports) literal(kind, text string) string {
	return fmt.Sprintf("%s.MakeFromLiteral(%q, %s.%s, 0)",
		im.use("go/constant", "constant"), text, im.use("go/token", "token"), kind)
}
