package kern

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// room hands out slices with guards around them.
type room struct {
	t      *testing.T
	rnd    *rand.Rand
	checks []func()
}

func (r *room) of(n int) []float64 {
	x, check := guarded[float64](r.t, r.rnd, n, 0)
	r.checks = append(r.checks, check)
	return x
}

func (r *room) check() {
	r.t.Helper()
	for _, f := range r.checks {
		f()
	}
}

func near(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	for i, v := range got {
		if !(math.Abs(v-want[i]) <= tol*(1+math.Abs(want[i]))) {
			t.Fatalf("%s, number %d: got %v, want %v", what, i, v, want[i])
		}
	}
}

func TestJetAffine(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		rnd := source(1)
		for _, s := range [][4]int{{20, 20, 4, 64}, {1, 20, 3, 32}, {20, 2, 4, 96}, {7, 13, 2, 32}, {10, 10, 11, 64}, {4, 5, 1, 512}, {6, 11, 2, 17}, {5, 1, 1, 33}} {
			m, n, C, P := s[0], s[1], s[2], s[3]
			r := &room{t: t, rnd: rnd}
			w, b, x, y := r.of(m*n), r.of(m), r.of(C*n*P), r.of(C*m*P)
			JetAffine(y, w, b, x, m, n, C, P)
			ref := make([]float64, C*m*P)
			e, refE := r.of(C*n*P), make([]float64, C*n*P)
			copy(refE, e)
			d, refD := r.of(m*n), make([]float64, m*n)
			copy(refD, d)
			db, refB := r.of(m), make([]float64, m)
			copy(refB, db)
			for c := range C {
				for j := range m {
					for p := range P {
						k := (c*m+j)*P + p
						if c == 0 {
							ref[k] = b[j]
							refB[j] += y[k]
						}
						for i := range n {
							l := (c*n+i)*P + p
							ref[k] += w[j*n+i] * x[l]
							refE[l] += w[j*n+i] * y[k]
							refD[j*n+i] += y[k] * x[l]
						}
					}
				}
			}
			what := fmt.Sprint(s)
			near(t, "affine "+what, y, ref, 1e-11)
			JetAffineBack(e, w, y, true, m, n, C, P)
			near(t, "back, added "+what, e, refE, 1e-11)
			first := append([]float64(nil), e...)
			JetAffineBack(e, w, y, true, m, n, C, P)
			Axpy(e, -1, first)
			JetAffineBack(first, w, y, false, m, n, C, P)
			near(t, "back "+what, first, e, 1e-11)
			JetAffineGrad(d, db, y, x, m, n, C, P)
			near(t, "gradient in W "+what, d, refD, 1e-9)
			near(t, "gradient in b "+what, db, refB, 1e-11)
			r.check()
		}
	})
}

// The chain rule against the loop and its gradient against differences, for channels of all kinds.
func TestJetChain(t *testing.T) {
	sets := [][][][2]int{
		{}, {nil}, {nil, nil, {{1, 1}}}, {nil, nil, nil, {{1, 2}}, {{3, 3}, {1, 1}, {2, 2}}, {{2, 3}, {1, 3}}},
	}
	eachLevel(t, func(t *testing.T) {
		rnd := source(2)
		for _, pairs := range sets {
			for _, n := range []int{32, 160, 21} {
				for _, tanh := range []bool{true, false} {
					checkChain(t, rnd, NewJetChain(pairs, n), tanh)
				}
			}
		}
	})
}

func checkChain(t *testing.T, rnd *rand.Rand, f *JetChain, tanh bool) {
	t.Helper()
	n, C := f.n, len(f.pairs)+1
	r := &room{t: t, rnd: rnd}
	a, g := r.of(C*n), r.of(C*n)
	value := func(a []float64) ([]float64, JetSlopes) { // of tanh, or of ρ(a) = sin a
		y := r.of(C * n)
		var s JetSlopes
		for i := range n {
			y[i] = math.Tanh(a[i])
		}
		if !tanh {
			s = JetSlopes{make([]float64, n), make([]float64, n), make([]float64, n)}
			for i := range n {
				v, w := math.Sincos(a[i])
				y[i], s[0][i], s[1][i], s[2][i] = v, w, -v, -w
			}
		}
		f.Forward(y, a, y[:n], s)
		return y, s
	}
	y, s := value(a)
	want := append([]float64(nil), y...)
	f.forward(want, a, y[:n], s)
	what := fmt.Sprint(f.pairs, n, tanh)
	near(t, "forward "+what, y, want, 1e-11)
	e := r.of(C * n)
	f.Back(e, g, a, y[:n], s)
	f.back(want, g, a, y[:n], s)
	near(t, "back "+what, e, want, 1e-11)
	for range 5 {
		k, h := rnd.IntN(C*n), 1e-5
		b := append([]float64(nil), a...)
		b[k] += h
		up, _ := value(b)
		b[k] -= 2 * h
		down, _ := value(b)
		if d := (Dot(up, g) - Dot(down, g)) / (2 * h); math.Abs(d-e[k]) > 1e-7*(1+math.Abs(d)) {
			t.Fatalf("gradient %s, number %d: got %v, want %v", what, k, e[k], d)
		}
	}
	f.Back(g, g, a, y[:n], s)
	near(t, "in place "+what, g, e, 1e-11)
	r.check()
}

// Curves against the loops of their comments.
func TestJetBend(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := &room{t: t, rnd: source(3)}
		for _, s := range [][2]int{{1, 32}, {7, 64}, {3, 5}} {
			n := s[0] * s[1]
			q, z, aq, ax, h, κ, s1, s2, s3 := r.of(n), r.of(n), r.of(n), r.of(n), r.of(n), r.of(s[1]), r.of(n), r.of(n), r.of(n)
			e, g, px, p := r.of(n), r.of(n), r.of(n), r.of(n)
			wantQ, wantZ, wantE := make([]float64, n), make([]float64, n), make([]float64, n)
			for _, tanh := range []bool{false, true} {
				slopes := JetSlopes{s1, s2, s3}
				if tanh {
					for i := range h {
						h[i] = math.Tanh(h[i])
						s1[i], s2[i], s3[i] = 1-h[i]*h[i], -2*h[i]*(1-h[i]*h[i]), (1-h[i]*h[i])*(6*h[i]*h[i]-2)
					}
					slopes = JetSlopes{}
				}
				for i := range n {
					k := κ[i%s[1]]
					wantQ[i], wantZ[i] = s1[i]*aq[i]+k*s2[i]*ax[i]*ax[i], 2*k*z[i]
					wantE[i] = s1[i]*g[i] + s2[i]*(2*k*px[i]*ax[i]+p[i]*aq[i]) + s3[i]*k*p[i]*ax[i]*ax[i]
				}
				JetBend(q, z, aq, ax, h, κ, slopes)
				JetBendBack(e, g, px, p, aq, ax, h, κ, slopes)
				what := fmt.Sprint(s, tanh)
				near(t, "q "+what, q, wantQ, 1e-12)
				near(t, "z "+what, z, wantZ, 1e-12)
				near(t, "back "+what, e, wantE, 1e-12)
			}
		}
		r.check()
	})
}

// The steps of a layer of tanh against the loops and the kernels they stand for.
func TestJetTanh(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, s := range [][4]int{{20, 20, 20, 64}, {7, 2, 1, 32}, {5, 3, 6, 96}, {3, 4, 2, 5}} {
			r := &room{t: t, rnd: source(4)}
			m, n, next, P := s[0], s[1], s[2], s[3]
			N := m * P
			w, b, x, κ := r.of(m*n), r.of(m), r.of(3*n*P), r.of(P)
			w1, g := r.of(next*m), r.of(3*next*P)
			f := NewJetTanh(r.of(JetTanhBlocks*N), m, P)
			a := make([]float64, 3*N) // a, a_k, a_q
			JetAffine(a, w, b, x, m, n, 3, P)
			h, rest := make([]float64, N), make([]float64, 4*N)
			Tanh(h, a[:N])
			y, pk, p, e := rest[:N], rest[N:2*N], rest[2*N:3*N], rest[3*N:]
			want := append([]float64(nil), h...)
			pair := make([]float64, 2*N)
			JetAffineBack(pair, w1, g[:2*next*P], false, next, m, 2, P)
			JetAffineBack(e, w1, g[2*next*P:], false, next, m, 1, P)
			for i, v := range h {
				s1 := 1 - v*v
				s2, k, ak := -2*v*s1, κ[i%P], a[N+i]
				y[i] = 2 * k * s1 * ak
				pk[i], p[i] = s1*pair[i]+s2*ak*pair[N+i], s1*pair[N+i]
			}
			want = append(want, y...)
			q := append([]float64(nil), y...)
			z := append([]float64(nil), y...)
			JetBend(q, z, a[2*N:], a[N:2*N], h, κ, JetSlopes{})
			JetBendBack(e, append([]float64(nil), e...), pair[:N], pair[N:], a[2*N:], a[N:2*N], h, κ, JetSlopes{})
			want = append(append(append(append(append(want, q...), a[N:2*N]...), e...), pk...), p...)
			f.Value(w, b, x[:n*P], n)
			f.Along(w, x[n*P:2*n*P], n)
			f.Turn(w1, g[:2*next*P], next)
			f.Curve(w, x[2*n*P:], n, κ)
			near(t, fmt.Sprint("a_q ", s), f.blocks(4, 1), a[2*N:], 1e-11)
			f.Home(w1, g[2*next*P:], next, κ)
			for k := range JetTanhBlocks {
				near(t, fmt.Sprintf("block %d of %v", k, s), f.blocks(k, 1), want[k*N:(k+1)*N], 1e-10)
			}
			r.check()
		}
	})
}
