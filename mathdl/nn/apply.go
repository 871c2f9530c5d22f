package nn

import (
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
)

var _ op.Smooth = (*Network)(nil)

// Domain returns ℝ^{N_0}.
func (Φ *Network) Domain() op.Space { return op.R(Φ.N(0)) }

// Range returns ℝ^{N_L}.
func (Φ *Network) Range() op.Space { return op.R(Φ.N(Φ.L())) }

// Apply stores Φ(x) in dst, which may be nil, and returns it. x has length N_0, dst N_L; it panics with
// a *op.ShapeError otherwise.
func (Φ *Network) Apply(dst, x []float64) []float64 {
	if dst == nil {
		dst = make([]float64, Φ.N(Φ.L()))
	}
	needLen("nn.Network.Apply", "x", len(x), Φ.N(0))
	needLen("nn.Network.Apply", "dst", len(dst), Φ.N(Φ.L()))
	Φ.rows(blas64.General{Rows: 1, Cols: len(dst), Stride: len(dst), Data: dst},
		blas64.General{Rows: 1, Cols: len(x), Stride: len(x), Data: x})
	return dst
}

// Batch stores Φ(xᵢ) in row i of dst for every row xᵢ of X, with one matrix product per layer, and
// returns dst; nil allocates. X has N_0 columns, dst as many rows as X and N_L columns; it panics with
// a *op.ShapeError otherwise. dst must not overlap X.
func (Φ *Network) Batch(dst, X *mat.Dense) *mat.Dense {
	r, c := X.Dims()
	if c != Φ.N(0) {
		panic(&op.ShapeError{Func: "nn.Network.Batch", What: "X", Got: []int{r, c}, Want: []int{r, Φ.N(0)}})
	}
	if dst == nil {
		dst = mat.NewDense(r, Φ.N(Φ.L()), nil)
	}
	if dr, dc := dst.Dims(); dr != r || dc != Φ.N(Φ.L()) {
		panic(&op.ShapeError{Func: "nn.Network.Batch", What: "dst", Got: []int{dr, dc}, Want: []int{r, Φ.N(Φ.L())}})
	}
	Φ.rows(dst.RawMatrix(), X.RawMatrix())
	return dst
}

// rowBlock is how many samples go through all layers together, so that they stay in the cache.
const rowBlock = 256

// rows applies Φ to every row of X.
func (Φ *Network) rows(Y, X blas64.General) {
	wide := 0
	for l := 1; l < Φ.L(); l++ {
		wide = max(wide, Φ.N(l))
	}
	b := min(rowBlock, X.Rows)
	even, odd := make([]float64, b*wide), make([]float64, b*wide)
	for lo := 0; lo < X.Rows; lo += b {
		n := min(b, X.Rows-lo)
		in := blas64.General{Rows: n, Cols: X.Cols, Stride: X.Stride, Data: X.Data[lo*X.Stride:]}
		for l, T := range Φ.T {
			out := blas64.General{Rows: n, Cols: Φ.N(l + 1), Stride: Φ.N(l + 1), Data: even}
			rho := Φ.Rho
			if l == Φ.L()-1 {
				out.Data, out.Stride, rho = Y.Data[lo*Y.Stride:], Y.Stride, Identity
			}
			T.rows(out, in, rho)
			in, even, odd = out, odd, even
		}
	}
}

// rows stores ρ(W xᵢ + b) in row i of Y.
func (T Affine) rows(Y, X blas64.General, rho Activation) {
	W, B := T.W.RawMatrix(), T.B.RawVector()
	bias := B.Data
	if B.Inc != 1 {
		bias = mat.Col(nil, 0, T.B)
	}
	kern.GemmEpilogue(kern.NoTrans, kern.Trans, X.Rows, W.Rows, W.Cols, 1,
		X.Data, X.Stride, W.Data, W.Stride, 0, Y.Data, Y.Stride, kern.Epilogue[float64]{Row: bias[:W.Rows], Act: rho.act})
	if rho.act == kern.ActNone && rho.Name != Identity.Name {
		y := Y.Data[:X.Rows*W.Rows] // inner layers are dense
		rho.F(y, y)
	}
}

// Derivative returns DΦ(x) = W^(L) D_{L-1} W^(L-1) ⋯ D_1 W^(1), D_ℓ = diag ρ′(T_ℓ …), as an operator
// ℝ^{N_0} → ℝ^{N_L}. Its adjoint is backpropagation to the input. It refers to the weights of Φ, which
// must not change while it is in use. It panics with a *op.ShapeError if x does not have length N_0.
func (Φ *Network) Derivative(x []float64) op.Linear {
	needLen("nn.Network.Derivative", "x", len(x), Φ.N(0))
	T := append([]Affine(nil), Φ.T...)
	slope := make([][]float64, Φ.L()-1)
	h := x
	for l := range slope {
		a := mat.NewVecDense(Φ.N(l+1), nil)
		a.MulVec(T[l].W, mat.NewVecDense(len(h), h))
		a.AddVec(a, T[l].B)
		h, slope[l] = make([]float64, a.Len()), make([]float64, a.Len())
		Φ.Rho.F(h, a.RawVector().Data)
		Φ.Rho.DF(slope[l], a.RawVector().Data)
	}
	return op.LinearFunc{X: Φ.Domain(), Y: Φ.Range(),
		Fwd:     func(dst, v []float64) { forward(dst, v, T, slope) },
		FwdStar: func(dst, w []float64) { backward(dst, w, T, slope) },
	}
}

func forward(dst, v []float64, T []Affine, slope [][]float64) {
	h := mat.VecDenseCopyOf(mat.NewVecDense(len(v), v))
	for l := range T {
		r, _ := T[l].W.Dims()
		a := mat.NewVecDense(r, nil)
		a.MulVec(T[l].W, h)
		if l < len(slope) {
			kern.Mul(a.RawVector().Data, a.RawVector().Data, slope[l])
		}
		h = a
	}
	copy(dst, h.RawVector().Data)
}

func backward(dst, w []float64, T []Affine, slope [][]float64) {
	g := mat.VecDenseCopyOf(mat.NewVecDense(len(w), w))
	for l := len(T) - 1; l >= 0; l-- {
		if l < len(slope) {
			kern.Mul(g.RawVector().Data, g.RawVector().Data, slope[l])
		}
		_, c := T[l].W.Dims()
		a := mat.NewVecDense(c, nil)
		a.MulVec(T[l].W.T(), g)
		g = a
	}
	copy(dst, g.RawVector().Data)
}

// OfTheta returns θ ↦ Φ_θ(x), ℝ^P → ℝ^{N_L}, for fixed x: what training differentiates. θ is ordered as
// by [Network.Params]; that of Φ itself plays no role. It panics with a *op.ShapeError if x does not
// have length N_0.
func (Φ *Network) OfTheta(x []float64) op.Smooth {
	needLen("nn.Network.OfTheta", "x", len(x), Φ.N(0))
	at, layout := append([]float64(nil), x...), Φ.Layout()
	return ad.Smooth(op.R(Φ.P()), Φ.Range(), func(θ *ad.Var) *ad.Var {
		p := &Pass{}
		for _, b := range layout {
			p.Theta = append(p.Theta, ad.Reshape(ad.Slice(θ, 0, b.Lo, b.Hi), b.Shape...))
		}
		return Φ.Record(p, θ.Tape().Var(at, 1, len(at)))
	})
}

func needLen(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}
