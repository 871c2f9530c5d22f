package lti

import (
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
)

// Model is what is trained: U, and for Invisible with what follows it. With P_inv = SHᵀ M_inv SH, P_vis = I - P_inv and
// a = P_vis f* step 3 is
//
//	f_LtI = a + P_inv(a + Out·U(a/In)) = 2a - P_vis a + Out·P_inv U(a/In)
//
// so that P_inv U is trained to be (f - 2a + P_vis a)/Out, and its loss is that of the reconstruction. What U does where P_inv
// vanishes costs nothing and takes nothing from what matters. Parameters are shared with U.
func (n *Net) Model() nn.Model {
	if n.Task == PostProcessing || n.banded() {
		return n.U
	}
	return behind{n.U, n.Problem.hidden()}
}

// wanted is f - 2a + P_vis a for a = P_vis f*.
func (p *Problem) wanted(s Sample) []float64 {
	a := s.Visible
	if a == nil {
		a = p.Visible(s.Star)
	}
	w := p.Visible(a)
	for i, f := range s.Truth {
		w[i] += f - 2*a[i]
	}
	return w
}

// behind is a graph with a linear map after it.
type behind struct {
	*nn.Graph
	A op.Linear
}

// Record implements nn.Model.
func (m behind) Record(p *nn.Pass, x *ad.Var) *ad.Var {
	y := m.Graph.Record(p, x)
	n := m.A.Domain().Size()
	return ad.Apply(m.A, ad.Reshape(y, y.Value().Len()/n, n))
}

// hidden is P_inv on images as vectors. Bands have all pixels, so that it multiplies frequencies: by the transform of what it makes of
// a single pixel, which lies in [0, 1].
func (p *Problem) hidden() op.Linear {
	plan := fft.NewReal(p.N, p.N)
	pixel := make([]float64, p.N*p.N)
	pixel[0] = 1
	v := p.Visible(pixel)
	for i := range v {
		v[i] = pixel[i] - v[i]
	}
	m := plan.Forward(nil, v)
	multiply := func(dst, x []float64) {
		X := plan.Forward(nil, x)
		for i := range X {
			X[i] *= complex(real(m[i]), 0)
		}
		plan.Consume(dst, X)
	}
	R := op.R(p.N * p.N)
	return op.LinearFunc{X: R, Y: R, Fwd: multiply, FwdStar: multiply}
}
