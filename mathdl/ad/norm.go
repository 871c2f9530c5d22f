package ad

import (
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/kern"
)

// norm is what a batch normalisation keeps.
type norm struct {
	eps, momentum float64
	moments       [3]Tensor // mean, variance, 1/√(variance + ε) of the last batch
	g, grad       *Var      // the last cotangent and the derivatives it gave
}

// BatchNorm normalises the columns of x over all other axes and scales them:
//
//	y = γ (x − μ)/√(σ² + ε) + β
//
// with the mean μ and the variance σ² (divided by the number m of rows) of x itself: x is … × C, γ and β
// have length C. While the tape is replayed it also keeps running moments for later use without a
// batch, running ← (1−momentum)·running + momentum·(μ, σ² m/(m−1)), in place in the leaves mean and
// variance; recording leaves them alone.
//
// Reference: Ioffe and Szegedy 2015. It panics with a *op.ShapeError if a length is not C.
func BatchNorm(x, gamma, beta, mean, variance *Var, eps, momentum float64) *Var {
	if x.rank() == 0 || x.Len() == 0 {
		panic(fmt.Sprintf("ad.BatchNorm: got shape %v, want a last axis with elements", x.val.shape))
	}
	c := fromEnd(x.val.shape, 1)
	for i, p := range []*Var{gamma, beta, mean, variance} {
		needLen("ad.BatchNorm", [...]string{"gamma", "beta", "mean", "variance"}[i], p.Len(), c)
	}
	v := x.tape.emit(opBatchNorm, x.val.shape, x, gamma, beta, mean, variance)
	n := &norm{eps: eps, momentum: momentum}
	for i := range n.moments {
		n.moments[i] = *NewTensor(v.val.dtype, c)
	}
	v.extra = n
	return v.run()
}

// Normalize is the affine map γ (x − μ)/√(σ² + ε) + β with given moments, for use after training.
// Arguments are as for [BatchNorm].
func Normalize(x, gamma, beta, mean, variance *Var, eps float64) *Var {
	scale := Div(gamma, Sqrt(AddScalar(variance, eps)))
	return Add(Mul(Sub(x, mean), scale), beta)
}

func batchNormFwd[T kern.Float](v *Var) {
	n := v.extra.(*norm)
	rows, c := table(v)
	mean, variance, inv := numbers[T](&n.moments[0]), numbers[T](&n.moments[1]), numbers[T](&n.moments[2])
	x := data[T](v.in[0])
	kern.Moments(mean, variance, x, rows, c)
	kern.InvStd(inv, variance, T(n.eps))
	kern.BatchNorm(data[T](v), x, mean, inv, data[T](v.in[1]), data[T](v.in[2]), rows, c)
	if !v.tape.replaying {
		return
	}
	m := T(n.momentum)
	kern.Axpby(data[T](v.in[3]), m, mean, 1-m)
	kern.Axpby(data[T](v.in[4]), m*T(rows)/T(max(rows-1, 1)), variance, 1-m)
}

// batchNormVJP cuts the derivatives for x, γ and β out of one vector that is computed once.
func batchNormVJP(v, g *Var, i int) *Var {
	n := v.extra.(*norm)
	if n.g != g {
		c := fromEnd(v.val.shape, 1)
		e := extents{n: 1, d: [maxDims]int{v.Len() + 2*c}}
		n.grad = v.tape.emit(opBatchNormGrad, e.slice(), v.in[0], v.in[1], g)
		n.grad.extra, n.grad.after, n.g = n, v, g
		n.grad.run()
	}
	c, m := fromEnd(v.val.shape, 1), v.Len()
	switch i {
	case 0:
		return Reshape(Slice(n.grad, 0, 0, m), v.val.shape...)
	case 1:
		return Slice(n.grad, 0, m, m+c)
	case 2:
		return Slice(n.grad, 0, m+c, m+2*c)
	}
	return nil // the running moments do not enter
}

func batchNormGradFwd[T kern.Float](v *Var) {
	n := v.extra.(*norm)
	x := v.in[0]
	rows, c := table(x)
	d, m := data[T](v), rows*c
	clear(d)
	kern.BatchNormGrad(d[:m], d[m:m+c], d[m+c:], data[T](x), data[T](v.in[2]), numbers[T](&n.moments[0]), numbers[T](&n.moments[2]), data[T](v.in[1]), rows, c)
}

// normComposite is BatchNorm made of smaller primitives, on matrices.
func normComposite(v *Var, in []*Var) *Var {
	c := fromEnd(in[0].val.shape, 1)
	x := Reshape(in[0], -1, c)
	d := Sub(x, Mean(x, 0))
	s := Sqrt(AddScalar(Mean(Square(d), 0), v.extra.(*norm).eps))
	return Reshape(Add(Mul(Div(d, s), in[1]), in[2]), in[0].val.shape...)
}

// normGradComposite is the derivative of that for x, γ and β, one after the other.
func normGradComposite(v *Var, in []*Var) *Var {
	beta := v.tape.Zeros(in[1].val.shape...)
	y := normComposite(v, []*Var{in[0], in[1], beta})
	g := Pull(y, in[2], in[0], in[1], beta)
	return Concat(0, Reshape(g[0], g[0].Len()), g[1], g[2])
}

// composite makes derivatives of a fused primitive from an equivalent program: reverse and forward mode
// through the program, run on views of the inputs so that the sweep in progress is not disturbed.
func composite(program func(v *Var, in []*Var) *Var) (vjp, jvp func(v, t *Var, i int) *Var) {
	views := func(v *Var) (in []*Var) {
		for _, x := range v.in {
			in = append(in, Reshape(x, x.val.shape...))
		}
		return in
	}
	vjp = func(v, g *Var, i int) *Var {
		in := views(v)
		return Pull(program(v, in), g, in[i])[0]
	}
	jvp = func(v, t *Var, i int) *Var {
		in := views(v)
		return Push([]*Var{program(v, in)}, in[i:i+1], []*Var{t})[0]
	}
	return vjp, jvp
}

// dropout is what a random mask keeps.
type dropout struct {
	p   float64
	rnd *rand.Rand
}

// Dropout sets every element to zero with probability p and multiplies the others by 1/(1−p), so that
// the mean stays (Srivastava et al. 2014). Each replay draws anew from rnd.
// It panics unless 0 ≤ p < 1.
func Dropout(x *Var, p float64, rnd *rand.Rand) *Var {
	if !(p >= 0 && p < 1) {
		panic(fmt.Sprintf("ad.Dropout: got probability %v, want 0 ≤ p < 1", p))
	}
	if p == 0 {
		return x
	}
	m := x.tape.emit(opMask, x.val.shape)
	m.extra = &dropout{p, rnd}
	return Mul(x, m.run())
}

func maskFwd[T kern.Float](v *Var) {
	d := v.extra.(*dropout)
	m := data[T](v)
	kern.Uniform(m, d.rnd)
	keep := T(1 / (1 - d.p))
	for i, u := range m {
		if u < T(d.p) {
			m[i] = 0
		} else {
			m[i] = keep
		}
	}
}
