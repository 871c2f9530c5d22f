package pde

import "github.com/mathdl/kernel/internal/kern"

// line is what [bends] have in common: the two ends of a network with one output.
type line struct {
	w     *network
	b     int
	axis  int         // k
	axes  []int       // of each first derivative, −1 for the second one
	in    [][]float64 // what enters each layer, and after the last the output: v, ∂ₖv (later 2κ∂ₖv) and the bent channel
	ends  []float64   // the gradients in the channels of the output: s₀, 0, 1
	grad0 []float64   // p_k and p at the inputs
	kappa []float64
	du    [][]float64 // the derivatives asked for
}

// newLine leaves all but the first of in to be made.
func newLine(w *network, set *channels, b int) line {
	r := line{w: w, b: b, ends: make([]float64, 3*b), kappa: make([]float64, b), grad0: make([]float64, 2*b*w.in)}
	r.axis, _ = set.straight()
	r.in = append(r.in, make([]float64, 3*b*w.in))
	kern.Fill(r.ends[2*b:], 1)
	for _, p := range set.list[1:] {
		r.axes = append(r.axes, p.indices()[0])
		if p.order == 2 {
			r.axes[len(r.axes)-1] = -1
		}
		r.du = append(r.du, make([]float64, b))
	}
	return r
}

// channel returns channel c of what enters layer l, or of the output.
func (r *line) channel(l, c int) []float64 {
	n := len(r.in[l]) / 3
	return r.in[l][c*n : (c+1)*n]
}

func (r *line) output(c int) []float64 {
	if c == 0 {
		return r.channel(len(r.w.layers), 0)
	}
	return r.du[c-1]
}

func (r *line) load(x []float64) {
	for k := range r.w.in {
		scaled(r.in[0][k*r.b:(k+1)*r.b], x, r.w, k)
	}
}

// row is that of input i in one of the channels at the inputs.
func (r *line) row(x []float64, i int) []float64 { return x[i*r.b : (i+1)*r.b] }

// set directs the jets at the inputs along the axis.
func (r *line) set() {
	along := r.channel(0, 1)
	clear(along)
	kern.Fill(r.row(along, r.axis), 1/r.w.half[r.axis])
}

// derive takes the derivatives from the gradients at the inputs.
func (r *line) derive() {
	pk, p := r.grad0[:r.b*r.w.in], r.grad0[r.b*r.w.in:]
	for c, i := range r.axes {
		if i < 0 {
			kern.Scale(r.du[c], 1/r.w.half[r.axis], r.row(pk, r.axis))
		} else {
			kern.Scale(r.du[c], 1/r.w.half[i], r.row(p, i))
		}
	}
}

// bend sets κ, the curves at the inputs and the gradient at the output by the seeds.
func (r *line) bend(seed []float64) {
	bent := r.channel(0, 2)
	clear(bent)
	for c, i := range r.axes {
		s := seed[(c+1)*r.b : (c+2)*r.b]
		if i < 0 {
			copy(r.kappa, s)
		} else {
			kern.Scale(r.row(bent, i), 1/r.w.half[i], s)
		}
	}
	kern.Scale(r.row(r.channel(0, 1), r.axis), 2/r.w.half[r.axis], r.kappa)
	copy(r.ends, seed[:r.b])
}
