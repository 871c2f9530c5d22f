package pde

import (
	"context"
	"math"
	"sync"

	"github.com/mathdl/kernel/internal/kern"
)

// maxPieces bounds the parts into which an evaluation is divided for several processors. The division depends
// on the points only, so that sums have the same bits for any number of processors.
const maxPieces = 32

// integral is Sⱼ(θ) = Σᵢ wᵢ e(xᵢ).
type integral struct {
	e Expr
	w []float64
}

// cluster is what is integrated over the same points.
type cluster struct {
	pts     *places
	ints    []integral
	index   []int // number of each integral in the objective
	plan    *plan
	weights [][]float64

	mu   sync.Mutex
	free []*program
}

// objective is F(S₁, …, S_m), by default Σ λⱼSⱼ.
type objective struct {
	f        *Frame
	clusters []*cluster
	m        int
	lambda   []float64
	names    []int                         // the caller's number of each integral
	combine  func(S, dS []float64) float64 // returns F and stores ∂F/∂Sⱼ; nil: linear

	pieces []piece
	sums   [][]float64
	grads  [][]float64
	S, dS  []float64

	work func(lo, hi int) // does some pieces of the pass that is under way
	run  pass
}

// pass is what the pieces of one pass have in common.
type pass struct {
	ctx   context.Context
	grads bool
	θ     []float64
}

// piece is a range of batches of a cluster.
type piece struct{ c, lo, hi int }

// newObjective; integrals of the same places share their networks.
func newObjective(f *Frame) *objective {
	o := &objective{f: f}
	o.work = func(lo, hi int) {
		for k := lo; k < hi; k++ {
			o.piece(k, &o.run)
		}
	}
	return o
}

// add appends integrals over the points p and returns the number of the first.
func (o *objective) add(p *places, ints []integral, lambda []float64) int {
	first := o.m
	c := &cluster{pts: p, ints: ints}
	var es []Expr
	for i, s := range ints {
		es = append(es, s.e)
		c.weights = append(c.weights, s.w)
		c.index = append(c.index, o.m+i)
	}
	c.plan = newPlan(o.f, es, p.n)
	for _, col := range c.plan.columns {
		p.column(o.f, col) // before several goroutines ask
	}
	for _, s := range c.plan.sides {
		if s.other && p.x[1] == nil {
			panic(misuse("pde: Partner", "points", "without partners", "those of Periodic"))
		}
	}
	o.clusters = append(o.clusters, c)
	o.lambda = append(o.lambda, lambda...)
	o.m += len(ints)
	o.pieces = nil
	return first
}

// divide makes the pieces.
func (o *objective) divide() {
	total := 0
	for _, c := range o.clusters {
		total += c.batches()
	}
	size := (total + maxPieces - 1) / maxPieces
	for k, c := range o.clusters {
		for lo := 0; lo < c.batches(); lo += size {
			o.pieces = append(o.pieces, piece{k, lo, min(lo+size, c.batches())})
		}
	}
	P := o.f.P()
	o.sums, o.grads = nil, nil
	for range o.pieces {
		o.sums = append(o.sums, make([]float64, o.m))
		o.grads = append(o.grads, make([]float64, P))
	}
	o.S, o.dS = make([]float64, o.m), make([]float64, o.m)
}

func (c *cluster) batches() int { return (c.pts.n + c.plan.batch - 1) / c.plan.batch }

func (c *cluster) take() *program {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.free); n > 0 {
		p := c.free[n-1]
		c.free = c.free[:n-1]
		return p
	}
	return newProgram(c.plan, true)
}

func (c *cluster) give(p *program) {
	c.mu.Lock()
	c.free = append(c.free, p)
	c.mu.Unlock()
}

// eval returns F(S(θ)) and stores its gradient in grad, unless that is nil. When ctx is cancelled meanwhile
// it returns +Inf soon.
func (o *objective) eval(ctx context.Context, grad, θ []float64) float64 {
	if o.pieces == nil {
		o.divide()
	}
	value := 0.0
	switch {
	case o.combine == nil:
		copy(o.dS, o.lambda)
		o.pass(ctx, grad, θ)
		for j, s := range o.S {
			value += o.lambda[j] * s
		}
	case grad == nil:
		o.pass(ctx, nil, θ)
		value = o.combine(o.S, o.dS)
	default:
		o.pass(ctx, nil, θ)
		value = o.combine(o.S, o.dS)
		o.pass(ctx, grad, θ)
	}
	if ctx.Err() != nil {
		return math.Inf(1)
	}
	return value
}

// pass computes S and, unless grad is nil, Σ dSⱼ∇Sⱼ.
func (o *objective) pass(ctx context.Context, grad, θ []float64) {
	o.run = pass{ctx, grad != nil, θ}
	kern.For(len(o.pieces), 1, o.work)
	o.run = pass{}
	clear(o.S)
	for _, s := range o.sums {
		kern.Add(o.S, o.S, s)
	}
	if grad == nil {
		return
	}
	clear(grad)
	for _, g := range o.grads {
		kern.Add(grad, grad, g)
	}
}

func (o *objective) piece(k int, run *pass) {
	pc := o.pieces[k]
	c := o.clusters[pc.c]
	r := c.take()
	defer c.give(r)
	clear(o.sums[k])
	clear(o.grads[k])
	seed := r.seed.Data64()
	for i, j := range c.index {
		seed[i] = o.dS[j]
	}
	for b := pc.lo; b < pc.hi && run.ctx.Err() == nil; b++ {
		r.load(c.pts, c.weights, b*r.batch, min((b+1)*r.batch, c.pts.n))
		r.forward(run.θ)
		for i, j := range c.index {
			o.sums[k][j] += r.sum[i].Value().Data64()[0]
		}
		if run.grads {
			r.backward(o.grads[k], run.θ)
		}
	}
}

// values evaluates expressions at all points for the parameters θ: for each an n × columns matrix, row by
// row, with the number of columns.
func values(f *Frame, p *places, es []Expr, θ []float64) (out [][]float64, cols []int) {
	pl := newPlan(f, es, p.n)
	r := newProgram(pl, false)
	out, cols = make([][]float64, len(es)), make([]int, len(es))
	for lo := 0; lo < p.n; lo += pl.batch {
		hi := min(lo+pl.batch, p.n)
		r.load(p, nil, lo, hi)
		r.forward(θ)
		for i, v := range r.value {
			cols[i] = v.Shape()[1]
			out[i] = append(out[i], v.Value().Data64()[:(hi-lo)*cols[i]]...)
		}
	}
	return out, cols
}
