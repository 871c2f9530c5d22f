package nn

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/op"
)

// Model is a function with parameters, x ↦ Φ_θ(x), as training sees it. [Network] is one; so is a
// [Graph] of layers.
type Model interface {
	// Params returns θ, sharing memory with the model.
	Params() []float64
	// Layout returns how θ divides into tensors, in order and without gaps. Blocks that are State
	// come last.
	Layout() []Block
	// Mask returns 1 where a parameter is free and 0 where it stays zero, or nil if all are free.
	Mask() []float64
	// Record computes Φ_θ(xᵢ) for every row xᵢ of x on the tape of x, with the parameters in p.
	Record(p *Pass, x *ad.Var) *ad.Var
}

// Pass holds what one recorded application of a model depends on.
type Pass struct {
	Theta []*ad.Var  // the parameters, one variable for each block of the layout
	Train bool       // in training: dropout drops, batch norm takes the moments of the batch
	Rand  *rand.Rand // for dropout, which is left out if this is nil
}

// NewPass puts the parameters of m on a tape. In double precision they share memory with m, so that a
// replay of the tape sees changes; in single precision they are copies.
func NewPass(t *ad.Tape, m Model) *Pass {
	p := &Pass{}
	θ := m.Params()
	for _, b := range m.Layout() {
		p.Theta = append(p.Theta, t.Leaf(ad.Of(θ[b.Lo:b.Hi:b.Hi], b.Shape...)))
	}
	return p
}

var _ Model = (*Network)(nil)

// Record computes Φ_θ(xᵢ) for the rows xᵢ of x, (B, N_0) → (B, N_L), where p.Theta holds
// W^(1), b^(1), …, W^(L), b^(L). It panics with a *op.ShapeError if x does not have N_0 columns.
func (Φ *Network) Record(p *Pass, x *ad.Var) *ad.Var {
	t := x.Tape()
	defer t.Label("")
	for l := range Φ.T {
		t.Label(fmt.Sprintf("layer %d (%d → %d)", l+1, Φ.N(l), Φ.N(l+1)))
		x = ad.Affine(x, p.Theta[2*l], p.Theta[2*l+1])
		if l < Φ.L()-1 {
			x = Φ.Rho.On(x)
		}
	}
	return x
}

// ApplyRows stores Φ(xᵢ) in row i of dst for every row xᵢ of X, in double precision and as after training,
// and returns dst; nil allocates. The computation is recorded for some rows at once and replayed for the
// others. It panics with a *op.ShapeError if dst has other extents, and as the model does for rows that
// it does not accept.
func ApplyRows(Φ Model, dst, X *mat.Dense) *mat.Dense {
	n, d := X.Dims()
	b := min(n, max(1, rowNumbers/d), rowBlock)
	var x *ad.Tensor
	var y *ad.Var
	var t *ad.Tape
	for lo := 0; lo < n; lo += b {
		k := min(b, n-lo)
		if x == nil || k < b {
			x, y, t = recordRows(Φ, k, d)
		}
		for i := range k {
			copy(x.Data64()[i*d:], X.RawRowView(lo+i))
		}
		t.Replay()
		m := y.Shape()[1]
		if dst == nil {
			dst = mat.NewDense(n, m, nil)
		}
		if r, c := dst.Dims(); r != n || c != m {
			panic(&op.ShapeError{Func: "nn.ApplyRows", What: "dst", Got: []int{r, c}, Want: []int{n, m}})
		}
		for i := range k {
			dst.SetRow(lo+i, y.Value().Data64()[i*m:(i+1)*m])
		}
	}
	return dst
}

// rowNumbers bounds the numbers that go into a model together.
const rowNumbers = 1 << 18

// recordRows records a model on k rows of length d.
func recordRows(Φ Model, k, d int) (x *ad.Tensor, y *ad.Var, t *ad.Tape) {
	t = ad.NewTape(ad.Float64)
	t.Defer()
	x = ad.NewTensor(ad.Float64, k, d)
	y = Φ.Record(NewPass(t, Φ), t.Leaf(x))
	t.Plan(y)
	return x, y, t
}
