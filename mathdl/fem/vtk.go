package fem

import (
	"bufio"
	"fmt"
	"io"
)

// WriteVTK writes the mesh and functions at its vertices in the legacy text format of VTK, which ParaView and VisIt read. Of
// functions of P2 the values at the vertices are written. It panics with a *op.ShapeError if u does not fit.
func (V *Space) WriteVTK(w io.Writer, name string, u []float64) error {
	V.need("fem.Space.WriteVTK", "u", len(u))
	b, m := bufio.NewWriter(w), V.Mesh
	fmt.Fprintf(b, "# vtk DataFile Version 3.0\n%s\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS %d double\n", name, m.N())
	for i, x := range m.X {
		fmt.Fprintf(b, "%.16g %.16g 0\n", x, m.Y[i])
	}
	fmt.Fprintf(b, "CELLS %d %d\n", len(m.Cells), 4*len(m.Cells))
	for _, c := range m.Cells {
		fmt.Fprintf(b, "3 %d %d %d\n", c[0], c[1], c[2])
	}
	fmt.Fprintf(b, "CELL_TYPES %d\n", len(m.Cells))
	for range m.Cells {
		fmt.Fprintln(b, 5)
	}
	fmt.Fprintf(b, "POINT_DATA %d\nSCALARS %s double 1\nLOOKUP_TABLE default\n", m.N(), name)
	for _, v := range u[:m.N()] {
		fmt.Fprintf(b, "%.16g\n", v)
	}
	return b.Flush()
}
