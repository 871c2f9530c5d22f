package pde

import "github.com/mathdl/kernel/internal/kern"

// jets carries the derivatives of a network in its inputs, and their gradient in θ, through all layers for
// a batch of points, as kern's jets lie: a block for each channel, in it a row for each neuron, in that a
// number for each point.
type jets struct {
	w     *network
	set   *channels
	rho   derivatives
	b     int           // points
	in    [][]float64   // what enters each layer, and after the last the outputs: C × n × b
	pre   [][]float64   // after the affine map, where ρ follows
	slope [][][]float64 // ρ^(k)(a) of the value; number 0 is the value's block of what leaves the layer, but for a skip
	rule  []chainRule   // of each layer with ρ
	rows  []float64     // the outputs as rows of numbers for each point, C × b × n; nil for one output
	g     [3][]float64  // gradients
}

// chainRule takes jets through ρ in layer l, the channels from lo to hi, and gradients back: e, which may be g only
// if inPlace.
type chainRule interface {
	forward(j *jets, l, lo, hi int)
	back(j *jets, l int, e, g []float64)
	inPlace() bool
}

// carrier has derivatives of a network at a batch of points.
type carrier interface {
	output(c int) []float64           // the memory of derivative c: b × n
	load(x []float64)                 // sets the points, b rows
	forward(θ []float64)              // computes all derivatives
	backward(grad, θ, seed []float64) // adds the gradient in θ of Σ seedᵢ·outputᵢ, after forward
}

// way is a way to compute a set of derivatives.
type way int

const (
	byChannels way = iota // three products with every matrix for each derivative: jets
	byReverse             // seven for the value and all first derivatives: reverse
	byBends               // nine for these and one second derivative: bends
)

// way is the one of fewest products for a network with so many outputs.
func (c *channels) way(outputs int) way {
	if outputs == 1 {
		if c.gradient() {
			return byReverse
		}
		if _, ok := c.straight(); ok {
			return byBends
		}
	}
	return byChannels
}

// numbers is how many numbers are kept for a neuron of w and a point.
func (c *channels) numbers(w *network) int {
	how := c.way(w.out)
	if how == byBends && w.plain() {
		return kern.JetTanhBlocks
	}
	return map[way]int{byChannels: 2 * len(c.list), byReverse: 4, byBends: slots + 3}[how]
}

func newCarrier(w *network, set *channels, b int) carrier {
	switch set.way(w.out) {
	case byReverse:
		return newReverse(w, set, b)
	case byBends:
		if w.plain() {
			return newTanhBends(w, set, b)
		}
		return newBends(w, set, b)
	}
	j := newJets(w, set, b)
	j.constants()
	return j
}

// newJets leaves the derivatives of the inputs zero.
func newJets(w *network, set *channels, b int) *jets {
	j := &jets{w: w, set: set, rho: set.check(w.rho), b: b}
	C, wide := len(set.list), w.in
	j.in = append(j.in, make([]float64, C*b*w.in))
	for l, T := range w.layers {
		wide = max(wide, T.out)
		j.in = append(j.in, make([]float64, C*b*T.out))
		j.pre, j.slope, j.rule = append(j.pre, nil), append(j.slope, nil), append(j.rule, nil)
		if T.act {
			j.pre[l] = make([]float64, C*b*T.out)
			h := j.in[l+1][: b*T.out : b*T.out]
			if T.skip { // which makes more of it than ρ(a)
				h = make([]float64, b*T.out)
			}
			j.slope[l], j.rule[l] = j.newRule(h)
		}
	}
	if w.out > 1 {
		j.rows = make([]float64, C*b*w.out)
	}
	for k := range j.g {
		j.g[k] = make([]float64, C*b*wide)
	}
	return j
}

// constants sets the derivatives of the scaled coordinates.
func (j *jets) constants() {
	d := j.w.in
	for c, p := range j.set.list {
		if p.order == 1 {
			k := p.indices()[0]
			kern.Fill(j.in[0][(c*d+k)*j.b:(c*d+k+1)*j.b], 1/j.w.half[k])
		}
	}
}

// output is the memory of derivative c: b × n.
func (j *jets) output(c int) []float64 {
	y, n := j.rows, j.b*j.w.out
	if y == nil {
		y = j.in[len(j.in)-1]
	}
	return y[c*n : (c+1)*n : (c+1)*n]
}

// load sets the points, b rows.
func (j *jets) load(x []float64) {
	for k := range j.w.in {
		scaled(j.in[0][k*j.b:(k+1)*j.b], x, j.w, k)
	}
}

// scaled picks coordinate k of the rows of x and scales it as the network wants it.
func scaled(dst, x []float64, w *network, k int) {
	mid, per := w.mid[k], 1/w.half[k]
	for i := range dst {
		dst[i] = (x[i*w.in+k] - mid) * per
	}
}

// forward computes all derivatives at the points for the parameters θ.
func (j *jets) forward(θ []float64) {
	j.pass(θ, 0, len(j.set.list))
	if n := j.w.out; n > 1 {
		transpose(j.rows, j.in[len(j.in)-1], n, j.b)
	}
}

// pass takes the channels from lo to hi through the network; those below lo have gone before.
func (j *jets) pass(θ []float64, lo, hi int) {
	for l, T := range j.w.layers {
		out, b := j.in[l+1], θ[T.b:T.b+T.out]
		if T.act {
			out = j.pre[l]
		}
		if lo > 0 {
			b = nil
		}
		kern.JetAffine(out[lo*j.b*T.out:hi*j.b*T.out], θ[T.w:T.w+T.in*T.out], b, j.in[l][lo*j.b*T.in:hi*j.b*T.in], T.out, T.in, hi-lo, j.b)
		if T.act {
			j.rule[l].forward(j, l, lo, hi)
		}
		if T.skip {
			j.addSkip(l, lo, hi)
		}
	}
}

// addSkip adds what entered the layer before to the result of layer l, padded by zeros.
func (j *jets) addSkip(l, lo, hi int) {
	x, n := j.in[l-1], j.b*j.w.layers[l-1].in
	y, m := j.in[l+1], j.b*j.w.layers[l].out
	if lo == 0 {
		copy(y[:m], j.slope[l][0])
	}
	for c := lo; c < hi; c++ {
		kern.Add(y[c*m:c*m+n], y[c*m:c*m+n], x[c*n:(c+1)*n])
	}
}

// backward adds the gradient in θ of Σ seedᵢ·outputᵢ to grad; seed is laid out as the outputs are. It must
// follow forward with the same θ.
func (j *jets) backward(grad, θ, seed []float64) {
	transpose(j.g[0][:len(seed)], seed, j.b, j.w.out)
	j.sweep(grad, θ, len(j.set.list), j.rule)
}

// sweep takes the gradient in the outputs, which is in g[0], back through all layers in C channels. It adds
// that in θ to grad; without grad it goes on to the inputs and returns the gradient in them.
func (j *jets) sweep(grad, θ []float64, C int, rule []chainRule) []float64 {
	at, open := 0, -1 // the buffers of the gradient, and of that which a skip takes past its block
	g := j.g[0][:C*j.b*j.w.out]
	for l := len(j.w.layers) - 1; l >= 0; l-- {
		T := j.w.layers[l]
		if T.skip {
			open = at
		}
		if T.act {
			if T.skip || !rule[l].inPlace() {
				at = j.free(at, open)
			}
			e := j.g[at][:len(g)]
			rule[l].back(j, l, e, g)
			g = e
		}
		W := θ[T.w : T.w+T.in*T.out]
		if grad != nil {
			kern.JetAffineGrad(grad[T.w:T.w+T.in*T.out], grad[T.b:T.b+T.out], g, j.in[l][:C*j.b*T.in], T.out, T.in, C, j.b)
			if l == 0 {
				break
			}
		}
		joins := open >= 0 && !T.skip // the block begins here
		next := j.free(at, open)
		if joins {
			next, open = open, -1
		}
		e := j.g[next][:C*j.b*T.in]
		kern.JetAffineBack(e, W, g, joins, T.out, T.in, C, j.b)
		g, at = e, next
	}
	return g
}

// free is a buffer other than two.
func (j *jets) free(a, b int) int {
	for k := range j.g {
		if k != a && k != b {
			return k
		}
	}
	panic("unreachable")
}

// transpose turns blocks of m × n numbers into blocks of n × m.
func transpose(dst, src []float64, m, n int) {
	if m == 1 || n == 1 {
		copy(dst, src)
		return
	}
	for ; len(src) > 0; dst, src = dst[m*n:], src[m*n:] {
		for i := range m {
			for k, v := range src[i*n : (i+1)*n] {
				dst[k*m+i] = v
			}
		}
	}
}
