package wavefront

import (
	"math"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

// The truth agrees with itself; moved by three pixels it agrees where the boundary runs along the way.
func TestCompare(t *testing.T) {
	const n = 96
	p := NewPhantom(n, []Shape{{C: [2]float64{48, 47}, P: [2]float64{0, 30}, Q: [2]float64{20, 0}, Opacity: 1}})
	mask, angle, moved := make([]bool, n*n), make([]float64, n*n), make([]bool, n*n)
	for _, q := range p.Points {
		i := int(math.Round(q.Row))*n + int(math.Round(q.Col))
		mask[i], angle[i], moved[i+3] = true, q.Angle+0.1, true
	}
	m := p.Compare(mask, angle, 1.5)
	if m.Hit != 1 || m.Precision != 1 || m.F != 1 || math.Abs(m.Angle-0.1*180/math.Pi) > 1 {
		t.Errorf("the truth turned by 0.1: %v", m)
	}
	if m = p.Compare(moved, nil, 1.5); m.Hit > 0.8 || m.Precision > 0.8 || !math.IsNaN(m.Angle) {
		t.Errorf("moved: %v", m)
	}
	x := p.Normals()
	if g := x[48*n+77]; g > 10 && g < 170 || !math.IsNaN(x[48*n+47]) {
		t.Errorf("normal %g° at the right end, %g° in the middle", g, x[48*n+47])
	}
	refused[*op.ShapeError](t, "Compare", func() { p.Compare(mask[1:], nil, 1) })
	refused[*op.ShapeError](t, "Normals", func() { Normals(mask, angle, n, n+1) })
}
