package ad

import "github.com/mathdl/kernel/internal/kern"

// opcode names a primitive.
type opcode uint8

const (
	opLeaf opcode = iota
	opAdd
	opSub
	opMul
	opDiv
	opMaximum
	opMinimum
	opScale
	opShift
	opPow
	opWhere

	opAbs
	opSign
	opStep
	opSquare
	opSqrt
	opReciprocal
	opExp
	opExpm1
	opLog
	opLog1p
	opSin
	opCos
	opTanh
	opTanhGrad
	opSigmoid
	opSigmoidGrad
	opSoftplus
	opSoftplusGrad
	opReLU
	opReLUGrad
	opLeaky
	opGELUTanh
	opGELUTanhGrad
	opGELU
	opGELUGrad
	opErf
	opMap
	opMapGrad

	opReshape
	opRows
	opSlice
	opEmbed
	opConcat
	opTranspose
	opExpand
	opFold
	opGather
	opScatter
	opPick
	opUnpick

	opMatMul
	opMatMulBatch
	opApply
	opAffine
	opLogSumExp
	opSoftmax
	opSoftmaxGrad
	opMaxLast

	opConv
	opConvData
	opConvFilter
	opMaxPool
	opMaxSpread
	opMaxTake
	opAvgPool
	opAvgSpread
	opUpsample
	opDownsample
	opBatchNorm
	opBatchNormGrad
	opMask

	numOps
)

// rule is all that is known of a primitive v = f(x₁, …, x_k).
type rule struct {
	name string
	// fwd computes v in either precision; nil for leaves and views.
	fwd kernel
	// vjp returns ∂f/∂xᵢᵀ g, nil where that is zero. It records primitives, so it can be
	// differentiated in turn.
	vjp func(v, g *Var, i int) *Var
	// jvp returns ∂f/∂xᵢ t, nil where that is zero; the sum over i is the derivative.
	jvp func(v, t *Var, i int) *Var
	// jet says how f acts on Taylor series.
	jet jetKind
	// taylor returns f^(k)(x)/k! of an elementwise f in closed form; nil asks for repeated derivatives.
	taylor func(v *Var, order int) [MaxOrder + 1]*Var
}

// rules is the table of primitives. Each entry is held by tests against differences, against its
// adjoint identity, and once more for its derivative; a primitive without a test case fails them.
var rules [numOps]rule

// The table refers to functions that refer to it, hence init.
func init() {
	normGradVJP, normGradJVP := composite(normGradComposite)
	_, normJVP := composite(normComposite)
	rules = [numOps]rule{
		opLeaf: {name: "leaf"},

		// Arithmetic, with broadcasting.
		opAdd:     {"Add", binary(kern.Add[float64], kern.Add[float32]), addVJP, addJVP, jetLinear, nil},
		opSub:     {"Sub", binary(kern.Sub[float64], kern.Sub[float32]), subVJP, subJVP, jetLinear, nil},
		opMul:     {"Mul", binary(kern.Mul[float64], kern.Mul[float32]), mulVJP, mulJVP, jetBilinear, nil},
		opDiv:     {"Div", binary(kern.Div[float64], kern.Div[float32]), divVJP, divJVP, jetQuotient, nil},
		opMaximum: {"Maximum", binary(kern.Maximum[float64], kern.Maximum[float32]), maxVJP, maxJVP, jetLinear, nil},
		opMinimum: {"Minimum", binary(kern.Minimum[float64], kern.Minimum[float32]), minVJP, minJVP, jetLinear, nil},
		opScale:   diagonal("Scale", scaled(scaleFwd[float64], scaleFwd[float32]), func(v, g *Var) *Var { return Scale(v.a, g) }).piecewiseLinear(),
		opShift:   diagonal("AddScalar", scaled(shiftFwd[float64], shiftFwd[float32]), func(v, g *Var) *Var { return g }).piecewiseLinear(),
		opPow:     diagonal("Pow", scaled(powFwd[float64], powFwd[float32]), powGrad),
		opWhere:   {"Where", both(whereFwd[float64], whereFwd[float32]), whereVJP, whereJVP, jetLinear, nil},

		// Elementwise functions: the last column multiplies by the derivative.
		opAbs:        diagonal("Abs", unary(kern.Abs[float64], kern.Abs[float32]), func(v, g *Var) *Var { return Mul(g, Sign(v.in[0])) }).piecewiseLinear(),
		opSign:       constant("Sign", unary(kern.Sign[float64], kern.Sign[float32])).piecewiseLinear(),
		opStep:       constant("Step", unary(stepFwd[float64], stepFwd[float32])).piecewiseLinear(),
		opSquare:     diagonal("Square", unary(kern.Square[float64], kern.Square[float32]), func(v, g *Var) *Var { return Scale(2, Mul(g, v.in[0])) }).with(squareTaylor),
		opSqrt:       diagonal("Sqrt", unary(kern.Sqrt[float64], kern.Sqrt[float32]), func(v, g *Var) *Var { return Scale(0.5, Div(g, v)) }),
		opReciprocal: diagonal("Reciprocal", unary(kern.Reciprocal[float64], kern.Reciprocal[float32]), func(v, g *Var) *Var { return Neg(Mul(g, Square(v))) }),
		opExp:        diagonal("Exp", unary(kern.Exp[float64], kern.Exp[float32]), func(v, g *Var) *Var { return Mul(g, v) }).with(expTaylor),
		opExpm1:      diagonal("Expm1", unary(kern.Expm1[float64], kern.Expm1[float32]), func(v, g *Var) *Var { return Mul(g, AddScalar(v, 1)) }),
		opLog:        diagonal("Log", unary(kern.Log[float64], kern.Log[float32]), func(v, g *Var) *Var { return Div(g, v.in[0]) }),
		opLog1p:      diagonal("Log1p", unary(kern.Log1p[float64], kern.Log1p[float32]), func(v, g *Var) *Var { return Div(g, AddScalar(v.in[0], 1)) }),
		opSin:        diagonal("Sin", unary(kern.Sin[float64], kern.Sin[float32]), func(v, g *Var) *Var { return Mul(g, Cos(v.in[0])) }).with(sinTaylor),
		opCos:        diagonal("Cos", unary(kern.Cos[float64], kern.Cos[float32]), func(v, g *Var) *Var { return Neg(Mul(g, Sin(v.in[0]))) }).with(cosTaylor),
		opTanh:       diagonal("Tanh", unary(kern.Tanh[float64], kern.Tanh[float32]), func(v, g *Var) *Var { return gradient(opTanhGrad, v, g) }).with(tanhTaylor),
		opSigmoid:    diagonal("Sigmoid", unary(kern.Sigmoid[float64], kern.Sigmoid[float32]), func(v, g *Var) *Var { return gradient(opSigmoidGrad, v, g) }),
		opSoftplus:   diagonal("Softplus", unary(kern.Softplus[float64], kern.Softplus[float32]), func(v, g *Var) *Var { return gradient(opSoftplusGrad, v.in[0], g) }),
		opReLU:       diagonal("ReLU", unary(kern.ReLU[float64], kern.ReLU[float32]), func(v, g *Var) *Var { return gradient(opReLUGrad, v, g) }).piecewiseLinear(),
		opLeaky:      diagonal("LeakyReLU", scaled(leakyFwd[float64], leakyFwd[float32]), leakyGrad).piecewiseLinear(),
		opGELUTanh:   diagonal("GELUTanh", unary(kern.GELU[float64], kern.GELU[float32]), func(v, g *Var) *Var { return gradient(opGELUTanhGrad, v.in[0], g) }),
		opGELU:       diagonal("GELU", unary(kern.GELUErf[float64], kern.GELUErf[float32]), func(v, g *Var) *Var { return gradient(opGELUGrad, v.in[0], g) }),
		opErf:        diagonal("Erf", unary(kern.Erf[float64], kern.Erf[float32]), func(v, g *Var) *Var { return Mul(g, gauss(v.in[0], 1.1283791670955126, 1)) }),
		opMap:        diagonal("Map", both(mapFwd, mapFwd32), func(v, g *Var) *Var { return mapGradOf(v, g) }),

		// Products g·f′(x), in one pass. The last column multiplies by g·f″(x).
		opTanhGrad:     slope("TanhGrad", weighted(kern.TanhGrad[float64], kern.TanhGrad[float32]), func(v, g, t *Var) *Var { return Scale(-2, Mul(Mul(g, v.in[0]), t)) }),
		opSigmoidGrad:  slope("SigmoidGrad", weighted(kern.SigmoidGrad[float64], kern.SigmoidGrad[float32]), func(v, g, t *Var) *Var { return Mul(Mul(g, AddScalar(Scale(-2, v.in[0]), 1)), t) }),
		opSoftplusGrad: slope("SoftplusGrad", weighted(kern.SoftplusGrad[float64], kern.SoftplusGrad[float32]), func(v, g, t *Var) *Var { return gradient(opSigmoidGrad, Sigmoid(v.in[0]), Mul(g, t)) }),
		opReLUGrad:     slope("ReLUGrad", paired(kern.ReLUMask[float64], kern.ReLUMask[float32]), nil),
		opGELUTanhGrad: slope("GELUTanhGrad", weighted(kern.GELUGrad[float64], kern.GELUGrad[float32]), geluTanhCurve),
		opGELUGrad:     slope("GELUGrad", weighted(kern.GELUErfGrad[float64], kern.GELUErfGrad[float32]), geluCurve),
		opMapGrad:      slope("MapGrad", both(mapGradFwd, mapGradFwd32), mapCurve),

		// Shape.
		opReshape:   {"Reshape", kernel{}, func(v, g *Var, _ int) *Var { return Reshape(g, v.in[0].val.shape...) }, func(v, t *Var, _ int) *Var { return Reshape(t, v.val.shape...) }, jetLinear, nil},
		opRows:      {"Rows", kernel{}, rowsVJP, func(v, t *Var, _ int) *Var { return Slice(t, 0, v.k[1], v.k[2]) }, jetLinear, nil},
		opSlice:     {"Slice", both(sliceFwd[float64], sliceFwd[float32]), sliceVJP, linear, jetLinear, nil},
		opEmbed:     {"Embed", both(embedFwd[float64], embedFwd[float32]), func(v, g *Var, _ int) *Var { return Slice(g, v.k[0], v.k[1], v.k[2]) }, linear, jetLinear, nil},
		opConcat:    {"Concat", both(concatFwd[float64], concatFwd[float32]), concatVJP, concatJVP, jetLinear, nil},
		opTranspose: {"Transpose", both(transposeFwd[float64], transposeFwd[float32]), transposeVJP, linear, jetLinear, nil},
		opExpand:    {"Expand", both(expandFwd[float64], expandFwd[float32]), func(v, g *Var, _ int) *Var { return foldTo(g, v.in[0].val.shape) }, linear, jetLinear, nil},
		opFold:      {"Sum", both(foldFwd[float64], foldFwd[float32]), func(v, g *Var, _ int) *Var { return expandTo(g, v.in[0].val.shape) }, linear, jetLinear, nil},
		opGather:    {"Gather", both(gatherFwd[float64], gatherFwd[float32]), func(v, g *Var, _ int) *Var { return scatter(g, v.ints, v.in[0].val.shape[0]) }, linear, jetLinear, nil},
		opScatter:   {"Scatter", both(scatterFwd[float64], scatterFwd[float32]), func(v, g *Var, _ int) *Var { return Gather(g, v.ints) }, linear, jetLinear, nil},
		opPick:      {"Pick", both(pickFwd[float64], pickFwd[float32]), func(v, g *Var, _ int) *Var { return unpick(g, v.ints, v.in[0].val.shape, v.after) }, linear, jetLinear, nil},
		opUnpick:    {"Unpick", both(unpickFwd[float64], unpickFwd[float32]), func(v, g *Var, _ int) *Var { return pick(g, v.ints, v.after) }, linear, jetLinear, nil},

		// Linear algebra and rows.
		opMatMul:      {"MatMul", both(matmulFwd[float64], matmulFwd[float32]), matmulVJP, linear, jetBilinear, nil},
		opMatMulBatch: {"MatMulBatch", both(matmulBatchFwd[float64], matmulBatchFwd[float32]), matmulBatchVJP, linear, jetBilinear, nil},
		opApply:       {"Apply", both(applyFwd, applyFwd32), applyVJP, linear, jetLinear, nil},
		opAffine:      {"Affine", both(affineFwd[float64], affineFwd[float32]), affineVJP, affineJVP, jetBilinear, nil},
		opLogSumExp:   {"LogSumExp", both(logSumExpFwd[float64], logSumExpFwd[float32]), logSumExpVJP, logSumExpJVP, jetNested, nil},
		opSoftmax:     {"Softmax", both(softmaxFwd[float64], softmaxFwd[float32]), func(v, g *Var, _ int) *Var { return softmaxGrad(v, g) }, func(v, t *Var, _ int) *Var { return softmaxGrad(v, t) }, jetNested, nil},
		opSoftmaxGrad: {"SoftmaxGrad", both(softmaxGradFwd[float64], softmaxGradFwd[float32]), softmaxGradVJP, softmaxGradJVP, jetNested, nil},
		opMaxLast:     {"Max", both(maxLastFwd[float64], maxLastFwd[float32]), func(v, g *Var, _ int) *Var { return unpick(g, v.ints, v.in[0].val.shape, v) }, func(v, t *Var, _ int) *Var { return pick(t, v.ints, v) }, jetLinear, nil},

		// Images, channels last.
		opConv:          {"Conv2D", both(convFwd[float64], convFwd[float32]), convVJP, convJVP, jetBilinear, nil},
		opConvData:      {"ConvTranspose2D", both(convDataFwd[float64], convDataFwd[float32]), convDataVJP, linear, jetBilinear, nil},
		opConvFilter:    {"ConvFilter", both(convFilterFwd[float64], convFilterFwd[float32]), convFilterVJP, linear, jetBilinear, nil},
		opMaxPool:       {"MaxPool2D", both(maxPoolFwd[float64], maxPoolFwd[float32]), partner(opMaxSpread), func(v, t *Var, _ int) *Var { return pooled(opMaxTake, v.val.shape, t, v.extra, v.origin()) }, jetLinear, nil},
		opMaxSpread:     {"MaxSpread", both(maxSpreadFwd[float64], maxSpreadFwd[float32]), partner(opMaxTake), linear, jetLinear, nil},
		opMaxTake:       {"MaxTake", both(maxTakeFwd[float64], maxTakeFwd[float32]), partner(opMaxSpread), linear, jetLinear, nil},
		opAvgPool:       {"AvgPool2D", both(avgPoolFwd[float64], avgPoolFwd[float32]), partner(opAvgSpread), linear, jetLinear, nil},
		opAvgSpread:     {"AvgSpread", both(avgSpreadFwd[float64], avgSpreadFwd[float32]), partner(opAvgPool), linear, jetLinear, nil},
		opUpsample:      {"Upsample", both(upsampleFwd[float64], upsampleFwd[float32]), partner(opDownsample), linear, jetLinear, nil},
		opDownsample:    {"Downsample", both(downsampleFwd[float64], downsampleFwd[float32]), partner(opUpsample), linear, jetLinear, nil},
		opBatchNorm:     {"BatchNorm", both(batchNormFwd[float64], batchNormFwd[float32]), batchNormVJP, normJVP, jetNested, nil},
		opBatchNormGrad: {"BatchNormGrad", both(batchNormGradFwd[float64], batchNormGradFwd[float32]), normGradVJP, normGradJVP, jetNested, nil},
		opMask:          {name: "Mask", fwd: both(maskFwd[float64], maskFwd[float32])},
	}
}

// linear is the derivative of a primitive that is linear in each input by itself.
func linear(v, t *Var, i int) *Var { return v.again(i, t) }

// diagonal is the rule of an elementwise function of one input: its Jacobian is diagonal, so that
// times(v, g) = f′(x)·g serves both directions.
func diagonal(name string, fwd kernel, times func(v, g *Var) *Var) rule {
	d := func(v, g *Var, _ int) *Var { return times(v, g) }
	return rule{name, fwd, d, d, jetElementwise, nil}
}

// with adds closed forms of the derivatives.
func (r rule) with(taylor func(v *Var, order int) [MaxOrder + 1]*Var) rule {
	r.taylor = taylor
	return r
}

// piecewiseLinear says that higher derivatives are zero.
func (r rule) piecewiseLinear() rule {
	r.jet = jetLinear
	return r
}

// constant is the rule of a function that is constant where it is differentiable.
func constant(name string, fwd kernel) rule {
	return diagonal(name, fwd, func(v, g *Var) *Var { return nil })
}

// slope is the rule of v = f′(x)·g with inputs x and g: linear in g, and with curve(v, g, t) = f″(x)·g·t
// in x; curve nil means f″ = 0.
func slope(name string, fwd kernel, curve func(v, g, t *Var) *Var) rule {
	d := func(v, t *Var, i int) *Var {
		switch {
		case i == 1:
			return v.again(1, t)
		case curve == nil:
			return nil
		}
		return curve(v, v.in[1], t)
	}
	return rule{name, fwd, d, d, jetNested, nil}
}

// gradient records f′(x)·g for one of the slopes; x is the input of f or its output, as the kernel wants.
func gradient(o opcode, x, g *Var) *Var { return x.tape.emit(o, x.val.shape, x, g).run() }
