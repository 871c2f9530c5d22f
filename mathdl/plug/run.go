package plug

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// run is what the iterations share.
type run struct {
	ctx         context.Context
	where       string
	set         solve.Settings
	began       time.Time
	A           op.Linear
	y           []float64
	D           Denoiser
	x, next     []float64
	d, residual []float64 // D(x) and Ax - y; d is nil where D belongs to another point
	step        float64
	objective   func() float64
	res         solve.Result
	err         error
}

func start(ctx context.Context, where string, A op.Linear, y []float64, D Denoiser, x0 []float64, s *solve.Settings) *run {
	n := A.Domain().Size()
	fits(where, "Y", len(y), A.Range().Size())
	if D == nil {
		panic(&solve.RangeError{Func: where, What: "D", Got: nil, Want: "a denoiser"})
	}
	r := &run{ctx: ctx, where: where, A: A, y: y, began: time.Now(), x: make([]float64, n), next: make([]float64, n)}
	r.D = func(dst, x []float64) {
		if ctx.Err() == nil {
			D(dst, x)
		}
	}
	if s != nil {
		r.set = *s
	}
	if r.set.Iterations < 0 {
		panic(&solve.RangeError{Func: where, What: "Iterations", Got: r.set.Iterations, Want: "≥ 0"})
	}
	if r.set.Iterations == 0 {
		r.set.Iterations = Iterations
	}
	if r.set.Inner <= 0 {
		r.set.Inner = Inner
	}
	r.set.Tol, r.step = or(r.set.Tol, Tol), r.set.Step
	if x0 != nil {
		fits(where, "x0", len(x0), n)
		copy(r.x, x0)
	}
	r.d, r.residual = make([]float64, n), make([]float64, len(y))
	return r
}

// look computes what belongs to x.
func (r *run) look() {
	if r.d != nil {
		r.D(r.d, r.x)
	}
	r.A.Apply(r.residual, r.x)
	for i, y := range r.y {
		r.residual[i] -= y
	}
}

// more says whether there is to be another iteration.
func (r *run) more() bool {
	if r.err != nil || r.res.Status != solve.IterationLimit {
		return false
	}
	if r.ctx.Err() != nil {
		r.res.Status, r.err = solve.Interrupted, fmt.Errorf("%s: %w", r.where, context.Cause(r.ctx))
		return false
	}
	return r.res.K < r.set.Iterations
}

// solve finds next with (w A*A + c) next = b, from x. If it is interrupted, more will say so.
func (r *run) solve(A op.Linear, w, c float64, b []float64) {
	y, n := make([]float64, len(r.y)), A.Domain()
	apply := func(dst, x []float64) {
		A.Adjoint(dst, A.Apply(y, x))
		for i := range dst {
			dst[i] = w*dst[i] + c*x[i]
		}
	}
	cg, err := solve.CG(r.ctx, op.LinearFunc{X: n, Y: n, Fwd: apply, FwdStar: apply}, b, r.x,
		&solve.Settings{Iterations: r.set.Inner, Tol: InnerTol})
	if err != nil {
		r.err, r.res.Status = fmt.Errorf("%s: %w", r.where, err), cg.Status
	}
	copy(r.next, cg.X)
}

// done takes next as the new x, unless it is not finite, its system was not solved, or the context ended meanwhile.
func (r *run) done() {
	if r.err != nil || r.ctx.Err() != nil {
		return
	}
	var change, size float64
	for i, x := range r.next {
		change += (x - r.x[i]) * (x - r.x[i])
		size += x * x
	}
	if math.IsNaN(size) || math.IsInf(size, 0) {
		r.res.Status, r.err = solve.Diverged, fmt.Errorf("%s: %w in iteration %d", r.where, solve.ErrDiverged, r.res.K+1)
		return
	}
	r.x, r.next = r.next, r.x
	r.look()
	if r.ctx.Err() != nil {
		r.x, r.next = r.next, r.x
		return
	}
	r.res.Iterate = solve.Iterate{K: r.res.K + 1, X: r.x, F: r.objective(), Gap: math.Inf(1), Residual: norm(r.residual), Step: r.step}
	if r.set.Record != nil {
		r.set.Record(r.res.Iterate)
	}
	switch {
	case r.set.Discrepancy > 0 && r.res.Residual <= r.set.Discrepancy:
		r.res.Status = solve.Discrepant
	case change <= r.set.Tol*math.Abs(r.set.Tol)*size:
		r.res.Status = solve.Converged
	}
}

func (r *run) end() (*solve.Result, error) {
	r.res.X, r.res.Runtime = r.x, time.Since(r.began)
	return &r.res, r.err
}

func norm(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}

func fits(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}
