package train

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// engine evaluates loss and gradient of a model on batches, in one of the two precisions. It owns the
// parameter vector that is trained; the model's own is written back at the end.
//
// The computation for a batch of B rows is recorded once for every B that occurs and replayed
// afterwards: a step runs no recording code and allocates nothing.
type engine[T kern.Float] struct {
	dtype   ad.DType
	model   nn.Model
	loss    Loss
	blocks  []nn.Block
	θ, g    []T
	mask    []T          // nil if all parameters are free
	before  []T          // the state of the model before a step
	wide    [2][]float64 // θ and ∇R in double precision, for a regulariser
	chance  *rand.PCG    // for dropout; seeded anew in every step
	n       int          // length of the part of θ that is trained; running moments follow it
	program map[int]*program[T]
}

// sample is data in the precision of the engine.
type sample[T kern.Float] struct {
	x, y   []T // rows
	d, m   int // their lengths
	n      int
	labels []int
}

// program is the recorded computation for a batch size.
type program[T kern.Float] struct {
	tape      *ad.Tape
	x, y      []T
	out, loss *ad.Var
	grads     [][]T // their values, one for each block; nil for a program without derivative
	scores    []T   // the values of out
}

func newEngine[T kern.Float](m nn.Model, loss Loss, d ad.DType) *engine[T] {
	e := &engine[T]{dtype: d, model: m, loss: loss, blocks: m.Layout(), program: map[int]*program[T]{}, chance: rand.NewPCG(0, 0)}
	for _, b := range e.blocks {
		if !b.State {
			e.n = b.Hi
		}
	}
	θ := m.Params()
	e.θ, e.g = make([]T, len(θ)), make([]T, e.n)
	convert(e.θ, θ)
	if mask := m.Mask(); mask != nil {
		e.mask = make([]T, e.n)
		convert(e.mask, mask[:e.n])
		kern.Mul(e.weights(), e.weights(), e.mask)
	}
	return e
}

// weights is the part of θ that is trained.
func (e *engine[T]) weights() []T { return e.θ[:e.n] }

func convert[A, B kern.Float](dst []A, src []B) {
	for i, v := range src {
		dst[i] = A(v)
	}
}

// pack brings data into rows of precision T.
func pack[T kern.Float](d Data, Y *mat.Dense) *sample[T] {
	n, c := d.X.Dims()
	_, m := Y.Dims()
	s := &sample[T]{x: make([]T, n*c), y: make([]T, n*m), d: c, m: m, n: n, labels: d.Labels}
	for i := range n {
		convert(s.x[i*c:], d.X.RawRowView(i))
		convert(s.y[i*m:], Y.RawRowView(i))
	}
	return s
}

// record returns the program for batches of b rows; key separates training from evaluation.
func (e *engine[T]) record(s *sample[T], b int, train bool) *program[T] {
	key := b
	if !train {
		key = -b
	}
	if p := e.program[key]; p != nil {
		return p
	}
	p := &program[T]{tape: ad.NewTape(e.dtype), x: make([]T, b*s.d), y: make([]T, b*s.m)}
	p.tape.Defer()
	pass := &nn.Pass{Train: train, Rand: rand.New(e.chance)}
	var weights []*ad.Var
	for _, k := range e.blocks {
		v := leaf(p.tape, e.θ[k.Lo:k.Hi:k.Hi], k.Shape)
		pass.Theta = append(pass.Theta, v)
		if !k.State {
			weights = append(weights, v)
		}
	}
	x, y := leaf(p.tape, p.x, []int{b, s.d}), leaf(p.tape, p.y, []int{b, s.m})
	p.out = e.model.Record(pass, x)
	p.tape.Label("loss")
	p.loss = ad.Mean(e.loss.F(p.out, y))
	results := []*ad.Var{p.out, p.loss}
	if train {
		results = append(results, ad.Grad(p.loss, weights...)...)
	}
	p.tape.Plan(results...)
	for _, g := range results[2:] {
		p.grads = append(p.grads, values[T](g.Value()))
	}
	p.scores = values[T](p.out.Value())
	e.program[key] = p
	return p
}

// leaf puts data on a tape without copying it.
func leaf[T kern.Float](t *ad.Tape, data []T, shape []int) *ad.Var {
	if x, ok := any(data).([]float64); ok {
		return t.Leaf(ad.Of(x, shape...))
	}
	return t.Leaf(ad.Of32(any(data).([]float32), shape...))
}

// load copies the rows index[0], … of s into the batch.
func (p *program[T]) load(s *sample[T], index []int) {
	for k, i := range index {
		copy(p.x[k*s.d:(k+1)*s.d], s.x[i*s.d:(i+1)*s.d])
		copy(p.y[k*s.m:(k+1)*s.m], s.y[i*s.m:(i+1)*s.m])
	}
}

// gradient computes loss and gradient on a batch; the gradient is in e.g. Chance is drawn from seed and
// step alone, so that a resumed run meets the same. It gives up when on says so, and
// leaves the state of the model as it was.
func (e *engine[T]) gradient(p *program[T], seed uint64, step int, on func() bool) (loss float64, done bool) {
	e.chance.Seed(seed, uint64(step))
	e.before = append(e.before[:0], e.θ[e.n:]...)
	if !p.tape.ReplayWhile(on) {
		copy(e.θ[e.n:], e.before)
		return 0, false
	}
	lo := 0
	for _, g := range p.grads {
		lo += copy(e.g[lo:], g)
	}
	return p.loss.Float(), true
}

func values[T kern.Float](t *ad.Tensor) []T {
	if x, ok := any(t.Data64()).([]T); ok {
		return x
	}
	return any(t.Data32()).([]T)
}

// regularise adds λ∇R to the gradient.
func (e *engine[T]) regularise(lambda float64, r Regularizer) {
	if lambda == 0 {
		return
	}
	θ, d := e.widened()
	r.DF(d, θ)
	for i, v := range d {
		e.g[i] += T(lambda * v)
	}
}

// penalty is λR(θ).
func (e *engine[T]) penalty(lambda float64, r Regularizer) float64 {
	if lambda == 0 {
		return 0
	}
	θ, _ := e.widened()
	return lambda * r.F(θ)
}

// widened returns θ in double precision and scratch of its length.
func (e *engine[T]) widened() (θ, scratch []float64) {
	if e.wide[1] == nil {
		e.wide[0], e.wide[1] = make([]float64, e.n), make([]float64, e.n)
	}
	if x, ok := any(&e.θ).(*[]float64); ok {
		return (*x)[:e.n], e.wide[1]
	}
	convert(e.wide[0], e.weights())
	return e.wide[0], e.wide[1]
}

// restrict keeps masked gradients at zero and the norm below a bound. It reports whether the gradient is
// finite.
func (e *engine[T]) restrict(clip float64) bool {
	if e.mask != nil {
		kern.Mul(e.g, e.g, e.mask)
	}
	n := math.Sqrt(float64(kern.SumSq(e.g)))
	if clip > 0 && n > clip {
		kern.Scale(e.g, T(clip/n), e.g)
	}
	return n-n == 0
}

// chunk is how many samples of length d are evaluated together: many short ones, few images.
func chunk(d int) int { return min(max((1<<18)/max(d, 1), 1), 1024) }

// evaluate returns mean loss and accuracy on s, NaN without labels.
func (e *engine[T]) evaluate(s *sample[T]) (loss, accuracy float64) {
	right := 0
	b := min(chunk(s.d), s.n)
	index := make([]int, b)
	for lo := 0; lo < s.n; lo += b {
		k := min(b, s.n-lo)
		for i := range k {
			index[i] = lo + i
		}
		p := e.record(s, k, false)
		p.load(s, index[:k])
		p.tape.Replay()
		loss += p.loss.Float() * float64(k)
		right += hits(p.scores, s, index[:k])
	}
	return loss / float64(s.n), share(right, s.n, s.labels)
}

func share(right, n int, labels []int) float64 {
	if labels == nil {
		return math.NaN()
	}
	return float64(right) / float64(n)
}

// hits counts the rows of out whose class is that of their sample.
func hits[T kern.Float](out []T, s *sample[T], index []int) int {
	if s.labels == nil {
		return 0
	}
	h := 0
	for k, i := range index {
		if class(out[k*s.m:(k+1)*s.m]) == s.labels[i] {
			h++
		}
	}
	return h
}

// class is the index of the largest score, or, of a single score, whether it is positive.
func class[T kern.Float](score []T) int {
	if len(score) == 1 {
		if score[0] > 0 {
			return 1
		}
		return 0
	}
	best := 0
	for j, v := range score {
		if v > score[best] {
			best = j
		}
	}
	return best
}
