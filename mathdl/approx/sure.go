package approx

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/kern"
)

// SURE estimates the mean square error ‖D(y) - x‖²/n of a denoiser D from y = x + noise alone, by Stein's formula
//
//	‖D(y) - y‖²/n - σ² + 2σ²/n · div D(y),
//
// with the divergence taken along one random direction of signs b, ⟨b, D(y+εb) - D(y)⟩/ε (Ramani, Blu and Unser 2008).
// D stores its estimate in dst and may be any program; it is called twice. eps is ε; 0 means [SUREStep]·σ, a step
// long enough for rules that jump. The estimate has a standard deviation of the order of σ²/√n. Without noise it is
// ‖D(y) - y‖²/n. SURE panics if sigma is negative or NaN.
func SURE(y []float64, sigma float64, D func(dst, y []float64), eps float64, rnd *rand.Rand) float64 {
	needSigma("approx.SURE", sigma)
	if eps == 0 {
		eps = SUREStep * sigma
	}
	n := len(y)
	b := signs(n, rnd)
	x, z, moved := make([]float64, n), make([]float64, n), make([]float64, n)
	D(x, y)
	kern.FMA(moved, b, fill(z, eps), y)
	D(z, moved)
	div := 0.0
	if eps != 0 {
		div = (kern.Dot(b, z) - kern.Dot(b, x)) / eps
	}
	kern.Sub(z, x, y)
	return (kern.SumSq(z)+2*sigma*sigma*div)/float64(n) - sigma*sigma
}

// SUREStep is the default of ε/σ.
const SUREStep = 0.1

func signs(n int, rnd *rand.Rand) []float64 {
	b := make([]float64, n)
	for i := range b {
		b[i] = float64(2*rnd.IntN(2) - 1)
	}
	return b
}

func fill(x []float64, v float64) []float64 {
	kern.Fill(x, v)
	return x
}

// Tune chooses K for every scale among candidates, to be used in [ShrinkSettings], by the least SURE of
// [Denoise] with the given rule. Since the estimate is a sum over the scales, each candidate is tried once in
// every scale, and all combinations are compared through the inner products of these parts. It returns the
// K, coarse to fine, and the least estimate of the mean square error.
//
// Candidates nil means [TuneCandidates]. Memory is that of 2·scales·candidates images. Tune returns the error
// of ctx when that ends, and panics like Denoise.
func Tune(ctx context.Context, y []float64, F Transform, sigma float64, rule Rule, candidates []float64, rnd *rand.Rand) ([]float64, float64, error) {
	needSigma("approx.Tune", sigma)
	if candidates == nil {
		candidates = TuneCandidates()
	}
	t := &tuning{y: y, F: F, sigma: sigma, rule: rule, k: candidates, scale: F.Scales(), norm: F.Norms()}
	t.J = finest(t.scale)
	if len(candidates) == 0 || math.Pow(float64(len(candidates)), float64(t.J)) > 1e8 {
		return nil, 0, fmt.Errorf("approx.Tune: candidates: got %d for %d scales, want 1 to %d", len(candidates), t.J,
			int(math.Pow(1e8, 1/float64(t.J))))
	}
	if err := t.parts(ctx, rnd); err != nil {
		return nil, 0, err
	}
	K, risk := t.best()
	return K, risk, nil
}

// TuneCandidates returns the default candidates of [Tune].
func TuneCandidates() []float64 { return []float64{1.5, 2, 2.5, 3, 3.5, 4} }

// tuning is the state of one call of Tune.
type tuning struct {
	y     []float64
	F     Transform
	sigma float64
	rule  Rule
	k     []float64
	J     int
	scale []int
	norm  []float64

	gram [][]float64 // inner products of the parts; part 0 is the low-pass minus y
	div  []float64   // their divergences
}

// part is the number of the part of scale j with candidate q.
func (t *tuning) part(j, q int) int { return 1 + (j-1)*len(t.k) + q }

// parts computes what each scale contributes with each candidate, for y and for y + εb.
func (t *tuning) parts(ctx context.Context, rnd *rand.Rand) error {
	n := len(t.y)
	eps := SUREStep * t.sigma
	b := signs(n, rnd)
	moved := make([]float64, n)
	copy(moved, t.y)
	kern.Axpy(moved, eps, b)
	m := 1 + t.J*len(t.k)
	out := make([][]float64, 2*m+2) // the two images, then the parts of the first, then of the second
	_, err := mapAll(ctx, t.F, out, [][]float64{t.y, moved}, nil, func(i int, c [][]float64) {
		j := t.scale[i]
		for side := range 2 {
			part := c[2+side*m:][:m]
			if j == 0 {
				copy(part[0], c[side])
				continue
			}
			for q, k := range t.k {
				Shrink(part[t.part(j, q)], c[side], t.rule, k*t.sigma*t.norm[i])
			}
		}
		clear(c[0])
		clear(c[1])
	})
	if err != nil {
		return err
	}
	first, second := out[2:2+m], out[2+m:]
	t.div = make([]float64, m)
	for p := range m {
		if eps > 0 {
			t.div[p] = (kern.Dot(b, second[p]) - kern.Dot(b, first[p])) / eps
		}
	}
	kern.Sub(first[0], first[0], t.y)
	t.gram = make([][]float64, m)
	for p := range m {
		t.gram[p] = make([]float64, m)
		for q := range p + 1 {
			t.gram[p][q] = kern.Dot(first[p], first[q])
			t.gram[q][p] = t.gram[p][q]
		}
	}
	return nil
}

// best compares all combinations.
func (t *tuning) best() (K []float64, risk float64) {
	n := float64(len(t.y))
	choice, top := make([]int, t.J), make([]int, t.J)
	risk = math.Inf(1)
	var search func(j int, sq, div float64)
	search = func(j int, sq, div float64) {
		if j > t.J {
			if r := (sq + 2*t.sigma*t.sigma*div) / n; r < risk {
				risk = r
				copy(top, choice)
			}
			return
		}
		for q := range t.k {
			p := t.part(j, q)
			s := sq + t.gram[p][p] + 2*t.gram[0][p]
			for i := 1; i < j; i++ {
				s += 2 * t.gram[t.part(i, choice[i-1])][p]
			}
			choice[j-1] = q
			search(j+1, s, div+t.div[p])
		}
	}
	search(1, t.gram[0][0], t.div[0])
	for _, q := range top {
		K = append(K, t.k[q])
	}
	return K, risk - t.sigma*t.sigma
}
