package nn

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// Affine is the affine map T_ℓ x = W^(ℓ) x + b^(ℓ) from ℝ^{N_{ℓ-1}} to ℝ^{N_ℓ}.
type Affine struct {
	W *mat.Dense    // W^(ℓ): N_ℓ × N_{ℓ-1}
	B *mat.VecDense // b^(ℓ): N_ℓ

	// Mask and MaskB say which entries are free. Where they hold 0 the entry of W or B stays 0 in
	// training: the sparsity pattern of an architecture. Nil means that all entries are free.
	Mask  *mat.Dense
	MaskB *mat.VecDense
}

// NewAffine returns x ↦ Wx + b with the given rows of W; b nil means zero.
// It panics with a *op.ShapeError if the rows differ in length or b does not have one entry for each.
func NewAffine(W [][]float64, b []float64) Affine {
	n := 0
	if len(W) > 0 {
		n = len(W[0])
	}
	T := zeroAffine(len(W), n)
	for i, row := range W {
		if len(row) != n {
			panic(&op.ShapeError{Func: "nn.NewAffine", What: fmt.Sprintf("row %d of W", i), Got: []int{len(row)}, Want: []int{n}})
		}
		T.W.SetRow(i, row)
	}
	if b == nil {
		return T
	}
	if len(b) != len(W) {
		panic(&op.ShapeError{Func: "nn.NewAffine", What: "b", Got: []int{len(b)}, Want: []int{len(W)}})
	}
	copy(T.B.RawVector().Data, b)
	return T
}

func zeroAffine(rows, cols int) Affine {
	if rows <= 0 || cols <= 0 {
		panic(fmt.Sprintf("nn: got an affine map of %d × %d, want positive extents", rows, cols))
	}
	return Affine{W: mat.NewDense(rows, cols, nil), B: mat.NewVecDense(rows, nil)}
}

// Network is the neural network of Definition 2.3 of the survey,
//
//	Φ = T_L ∘ ρ ∘ T_{L-1} ∘ … ∘ ρ ∘ T_1,   T_ℓ x = W^(ℓ) x + b^(ℓ),
//
// with ρ applied to every coordinate and no ρ after T_L. T[ℓ-1] is T_ℓ. A Network made by hand from its
// two fields is as good as one made by [New]; it is a [op.Smooth] in x and a [Model] in θ.
//
// The methods read the entries where they stand, so W and B may be changed at any time. One Network
// serves one goroutine while it is changed or trained, and any number while it is only applied.
type Network struct {
	T   []Affine
	Rho Activation

	theta []float64 // what Params handed out; W and B are views of it
}

// New returns a network with widths N = (N_0, …, N_L) and random weights: [He] for activations that
// vanish on one side (ReLU and its kin), [Glorot] for the others, biases zero. With rnd nil all weights
// are zero, to be set by hand. It panics unless there are two widths or more, all positive.
func New(N []int, rho Activation, rnd *rand.Rand) *Network {
	if len(N) < 2 {
		panic(fmt.Sprintf("nn.New: got widths %v, want N_0, …, N_L with L ≥ 1", N))
	}
	Φ := &Network{Rho: rho}
	for l := 1; l < len(N); l++ {
		Φ.T = append(Φ.T, zeroAffine(N[l], N[l-1]))
	}
	Φ.Params()
	if rnd != nil {
		Φ.Init(usual(rho), rnd)
	}
	return Φ
}

// Of returns the network with the given affine maps, which are kept, not copied.
// It panics with a *op.ShapeError if their extents do not fit together.
func Of(rho Activation, T ...Affine) *Network {
	Φ := &Network{T: T, Rho: rho}
	Φ.check("nn.Of")
	return Φ
}

// check panics unless the maps can be composed.
func (Φ *Network) check(where string) {
	if len(Φ.T) == 0 {
		panic(where + ": the network has no affine maps")
	}
	for l, T := range Φ.T {
		r, c := T.W.Dims()
		if l > 0 && c != Φ.N(l) {
			panic(&op.ShapeError{Func: where, What: fmt.Sprintf("columns of W^(%d)", l+1), Got: []int{c}, Want: []int{Φ.N(l)}})
		}
		if T.B.Len() != r {
			panic(&op.ShapeError{Func: where, What: fmt.Sprintf("b^(%d)", l+1), Got: []int{T.B.Len()}, Want: []int{r}})
		}
	}
}

// L returns the depth, the number of affine maps.
func (Φ *Network) L() int { return len(Φ.T) }

// N returns the width N_ℓ of layer ℓ, 0 ≤ ℓ ≤ L; N(0) is the dimension d of the input.
// It panics outside of that range.
func (Φ *Network) N(l int) int {
	if l == 0 {
		_, c := Φ.T[0].W.Dims()
		return c
	}
	r, _ := Φ.T[l-1].W.Dims()
	return r
}

// D returns d = N_0, the dimension of the input.
func (Φ *Network) D() int { return Φ.N(0) }

// Widths returns (N_0, …, N_L).
func (Φ *Network) Widths() []int {
	N := make([]int, Φ.L()+1)
	for l := range N {
		N[l] = Φ.N(l)
	}
	return N
}

// C returns the complexity of Definition 3.6, the number of weights and biases that are not zero:
//
//	C(Φ) = Σ_ℓ ‖W^(ℓ)‖₀ + ‖b^(ℓ)‖₀,  ℓ = 1, …, L.
func (Φ *Network) C() int {
	c := 0
	for _, T := range Φ.T {
		c += T.C()
	}
	return c
}

// C returns ‖W‖₀ + ‖b‖₀, the number of entries that are not zero.
func (T Affine) C() int {
	c := 0
	r, _ := T.W.Dims()
	for i := range r {
		c += nonzero(T.W.RawRowView(i))
		if T.B.AtVec(i) != 0 {
			c++
		}
	}
	return c
}

func nonzero(x []float64) int {
	c := 0
	for _, v := range x {
		if v != 0 {
			c++
		}
	}
	return c
}

// P returns the number of parameters Σ_ℓ N_ℓ (N_{ℓ-1} + 1), zero or not.
func (Φ *Network) P() int {
	p := 0
	for l := 1; l <= Φ.L(); l++ {
		p += Φ.N(l) * (Φ.N(l-1) + 1)
	}
	return p
}

// Clone returns a copy that shares nothing with Φ but the functions of ρ.
func (Φ *Network) Clone() *Network {
	c := &Network{Rho: Φ.Rho}
	for _, T := range Φ.T {
		U := Affine{W: mat.DenseCopyOf(T.W), B: mat.VecDenseCopyOf(T.B)}
		if T.Mask != nil {
			U.Mask = mat.DenseCopyOf(T.Mask)
		}
		if T.MaskB != nil {
			U.MaskB = mat.VecDenseCopyOf(T.MaskB)
		}
		c.T = append(c.T, U)
	}
	return c
}
