package ad

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// example is one use of a primitive: inputs of the given shapes with elements from (lo, hi), put
// together by f. Inputs keep away from the kinks of the primitive.
type example struct {
	name   string
	shapes [][]int
	lo, hi float64
	f      func(x []*Var) *Var
}

func on(lo, hi float64, f func(x *Var) *Var) []example {
	return []example{{"", [][]int{{3, 5}}, lo, hi, func(x []*Var) *Var { return f(x[0]) }}}
}

// onBinary tries every kind of broadcasting.
func onBinary(lo, hi float64, f func(a, b *Var) *Var) (e []example) {
	for _, s := range [][2][]int{
		{{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{4}, {3, 4}}, {{3, 4}, {3, 1}}, {{1, 4}, {3, 1}}, {{}, {3, 4}}, {{3, 4}, {}},
		{{}, {}}, {{2, 3, 4}, {3, 1}}, {{2, 1, 4}, {3, 1}}, {{2, 3, 1, 2}, {1, 3, 4, 1}},
	} {
		e = append(e, example{fmt.Sprintf("%v%v", s[0], s[1]), [][]int{s[0], s[1]}, lo, hi, func(x []*Var) *Var { return f(x[0], x[1]) }})
	}
	return e
}

func shaped(f func(x []*Var) *Var, shapes ...[]int) []example {
	return []example{{fmt.Sprint(shapes), shapes, -1, 1, f}}
}

func cat(e ...[]example) (all []example) {
	for _, x := range e {
		all = append(all, x...)
	}
	return all
}

func cubic(dst, x []float64) {
	for i, v := range x {
		dst[i] = v * v * v
	}
}

func cubicSlope(dst, x []float64) {
	for i, v := range x {
		dst[i] = 3 * v * v
	}
}

// skewed is an operator from ℝ^2×3 with weight 0.5 to ℝ^4 with weight 3, given by a matrix.
func skewed() op.LinearFunc {
	const rows, cols = 4, 6
	X, Y := op.R(2, 3), op.R(rows)
	X.Weight, Y.Weight = 0.5, 3
	at := func(i, j int) float64 { return math.Sin(float64(1 + 3*i + 7*j)) }
	return op.LinearFunc{
		X: X, Y: Y,
		Fwd: func(dst, x []float64) {
			clear(dst)
			for i := range dst {
				for j, v := range x {
					dst[i] += at(i, j) * v
				}
			}
		},
		FwdStar: func(dst, y []float64) {
			clear(dst)
			for j := range dst {
				for i, v := range y {
					dst[j] += Y.W() / X.W() * at(i, j) * v
				}
			}
		},
	}
}

// rowwise is an operator that takes all samples at once.
type rowwise struct{ op.LinearFunc }

var _ BatchLinear = rowwise{}

func (r rowwise) ApplyRows(dst, x []float64, rows int)     { inDouble(dst, x, rows, r.Apply) }
func (r rowwise) AdjointRows(dst, y []float64, rows int)   { inDouble(dst, y, rows, r.Adjoint) }
func (r rowwise) ApplyRows32(dst, x []float32, rows int)   { inDouble(dst, x, rows, r.Apply) }
func (r rowwise) AdjointRows32(dst, y []float32, rows int) { inDouble(dst, y, rows, r.Adjoint) }

func inDouble[T kern.Float](dst, x []T, rows int, f func(dst, x []float64) []float64) {
	n, k := len(x)/rows, len(dst)/rows
	in := make([]float64, n)
	for i := range rows {
		for j := range in {
			in[j] = float64(x[i*n+j])
		}
		for j, v := range f(nil, in) {
			dst[i*k+j] = T(v)
		}
	}
}

// examples has an entry for every primitive of the table.
func examples() map[opcode][]example {
	slopeOf := func(o opcode) []example {
		return []example{{"", [][]int{{3, 5}, {3, 5}}, 0.2, 0.9, func(x []*Var) *Var { return gradient(o, x[0], x[1]) }}}
	}
	var mm []example
	for _, c := range []struct {
		a, b   []int
		ta, tb bool
	}{
		{[]int{3, 4}, []int{4, 5}, false, false}, {[]int{4, 3}, []int{4, 5}, true, false}, {[]int{3, 4}, []int{5, 4}, false, true},
		{[]int{4, 3}, []int{5, 4}, true, true}, {[]int{4}, []int{4, 5}, false, false}, {[]int{3, 4}, []int{4}, false, false},
		{[]int{4, 3}, []int{4}, true, false}, {[]int{4}, []int{4}, false, false}, {[]int{17, 1}, []int{1, 9}, false, false},
	} {
		mm = append(mm, shaped(func(x []*Var) *Var { return MatMulT(x[0], x[1], c.ta, c.tb) }, c.a, c.b)...)
	}
	return map[opcode][]example{
		opLeaf:    on(-1, 1, func(x *Var) *Var { return x }),
		opAdd:     onBinary(-1, 1, Add),
		opSub:     onBinary(-1, 1, Sub),
		opMul:     onBinary(-1, 1, Mul),
		opDiv:     onBinary(0.5, 2, Div),
		opMaximum: onBinary(-1, 1, Maximum),
		opMinimum: onBinary(-1, 1, Minimum),
		opScale:   on(-1, 1, func(x *Var) *Var { return Scale(-2.5, x) }),
		opShift:   on(-1, 1, func(x *Var) *Var { return AddScalar(x, 0.75) }),
		opPow: cat(on(0.5, 2, func(x *Var) *Var { return Pow(x, 2.5) }), on(-2, -0.5, func(x *Var) *Var { return Pow(x, 3) }),
			on(0.5, 2, func(x *Var) *Var { return Pow(x, -2) }), on(0.5, 2, func(x *Var) *Var { return Pow(x, -0.5) }),
			on(-1, 1, func(x *Var) *Var { return Pow(x, 0) }), on(-1, 1, func(x *Var) *Var { return Pow(x, 1) }),
			on(-1, 1, func(x *Var) *Var { return Pow(x, 2) }), on(0.5, 1, func(x *Var) *Var { return Pow(x, 11) })),
		opWhere: shaped(func(x []*Var) *Var { return Where(x[0], Square(x[1]), x[2]) }, []int{4, 3}, []int{4, 3}, []int{4, 3}),

		opAbs:        cat(on(0.1, 1, Abs), on(-1, -0.1, Abs)),
		opSign:       cat(on(0.1, 1, Sign), on(-1, -0.1, Sign)),
		opStep:       cat(on(0.1, 1, Step), on(-1, -0.1, Step)),
		opSquare:     on(-1, 1, Square),
		opSqrt:       on(0.5, 2, Sqrt),
		opReciprocal: on(0.5, 2, Reciprocal),
		opExp:        on(-2, 2, Exp),
		opExpm1:      on(-2, 2, Expm1),
		opLog:        on(0.5, 3, Log),
		opLog1p:      on(-0.5, 3, Log1p),
		opSin:        on(-3, 3, Sin),
		opCos:        on(-3, 3, Cos),
		opTanh:       on(-2, 2, Tanh),
		opSigmoid:    on(-3, 3, Sigmoid),
		opSoftplus:   on(-3, 3, Softplus),
		opReLU:       cat(on(0.1, 1, ReLU), on(-1, -0.1, ReLU)),
		opLeaky:      cat(on(0.1, 1, func(x *Var) *Var { return LeakyReLU(x, 0.1) }), on(-1, -0.1, func(x *Var) *Var { return LeakyReLU(x, 0.1) })),
		opGELUTanh:   on(-3, 3, GELUTanh),
		opGELU:       on(-3, 3, GELU),
		opErf:        on(-2, 2, Erf),
		opMap:        on(-1, 1, func(x *Var) *Var { return Map(x, "cubic", cubic, cubicSlope) }),

		opTanhGrad:     slopeOf(opTanhGrad),
		opSigmoidGrad:  slopeOf(opSigmoidGrad),
		opSoftplusGrad: slopeOf(opSoftplusGrad),
		opReLUGrad:     slopeOf(opReLUGrad),
		opGELUTanhGrad: slopeOf(opGELUTanhGrad),
		opGELUGrad:     slopeOf(opGELUGrad),
		opMapGrad: {{"", [][]int{{3, 5}}, -1, 1, func(x []*Var) *Var {
			y := Map(x[0].tape.Full(0.5, 3, 5), "cubic", cubic, cubicSlope)
			return mapGradOf(y, x[0])
		}}},

		opReshape: shaped(func(x []*Var) *Var { return Square(Reshape(x[0], 4, -1)) }, []int{2, 6}),
		opRows:    shaped(func(x []*Var) *Var { return Slice(x[0], 0, 1, 3) }, []int{4, 3}),
		opSlice: cat(shaped(func(x []*Var) *Var { return Slice(x[0], 1, 1, 3) }, []int{4, 5}),
			shaped(func(x []*Var) *Var { return Slice(x[0], -2, 0, 2) }, []int{2, 3, 4})),
		opEmbed: cat(shaped(func(x []*Var) *Var { return embed(x[0], 1, 1, []int{2, 5}) }, []int{2, 3}),
			shaped(func(x []*Var) *Var { return embed(x[0], 0, 1, []int{4, 3}) }, []int{2, 3})),
		opConcat: cat(shaped(func(x []*Var) *Var { return Concat(0, x...) }, []int{2, 3}, []int{1, 3}),
			shaped(func(x []*Var) *Var { return Concat(-1, x...) }, []int{2, 3}, []int{2, 2}, []int{2, 1}),
			shaped(func(x []*Var) *Var { return Concat(1, x[0], x[1], x[0]) }, []int{2, 2, 3}, []int{2, 1, 3})),
		opTranspose: cat(shaped(func(x []*Var) *Var { return Transpose(x[0]) }, []int{3, 5}),
			shaped(func(x []*Var) *Var { return Transpose(x[0], 2, 0, 1) }, []int{2, 3, 4}),
			shaped(func(x []*Var) *Var { return Transpose(x[0], 0, 1) }, []int{2, 3})),
		opExpand: cat(shaped(func(x []*Var) *Var { return Broadcast(x[0], 4, 3) }, []int{3}),
			shaped(func(x []*Var) *Var { return Broadcast(x[0], 2, 4, 3) }, []int{4, 1}),
			shaped(func(x []*Var) *Var { return Broadcast(x[0], 2, 3) }, []int{})),
		opFold: cat(shaped(func(x []*Var) *Var { return Sum(x[0]) }, []int{3, 4}),
			shaped(func(x []*Var) *Var { return Sum(x[0], 0) }, []int{3, 4}),
			shaped(func(x []*Var) *Var { return Mean(x[0], 1) }, []int{3, 4}),
			shaped(func(x []*Var) *Var { return Sum(x[0], 0, -1) }, []int{2, 3, 4}),
			shaped(func(x []*Var) *Var { return Sum(x[0], 1) }, []int{2, 3, 4}),
			shaped(func(x []*Var) *Var { return Dot(x[0], x[1]) }, []int{2, 3}, []int{2, 3})),
		opGather:  shaped(func(x []*Var) *Var { return Gather(x[0], []int{2, 0, 2, 1}) }, []int{3, 2}),
		opScatter: shaped(func(x []*Var) *Var { return scatter(x[0], []int{2, 0, 2, 1}, 4) }, []int{4, 2}),
		opPick:    shaped(func(x []*Var) *Var { return Pick(x[0], []int{2, 0, 1}) }, []int{3, 4}),
		opUnpick:  shaped(func(x []*Var) *Var { return unpick(x[0], []int{2, 0, 1}, []int{3, 4}, nil) }, []int{3}),

		opMatMul: mm,
		opMatMulBatch: cat(
			shaped(func(x []*Var) *Var { return MatMulBatch(x[0], x[1], false, false) }, []int{3, 2, 4}, []int{3, 4, 5}),
			shaped(func(x []*Var) *Var { return MatMulBatch(x[0], x[1], true, false) }, []int{3, 4, 2}, []int{3, 4, 5}),
			shaped(func(x []*Var) *Var { return MatMulBatch(x[0], x[1], false, true) }, []int{3, 2, 4}, []int{3, 5, 4}),
			shaped(func(x []*Var) *Var { return MatMulBatch(x[0], x[1], true, true) }, []int{1, 4, 2}, []int{1, 5, 4})),
		opApply: cat(
			shaped(func(x []*Var) *Var { return Apply(skewed(), x[0]) }, []int{2, 3}),
			shaped(func(x []*Var) *Var { return Apply(skewed(), x[0]) }, []int{6}),
			shaped(func(x []*Var) *Var { return Apply(skewed(), x[0]) }, []int{4, 2, 3}),
			shaped(func(x []*Var) *Var { return Apply(skewed(), x[0]) }, []int{4, 6}),
			shaped(func(x []*Var) *Var { return Apply(rowwise{skewed()}, x[0]) }, []int{4, 6})),
		opAffine: shaped(func(x []*Var) *Var { return Affine(x[0], x[1], x[2]) }, []int{5, 3}, []int{4, 3}, []int{4}),
		opLogSumExp: cat(shaped(func(x []*Var) *Var { return LogSumExp(x[0]) }, []int{3, 4}),
			shaped(func(x []*Var) *Var { return LogSoftmax(x[0]) }, []int{2, 3, 4})),
		opSoftmax:     shaped(func(x []*Var) *Var { return Softmax(x[0]) }, []int{3, 4}),
		opSoftmaxGrad: shaped(func(x []*Var) *Var { return softmaxGrad(Softmax(x[0]), x[1]) }, []int{3, 4}, []int{3, 4}),
		opConv: cat(convolve(func(x, w *Var, g Window) *Var { return Conv2D(x, w, nil, g) }, []int{2, 5, 6, 3}, []int{3, 2, 3, 4}),
			shaped(func(x []*Var) *Var { return Conv2D(x[0], x[1], x[2], Window{Pad: [2]int{0, 1}}) }, []int{1, 1, 7, 2}, []int{1, 3, 2, 2}, []int{2})),
		opConvData: shaped(func(x []*Var) *Var {
			return ConvTranspose2D(x[0], x[1], 6, 5, Window{Stride: [2]int{2, 2}, Pad: [2]int{1, 1}})
		}, []int{1, 3, 3, 4}, []int{3, 3, 2, 4}),
		opConvFilter: shaped(func(x []*Var) *Var {
			return x[0].tape.filter(opConvFilter, []int{3, 3, 2, 3}, x[0], x[1], Window{Dilation: [2]int{2, 1}, Pad: [2]int{2, 1}})
		}, []int{2, 5, 4, 2}, []int{2, 5, 4, 3}),
		opMaxPool: cat(shaped(func(x []*Var) *Var { return MaxPool2D(x[0], 2, 2, Window{}) }, []int{2, 4, 6, 3}),
			shaped(func(x []*Var) *Var { return MaxPool2D(x[0], 3, 3, Window{Stride: [2]int{2, 2}, Pad: [2]int{1, 1}}) }, []int{1, 5, 5, 2})),
		opMaxSpread: shaped(func(x []*Var) *Var {
			y := MaxPool2D(x[0].tape.Var(ramp(1*4*4*2), 1, 4, 4, 2), 2, 2, Window{})
			return pooled(opMaxSpread, []int{1, 4, 4, 2}, x[0], y.extra, y)
		}, []int{1, 2, 2, 2}),
		opMaxTake: shaped(func(x []*Var) *Var {
			y := MaxPool2D(x[0].tape.Var(ramp(2*4*4*2), 2, 4, 4, 2), 2, 2, Window{})
			return pooled(opMaxTake, []int{2, 2, 2, 2}, x[0], y.extra, y)
		}, []int{2, 4, 4, 2}),
		opAvgPool: shaped(func(x []*Var) *Var { return AvgPool2D(x[0], 3, 2, Window{Stride: [2]int{2, 1}, Pad: [2]int{1, 0}}) }, []int{2, 5, 4, 3}),
		opAvgSpread: shaped(func(x []*Var) *Var {
			y := AvgPool2D(x[0].tape.Zeros(1, 4, 4, 2), 2, 2, Window{})
			return pooled(opAvgSpread, []int{1, 4, 4, 2}, x[0], y.extra, y)
		}, []int{1, 2, 2, 2}),
		opUpsample: cat(shaped(func(x []*Var) *Var { return UpsampleNearest(x[0], 2, 3) }, []int{2, 3, 2, 3}),
			shaped(func(x []*Var) *Var { return UpsampleBilinear(x[0], 5, 7, true) }, []int{2, 3, 2, 3}),
			shaped(func(x []*Var) *Var { return UpsampleBilinear(x[0], 6, 4, false) }, []int{1, 3, 2, 2})),
		opDownsample: shaped(func(x []*Var) *Var {
			y := UpsampleBilinear(x[0].tape.Zeros(1, 2, 3, 2), 4, 5, false)
			return pooled(opDownsample, []int{1, 2, 3, 2}, x[0], y.extra, y)
		}, []int{1, 4, 5, 2}),
		opBatchNorm: shaped(func(x []*Var) *Var {
			return BatchNorm(x[0], x[1], x[2], x[0].tape.Zeros(3), x[0].tape.Zeros(3), 1e-2, 0.1)
		}, []int{2, 4, 3}, []int{3}, []int{3}),
		opBatchNormGrad: shaped(func(x []*Var) *Var {
			y := BatchNorm(x[0], x[1], x[0].tape.Zeros(2), x[0].tape.Zeros(2), x[0].tape.Zeros(2), 1e-2, 0.1)
			batchNormVJP(y, x[2], 0)
			return y.extra.(*norm).grad
		}, []int{5, 2}, []int{2}, []int{5, 2}),
		opMask: shaped(func(x []*Var) *Var { return Dropout(x[0], 0.3, rand.New(stuck{})) }, []int{6, 5}),

		opMaxLast: shaped(func(x []*Var) *Var { return Max(x[0]) }, []int{3, 4}),
	}
}

// convolve tries several windows.
func convolve(f func(x, w *Var, g Window) *Var, x, w []int) (e []example) {
	for _, g := range []Window{{}, {Pad: [2]int{1, 1}}, {Stride: [2]int{2, 1}, Pad: [2]int{0, 1}}, {Dilation: [2]int{1, 2}, Pad: [2]int{1, 2}, Stride: [2]int{1, 3}}} {
		e = append(e, example{fmt.Sprintf("%+v", g), [][]int{x, w}, -1, 1, func(v []*Var) *Var { return f(v[0], v[1], g) }})
	}
	return e
}

// stuck draws the same mask again and again.
type stuck struct{}

func (stuck) Uint64() uint64 { return 42 }

func ramp(n int) []float64 {
	r := make([]float64, n)
	for i := range r {
		r[i] = float64(i * 7 % 11)
	}
	return r
}

// each calls f with every example of every primitive, and fails for a primitive without one.
func each(t *testing.T, f func(t *testing.T, e example)) {
	all := examples()
	for o := opcode(0); o < numOps; o++ {
		if rules[o].name == "" {
			t.Errorf("primitive %d has no rule", o)
		}
		if len(all[o]) == 0 {
			t.Errorf("primitive %s has no test example", rules[o].name)
		}
		for _, e := range all[o] {
			used := false
			t.Run(rules[o].name+e.name, func(t *testing.T) {
				tape := NewTape(Float64)
				e.f(e.draw(tape, rand.New(rand.NewPCG(1, 1))))
				for id := range tape.n {
					used = used || tape.at(id).op == o
				}
				if !used {
					t.Fatalf("the example does not use the primitive")
				}
				f(t, e)
			})
		}
	}
}

func (e example) draw(t *Tape, rnd *rand.Rand) (x []*Var) {
	for _, s := range e.shapes {
		v := t.Zeros(s...)
		v.val.SetFloat64s(uniform(v.Len(), e.lo, e.hi, rnd))
		x = append(x, v)
	}
	return x
}

func uniform(n int, lo, hi float64, rnd *rand.Rand) []float64 {
	u := make([]float64, n)
	for i := range u {
		u[i] = lo + (hi-lo)*rnd.Float64()
	}
	return u
}

func like(x []*Var, rnd *rand.Rand) (t []*Var) {
	for _, v := range x {
		t = append(t, v.tape.Var(uniform(v.Len(), -1, 1, rnd), v.val.shape...))
		if v.rank() == 0 {
			t[len(t)-1] = Reshape(t[len(t)-1])
		}
	}
	return t
}

func dots(a, b []*Var) (s, scale float64) {
	for i := range a {
		x, y := a[i].Float64s(nil), b[i].Float64s(nil)
		for j := range x {
			s += x[j] * y[j]
			scale += math.Abs(x[j] * y[j])
		}
	}
	return s, scale
}

// Forward mode agrees with central differences.
func TestForwardModeAgainstDifferences(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		rnd := rand.New(rand.NewPCG(3, 3))
		tape := NewTape(Float64)
		x := e.draw(tape, rnd)
		dir := like(x, rnd)
		y := e.f(x)
		got := Push([]*Var{y}, x, dir)[0].Float64s(nil)
		want := difference(e, x, dir)
		for i := range got {
			if d := math.Abs(got[i] - want[i]); !(d <= 1e-8*(1+math.Abs(want[i]))) {
				t.Errorf("element %d: derivative %v, difference %v", i, got[i], want[i])
			}
		}
	})
}

// difference is the central difference of e at x along dir, extrapolated once.
func difference(e example, x, dir []*Var) []float64 {
	at := func(h float64) []float64 {
		tape := NewTape(Float64)
		var p []*Var
		for i, v := range x {
			z, d := v.Float64s(nil), dir[i].Float64s(nil)
			for j := range z {
				z[j] += h * d[j]
			}
			p = append(p, tape.Leaf(&Tensor{shape: v.val.shape, f64: z}))
		}
		return e.f(p).Float64s(nil)
	}
	const h = 2e-4
	p, m, p2, m2 := at(h), at(-h), at(2*h), at(-2*h)
	d := make([]float64, len(p))
	for i := range d {
		d[i] = (8*(p[i]-m[i]) - (p2[i] - m2[i])) / (12 * h)
	}
	return d
}

// Reverse mode is the adjoint of forward mode, in both precisions.
func TestAdjointIdentity(t *testing.T) {
	for _, d := range []DType{Float64, Float32} {
		t.Run(d.String(), func(t *testing.T) {
			each(t, func(t *testing.T, e example) {
				rnd := rand.New(rand.NewPCG(5, 5))
				tape := NewTape(d)
				x := e.draw(tape, rnd)
				dir := like(x, rnd)
				y := e.f(x)
				g := like([]*Var{y}, rnd)
				l, sl := dots(Push([]*Var{y}, x, dir), g)
				r, sr := dots(dir, Pull(y, g[0], x...))
				if !(math.Abs(l-r) <= 64*d.Eps()*(sl+sr)) {
					t.Errorf("⟨Jt, g⟩ = %v but ⟨t, Jᵀg⟩ = %v (ratio %.6g)", l, r, r/l)
				}
			})
		})
	}
}

// The derivative of every rule is right as well: forward mode over reverse mode agrees with differences
// of the gradient, and the Hessian is symmetric.
func TestSecondDerivatives(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		if e.name == "" && e.f(e.draw(NewTape(Float64), rand.New(rand.NewPCG(1, 1)))).op == opMap {
			t.Skip("the second derivative of a Map is not known")
		}
		rnd := rand.New(rand.NewPCG(7, 7))
		tape := NewTape(Float64)
		x := e.draw(tape, rnd)
		dir, dir2 := like(x, rnd), like(x, rnd)
		grad := example{shapes: e.shapes, f: func(x []*Var) *Var {
			g := Grad(Sum(Square(Sin(e.f(x)))), x...)
			for i := range g {
				g[i] = Reshape(g[i], g[i].Len())
			}
			return Concat(0, g...)
		}}
		y := grad.f(x)
		Hd := Push([]*Var{y}, x, dir)[0].Float64s(nil)
		Hd2 := Push([]*Var{y}, x, dir2)[0].Float64s(nil)
		want := difference(grad, x, dir)
		for i := range Hd {
			if d := math.Abs(Hd[i] - want[i]); !(d <= 1e-7*(1+math.Abs(want[i]))) {
				t.Errorf("element %d: derivative %v, difference %v", i, Hd[i], want[i])
			}
		}
		a, b, s := 0.0, 0.0, 1.0
		for i, k := 0, 0; i < len(x); i++ {
			u, v := dir[i].Float64s(nil), dir2[i].Float64s(nil)
			for j := range u {
				a, b, s = a+v[j]*Hd[k], b+u[j]*Hd2[k], s+math.Abs(v[j]*Hd[k])
				k++
			}
		}
		if math.Abs(a-b) > 1e-12*s {
			t.Errorf("Hessian not symmetric: %v against %v", a, b)
		}
	})
}

// Single precision agrees with double precision in value and gradient.
func TestPrecisionsAgree(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		var y, g [2][]float64
		for d := range 2 {
			tape := NewTape(DType(d))
			x := e.draw(tape, rand.New(rand.NewPCG(9, 9)))
			v := e.f(x)
			y[d] = v.Float64s(nil)
			for _, p := range Grad(v, x...) {
				g[d] = append(g[d], p.Float64s(nil)...)
			}
		}
		for what, p := range map[string][2][]float64{"value": y, "gradient": g} {
			for i := range p[0] {
				if d := math.Abs(p[0][i] - p[1][i]); !(d <= 2e-5*(1+math.Abs(p[0][i]))) {
					t.Errorf("%s %d: float64 %v, float32 %v", what, i, p[0][i], p[1][i])
				}
			}
		}
	})
}

// A replay after a change of the leaves computes what a new recording would.
func TestReplay(t *testing.T) {
	each(t, func(t *testing.T, e example) {
		rnd := rand.New(rand.NewPCG(11, 11))
		tape := NewTape(Float64)
		x := e.draw(tape, rnd)
		y := e.f(x)
		g := Grad(y, x...)
		for _, v := range x {
			v.val.SetFloat64s(uniform(v.Len(), e.lo, e.hi, rnd))
		}
		tape.Replay()
		fresh := NewTape(Float64)
		var z []*Var
		for _, v := range x {
			z = append(z, fresh.Leaf(v.val.Clone()))
		}
		w := e.f(z)
		same(t, "value", y, w)
		for i, v := range Grad(w, z...) {
			same(t, "gradient", g[i], v)
		}
	})
}

func same(t *testing.T, what string, got, want *Var) {
	t.Helper()
	g, w := got.Float64s(nil), want.Float64s(nil)
	for i := range w {
		if g[i] != w[i] {
			t.Fatalf("%s %d: got %v, want %v", what, i, g[i], w[i])
		}
	}
}
