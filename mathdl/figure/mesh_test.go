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

// Seen from above, a pixel shows the upper one of two horizontal triangles, in the colour of its height.
func TestMeshSurfaceHides(t *testing.T) {
	x, y := []float64{0, 1, 0, 0, 1, 0}, []float64{0, 0, 1, 0, 0, 1}
	for _, cells := range [][][3]int{{{0, 1, 2}, {3, 4, 5}}, {{3, 4, 5}, {0, 1, 2}}} {
		z := []float64{0, 0, 0, 1, 1, 1}
		v := newView(SurfaceSettings{Azimuth: -90, Elevation: 90, Height: 0.5}, x, y, z)
		r := v.render(x, y, cells, z, colors(nil), false)
		if r.rows != r.cols {
			t.Fatalf("%d × %d pixels, want a square", r.rows, r.cols)
		}
		// The light is 0.75 up and 0.5 towards who looks, up on the screen being y here: on a horizontal surface 0.5.
		want := shaded(Sequential(1), 0.5)
		if got := r.pixel[(r.rows*3/4)*r.cols+r.cols/4]; got != want {
			t.Errorf("lower left: %v, want %v", got, want)
		}
		if got := r.pixel[(r.rows/4)*r.cols+r.cols*3/4]; got.A != 0 {
			t.Errorf("outside of the triangles: %v", got)
		}
	}
}

// The box is seen in full, and its edges with ticks are on its outline.
func TestViewEdges(t *testing.T) {
	for _, a := range []float64{-170, -60, 10, 45, 100, 215} {
		for _, e := range []float64{-35, 5, 30, 80} {
			v := newView(SurfaceSettings{Azimuth: a, Elevation: e, Height: 0.6}, []float64{0, 2}, []float64{-1, 3}, []float64{5, 6})
			for i := range 3 {
				p, q := v.edge(i)
				px, py, _ := v.project(p)
				qx, qy, _ := v.project(q)
				left, right := 0, 0
				for k := range 8 {
					cx, cy, _ := v.project(v.corner(k))
					switch s := (qx-px)*(cy-py) - (qy-py)*(cx-px); {
					case s > 1e-9:
						left++
					case s < -1e-9:
						right++
					}
				}
				if left > 0 && right > 0 {
					t.Errorf("azimuth %v, elevation %v: edge %d has corners on both sides", a, e, i)
				}
			}
		}
	}
}
