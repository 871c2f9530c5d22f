package pde

import (
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
)

// batchBytes is about how much memory the networks work in at a time: what fits in the cache of a core. It is part
// of the result, in the last digits, and therefore fixed.
const batchBytes = 768 << 10

// mostPoints go through the networks together.
const mostPoints = 256

// netSide is a network at the points or at their partners.
type netSide struct {
	w     *network
	other bool
}

// plan is what the expressions of some integrals need.
type plan struct {
	f       *Frame
	exprs   []Expr
	sides   []netSide
	sets    []*channels
	columns []column
	width   []int // of the columns
	batch   int   // how many points go through the networks together
}

// newPlan collects the derivatives and columns that expressions need at n points.
func newPlan(f *Frame, exprs []Expr, n int) *plan {
	p := &plan{f: f, exprs: exprs}
	seen := map[*node]bool{}
	for _, e := range exprs {
		p.collect(e.node(), seen)
	}
	for k, s := range p.sets {
		s.check(p.sides[k].w.rho)
	}
	p.batch = p.points(n)
	return p
}

// points divides n points into batches of the same size, a multiple of what is fast.
func (p *plan) points(n int) int {
	bytes := 1
	for k, s := range p.sides {
		for _, l := range s.w.layers {
			bytes += 8 * p.sets[k].numbers(s.w) * l.out
		}
	}
	most := min(max(batchBytes/bytes/kern.JetPoints, 1)*kern.JetPoints, mostPoints)
	batches := max((n+most-1)/most, 1)
	each := (n + batches - 1) / batches
	return max((each+kern.JetPoints-1)/kern.JetPoints, 1) * kern.JetPoints
}

func (p *plan) collect(n *node, seen map[*node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	if n.frame != nil && n.frame != p.f {
		panic(misuse("pde: expression", n.text(), "part of another frame", "expressions of one frame"))
	}
	switch n.kind {
	case kField:
		k := p.side(netSide{n.net, n.other})
		p.sets[k].need(n.d)
	case kKnown, kCoord, kNormal:
		if c := n.column(); !slices.Contains(p.columns, c) {
			p.columns = append(p.columns, c)
			w := 1
			if n.kind == kKnown {
				w = n.known.cols
			}
			p.width = append(p.width, w)
		}
	}
	p.collect(n.a, seen)
	p.collect(n.b, seen)
}

func (n *node) column() column { return column{n.kind, n.i, n.known, n.d, n.other} }

func (p *plan) side(s netSide) int {
	k := slices.Index(p.sides, s)
	if k < 0 {
		k = len(p.sides)
		p.sides, p.sets = append(p.sides, s), append(p.sets, newChannels())
	}
	return k
}

// program evaluates a plan for a batch of points. One serves one goroutine.
type program struct {
	*plan
	tape   *ad.Tape
	jets   []carrier
	data   []*ad.Tensor // columns, of batch rows
	weight []*ad.Tensor // of each integral at the points
	theta  *ad.Tensor   // of the unknown numbers
	seed   *ad.Tensor   // the factor of each integral in what is differentiated
	value  []*ad.Var    // of the expressions
	sum    []*ad.Var    // of each integral
	grad   [][]*ad.Var  // with respect to each channel of each side
	gTheta *ad.Var
	flat   []float64
}

// newProgram records the expressions, and with grads their weighted sums and the gradient of Σ seedⱼ·sumⱼ.
func newProgram(p *plan, grads bool) *program {
	t := ad.NewTape(ad.Float64)
	t.Defer()
	r := &program{plan: p, tape: t}
	rec := &recorder{program: r, leaf: map[column]*ad.Var{}, of: map[*node]*ad.Var{}}
	rec.leaves()
	var results []*ad.Var
	for _, e := range p.exprs {
		r.value = append(r.value, rec.visit(e.node()))
	}
	if grads {
		results = rec.gradient()
	} else {
		for i, v := range r.value {
			r.value[i] = ad.Add(v, t.Zeros(p.batch, 1))
		}
		results = r.value
	}
	t.Plan(results...)
	return r
}

// recorder turns nodes into variables.
type recorder struct {
	*program
	leaf   map[column]*ad.Var
	params []*ad.Var
	chans  [][]*ad.Var
	of     map[*node]*ad.Var
}

func (r *recorder) leaves() {
	t := r.tape
	for k, c := range r.columns {
		x := ad.NewTensor(ad.Float64, r.batch, r.width[k])
		r.data = append(r.data, x)
		r.leaf[c] = t.Leaf(x)
	}
	for k, s := range r.sides {
		j := newCarrier(s.w, r.sets[k], r.batch)
		r.jets = append(r.jets, j)
		var vars []*ad.Var
		for c := range r.sets[k].list {
			vars = append(vars, t.Leaf(ad.Of(j.output(c), r.batch, s.w.out)))
		}
		r.chans = append(r.chans, vars)
	}
	r.program.theta = ad.NewTensor(ad.Float64, max(1, len(r.f.params)))
	θ := t.Leaf(r.program.theta)
	for i, p := range r.f.params {
		v := ad.Reshape(ad.Slice(θ, 0, i, i+1), 1, 1)
		if p.Log {
			v = ad.Exp(v)
		}
		r.params = append(r.params, v)
	}
	r.params = append(r.params, θ)
}

// gradient records the integrals and their derivatives.
func (r *recorder) gradient() []*ad.Var {
	t := r.tape
	r.seed = ad.NewTensor(ad.Float64, len(r.exprs))
	seed := t.Leaf(r.seed)
	total := t.Zeros(1)
	var results []*ad.Var
	for k, v := range r.value {
		w := ad.NewTensor(ad.Float64, r.batch, 1)
		r.weight = append(r.weight, w)
		s := ad.Reshape(ad.Sum(ad.Mul(t.Leaf(w), v)), 1)
		r.sum = append(r.sum, s)
		total = ad.Add(total, ad.Mul(ad.Slice(seed, 0, k, k+1), s))
		results = append(results, s)
	}
	wrt := []*ad.Var{r.params[len(r.params)-1]}
	for _, c := range r.chans {
		wrt = append(wrt, c...)
	}
	g := ad.Grad(total, wrt...)
	r.gTheta = g[0]
	g = g[1:]
	for _, c := range r.chans {
		r.grad = append(r.grad, g[:len(c)])
		g = g[len(c):]
	}
	results = append(results, r.gTheta)
	for _, c := range r.grad {
		results = append(results, c...)
	}
	return results
}

// visit records a node.
func (r *recorder) visit(n *node) *ad.Var {
	if v, ok := r.of[n]; ok {
		return v
	}
	v := r.record(n)
	r.of[n] = v
	return v
}

func (r *recorder) record(n *node) *ad.Var {
	switch n.kind {
	case kConst:
		return r.tape.Full(n.c, 1, 1)
	case kField:
		k := r.side(netSide{n.net, n.other})
		v := r.chans[k][r.sets[k].at[n.d]]
		if n.hi-n.lo < n.net.out {
			v = ad.Slice(v, 1, n.lo, n.hi)
		}
		return v
	case kKnown, kCoord, kNormal:
		return r.leaf[n.column()]
	case kParam:
		return r.params[n.i]
	case kAdd:
		if b := n.b; b.kind == kConst {
			return ad.AddScalar(r.visit(n.a), b.c)
		}
		return ad.Add(r.visit(n.a), r.visit(n.b))
	case kMul:
		switch {
		case n.a.kind == kConst:
			return ad.Scale(n.a.c, r.visit(n.b))
		case n.b.kind == kConst:
			return ad.Scale(n.b.c, r.visit(n.a))
		case n.a == n.b:
			return ad.Square(r.visit(n.a))
		}
		return ad.Mul(r.visit(n.a), r.visit(n.b))
	case kDiv:
		return ad.Div(r.visit(n.a), r.visit(n.b))
	case kPow:
		return ad.Pow(r.visit(n.a), n.c)
	case kFunc:
		return n.f.on(r.visit(n.a))
	case kMatMul:
		rows, cols := n.m.Dims()
		return ad.MatMul(r.visit(n.a), r.tape.Var(flat(n.m), rows, cols))
	}
	return sumColumns(r.visit(n.a))
}

func sumColumns(v *ad.Var) *ad.Var {
	if v.Shape()[1] == 1 {
		return v
	}
	return ad.Reshape(ad.Sum(v, 1), v.Shape()[0], 1)
}

// load brings the points lo ≤ i < hi of a term into the program; a batch that is not full is filled up with
// its last point, at weight zero.
func (r *program) load(p *places, weights [][]float64, lo, hi int) {
	for k, c := range r.columns {
		if dst := r.data[k].Data64(); c.kind == kCoord {
			n := pick(dst, p.side(c.other)[lo*p.d:hi*p.d], p.d, c.i)
			kern.Fill(dst[n:], dst[n-1])
		} else {
			fill(dst, p.column(r.f, c), lo, hi, r.width[k])
		}
	}
	for k, w := range weights {
		dst := r.weight[k].Data64()
		clear(dst)
		copy(dst, w[lo:hi])
	}
	for k, s := range r.sides {
		x, n := p.side(s.other), r.batch*p.d
		if hi-lo == r.batch {
			r.jets[k].load(x[lo*p.d : hi*p.d])
			continue
		}
		if cap(r.flat) < n {
			r.flat = make([]float64, n)
		}
		fill(r.flat[:n], x, lo, hi, p.d)
		r.jets[k].load(r.flat[:n])
	}
}

// fill copies rows lo, …, hi−1, and the last one again until dst is full.
func fill(dst, src []float64, lo, hi, w int) {
	n := copy(dst, src[lo*w:hi*w])
	for ; n < len(dst); n += w {
		copy(dst[n:n+w], src[(hi-1)*w:hi*w])
	}
}

// forward evaluates the expressions at the points loaded, for all parameters θ of the frame.
func (r *program) forward(θ []float64) {
	at := 0
	for _, w := range r.f.nets {
		n := len(w.model.Params())
		for k, s := range r.sides {
			if s.w == w {
				r.jets[k].forward(θ[at : at+n])
			}
		}
		at += n
	}
	copy(r.theta.Data64(), θ[at:])
	r.tape.Replay()
}

// backward adds the gradient of Σ seedⱼ·sumⱼ to grad, after forward.
func (r *program) backward(grad, θ []float64) {
	at := 0
	for _, w := range r.f.nets {
		n := len(w.model.Params())
		for k, s := range r.sides {
			if s.w == w {
				r.flat = r.flat[:0]
				for _, g := range r.grad[k] {
					r.flat = append(r.flat, g.Value().Data64()...)
				}
				r.jets[k].backward(grad[at:at+n], θ[at:at+n], r.flat)
			}
		}
		at += n
	}
	if len(r.f.params) > 0 {
		for i, g := range r.gTheta.Value().Data64() {
			grad[at+i] += g
		}
	}
}
