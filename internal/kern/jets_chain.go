package kern

import "fmt"

// JetChain is the chain rule for jets of order at most two, through y = ρ(a) for each neuron and point. Channel 0 is
// the value; a channel c > 0 is a derivative whose pairs (i, j) are the channels of first order that
// multiply in it:
//
//	y_c = ρ′(a_0) a_c + ρ″(a_0) Σ_(i,j) a_i a_j
//
// For a first derivative there are none, for ∂²/∂x∂t the one of those in x and t, for the Laplacian all (i, i).
type JetChain struct {
	pairs [][][2]int // of channels 1, 2, …
	n     int        // numbers in a channel
	list  []int      // the same for the kernels, in bytes
	hasQ  bool
}

// NewJetChain prepares the rule for channels of n numbers; pairs are those of channels 1, 2, …. It panics with a
// *LengthError for a pair that is not of channels before its own.
func NewJetChain(pairs [][][2]int, n int) *JetChain {
	f := &JetChain{pairs: pairs, n: n}
	for c, ps := range pairs {
		var squares, products []int
		for _, p := range ps {
			f.hasQ = true
			if p[0] < 1 || p[1] < 1 || p[0] > c || p[1] > c || len(pairs[p[0]-1])+len(pairs[p[1]-1]) > 0 {
				panic(&LengthError{"NewJetChain", fmt.Sprintf("pair of channel %d", c+1), max(p[0], p[1]), c})
			}
			if p[0] == p[1] {
				squares = append(squares, 8*n*p[0])
			} else {
				products = append(products, 8*n*p[0], 8*n*p[1])
			}
		}
		f.list = append(f.list, 8*n*(c+1), len(squares))
		f.list = append(f.list, squares...)
		f.list = append(f.list, len(products)/2)
		f.list = append(f.list, products...)
	}
	return f
}

// JetSlopes are ρ′, ρ″ and ρ‴ at the values, of n numbers each; ρ″ may be missing forwards and ρ‴ backwards, if no
// channel has pairs. None at all stand for tanh, whose derivatives follow from its values.
type JetSlopes [3][]float64

// Forward computes the channels of y but the first. y and a hold as many channels as the rule has, one after the
// other; h is ρ(a_0), which for tanh is needed and may be the first channel of y. It panics with a
// *LengthError for other lengths.
func (f *JetChain) Forward(y, a, h []float64, s JetSlopes) {
	f.check("JetChain.Forward", y, a, h, s, 2)
	if len(f.pairs) > 0 && !f.asm(y, a, h, s) {
		f.forward(y, a, h, s)
	}
}

// Back computes the gradient e in a of Σ g·y, where y is what Forward makes of a and h. e may be g. It panics as
// Forward does.
func (f *JetChain) Back(e, g, a, h []float64, s JetSlopes) {
	f.check("JetChain.Back", e, a, h, s, 3)
	sameLen("JetChain.Back", "g", len(g), len(e))
	switch {
	case len(f.pairs) == 0 && s[0] != nil:
		Mul(e, g, s[0])
	case !f.asmBack(e, g, a, h, s):
		f.back(e, g, a, h, s)
	}
}

func (f *JetChain) check(name string, y, a, h []float64, s JetSlopes, order int) {
	if s[0] == nil {
		sameLen(name, "h", len(h), f.n)
	}
	want := (len(f.pairs) + 1) * f.n
	sameLen(name, "y", len(y), want)
	sameLen(name, "a", len(a), want)
	if !f.hasQ {
		order--
	}
	for k := range order {
		if s[0] != nil {
			sameLen(name, fmt.Sprintf("slope %d", k+1), len(s[k]), f.n)
		}
	}
}

// at returns the derivatives of ρ at number k, where values are those of ρ.
func (s *JetSlopes) at(values []float64, k int) (s1, s2, s3 float64) {
	if s[0] == nil {
		h := values[k]
		s1 = 1 - h*h
		return s1, -2 * h * s1, s1 * (6*h*h - 2)
	}
	s1 = s[0][k]
	if s[1] != nil {
		s2 = s[1][k]
	}
	if s[2] != nil {
		s3 = s[2][k]
	}
	return s1, s2, s3
}

func (f *JetChain) forward(y, a, h []float64, s JetSlopes) {
	for k := range f.n {
		s1, s2, _ := s.at(h, k)
		for c, ps := range f.pairs {
			q := 0.0
			for _, p := range ps {
				q += a[p[0]*f.n+k] * a[p[1]*f.n+k]
			}
			y[(c+1)*f.n+k] = s1*a[(c+1)*f.n+k] + s2*q
		}
	}
}

func (f *JetChain) back(e, g, a, h []float64, s JetSlopes) {
	for k := range f.n {
		s1, s2, s3 := s.at(h, k)
		t, u := 0.0, 0.0
		for c, ps := range f.pairs {
			gc, q := g[(c+1)*f.n+k], 0.0
			t += gc * a[(c+1)*f.n+k]
			e[(c+1)*f.n+k] = gc * s1
			for _, p := range ps {
				i, j := p[0]*f.n+k, p[1]*f.n+k
				q += a[i] * a[j]
				e[i] += s2 * gc * a[j]
				e[j] += s2 * gc * a[i]
			}
			u += gc * q
		}
		e[k] = s1*g[k] + s2*t
		if f.hasQ {
			e[k] += s3 * u
		}
	}
}
