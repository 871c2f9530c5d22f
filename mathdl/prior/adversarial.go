package prior

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Adversarial is the problem min_x ½‖Ax-y‖²/‖A‖² + μΨ(x).
type Adversarial struct {
	A   op.Linear
	Y   []float64
	Psi nn.Model // Ψ, from rows of the domain of A to rows of one number
	Mu  float64  // μ ≥ 0
}

// Balance returns μ = E‖A*e‖/‖A‖² for normal noise e of deviation sigma, from one e: where the truth is a stationary
// point, the gradient of the data has that norm, and that of Ψ has norm 1.
func Balance(A op.Linear, sigma float64, rnd *rand.Rand) float64 {
	e := make([]float64, A.Range().Size())
	for i := range e {
		e[i] = sigma * rnd.NormFloat64()
	}
	norm := or(op.NormEst(A, nil), 1)
	return length(A.Adjoint(nil, e)) / (norm * norm)
}

// GD is gradient descent, x ← x - η(A*(Ax-y)/‖A‖² + μ∇Ψ(x)), from x0 or zero. Settings.Step is η; 0 means 1. It has
// converged when x changes by at most Tol relatively; Iterations, Discrepancy and Record count. F is the functional. It
// panics with a *op.ShapeError or *solve.RangeError for a problem that does not fit together; when ctx is cancelled, looked at
// before the network is evaluated and by [op.Within], or x diverges, the last finite iterate is returned beside the error.
func (p Adversarial) GD(ctx context.Context, x0 []float64, s *solve.Settings) (*solve.Result, error) {
	p.A = op.Within(ctx, p.A)
	d := p.start(x0, s)
	d.ctx = ctx
	for d.res.K < d.set.Iterations && d.res.Status == solve.IterationLimit {
		if ctx.Err() != nil {
			d.res.Status = solve.Interrupted
			return d.end(fmt.Errorf("prior.Adversarial: %w", context.Cause(ctx)))
		}
		if !d.step() {
			d.res.Status = solve.Diverged
			return d.end(fmt.Errorf("prior.Adversarial: %w in iteration %d", solve.ErrDiverged, d.res.K+1))
		}
	}
	return d.end(nil)
}

// descent is a run of Adversarial.
type descent struct {
	Adversarial
	ctx         context.Context
	set         solve.Settings
	began       time.Time
	norm        float64
	x           []float64
	tape        *ad.Tape
	value, grad *ad.Var // Ψ(x), ∇Ψ(x)
	data        []float64
	res         solve.Result
}

func (p Adversarial) start(x0 []float64, s *solve.Settings) *descent {
	const where = "prior.Adversarial.GD"
	n := p.A.Domain().Size()
	fits(where, "Y", len(p.Y), p.A.Range().Size())
	if p.Psi == nil || !(p.Mu >= 0) || math.IsInf(p.Mu, 0) {
		panic(&solve.RangeError{Func: where, What: "Psi, Mu", Got: []any{p.Psi != nil, p.Mu}, Want: "a network, a finite number ≥ 0"})
	}
	d := &descent{Adversarial: p, began: time.Now(), norm: or(op.NormEst(p.A, nil), 1), x: make([]float64, n)}
	if s != nil {
		d.set = *s
	}
	d.set.Iterations = iterations(where, d.set.Iterations)
	d.set.Tol, d.set.Step = or(d.set.Tol, solve.DefaultTol), or(d.set.Step, 1)
	if x0 != nil {
		fits(where, "x0", len(x0), n)
		copy(d.x, x0)
	}
	d.tape = ad.NewTape(ad.Float64)
	d.tape.Defer()
	x := d.tape.Leaf(ad.Of(d.x, 1, n))
	d.value = d.Psi.Record(nn.NewPass(d.tape, d.Psi), x)
	d.grad = ad.Grad(d.value, x)[0]
	d.tape.Plan(d.value, d.grad)
	d.data = make([]float64, n)
	d.look()
	return d
}

// look computes what belongs to x.
func (d *descent) look() {
	d.tape.Replay()
	r := d.A.Apply(nil, d.x)
	for i, y := range d.Y {
		r[i] -= y
	}
	d.A.Adjoint(d.data, r)
	d.res.Residual, d.res.Step, d.res.Gap = length(r), d.set.Step, math.Inf(1)
	d.res.F = d.res.Residual*d.res.Residual/(2*d.norm*d.norm) + d.Mu*d.value.Float()
}

// step moves x and reports whether it is still finite; if not, or if the context ends, it stays.
func (d *descent) step() bool {
	old, before := append([]float64(nil), d.x...), d.res
	g := d.grad.Value().Data64()
	change := 0.0
	for i := range d.x {
		v := d.set.Step * (d.data[i]/(d.norm*d.norm) + d.Mu*g[i])
		d.x[i] -= v
		change += v * v
	}
	if size := length(d.x); math.IsNaN(size) || math.IsInf(size, 0) {
		copy(d.x, old)
		return false
	}
	d.look()
	if d.ctx.Err() != nil { // what it looked at may be half done
		copy(d.x, old)
		d.res = before
		return true
	}
	d.res.K, d.res.X = d.res.K+1, d.x
	if d.set.Record != nil {
		d.set.Record(d.res.Iterate)
	}
	switch {
	case d.set.Discrepancy > 0 && d.res.Residual <= d.set.Discrepancy:
		d.res.Status = solve.Discrepant
	case d.set.Tol > 0 && math.Sqrt(change) <= d.set.Tol*length(d.x):
		d.res.Status = solve.Converged
	}
	return true
}

func (d *descent) end(err error) (*solve.Result, error) {
	d.res.X, d.res.Runtime = d.x, time.Since(d.began)
	return &d.res, err
}

func length(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}
