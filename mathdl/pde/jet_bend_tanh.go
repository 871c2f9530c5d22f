package pde

import "github.com/mathdl/kernel/internal/kern"

// tanhBends are bends of a network of tanh without skips: their chain rules happen in the registers of the
// products, and P = ρ′p and P_k are all that is kept of p and p_k.
type tanhBends struct {
	line
	layers []*kern.JetTanh // all but the last
}

// plain reports whether a network is tanh between affine maps and nothing else.
func (w *network) plain() bool {
	for l, T := range w.layers {
		if T.skip || T.act == (l == len(w.layers)-1) {
			return false
		}
	}
	return w.rho == "tanh"
}

func newTanhBends(w *network, set *channels, b int) *tanhBends {
	r := &tanhBends{line: newLine(w, set, b)}
	last := len(w.layers) - 1
	for _, T := range w.layers[:last] {
		f := kern.NewJetTanh(make([]float64, kern.JetTanhBlocks*T.out*b), T.out, b)
		r.layers, r.in = append(r.layers, f), append(r.in, f.In())
	}
	r.in = append(r.in, make([]float64, 3*b*w.layers[last].out))
	return r
}

// matrix returns W and b of layer l.
func (r *tanhBends) matrix(θ []float64, l int) (W, b []float64) {
	T := r.w.layers[l]
	return θ[T.w : T.w+T.in*T.out], θ[T.b : T.b+T.out]
}

func (r *tanhBends) forward(θ []float64) {
	r.set()
	for l, f := range r.layers {
		W, b := r.matrix(θ, l)
		f.Value(W, b, r.channel(l, 0), r.w.layers[l].in)
		f.Along(W, r.channel(l, 1), r.w.layers[l].in)
	}
	last := len(r.layers)
	W, b := r.matrix(θ, last)
	kern.JetAffine(r.channel(last+1, 0), W, b, r.channel(last, 0), 1, r.w.layers[last].in, 1, r.b)
	g, n := r.ends[r.b:], 1
	for l := last - 1; l >= 0; l-- {
		r.layers[l].Turn(W, g, n)
		W, _ = r.matrix(θ, l)
		g, n = r.layers[l].Turned(), r.w.layers[l].out
	}
	kern.JetAffineBack(r.grad0, W, g, false, n, r.w.in, 2, r.b)
	r.derive()
}

func (r *tanhBends) backward(grad, θ, seed []float64) {
	r.bend(seed)
	for l, f := range r.layers {
		W, _ := r.matrix(θ, l)
		f.Curve(W, r.channel(l, 2), r.w.layers[l].in, r.kappa)
	}
	g := r.ends
	for l := len(r.layers); l >= 0; l-- {
		T := r.w.layers[l]
		dW, db := r.matrix(grad, l)
		kern.JetAffineGrad(dW, db, g, r.in[l], T.out, T.in, 3, r.b)
		if l > 0 {
			W, _ := r.matrix(θ, l)
			r.layers[l-1].Home(W, g[:T.out*r.b], T.out, r.kappa)
			g = r.layers[l-1].Gradients()
		}
	}
}
