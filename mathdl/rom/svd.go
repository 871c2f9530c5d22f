package rom

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
)

// decompose returns the singular values of C, of n × k with k ≤ n, descending, and its right singular vectors as rows of V. It looks
// at ctx for every few rows.
//
// C is reduced to a triangle, some rows at a time; then rotations make the rows of that orthogonal, two at a time. Those are the
// vectors times the values: the method of Jacobi, from one side (Demmel and Veselić, SIAM J. Matrix Anal. Appl. 13 (1992)).
func decompose(ctx context.Context, C *mat.Dense) (σ []float64, V *mat.Dense, err error) {
	R, err := triangle(ctx, C)
	if err != nil {
		return nil, nil, err
	}
	if err := orthogonal(ctx, R); err != nil {
		return nil, nil, err
	}
	type row struct {
		length float64
		v      []float64
	}
	rows := make([]row, len(R))
	for i, v := range R {
		rows[i] = row{math.Sqrt(kern.SumSq(v)), v}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return int(math.Copysign(1, b.length-a.length)) })
	V = mat.NewDense(len(R), len(R), nil)
	for i, r := range rows {
		if σ = append(σ, r.length); r.length > 0 {
			kern.Scale(V.RawRowView(i), 1/r.length, r.v)
		} else {
			V.Set(i, i, 1)
		}
	}
	return σ, V, nil
}

// triangle returns the rows of an upper triangle R with RᵀR = CᵀC, by reflections (Householder) on R and the next rows of C.
func triangle(ctx context.Context, C *mat.Dense) ([][]float64, error) {
	n, k := C.Dims()
	R := make([][]float64, k)
	for i := range R {
		R[i] = make([]float64, k)
	}
	X, w := mat.NewDense(glance, k, nil), make([]float64, k)
	for lo := 0; lo < n; lo += glance {
		rows := min(glance, n-lo)
		X.Copy(C.Slice(lo, lo+rows, 0, k))
		for j := range k {
			if j%glance == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			reflect(R[j], X, rows, j, w)
		}
	}
	return R, nil
}

// reflect makes column j of some rows of X zero, by a reflection of them and of the row r, whose first j columns are zero.
func reflect(r []float64, X *mat.Dense, rows, j int, w []float64) {
	s := 0.0
	for i := range rows {
		s += X.At(i, j) * X.At(i, j)
	}
	if s == 0 {
		return
	}
	top := r[j] + math.Copysign(math.Sqrt(r[j]*r[j]+s), r[j]) // the reflection is along v = (top, X_j)
	w = w[:len(r)-j]
	kern.Scale(w, top, r[j:]) // vᵀ(r; X)
	for i := range rows {
		kern.Axpy(w, X.At(i, j), X.RawRowView(i)[j:])
	}
	f := 2 / (top*top + s)
	kern.Axpy(r[j:], -f*top, w)
	for i := range rows {
		kern.Axpy(X.RawRowView(i)[j:], -f*X.At(i, j), w)
	}
}

// orthogonal rotates the rows of R until any two are orthogonal.
func orthogonal(ctx context.Context, R [][]float64) error {
	const most, tol = 60, 1e-15
	for range most {
		turned := false
		for i, a := range R {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, b := range R[i+1:] {
				turned = rotate(a, b, tol) || turned
			}
		}
		if !turned {
			return nil
		}
	}
	return fmt.Errorf("the singular value decomposition of %d rows does not converge", len(R))
}

// rotate makes a and b orthogonal, unless their cosine is small.
func rotate(a, b []float64, tol float64) bool {
	aa, bb, ab := kern.SumSq(a), kern.SumSq(b), kern.Dot(a, b)
	if math.Abs(ab) <= tol*math.Sqrt(aa*bb)*math.Sqrt(float64(len(a))) {
		return false
	}
	z := (bb - aa) / (2 * ab)
	t := 1 / (math.Abs(z) + math.Hypot(1, z))
	if z < 0 {
		t = -t
	}
	c := 1 / math.Hypot(1, t)
	s := c * t
	b = b[:len(a)]
	for i, v := range a {
		a[i], b[i] = c*v-s*b[i], s*v+c*b[i]
	}
	return true
}
