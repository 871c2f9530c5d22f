package rom

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
	"github.com/mathdl/kernel/mathdl/fem"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/sparse"
	"github.com/mathdl/kernel/mathdl/train"
)

// Solver maps parameters of a case to the solution on a mesh of 2n² triangles. Any number of goroutines may use it.
type Solver struct {
	Case *Case
	V    *fem.Space
	Free []int          // the inner nodes
	G    *sparse.Matrix // M + A for them
	B    []float64      // the load for them

	pattern *sparse.Analysis
}

// NewSolver prepares what all parameters share: the mesh, the order of elimination, the load.
func NewSolver(c *Case, n int) *Solver {
	V := fem.NewSpace(fem.UnitSquare(n), 1)
	s := &Solver{Case: c, V: V, Free: V.Inner(), G: V.Gram()}
	s.G = s.G.Sub(s.Free)
	f := V.Load(func(dst, x, y []float64) {
		for i := range dst {
			dst[i] = 20 + 10*x[i] - 5*y[i]
		}
	})
	for _, i := range s.Free {
		s.B = append(s.B, f[i])
	}
	s.pattern, _ = sparse.Analyze(context.Background(), s.G) // never cancelled, it does not err
	return s
}

// Stiffness returns the matrix of a_y for the inner nodes.
func (s *Solver) Stiffness(y []float64) *sparse.Matrix {
	if len(y) != s.Case.P {
		panic(&op.ShapeError{Func: "rom.Solver.Stiffness", What: "y", Got: []int{len(y)}, Want: []int{s.Case.P}})
	}
	a := make([]float64, s.V.N())
	s.Case.A(a, y, s.V.X, s.V.Y)
	return s.V.StiffnessNodal(a).Sub(s.Free)
}

// Solve stores u_y at the inner nodes in dst, which may be nil. The error is a *sparse.NotPositiveError, or wraps ctx.Err().
func (s *Solver) Solve(ctx context.Context, dst, y []float64) ([]float64, error) {
	L, err := sparse.Factor(ctx, s.Stiffness(y), s.pattern)
	if err != nil {
		return dst, err
	}
	return L.Solve(dst, s.B), nil
}

// Full returns the values at all nodes of V for those at the inner ones.
func (s *Solver) Full(u []float64) []float64 {
	all := make([]float64, s.V.N())
	for k, i := range s.Free {
		all[i] = u[k]
	}
	return all
}

// Set is solutions: row i of U belongs to row i of Y.
type Set struct {
	*Solver
	Y, U *mat.Dense
}

// DataSettings of Generate. Zero fields mean defaults, a nil *DataSettings all of them.
type DataSettings struct {
	Dir      string // where to keep the solutions, so that an interrupted run goes on; "" means nowhere
	Progress bool   // show a line of progress
}

// chunkSize is how many samples are drawn from one generator and make one file.
const chunkSize = 256

type chunk struct{ Y, U []float64 }

// Generate solves for n random parameters on all cores. Sample i depends on seed and i only: not on the number of cores, nor
// on interruptions. It returns what there is, with an error that wraps ctx.Err() if it was stopped; with a Dir the next
// call goes on from there. A Dir is for one case, mesh and seed.
func (s *Solver) Generate(ctx context.Context, n int, seed uint64, set *DataSettings) (*Set, error) {
	var c DataSettings
	if set != nil {
		c = *set
	}
	if n < 1 {
		panic(&op.ShapeError{Func: "rom.Solver.Generate", What: "n", Got: []int{n}, Want: []int{1}})
	}
	var bar *cell.Bar
	if c.Progress {
		bar = cell.Progress("solutions", n)
		defer bar.Done()
	}
	var Y, U []float64
	var failed error
	for k := 0; k*chunkSize < n && failed == nil; k++ {
		var part chunk
		part, failed = s.chunk(ctx, k, min(chunkSize, n-k*chunkSize), seed, c.Dir)
		Y, U = append(Y, part.Y...), append(U, part.U...)
		if bar != nil {
			bar.Set(len(Y) / s.Case.P)
		}
	}
	r := &Set{Solver: s}
	if rows := len(Y) / s.Case.P; rows > 0 {
		r.Y, r.U = mat.NewDense(rows, s.Case.P, Y), mat.NewDense(rows, len(s.Free), U)
	}
	return r, failed
}

// chunk reads a part or makes it.
func (s *Solver) chunk(ctx context.Context, k, n int, seed uint64, dir string) (chunk, error) {
	p, d := s.Case.P, len(s.Free)
	path := filepath.Join(dir, fmt.Sprintf("%05d.gob", k))
	if dir != "" {
		c, err := readChunk(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return c, fmt.Errorf("rom.Generate: %w", err)
		}
		if err == nil && len(c.Y) >= n*p && len(c.Y)*d == len(c.U)*p {
			return chunk{c.Y[:n*p], c.U[:n*d]}, nil
		}
	}
	data, err := train.Generate(ctx, n, p, d, rand.New(rand.NewPCG(seed, uint64(k))), false, func(_ int, rnd *rand.Rand, y, u []float64) error {
		s.Case.Draw(y, rnd)
		_, err := s.Solve(ctx, u, y)
		return err
	})
	var c chunk
	if data.X != nil {
		c = chunk{data.X.RawMatrix().Data, data.Y.RawMatrix().Data}
	}
	if err == nil && dir != "" {
		err = writeChunk(path, c)
	}
	if err != nil {
		return c, fmt.Errorf("rom.Generate: part %d: %w", k, err)
	}
	return c, nil
}

func readChunk(path string) (c chunk, err error) {
	f, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer f.Close()
	if err := gob.NewDecoder(f).Decode(&c); err != nil {
		return chunk{}, fmt.Errorf("%s: %w: remove it", path, err)
	}
	return c, nil
}

// writeChunk writes a file that is complete or absent.
func writeChunk(path string, c chunk) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".part")
	if err != nil {
		return err
	}
	err = errors.Join(gob.NewEncoder(f).Encode(c), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// Split divides the set into the first n samples and the rest.
func (s *Set) Split(n int) (first, rest *Set) {
	rows, p := s.Y.Dims()
	d := len(s.Free)
	cut := func(lo, hi int) *Set {
		return &Set{s.Solver, s.Y.Slice(lo, hi, 0, p).(*mat.Dense), s.U.Slice(lo, hi, 0, d).(*mat.Dense)}
	}
	return cut(0, n), cut(n, rows)
}

// N returns the number of samples.
func (s *Set) N() int {
	n, _ := s.Y.Dims()
	return n
}

// Error returns the mean of ‖vᵢ − uᵢ‖_G/‖uᵢ‖_G over the rows. It panics if V has not the extents of U.
func (s *Set) Error(V *mat.Dense) float64 {
	n, d := s.U.Dims()
	r, sum := make([]float64, d), 0.0
	for i := range n {
		u := s.U.RawRowView(i)
		for j, v := range V.RawRowView(i) {
			r[j] = v - u[j]
		}
		sum += fem.Norm(s.G, r) / fem.Norm(s.G, u)
	}
	return sum / float64(n)
}

// Baseline returns the error of the constant map to the mean of another set.
func (s *Set) Baseline(from *Set) float64 {
	n, d := s.U.Dims()
	V := mat.NewDense(n, d, nil)
	m, _ := from.mean(context.Background())
	for i := range n {
		V.SetRow(i, m)
	}
	return s.Error(V)
}

// mean looks at ctx for every few rows.
func (s *Set) mean(ctx context.Context) ([]float64, error) {
	m := make([]float64, len(s.Free))
	for i := range s.N() {
		if err := sometimes(ctx, i); err != nil {
			return nil, err
		}
		kern.Axpy(m, 1/float64(s.N()), s.U.RawRowView(i))
	}
	return m, nil
}
