package nn

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// Params returns θ, all parameters in one vector: for ℓ = 1, …, L the rows of W^(ℓ), then b^(ℓ). It
// shares memory with the network: a change of θ is a change of Φ.
//
// A network that was put together from single matrices is moved into one vector by the first call:
// afterwards Φ.T holds new W and B with the same entries, and matrices that the caller kept are no
// longer connected with Φ.
func (Φ *Network) Params() []float64 {
	if Φ.packed() {
		return Φ.theta
	}
	Φ.check("nn.Network.Params")
	θ := make([]float64, Φ.P())
	at := 0
	for l := range Φ.T {
		T := &Φ.T[l]
		r, c := T.W.Dims()
		W, B := mat.NewDense(r, c, θ[at:at+r*c:at+r*c]), mat.NewVecDense(r, θ[at+r*c:at+r*c+r:at+r*c+r])
		W.Copy(T.W)
		B.CopyVec(T.B)
		T.W, T.B = W, B
		at += r*c + r
	}
	Φ.theta = θ
	return θ
}

// packed reports whether W and B are still the views of theta.
func (Φ *Network) packed() bool {
	at := 0
	for _, T := range Φ.T {
		W, B := T.W.RawMatrix(), T.B.RawVector()
		n := W.Rows * W.Cols
		if at+n+B.N > len(Φ.theta) || W.Stride != W.Cols || B.N != W.Rows || B.Inc != 1 ||
			&W.Data[0] != &Φ.theta[at] || &B.Data[0] != &Φ.theta[at+n] {
			return false
		}
		at += n + B.N
	}
	return at == len(Φ.theta)
}

// Block is one tensor among the parameters of a model: θ[Lo:Hi], row-major, in the given shape.
type Block struct {
	Name   string // "W1", "b1", …
	Shape  []int
	Lo, Hi int
	State  bool // no parameter but a running moment: kept with the parameters, not trained
}

// Layout returns how θ divides into W^(1), b^(1), …, W^(L), b^(L).
func (Φ *Network) Layout() []Block {
	b := make([]Block, 0, 2*Φ.L())
	at := 0
	for l := 1; l <= Φ.L(); l++ {
		r, c := Φ.N(l), Φ.N(l-1)
		b = append(b, Block{Name: fmt.Sprintf("W%d", l), Shape: []int{r, c}, Lo: at, Hi: at + r*c},
			Block{Name: fmt.Sprintf("b%d", l), Shape: []int{r}, Lo: at + r*c, Hi: at + r*c + r})
		at += r*c + r
	}
	return b
}

// Mask returns a vector parallel to [Network.Params] with 1 where an entry is free and 0 where a mask
// keeps it zero, or nil if there are no masks.
// It panics with a *op.ShapeError if a mask does not have the extents of its matrix.
func (Φ *Network) Mask() []float64 {
	var m []float64
	for l, b := range Φ.Layout() {
		T := Φ.T[l/2]
		if l%2 == 0 && T.Mask != nil {
			m = Φ.ones(m)
			fillMask(m[b.Lo:b.Hi], T.Mask, b)
		} else if l%2 == 1 && T.MaskB != nil {
			m = Φ.ones(m)
			fillMask(m[b.Lo:b.Hi], T.MaskB, b)
		}
	}
	return m
}

func (Φ *Network) ones(m []float64) []float64 {
	if m == nil {
		m = make([]float64, Φ.P())
		for i := range m {
			m[i] = 1
		}
	}
	return m
}

func fillMask(dst []float64, M mat.Matrix, b Block) {
	r, c := M.Dims()
	if r*c != len(dst) || r != b.Shape[0] {
		panic(&op.ShapeError{Func: "nn.Network.Mask", What: "mask of " + b.Name, Got: []int{r, c}, Want: b.Shape})
	}
	for i := range r {
		for j := range c {
			if M.At(i, j) == 0 {
				dst[i*c+j] = 0
			}
		}
	}
}

// SetMask gives T_ℓ, 1 ≤ ℓ ≤ L, the sparsity pattern of M, a matrix of the extents of W^(ℓ): where M is
// 0, the weight becomes 0 and stays so in training. M is kept. Nil frees all weights.
// It panics with a *op.ShapeError if the extents differ.
func (Φ *Network) SetMask(l int, M *mat.Dense) {
	T := &Φ.T[l-1]
	T.Mask = M
	Φ.applyMask()
}

// KeepZeros turns the present pattern of zeros into masks: every weight and bias that is 0 now stays 0
// in training, so that C(Φ) cannot grow.
func (Φ *Network) KeepZeros() {
	for l := range Φ.T {
		T := &Φ.T[l]
		r, c := T.W.Dims()
		T.Mask, T.MaskB = mat.NewDense(r, c, nil), mat.NewVecDense(r, nil)
		T.Mask.Apply(pattern, T.W)
		for i := range r {
			T.MaskB.SetVec(i, pattern(0, 0, T.B.AtVec(i)))
		}
	}
}

func pattern(_, _ int, v float64) float64 {
	if v != 0 {
		return 1
	}
	return 0
}

// Prune sets every weight with |w| ≤ eps to zero and keeps it there by a mask; biases stay. It returns
// the number of weights that became zero.
func (Φ *Network) Prune(eps float64) int {
	n := 0
	for l := range Φ.T {
		T := &Φ.T[l]
		r, c := T.W.Dims()
		if T.Mask == nil {
			T.Mask = mat.NewDense(r, c, nil)
			T.Mask.Apply(func(_, _ int, _ float64) float64 { return 1 }, T.Mask)
		}
		for i := range r {
			for j, w := range T.W.RawRowView(i) {
				if w <= eps && -w <= eps {
					if w != 0 {
						n++
					}
					T.W.Set(i, j, 0)
					T.Mask.Set(i, j, 0)
				}
			}
		}
	}
	return n
}

// applyMask makes masked entries zero.
func (Φ *Network) applyMask() {
	m := Φ.Mask()
	if m == nil {
		return
	}
	θ := Φ.Params()
	for i, v := range m {
		if v == 0 {
			θ[i] = 0
		}
	}
}
