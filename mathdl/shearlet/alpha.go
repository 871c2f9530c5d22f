package shearlet

import (
	"fmt"
	"math"
)

// alphaSystem evaluates α-shearlets: with scale j = 0, …, J-1, q = 2^{(1-α_j)j} and integer frequencies,
//
//	cone 1   ψ̂_{j,k}(x, y) = s(2^{-j} x) ψ̂_2(q y/x - k),  x > 0,  |k| ≤ ⌈q⌉
//	cone 2   the same with x and y exchanged
//
// and their mirror images at the origin, continued periodically with the grid. The radial window s is b of
// FFST, stretched so that it is large from a to n_x/2^{J-1} where n_x is half the width of the grid and
// a = 2^{-J} min(n_x, n_y).
type alphaSystem struct {
	ny, nx int
	q      []float64
	ring   [2][][]float64 // for both cones and every scale s(2^{-j}x) for x = 0, 1, …
	low    [2][]float64   // the low-pass in x and in y, for |x| = 0, 1, …
	bands  []Band
}

// MaxAlpha is the largest number of scales of [NewAlpha] and [NewDecimated].
const MaxAlpha = 16

func newAlphaSystem(where string, ny, nx int, alpha []float64) *alphaSystem {
	J := len(alpha)
	needRange(where, "scales", J, 1, MaxAlpha)
	s := &alphaSystem{ny: ny, nx: nx}
	R := float64(min(nx, ny)) / 2
	a := math.Ldexp(R/2, 1-J)
	for cone, n := range [2]int{nx, ny} {
		sigma := math.Ldexp(1.5, J-1) / (float64(n)/2 - math.Ldexp(a, J-1))
		for j := range J {
			s.ring[cone] = append(s.ring[cone], sample(func(x float64) float64 {
				return bump(sigma*(math.Ldexp(x, -j)-a) + 1.5)
			}, math.Ldexp(a+2.5/sigma, j)))
		}
		s.low[cone] = sample(func(x float64) float64 { return meyer(4 - 3*x/a) }, 4*a/3)
	}
	for cone := 1; cone <= 2; cone++ {
		for j, v := range alpha {
			if !(v >= 0 && v <= 1) {
				panic(fmt.Errorf("%s: alpha[%d]: got %v, want 0 to 1", where, j, v))
			}
			if cone == 1 {
				s.q = append(s.q, math.Exp2((1-v)*float64(j)))
			}
			top := s.top(j)
			for k := -top; k <= top; k++ {
				s.bands = append(s.bands, Band{Cone: cone, Scale: j + 1, Shear: k})
			}
		}
	}
	s.bands = append(s.bands, Band{})
	return s
}

// top is ⌈q⌉, the largest shear of scale j, safe from rounding in exp2.
func (s *alphaSystem) top(j int) int { return int(math.Ceil(s.q[j] - 1e-9)) }

// sample returns f(0), f(1), … up to the end of its support, at least f(0).
func sample(f func(float64) float64, end float64) []float64 {
	v := []float64{f(0)}
	for x := 1; float64(x) < end; x++ {
		v = append(v, f(float64(x)))
	}
	return v
}

// NewAlpha returns the band-limited Parseval frame of α-shearlets, undecimated (Voigtlaender and Pein 2017),
// with one α_j in [0, 1] per scale, coarse to fine: α = ½ gives shearlets, 1 a system like wavelets, 0 like
// ridgelets. There are 1 + 2 Σ_j (2⌈2^{(1-α_j)j}⌉ + 1) bands, 41 for four and 59 for five scales of α = ½.
// The windows are divided by the root of the sum of their squares, so that Σ|ψ̂_i|² = 1 and the adjoint is
// the inverse. Of set, which may be nil, Extend counts. [NewDecimated] keeps few coefficients.
//
// NewAlpha panics with a [*op.ShapeError] unless rows and cols are positive, and with another error for
// more scales than [MaxAlpha], none, or an α out of range.
func NewAlpha(rows, cols int, alpha []float64, set *Settings) *System {
	const where = "shearlet.NewAlpha"
	ext := bandLimited(where, rows, cols, set)
	s := newAlphaSystem(where, ext.grid[0], ext.grid[1], alpha)
	half := s.nx/2 + 1
	return newSystem(ext, s.bands, newSparse(s.ny, half, len(s.bands), func(r int, t []float64) {
		for c := range half {
			s.fill(t[c:], r, c, half)
			unit(t[c:], half)
		}
	}))
}

// unit divides the values at one frequency by their Euclidean norm.
func unit(t []float64, step int) {
	e := 0.0
	for k := 0; k < len(t); k += step {
		e += t[k] * t[k]
	}
	if e == 0 {
		return
	}
	e = 1 / math.Sqrt(e)
	for k := 0; k < len(t); k += step {
		t[k] *= e
	}
}

// fill adds all generators at frequency (c, r) to t, step apart, over the copies of the grid next to it.
func (s *alphaSystem) fill(t []float64, r, c, step int) {
	for _, x := range copies(c, s.nx) {
		for _, y := range copies(r, s.ny) {
			t[(len(s.bands)-1)*step] += at(s.low[0], x) * at(s.low[1], y)
			first := s.cone(t, 0, 0, x, y, step)
			s.cone(t, 1, first, y, x, step)
		}
	}
}

// copies returns the frequencies up to 3n/2 that a grid of n does not tell from j: three, and four for n/2, so that j and -j have opposite
// ones and generators stay real.
func copies(j, n int) []int {
	x := centred(j, n)
	if 2*x == n {
		return []int{-x - n, -x, x, x + n}
	}
	return []int{x - n, x, x + n}
}

// cone adds the generators of a cone, whose bands begin at first, and returns where those of the next
// begin.
func (s *alphaSystem) cone(t []float64, cone, first, x, y, step int) int {
	for j, q := range s.q {
		top := s.top(j)
		if g := at(s.ring[cone][j], x); g != 0 && x != 0 {
			u := q * float64(y) / float64(x)
			for k := max(-top, int(math.Floor(u))); k <= min(top, int(math.Floor(u))+1); k++ {
				t[(first+top+k)*step] += g * tent(u-float64(k))
			}
		}
		first += 2*top + 1
	}
	return first
}

// at is v at |x|, zero beyond its end.
func at(v []float64, x int) float64 {
	if x = max(x, -x); x < len(v) {
		return v[x]
	}
	return 0
}
