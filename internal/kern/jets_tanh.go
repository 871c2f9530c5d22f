package kern

// JetTanh is a layer h = tanh(a), a = Wx + b, of m neurons on the way of three things through a network u:
// values from the inputs on, with the derivative along an axis k; the gradient p of u in what leaves a layer
// and its derivative p_k from the output back; and a jet along curves that bend, of [JetBend], whose gradient
// in the value comes back in the end. Each step is a product with W whose sums go on through tanh before they
// are stored. What is kept are seven blocks of m rows for as many points, so that the first three are the
// channels that enter the next layer, and the last three the gradients in this layer's a, a_k and a_q:
//
//	h, h_k (after Curve 2κh_k), h_q, a_k, a_q (after Home e), P_k, P
type JetTanh struct {
	m, points int
	z         []float64
}

// JetTanhBlocks is the number of blocks of a JetTanh, numbers for a neuron and a point.
const JetTanhBlocks = 7

// NewJetTanh makes the layer in the memory z, of JetTanhBlocks·m·points numbers. It panics with a *LengthError for
// another length.
func NewJetTanh(z []float64, m, points int) *JetTanh {
	sameLen("NewJetTanh", "z", len(z), JetTanhBlocks*m*points)
	return &JetTanh{m, points, z}
}

// In returns h, h_k and h_q, one after the other.
func (f *JetTanh) In() []float64 { return f.blocks(0, 3) }

// Gradients returns e, P_k and P, one after the other: with (h, 2κh_k, h_q) of the layer before they make the gradient
// in W.
func (f *JetTanh) Gradients() []float64 { return f.blocks(4, 3) }

// Turned returns P_k and P.
func (f *JetTanh) Turned() []float64 { return f.blocks(5, 2) }

func (f *JetTanh) blocks(from, many int) []float64 {
	n := f.m * f.points
	return f.z[from*n : (from+many)*n : (from+many)*n]
}

// Value computes h from x of n rows. It panics as JetAffine does, and so do all steps.
func (f *JetTanh) Value(w, b, x []float64, n int) {
	h := f.blocks(0, 1)
	JetAffine(h, w, b, x, f.m, n, 1, f.points)
	Tanh(h, h)
}

// Along computes, after Value, a_k = Wx and h_k = (1 − h²)a_k.
func (f *JetTanh) Along(w, x []float64, n int) {
	z := f.blocks(3, 1)
	jetLengths("JetTanh.Along", z, w, nil, x, f.m, n, 1, f.points)
	if f.asm(tanhAlong, w, n, 1, x, n, nil) {
		return
	}
	JetAffine(z, w, nil, x, f.m, n, 1, f.points)
	h, y := f.blocks(0, 1), f.blocks(1, 1)
	for i, v := range h {
		y[i] = (1 - v*v) * z[i]
	}
}

// Turn computes, after Along, P = (1 − h²)p and P_k = (1 − h²)p_k − 2h a_k P for p_k and p that follow from those
// behind the next layer, g_k and g of n rows one after the other, by its n × m matrix w: p = wᵀg.
func (f *JetTanh) Turn(w, g []float64, n int) {
	jetLengths("JetTanh.Turn", g, w, nil, f.blocks(5, 2), n, f.m, 2, f.points)
	if gk, g := g[:n*f.points], g[n*f.points:]; f.asm(tanhSlope, w, 1, f.m, g, n, nil) {
		f.asm(tanhTurn, w, 1, f.m, gk, n, nil)
		return
	}
	pk, p := f.blocks(5, 1), f.blocks(6, 1)
	JetAffineBack(f.blocks(5, 2), w, g, false, n, f.m, 2, f.points)
	h, z := f.blocks(0, 1), f.blocks(3, 1)
	for i, v := range h {
		s := 1 - v*v
		p[i] *= s
		pk[i] = s*pk[i] - 2*v*z[i]*p[i]
	}
}

// Curve computes, after Along, a_q = Wx and h_q = (1 − h²)(a_q − 2κh a_k²), and multiplies h_k by 2κ; there is a κ for
// each point.
func (f *JetTanh) Curve(w, x []float64, n int, kappa []float64) {
	a := f.blocks(4, 1)
	jetLengths("JetTanh.Curve", a, w, nil, x, f.m, n, 1, f.points)
	sameLen("JetTanh.Curve", "kappa", len(kappa), f.points)
	if f.asm(tanhCurve, w, n, 1, x, n, kappa) {
		return
	}
	JetAffine(a, w, nil, x, f.m, n, 1, f.points)
	h, hk, hq, z := f.blocks(0, 1), f.blocks(1, 1), f.blocks(2, 1), f.blocks(3, 1)
	for i, v := range h {
		κ := kappa[i%f.points]
		hq[i] = (1 - v*v) * (a[i] - 2*κ*v*z[i]*z[i])
		hk[i] *= 2 * κ
	}
}

// Home computes, after Turn and Curve, the gradient in a,
//
//	e = ρ′s + ρ″(2κp_k a_k + p a_q) + ρ‴κp a_k² = (1 − h²)s − 2[P(h a_q + κa_k²(1 + h²)) + 2κh a_k P_k],
//
// where s = wᵀg follows from that in the next layer's a, of n rows, by its n × m matrix w.
func (f *JetTanh) Home(w, g []float64, n int, kappa []float64) {
	e := f.blocks(4, 1)
	jetLengths("JetTanh.Home", g, w, nil, e, n, f.m, 1, f.points)
	sameLen("JetTanh.Home", "kappa", len(kappa), f.points)
	if f.asm(tanhHome, w, 1, f.m, g, n, kappa) {
		return
	}
	s, back := borrow[float64](len(e))
	defer give(back)
	JetAffineBack(s, w, g, false, n, f.m, 1, f.points)
	h, z, pk, p := f.blocks(0, 1), f.blocks(3, 1), f.blocks(5, 1), f.blocks(6, 1)
	for i, v := range h {
		κz := kappa[i%f.points] * z[i]
		e[i] = (1-v*v)*s[i] - 2*(p[i]*(v*e[i]+κz*z[i]*(1+v*v))+2*v*κz*pk[i])
	}
}

// tanhStep is a step with a kernel.
type tanhStep int

const (
	tanhAlong tanhStep = iota
	tanhSlope
	tanhTurn
	tanhCurve
	tanhHome
)
