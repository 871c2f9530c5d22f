package rom

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
)

// FNO is the Fourier neural operator for periodic functions of one or two variables: a lift of (v(x), x) to Width channels, Layers of
//
//	v ↦ ρ(W v + F⁻¹(R_k · (F v)_k, k ∈ modes) + b),
//
// without ρ in the last, and a network with one hidden layer at each point. As a nn.Model it maps the values of v on the Grid to those of the image,
// row-major. The parameters know nothing of the grid: SetGrid exchanges it.
//
// Reference: Li et al., ICLR 2021.
type FNO struct {
	Dim, Modes, Width, Layers int

	k        [][2]int // the modes: one of k and −k
	points   int
	forward  []float64 // (points, 2K): v ↦ Re, Im of v̂
	backward []float64 // (2K, points)
	θ        []float64
	layout   []nn.Block
}

var _ nn.Model = (*FNO)(nil)

// NewFNO returns an operator on the grid of n points in each of dim variables, with the frequencies |k_i| ≤ modes. It panics with a
// *domain.MisuseError unless dim is 1 or 2, modes < n/2 and width and layers are positive.
func NewFNO(dim, n, modes, width, layers int, rnd *rand.Rand) *FNO {
	if dim < 1 || dim > 2 || width < 1 || layers < 1 || modes < 0 {
		panic(&domain.MisuseError{Func: "rom.NewFNO", What: "dimension, modes, width, layers", Got: fmt.Sprint(dim, modes, width, layers), Want: "1 or 2, 0 or more, positive numbers"})
	}
	f := &FNO{Dim: dim, Modes: modes, Width: width, Layers: layers}
	for a := 0; a <= modes; a++ {
		if dim == 1 {
			f.k = append(f.k, [2]int{a, 0})
			continue
		}
		for b := -modes; b <= modes; b++ {
			if a > 0 || b >= 0 {
				f.k = append(f.k, [2]int{a, b})
			}
		}
	}
	f.SetGrid(n)
	w, K := width, len(f.k)
	f.block("lift W", rnd, math.Sqrt(1/float64(1+dim)), w, 1+dim)
	f.block("lift b", rnd, 0, w)
	for l := range layers {
		s := fmt.Sprintf("layer %d ", l+1)
		f.block(s+"Re R", rnd, 1/float64(w), K, w, w)
		f.block(s+"Im R", rnd, 1/float64(w), K, w, w)
		f.block(s+"W", rnd, math.Sqrt(1/float64(w)), w, w)
		f.block(s+"b", rnd, 0, w)
	}
	f.block("end W1", rnd, math.Sqrt(1/float64(w)), 2*w, w)
	f.block("end b1", rnd, 0, 2*w)
	f.block("end W2", rnd, math.Sqrt(0.5/float64(w)), 1, 2*w)
	f.block("end b2", rnd, 0, 1)
	return f
}

func (f *FNO) block(name string, rnd *rand.Rand, σ float64, shape ...int) {
	n := 1
	for _, s := range shape {
		n *= s
	}
	f.layout = append(f.layout, nn.Block{Name: name, Shape: shape, Lo: len(f.θ), Hi: len(f.θ) + n})
	for range n {
		x := 0.0
		if σ > 0 {
			x = σ * rnd.NormFloat64()
		}
		f.θ = append(f.θ, x)
	}
}

// SetGrid changes the grid to n points in each variable, i/n. It panics with a *domain.MisuseError unless modes < n/2.
func (f *FNO) SetGrid(n int) {
	if 2*f.Modes >= n {
		panic(&domain.MisuseError{Func: "rom.FNO.SetGrid", What: "points", Got: fmt.Sprint(n), Want: fmt.Sprintf("more than %d for frequencies up to %d", 2*f.Modes, f.Modes)})
	}
	f.points = n
	if f.Dim == 2 {
		f.points = n * n
	}
	K := len(f.k)
	f.forward, f.backward = make([]float64, f.points*2*K), make([]float64, 2*K*f.points)
	for j := range f.points {
		x := f.coordinates(j, n)
		for i, k := range f.k {
			s, c := math.Sincos(2 * math.Pi * (float64(k[0])*x[0] + float64(k[1])*x[1]))
			twice := 2.0
			if k == [2]int{} {
				twice = 1
			}
			f.forward[j*2*K+i], f.forward[j*2*K+K+i] = c/float64(f.points), -s/float64(f.points)
			f.backward[i*f.points+j], f.backward[(K+i)*f.points+j] = twice*c, -twice*s
		}
	}
}

func (f *FNO) coordinates(j, n int) [2]float64 {
	if f.Dim == 1 {
		return [2]float64{float64(j) / float64(n), 0}
	}
	return [2]float64{float64(j/n) / float64(n), float64(j%n) / float64(n)}
}

// Params returns θ.
func (f *FNO) Params() []float64 { return f.θ }

// Layout returns the blocks of the lift, the layers, and the network at the end.
func (f *FNO) Layout() []nn.Block { return f.layout }

// Mask returns nil: all parameters are free.
func (f *FNO) Mask() []float64 { return nil }

// Record computes (B, points) → (B, points).
func (f *FNO) Record(p *nn.Pass, x *ad.Var) *ad.Var {
	t, B, n := x.Tape(), x.Shape()[0], f.points
	v := ad.Affine(ad.Concat(1, ad.Reshape(x, B*n, 1), f.places(t, B)), p.Theta[0], p.Theta[1])
	θ := p.Theta[2:]
	F, Finv := t.Leaf(ad.Of(f.forward, n, 2*len(f.k))), t.Leaf(ad.Of(f.backward, 2*len(f.k), n))
	for l := range f.Layers {
		local := ad.Affine(v, θ[4*l+2], θ[4*l+3])
		v = ad.Add(local, f.spectral(v, θ[4*l], θ[4*l+1], F, Finv, B))
		if l < f.Layers-1 {
			v = ad.GELU(v)
		}
	}
	e := θ[4*f.Layers:]
	v = ad.Affine(ad.GELU(ad.Affine(v, e[0], e[1])), e[2], e[3])
	return ad.Reshape(v, B, n)
}

// places is the coordinates of the points, for every sample.
func (f *FNO) places(t *ad.Tape, B int) *ad.Var {
	n := f.points
	if f.Dim == 2 {
		n = int(math.Round(math.Sqrt(float64(n))))
	}
	x := make([]float64, 0, B*f.points*f.Dim)
	for range B {
		for j := range f.points {
			c := f.coordinates(j, n)
			x = append(x, c[:f.Dim]...)
		}
	}
	return t.Leaf(ad.Of(x, B*f.points, f.Dim))
}

// spectral is F⁻¹(R·Fv): (B·n, w) → (B·n, w).
func (f *FNO) spectral(v, Re, Im, F, Finv *ad.Var, B int) *ad.Var {
	n, w, K := f.points, f.Width, len(f.k)
	rows := ad.Reshape(ad.Transpose(ad.Reshape(v, B, n, w), 0, 2, 1), B*w, n)
	hat := ad.Transpose(ad.Reshape(ad.MatMul(rows, F), B, w, 2*K), 2, 0, 1) // (2K, B, w)
	re, im := ad.Slice(hat, 0, 0, K), ad.Slice(hat, 0, K, 2*K)
	times := func(a, b *ad.Var) *ad.Var { return ad.MatMulBatch(a, b, false, false) }
	out := ad.Concat(0, ad.Sub(times(re, Re), times(im, Im)), ad.Add(times(re, Im), times(im, Re)))
	back := ad.MatMul(ad.Reshape(ad.Transpose(out, 1, 2, 0), B*w, 2*K), Finv)
	return ad.Reshape(ad.Transpose(ad.Reshape(back, B, w, n), 0, 2, 1), B*n, w)
}
