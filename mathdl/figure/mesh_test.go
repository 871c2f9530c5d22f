package figure

import (
	"errors"
	"math"
	"testing"
)

func TestMesh(t *testing.T) {
	x, y, cells := []float64{0, 1, 0, 1}, []float64{0, 0, 1, 1}, [][3]int{{0, 1, 3}, {0, 3, 2}}
	z := []float64{0, 1, 2, 3} // x + 2y
	g := newBox(meshBox(x, y, nil), 10, 10)
	v := make([]float64, 100)
	for _, c := range cells {
		g.paint(v, x, y, z, c)
	}
	for r := range 10 {
		for c := range 10 {
			if want := g.X(c) + 2*g.Y(r); math.Abs(v[10*r+c]-want) > 1e-12 {
				t.Fatalf("row %d, column %d: %g, want %g", r, c, v[10*r+c], want)
			}
		}
	}
	for _, e := range crossing(x, y, z, cells[0], 1.5) {
		if math.Abs(e.X+2*e.Y-1.5) > 1e-12 {
			t.Errorf("contour at %v", e)
		}
	}
	if MeshField(x, y, cells, z, nil) == nil || MeshLines(x, y, cells, nil) == nil {
		t.Error("no plot")
	}
	defer func() {
		var e *ShapeError
		if err, ok := recover().(error); !ok || !errors.As(err, &e) {
			t.Error("no *ShapeError")
		}
	}()
	MeshField(x, y, cells, z[:2], nil)
}
