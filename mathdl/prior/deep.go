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
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/solve"
	"github.com/mathdl/kernel/mathdl/train"
)

// The defaults of Deep, as published for denoising.
const (
	DefaultRate    = 0.01
	DefaultAverage = 0.99
	InputHeight    = 0.1 // of the uniform distribution of z
)

// Deep is the problem min_θ ½‖A f_θ(z) - y‖² for a network f whose argument z is chosen at random and whose
// parameters are the only unknowns.
type Deep struct {
	A   op.Linear
	Y   []float64
	Net nn.Model  // f, from rows z to rows of the domain of A; Run changes its parameters
	Z   []float64 // z, see [Input]
	// Metric is a self-adjoint, positive M: what is minimised is ½⟨Af-y, M(Af-y)⟩. Nil means the identity. For a Radon
	// transform the ramp, [Ramp], makes A*MA nearly the identity, and the iteration some ten times faster.
	Metric op.Linear
	// Jitter is the deviation of normal noise that is added to z anew in every iteration; 0 means none. For denoising 1/30
	// is published; for tomography it was found to cost a decibel.
	Jitter float64
	// Average is γ of the running mean x̄ ← γx̄ + (1-γ)f_θ(z) that is the result; 0 means DefaultAverage, a negative
	// number the last f_θ(z).
	Average float64
}

// Input returns n numbers drawn uniformly from [0, InputHeight].
func Input(n int, rnd *rand.Rand) []float64 {
	z := make([]float64, n)
	for i := range z {
		z[i] = InputHeight * rnd.Float64()
	}
	return z
}

// Ramp returns the filter of filtered back projection as a metric of sinograms, h ↦ |ω|W(ω) h on every row, with the
// weights of the angles. A window W weighs the high frequencies less, which are mostly noise; nil is none.
func Ramp(R *radon.Transform, s *radon.FBPSettings) op.Linear {
	w, n := R.Weights(), R.Detectors()
	f := func(dst, g []float64) {
		R.Filtered(dst, g, s)
		for i := range dst {
			dst[i] *= w[i/n]
		}
	}
	return op.LinearFunc{X: R.Range(), Y: R.Range(), Fwd: f, FwdStar: f}
}

// Run takes Iterations steps of Adam at the rate Settings.Step; 0 means DefaultRate. rnd is for Jitter and may be nil without. F and Residual are those of the
// f_θ(z) of the iteration, with its jitter; X is the running mean. It stops at the Discrepancy if there is one. It panics
// with a *op.ShapeError or *solve.RangeError for a problem that does not fit together; when ctx is cancelled, looked
// at before every step, or a value is not finite, the last mean is returned beside the error.
func (p Deep) Run(ctx context.Context, rnd *rand.Rand, s *solve.Settings) (*solve.Result, error) {
	p.A = op.Within(ctx, p.A)
	if p.Metric != nil {
		p.Metric = op.Within(ctx, p.Metric)
	}
	r := p.start(s)
	r.ctx = ctx
	r.rnd = rnd
	for r.res.K < r.set.Iterations {
		if ctx.Err() != nil {
			r.res.Status = solve.Interrupted
			return r.end(fmt.Errorf("prior.Deep: %w", context.Cause(ctx)))
		}
		if err := r.step(); err != nil {
			r.res.Status = solve.Diverged
			return r.end(err)
		}
		if ctx.Err() != nil {
			continue
		}
		if r.set.Record != nil {
			r.set.Record(r.res.Iterate)
		}
		if r.set.Discrepancy > 0 && r.res.Residual <= r.set.Discrepancy {
			r.res.Status = solve.Discrepant
			break
		}
	}
	return r.end(nil)
}

// fitting is a run of Deep.
type fitting struct {
	Deep
	ctx     context.Context
	set     solve.Settings
	rnd     *rand.Rand
	began   time.Time
	tape    *ad.Tape
	z, θ    []float32 // what the tape reads
	out     *ad.Var
	rest    *ad.Var // (Af - y)/‖A‖
	loss    *ad.Var
	grads   []*ad.Var
	wide, g []float64 // θ and its gradient
	rule    *train.Stepper
	norm    float64 // ‖A‖
	unit    float64 // from the loss to F
	weight  float64 // 1 - γᵏ, of the mean
	mean    []float64
	res     solve.Result
}

func (p Deep) start(s *solve.Settings) *fitting {
	const where = "prior.Deep.Run"
	fits(where, "Y", len(p.Y), p.A.Range().Size())
	if p.Net == nil {
		panic(&solve.RangeError{Func: where, What: "Net", Got: nil, Want: "a network"})
	}
	r := &fitting{Deep: p, began: time.Now(), mean: make([]float64, p.A.Domain().Size())}
	if s != nil {
		r.set = *s
	}
	r.set.Iterations = iterations(where, r.set.Iterations)
	r.Average = or(p.Average, DefaultAverage)
	r.res.Iterate = solve.Iterate{X: r.mean, F: math.NaN(), Gap: math.Inf(1), Residual: math.NaN(), Step: or(r.set.Step, DefaultRate)}
	r.record()
	r.rule = train.Adam(r.res.Step).Start(len(r.g))
	return r
}

// record puts loss and gradient on a tape.
func (r *fitting) record() {
	θ := r.Net.Params()
	r.wide, r.θ, r.z = append([]float64(nil), θ...), make([]float32, len(θ)), make([]float32, len(r.Z))
	t := ad.NewTape(ad.Float32)
	t.Defer()
	pass := &nn.Pass{Train: true}
	var weights []*ad.Var
	for _, b := range r.Net.Layout() {
		v := t.Leaf(ad.Of32(r.θ[b.Lo:b.Hi:b.Hi], b.Shape...))
		pass.Theta = append(pass.Theta, v)
		if !b.State {
			weights, r.g = append(weights, v), make([]float64, b.Hi)
		}
	}
	narrow(r.θ, r.wide)
	r.norm = or(op.NormEst(r.A, nil), 1)
	r.out = r.Net.Record(pass, t.Leaf(ad.Of32(r.z, 1, len(r.z))))
	r.rest = ad.Sub(ad.Apply(op.Scale(1/r.norm, r.A), r.out), ad.Scale(1/r.norm, t.Var(r.Y, 1, len(r.Y))))
	weighted, size := r.rest, 1.0
	if r.Metric != nil {
		size = or(op.NormEst(r.Metric, nil), 1)
		weighted = ad.Apply(op.Scale(1/size, r.Metric), r.rest)
	}
	r.loss, r.unit = ad.Mean(ad.Mul(r.rest, weighted)), size*r.norm*r.norm*float64(len(r.Y))/2
	r.grads = ad.Grad(r.loss, weights...)
	t.Plan(append([]*ad.Var{r.out, r.rest, r.loss}, r.grads...)...)
	r.tape = t
}

// step evaluates f_θ(z) and changes θ, unless the context ends meanwhile.
func (r *fitting) step() error {
	for i, z := range r.Z {
		r.z[i] = float32(z)
		if r.Jitter > 0 {
			r.z[i] += float32(r.Jitter * r.rnd.NormFloat64())
		}
	}
	r.tape.Replay()
	if r.ctx.Err() != nil { // what is on the tape may be half done
		return nil
	}
	F := r.unit * r.loss.Float()
	if math.IsNaN(F) || math.IsInf(F, 0) {
		return fmt.Errorf("prior.Deep: %w in iteration %d", solve.ErrDiverged, r.res.K+1)
	}
	γ := max(0, r.Average)
	r.weight = γ*r.weight + 1 - γ
	for i, v := range r.out.Value().Data32() {
		r.mean[i] += (1 - γ) / r.weight * (float64(v) - r.mean[i])
	}
	lo := 0
	for _, g := range r.grads {
		for _, v := range g.Value().Data32() {
			r.g[lo] = float64(v)
			lo++
		}
	}
	r.rule.Step(r.wide[:len(r.g)], r.g)
	narrow(r.θ[:len(r.g)], r.wide)
	r.res.K, r.res.F, r.res.Residual = r.res.K+1, F, r.norm*length(r.rest.Value().Float64s(nil))
	return nil
}

// end hands the parameters back.
func (r *fitting) end(err error) (*solve.Result, error) {
	for i, v := range r.θ {
		r.Net.Params()[i] = float64(v)
	}
	r.res.Runtime = time.Since(r.began)
	return &r.res, err
}

func narrow(dst []float32, x []float64) {
	for i := range dst {
		dst[i] = float32(x[i])
	}
}

func or(x, def float64) float64 {
	if x == 0 {
		return def
	}
	return x
}

func iterations(where string, n int) int {
	if n < 0 {
		panic(&solve.RangeError{Func: where, What: "Iterations", Got: n, Want: "≥ 0"})
	}
	if n == 0 {
		return solve.DefaultIterations
	}
	return n
}

func fits(where, what string, got, want int) {
	if got != want {
		panic(&op.ShapeError{Func: where, What: what, Got: []int{got}, Want: []int{want}})
	}
}
