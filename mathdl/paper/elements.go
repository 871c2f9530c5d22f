package paper

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/mathdl/kernel/mathdl/fem"
)

// PoissonElements solves the problem of [PoissonDifferences] by finite elements of degree 1 or 2 on 2n² triangles. The time is that of the
// mesh, the matrices and the solve; the error is the relative one in L². The error of ctx is returned.
func PoissonElements(ctx context.Context, n, degree int) (Rival, error) {
	u := func(x, y float64) float64 { return math.Sin(math.Pi*x) * math.Sin(math.Pi*y) }
	start := time.Now()
	V := fem.NewSpace(fem.UnitSquare(n), degree)
	p := fem.Problem{V: V, F: fem.Each(func(x, y float64) float64 { return 2 * math.Pi * math.Pi * u(x, y) }), Conditions: []fem.Condition{fem.Dirichlet(nil, nil)}}
	return elements(ctx, p, u, start)
}

// SlitElements solves the problem of [Slit], Δu = 0 with u = r^{1/2} sin θ/2 on the boundary of the slit square, by finite elements of degree 1 or 2 on
// 8n² triangles. graded moves the nodes towards the end of the slit, (x, y) ↦ max(|x|, |y|)·(x, y), where the solution is singular: without, the
// error in L² is of order h whatever the degree.
func SlitElements(ctx context.Context, n, degree int, graded bool) (Rival, error) {
	u := func(x, y float64) float64 { return math.Sqrt(math.Max(math.Hypot(x, y)-x, 0) / 2) }
	start := time.Now()
	m := fem.Slit(n)
	if graded {
		for i, x := range m.X {
			s := math.Max(math.Abs(x), math.Abs(m.Y[i]))
			m.X[i], m.Y[i] = s*x, s*m.Y[i]
		}
	}
	return elements(ctx, fem.Problem{V: fem.NewSpace(m, degree), Conditions: []fem.Condition{fem.Dirichlet(nil, u)}}, u, start)
}

func elements(ctx context.Context, p fem.Problem, u func(x, y float64) float64, start time.Time) (Rival, error) {
	s, err := p.Solve(ctx, nil)
	if err != nil {
		return Rival{}, err
	}
	r := Rival{Name: fmt.Sprintf("elements of degree %d", p.V.Degree), Dof: s.Unknowns, Runtime: time.Since(start)}
	r.Rel = s.L2(fem.Each(u)) / p.V.L2(make([]float64, p.V.N()), fem.Each(u))
	return r, nil
}
