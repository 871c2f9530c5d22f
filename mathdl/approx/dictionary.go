package approx

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

// Kind says how a dictionary represents.
type Kind int

// The kinds of dictionaries.
const (
	// Orthonormal: a basis; the N largest coefficients are the best N-term approximation.
	Orthonormal Kind = iota
	// Parseval: f = Σ ⟨f, φ_i⟩ φ_i with more φ_i than dimensions.
	Parseval
	// Frame: f = Σ ⟨f, φ_i⟩ φ̃_i with a dual frame.
	Frame
)

// String returns the name of the constant.
func (k Kind) String() string {
	if k < Orthonormal || k > Frame {
		return fmt.Sprintf("Kind(%d)", int(k))
	}
	return [...]string{"Orthonormal", "Parseval", "Frame"}[k]
}

// Dictionary is a family (φ_i) of functions that represents others by linear combinations of few of a dual
// family (φ̃_i).
type Dictionary struct {
	Name string
	Kind Kind
	// Analysis is T: f ↦ (⟨f, φ_i⟩).
	Analysis op.Linear
	// Dual is T̃: f ↦ (⟨f, φ̃_i⟩), and T̃*c = Σ c_i φ̃_i represents: T̃*T = 1. Nil means Analysis.
	Dual op.Linear
	// Rank stores how large the coefficients c count, each |c_i|·‖φ̃_i‖ as a rule: the largest are kept. Nil
	// means |c_i|.
	Rank func(rank, c []float64)
}

// dual is T̃.
func (d *Dictionary) dual() op.Linear {
	if d.Dual == nil {
		return d.Analysis
	}
	return d.Dual
}

// Wavelets is the dictionary of a wavelet transform. Coefficients are ranked by |c_i| alone, also where the transform is no orthonormal
// basis: weights by the norms of the dual atoms make errors larger, by little for biorthogonal filters and
// by much for stationary transforms, whose coarse bands repeat themselves.
func Wavelets(t *wavelet.Transform) *Dictionary {
	if t.Orthonormal() {
		return &Dictionary{Name: "wavelets", Kind: Orthonormal, Analysis: t}
	}
	return &Dictionary{Name: "wavelets", Kind: Frame, Analysis: t, Dual: t.Dual()}
}

// Shearlets is the dictionary of an undecimated shearlet system. Its low-pass alone has a coefficient for
// every pixel, so that N-term errors begin to fall where N is of the order of the number of pixels: rates
// are those of the system only for [DecimatedShearlets].
func Shearlets(s *shearlet.System) *Dictionary {
	if a, b := s.FrameBounds(); b-a < 1e-12 {
		return &Dictionary{Name: "shearlets", Kind: Parseval, Analysis: s}
	}
	norm, n := s.DualNorms(), s.Range().Size()/s.Len()
	rank := func(rank, c []float64) {
		kern.Abs(rank, c)
		for i, v := range norm {
			kern.Scale(rank[i*n:(i+1)*n], v, rank[i*n:(i+1)*n])
		}
	}
	return &Dictionary{Name: "shearlets", Kind: Frame, Analysis: s, Dual: s.DualFrame(), Rank: rank}
}

// DecimatedShearlets is the dictionary of a decimated Parseval frame of α-shearlets. The real and the
// imaginary part of a coefficient are two terms that count as large as its modulus, so that they are kept or
// left out together, as in the complex system.
func DecimatedShearlets(d *shearlet.Decimated) *Dictionary {
	blocks := d.Blocks()
	rank := func(rank, c []float64) {
		kern.Abs(rank, c)
		for _, b := range blocks {
			if !b.Pairs {
				continue
			}
			r := rank[b.Offset:][:b.Len()]
			for i := 0; i+1 < len(r); i += 2 {
				m := math.Sqrt((r[i]*r[i] + r[i+1]*r[i+1]) / 2)
				r[i], r[i+1] = m, m
			}
		}
	}
	return &Dictionary{Name: "α-shearlets", Kind: Parseval, Analysis: d, Rank: rank}
}

// Fourier is the trigonometric basis of arrays of a shape, in the real form of Hartley: cos + sin.
func Fourier(shape ...int) *Dictionary {
	p := fft.NewReal(shape...)
	X := op.R(shape...)
	f := func(dst, x []float64) { p.Unitary(dst, x) }
	return &Dictionary{Name: "Fourier", Kind: Orthonormal, Analysis: op.LinearFunc{X: X, Y: X, Fwd: f, FwdStar: f}}
}
