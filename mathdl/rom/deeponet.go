package rom

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

// DeepONet is G(v)(y) = Σ_k b_k(v(x_1), …, v(x_m)) t_k(y) + b₀ with the branch b and the trunk t. As a nn.Model it maps the m values of v to G(v) at
// the rows of Points, so that the trunk is computed once for a whole batch.
type DeepONet struct {
	Points *mat.Dense // the y; may be exchanged after training

	branch, trunk *nn.Network
	θ             []float64
}

var _ nn.Model = (*DeepONet)(nil)

// NewDeepONet returns an operator network: branch and trunk are widths, as nn.New has them, and end with the same number. The trunk has
// its activation after the last layer too.
//
// Reference: Lu, Jin, Pang, Zhang and Karniadakis, Nat. Mach. Intell. 3 (2021).
func NewDeepONet(branch, trunk []int, ρ nn.Activation, points *mat.Dense, rnd *rand.Rand) *DeepONet {
	d := &DeepONet{Points: points, branch: nn.New(branch, ρ, rnd), trunk: nn.New(trunk, ρ, rnd)}
	d.branch.Init(nn.Glorot, rnd)
	d.trunk.Init(nn.Glorot, rnd)
	d.θ = append(append(append(d.θ, d.branch.Params()...), d.trunk.Params()...), 0)
	return d
}

// Params returns θ.
func (d *DeepONet) Params() []float64 { return d.θ }

// Mask returns nil: all parameters are free.
func (d *DeepONet) Mask() []float64 { return nil }

// Layout returns the blocks of the branch, of the trunk, and b₀.
func (d *DeepONet) Layout() []nn.Block {
	var l []nn.Block
	for i, net := range []*nn.Network{d.branch, d.trunk} {
		lo := 0
		if i == 1 {
			lo = d.branch.P()
		}
		for _, b := range net.Layout() {
			b.Name, b.Lo, b.Hi = []string{"branch ", "trunk "}[i]+b.Name, b.Lo+lo, b.Hi+lo
			l = append(l, b)
		}
	}
	n := len(d.θ)
	return append(l, nn.Block{Name: "b0", Shape: []int{1}, Lo: n - 1, Hi: n})
}

// Record computes (B, m) → (B, number of points).
func (d *DeepONet) Record(p *nn.Pass, x *ad.Var) *ad.Var {
	k := 2 * d.branch.L()
	b := d.branch.Record(&nn.Pass{Theta: p.Theta[:k], Train: p.Train, Rand: p.Rand}, x)
	t := d.trunk.Record(&nn.Pass{Theta: p.Theta[k : len(p.Theta)-1], Train: p.Train, Rand: p.Rand}, x.Tape().Leaf(ad.Of(mat.DenseCopyOf(d.Points).RawMatrix().Data, dims(d.Points)...)))
	return ad.Add(ad.MatMulT(b, d.trunk.Rho.On(t), false, true), p.Theta[len(p.Theta)-1])
}

func dims(m *mat.Dense) []int {
	r, c := m.Dims()
	return []int{r, c}
}

// Antiderivatives returns n random functions, Gaussian with covariance exp(−|x − x′|²/2l²) at m equidistant points of [0,1], and their integrals from 0
// by trapezoids, at the same points.
func Antiderivatives(n, m int, l float64, rnd *rand.Rand) train.Data {
	K := mat.NewSymDense(m, nil)
	for i := range m {
		for j := range i + 1 {
			z := float64(i-j) / float64(m-1) / l
			K.SetSym(i, j, math.Exp(-z*z/2))
		}
		K.SetSym(i, i, K.At(i, i)+1e-10)
	}
	var e mat.EigenSym
	if !e.Factorize(K, true) {
		panic("rom.Antiderivatives: no eigenvalues") // of a symmetric matrix of finite numbers
	}
	var Q mat.Dense
	e.VectorsTo(&Q)
	for j, v := range e.Values(nil) {
		for i := range m {
			Q.Set(i, j, Q.At(i, j)*math.Sqrt(max(v, 0)))
		}
	}
	Z, X, Y := mat.NewDense(n, m, nil), mat.NewDense(n, m, nil), mat.NewDense(n, m, nil)
	for i := range n {
		for j := range m {
			Z.Set(i, j, rnd.NormFloat64())
		}
	}
	X.Mul(Z, Q.T())
	for i := range n {
		x, y := X.RawRowView(i), Y.RawRowView(i)
		for j := 1; j < m; j++ {
			y[j] = y[j-1] + (x[j-1]+x[j])/(2*float64(m-1))
		}
	}
	return train.Data{X: X, Y: Y}
}

// RelL2 returns the mean of |Φ(xᵢ) − yᵢ|/|yᵢ| over the samples.
func RelL2(Φ nn.Model, d train.Data) float64 {
	out, sum := train.Predict(Φ, d.X), 0.0
	for i := range d.Len() {
		a, b := 0.0, 0.0
		for j, v := range d.Y.RawRowView(i) {
			r := out.At(i, j) - v
			a, b = a+r*r, b+v*v
		}
		sum += math.Sqrt(a / b)
	}
	return sum / float64(d.Len())
}
