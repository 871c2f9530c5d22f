package rom

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/sparse"
)

// Basis is a space V_k = Mean + span of the rows of W, which are orthonormal in ⟨u, v⟩ = uᵀGv.
type Basis struct {
	G     *sparse.Matrix
	Mean  []float64 // zero unless centred
	W     *mat.Dense
	Sigma []float64 // POD: singular values of the (centred) solutions; Greedy: the largest distance before each step
}

// K returns the dimension.
func (b *Basis) K() int {
	k, _ := b.W.Dims()
	return k
}

// spare is how many more directions than wanted POD gathers before it chooses the best: what they miss is below the
// tail of the singular values.
const spare = 5

// POD returns the k-dimensional space that is best for the solutions of a set in the mean of squares in ‖·‖_G: the left singular
// space. centred takes their mean off first.
//
// Solutions are orthogonalised in the order of their distance from what there is, then the singular value decomposition
// of the coefficients turns the basis; Sirovich, Quart. Appl. Math. 45 (1987) for the idea. The error wraps ctx.Err(), looked at for
// every few solutions and vectors.
func POD(ctx context.Context, s *Set, k int, centred bool) (*Basis, error) {
	mean := make([]float64, len(s.Free))
	if centred {
		var err error
		if mean, err = s.mean(ctx); err != nil {
			return nil, fmt.Errorf("rom.POD: %w", err)
		}
	}
	g, C, err := gather(ctx, s, mean, min(spare*k+60, s.N(), len(s.Free)))
	if err != nil {
		return nil, fmt.Errorf("rom.POD: %w", err)
	}
	σ, V, err := decompose(ctx, C)
	if err != nil {
		return nil, fmt.Errorf("rom.POD: %w", err)
	}
	k = min(k, g.K())
	b := &Basis{G: s.G, Mean: mean, W: mat.NewDense(k, len(mean), nil), Sigma: σ}
	for i := range k {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("rom.POD: %w", err)
		}
		for j, v := range V.RawRowView(i) {
			kern.Axpy(b.W.RawRowView(i), v, g.W.RawRowView(j))
		}
	}
	return b, nil
}

// Greedy returns k solutions, orthonormalised: in every step the one farthest from the span of those before, as in
// reduced bases with a perfect estimate of the error (the strong greedy algorithm). The error wraps ctx.Err().
func Greedy(ctx context.Context, s *Set, k int) (*Basis, error) {
	g, _, err := gather(ctx, s, make([]float64, len(s.Free)), min(k, s.N(), len(s.Free)))
	if err != nil {
		return nil, fmt.Errorf("rom.Greedy: %w", err)
	}
	return g, nil
}

// gather orthonormalises with pivoting and returns the basis and the coefficients of all samples.
func gather(ctx context.Context, s *Set, mean []float64, k int) (*Basis, *mat.Dense, error) {
	n, d := s.U.Dims()
	R, left := mat.NewDense(n, d, nil), make([]float64, n) // what is not in the span yet, and its square
	for i := range n {
		if err := sometimes(ctx, i); err != nil {
			return nil, nil, err
		}
		r := R.RawRowView(i)
		for j, v := range s.U.RawRowView(i) {
			r[j] = v - mean[j]
		}
		left[i] = quadratic(s.G, r)
	}
	b := &Basis{G: s.G, Mean: mean}
	W, C := mat.NewDense(k, d, nil), mat.NewDense(n, k, nil)
	c, used := mat.NewVecDense(n, nil), 0
	for ; used < k; used++ {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		far := 0
		for i, v := range left {
			if v > left[far] {
				far = i
			}
		}
		w := W.RawRowView(used)
		copy(w, R.RawRowView(far))
		before := quadratic(s.G, w)
		if used > 0 && !(before > 1e-26*b.Sigma[0]*b.Sigma[0]) || before == 0 {
			break
		}
		b.Sigma = append(b.Sigma, math.Sqrt(before))
		orthonormalise(s.G, W, used)
		gw := mat.NewVecDense(d, s.G.Apply(nil, w))
		for i := 0; i < n; i += glance {
			hi := min(i+glance, n)
			c.SliceVec(i, hi).(*mat.VecDense).MulVec(R.Slice(i, hi, 0, d), gw)
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
		}
		for i := range n {
			if err := sometimes(ctx, i); err != nil {
				return nil, nil, err
			}
			x := c.AtVec(i)
			C.Set(i, used, x)
			r := R.RawRowView(i)
			for j, v := range w {
				r[j] -= x * v
			}
			left[i] = max(left[i]-x*x, 0)
		}
		if used%8 == 7 { // differences lose digits
			for i := range n {
				if err := sometimes(ctx, i); err != nil {
					return nil, nil, err
				}
				left[i] = quadratic(s.G, R.RawRowView(i))
			}
		}
	}
	used = max(used, 1)
	b.W = mat.DenseCopyOf(W.Slice(0, used, 0, d))
	return b, mat.DenseCopyOf(C.Slice(0, n, 0, used)), nil
}

// glance is how many samples are worked on between two looks at the context.
const glance = 64

// sometimes returns ctx.Err() for one of 64 samples.
func sometimes(ctx context.Context, i int) error {
	if i%glance == 0 {
		return ctx.Err()
	}
	return nil
}

func quadratic(G *sparse.Matrix, v []float64) float64 {
	s := 0.0
	for i, w := range G.Apply(nil, v) {
		s += v[i] * w
	}
	return s
}

// orthonormalise makes row k of W orthogonal to those before, twice for the rounding, and of length 1.
func orthonormalise(G *sparse.Matrix, W *mat.Dense, k int) {
	w := W.RawRowView(k)
	for range 2 {
		gw := G.Apply(nil, w)
		for i := range k {
			v, s := W.RawRowView(i), 0.0
			for j, x := range gw {
				s += x * v[j]
			}
			for j := range w {
				w[j] -= s * v[j]
			}
		}
	}
	if l := math.Sqrt(quadratic(G, w)); l > 0 {
		for j := range w {
			w[j] /= l
		}
	}
}

// Coefficients returns the coefficients of the orthogonal projections of the rows of U.
func (b *Basis) Coefficients(U *mat.Dense) *mat.Dense {
	C, _ := b.coefficients(context.Background(), U)
	return C
}

// coefficients looks at ctx for every few rows.
func (b *Basis) coefficients(ctx context.Context, U *mat.Dense) (*mat.Dense, error) {
	n, d := U.Dims()
	C, D, r := mat.NewDense(n, b.K(), nil), mat.NewDense(glance, d, nil), make([]float64, d)
	for lo := 0; lo < n; lo += glance {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows := min(glance, n-lo)
		for i := range rows {
			kern.Sub(r, U.RawRowView(lo+i), b.Mean)
			b.G.Apply(D.RawRowView(i), r)
		}
		C.Slice(lo, lo+rows, 0, b.K()).(*mat.Dense).Mul(D.Slice(0, rows, 0, d), b.W.T())
	}
	return C, nil
}

// Lift returns Mean + cW for the rows c of C, which may have fewer columns than W has rows.
func (b *Basis) Lift(C mat.Matrix) *mat.Dense {
	_, k := C.Dims()
	_, d := b.W.Dims()
	var U mat.Dense
	U.Mul(C, b.W.Slice(0, k, 0, d))
	n, _ := U.Dims()
	for i := range n {
		u := U.RawRowView(i)
		for j, m := range b.Mean {
			u[j] += m
		}
	}
	return &U
}

// Error returns the error of the projection of a set to the first k dimensions.
func (b *Basis) Error(s *Set, k int) float64 {
	C := b.Coefficients(s.U)
	n, _ := C.Dims()
	return s.Error(b.Lift(C.Slice(0, n, 0, min(k, b.K()))))
}
