package rom

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
)

// form is an affine function c + Σ w_i h_i of the neurons h of a layer.
type form struct {
	i []int
	w []float64
	c float64
}

func constant(c float64) form { return form{c: c} }

// plus returns f + a·g.
func (f form) plus(a float64, g form) form {
	i, w := append([]int(nil), f.i...), append([]float64(nil), f.w...)
	for k, j := range g.i {
		i, w = append(i, j), append(w, a*g.w[k])
	}
	return form{i, w, f.c + a*g.c}
}

func (f form) scale(a float64) form { return form{}.plus(a, f) }

// wiring builds a network of ReLU layer by layer: next fixes the neurons asked for so far, whose values the following layer is made of.
type wiring struct {
	in   int
	T    []nn.Affine
	rows []form
}

// neuron adds ρ(f) to the layer under way.
func (w *wiring) neuron(f form) form {
	w.rows = append(w.rows, f)
	return form{i: []int{len(w.rows) - 1}, w: []float64{1}}
}

// pair carries a number of any sign: f = ρ(f) − ρ(−f).
func (w *wiring) pair(f form) form { return w.neuron(f).plus(-1, w.neuron(f.scale(-1))) }

// next ends a layer.
func (w *wiring) next() {
	T := nn.Affine{W: mat.NewDense(len(w.rows), w.in, nil), B: mat.NewVecDense(len(w.rows), nil)}
	for r, f := range w.rows {
		for k, j := range f.i {
			T.W.Set(r, j, T.W.At(r, j)+f.w[k])
		}
		T.B.SetVec(r, f.c)
	}
	w.T, w.in, w.rows = append(w.T, T), len(w.rows), nil
}

// squares is x_i² for numbers in [0, 1], under way: the teeth g_s and what f_m has come to.
type squares struct {
	g, sum []form
	m      int
}

// step adds a layer: f_m(x) = x − Σ_{s≤m} g_s(x)/4^s with g_s = g ∘ … ∘ g, g(x) = 2ρ(x) − 4ρ(x − ½) on [0, 1], which interpolates x² between 2^m + 1
// knots and differs from it by at most 4^{−m−1} (Yarotsky 2017).
func (q *squares) step(w *wiring) {
	q.m++
	for i, g := range q.g {
		a, b := w.neuron(g), w.neuron(g.plus(1, constant(-0.5)))
		q.g[i] = a.scale(2).plus(-4, b)
		q.sum[i] = w.neuron(q.sum[i]).plus(-math.Pow(4, -float64(q.m)), q.g[i])
	}
}

// multiply replaces factors x_i ∈ [−a, a], y_i ∈ [−b, b] by ab(f_m(|x/a + y/b|/2) − f_m(|x/a − y/b|/2)) ≈ x_i y_i, in m + 1 layers: the error is at
// most ab·4^{−m−1}, and 0 where x_i or y_i is. Other numbers are carried along.
func multiply(w *wiring, x, y []form, a, b float64, m int, others []form) (products, carried []form) {
	q := &squares{}
	for i := range x {
		for _, s := range []float64{1, -1} {
			t := x[i].scale(0.5/a).plus(s*0.5/b, y[i])
			t = w.neuron(t).plus(1, w.neuron(t.scale(-1))) // |t|
			q.g, q.sum = append(q.g, t), append(q.sum, t)
		}
	}
	for k := 0; ; k++ {
		carried = nil
		for _, f := range others {
			carried = append(carried, w.pair(f))
		}
		others = carried
		w.next()
		if k == m {
			break
		}
		q.step(w)
	}
	for i := range x {
		products = append(products, q.sum[2*i].plus(-1, q.sum[2*i+1]).scale(a*b))
	}
	return products, carried
}

// InverseNet is a network of ReLU that inverts I − A: the construction of [NeumannNet].
type InverseNet struct {
	*nn.Network         // vec(A) ↦ vec(≈ (I − A)⁻¹), rows one after the other
	N           int     // A is N × N
	Delta       float64 // for ‖A‖₂ ≤ δ
	K, M        int     // 2^K terms of Neumann's series; products with 2^M knots
	Bound       float64 // of the error in the spectral norm
}

// NeumannNet constructs a network of ReLU that maps the entries of any n × n matrix with ‖A‖₂ ≤ δ < 1 to those of (I − A)⁻¹ with an error of at
// most ε in the spectral norm. It computes S₁ = I + A, P₀ = A and
//
//	P_{t+1} = P_t P_t,   S_{t+1} = S_t + S_t P_t,   t < k,
//
// as [Neumann] does, with each of the (2k − 2)n³ products of numbers by a network with 2^m knots. k is the least with δ^{2^k}/(1 − δ) ≤ ε/2, and m the
// least with which what the products add stays below the rest. The network has L = k(m + 2) + 1 affine maps and
//
//	C ≤ (2k − 2)n³(16m + 26) + kn²(4m + 16)
//
// weights and biases that are not zero: O(n³ log(1/ε)) but for logarithms of the logarithm and of n, whatever A depends on. It is a construction, not to be
// trained; its matrices are stored in full, which is for n ≤ 4. It panics with a *domain.MisuseError unless n > 0, 0 < δ < 1 and 0 < ε < 1.
//
// Reference: Kutyniok, Petersen, Raslan and Schneider, Constr. Approx. 55 (2022), Theorem 3.8; the squares are Yarotsky's (2017).
func NeumannNet(n int, δ, ε float64) *InverseNet {
	if n < 1 || !(δ > 0 && δ < 1) || !(ε > 0 && ε < 1) {
		panic(&domain.MisuseError{Func: "rom.NeumannNet", What: "n, δ, ε", Got: fmt.Sprint(n, δ, ε), Want: "n > 0 and numbers in (0, 1)"})
	}
	r := &InverseNet{N: n, Delta: δ, K: 1, M: 1}
	for NeumannBound(δ, r.K) > ε/2 {
		r.K++
	}
	for r.Bound = r.bound(); r.Bound > ε; r.Bound = r.bound() {
		r.M++
	}
	r.Network = nn.Of(nn.ReLU, r.wire()...)
	return r
}

// bound is δ^{2^k}/(1 − δ) and what the products add. A product of matrices by products of numbers with errors of at most η has an error of at
// most n²η in the spectral norm. It is infinite if a number could leave the interval that products are for.
func (r *InverseNet) bound() float64 {
	η := float64(r.N*r.N) * math.Pow(4, -float64(r.M)-1)
	q, p, σ, s := r.Delta, 0.0, 1+r.Delta, 0.0 // norms and errors of P and S
	for t := range r.K {
		if q+p > 1 || σ+s > r.largest() {
			return math.Inf(1)
		}
		if t > 0 {
			s, σ = s+s*q+σ*p+s*p+η*r.largest(), σ*(1+q)
		}
		q, p = q*q, 2*q*p+p*p+η
	}
	return NeumannBound(r.Delta, r.K) + s
}

// largest bounds the entries of S_t, with room for errors.
func (r *InverseNet) largest() float64 { return 1/(1-r.Delta) + 1 }

func (r *InverseNet) wire() []nn.Affine {
	n, w := r.N, &wiring{in: r.N * r.N}
	P, S := make([]form, n*n), make([]form, n*n)
	for i := range P {
		P[i] = form{i: []int{i}, w: []float64{1}}
		S[i] = P[i]
		if i%(n+1) == 0 {
			S[i] = S[i].plus(1, constant(1))
		}
	}
	for t := range r.K {
		last := t == r.K-1
		for i := range P { // both as pairs: the products that follow take few weights each
			P[i], S[i] = w.pair(P[i]), w.pair(S[i])
		}
		w.next()
		var x, y []form
		scale := 1.0 // S and P share a network: S is given in units of its bound
		if t > 0 {
			x, y = factors(S, P, n)
			scale = r.largest()
			for i := range x {
				x[i] = x[i].scale(1 / scale)
			}
		}
		if !last {
			a, b := factors(P, P, n)
			x, y = append(x, a...), append(y, b...)
		}
		z, carried := multiply(w, x, y, 1, 1, r.M, S)
		S = carried
		if t > 0 {
			for i, v := range sums(z[:n*n*n], n) {
				S[i] = S[i].plus(scale, v)
			}
			z = z[n*n*n:]
		}
		if !last {
			P = sums(z, n)
		}
	}
	w.rows = S
	w.next()
	return w.T
}

// factors lists what is multiplied in A B: A_ik and B_kj, the terms of an entry one after the other.
func factors(A, B []form, n int) (x, y []form) {
	for i := range n {
		for j := range n {
			for k := range n {
				x, y = append(x, A[i*n+k]), append(y, B[k*n+j])
			}
		}
	}
	return x, y
}

// sums adds up n terms each.
func sums(z []form, n int) []form {
	s := make([]form, len(z)/n)
	for i := range s {
		for _, f := range z[i*n : (i+1)*n] {
			s[i] = s[i].plus(1, f)
		}
	}
	return s
}

// Inverse returns ≈ (I − A)⁻¹. It panics with a *op.ShapeError unless A is N × N.
func (r *InverseNet) Inverse(A *mat.Dense) *mat.Dense {
	n, m := A.Dims()
	if n != r.N || m != r.N {
		panic(&op.ShapeError{Func: "rom.InverseNet.Inverse", What: "A", Got: []int{n, m}, Want: []int{r.N, r.N}})
	}
	return mat.NewDense(n, n, r.Apply(nil, mat.DenseCopyOf(A).RawMatrix().Data))
}
