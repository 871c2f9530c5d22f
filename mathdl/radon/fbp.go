package radon

import (
	"cmp"
	"math"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/fft"
)

// Filter is a window on the ramp |ω| of filtered back projection.
type Filter int

// The windows W(w), where w = 1 is half the sampling rate of the detector.
const (
	RamLak     Filter = iota // 1
	SheppLogan               // sin(πw/2)/(πw/2)
	Cosine                   // cos(πw/2)
	Hamming                  // 0.54 + 0.46 cos(πw)
	Hann                     // ½(1 + cos(πw))
)

var filterNames = []string{"RamLak", "SheppLogan", "Cosine", "Hamming", "Hann"}

// String returns the name of the filter.
func (f Filter) String() string {
	if f < 0 || int(f) >= len(filterNames) {
		return "unknown filter"
	}
	return filterNames[f]
}

// window returns W(w) for 0 ≤ w ≤ 1.
func (f Filter) window(w float64) float64 {
	switch f {
	case SheppLogan:
		if w == 0 {
			return 1
		}
		return math.Sin(math.Pi*w/2) / (math.Pi * w / 2)
	case Cosine:
		return math.Cos(math.Pi * w / 2)
	case Hamming:
		return .54 + .46*math.Cos(math.Pi*w)
	case Hann:
		return .5 + .5*math.Cos(math.Pi*w)
	}
	return 1
}

// FBPSettings chooses the filter. The zero value, or nil, means the ramp of Ramachandran and Lakshminarayanan.
type FBPSettings struct {
	Filter Filter
	// Cutoff is the frequency at which the window ends, as a fraction of half the sampling rate: W(w/Cutoff),
	// and 0 beyond. 0 means 1.
	Cutoff float64
}

// FBP stores the filtered back projection of the sinogram g in dst, which may be nil:
//
//	f(x) = Σ_k w_k (g_k ∗ ramp)(x·ω_k)
//
// with linear interpolation on the detector. The ramp is the sampled band-limited one, h_0 = ¼, h_n = -1/(πn)²
// for odd n (Kak and Slaney 1988, (3.29)), applied by Fourier transforms without wrapping around. The weights
// w_k are [Transform.Weights]: π/N_θ for N_θ angles spread evenly over a half turn or a full one, and the
// step between neighbours for a limited range, so that FBP of Rf is f up to discretisation and to what the
// range of angles does not see. It panics with a [*op.ShapeError] on a wrong length and with a [*RangeError]
// for a setting out of its range.
func (t *Transform) FBP(dst, g []float64, s *FBPSettings) []float64 {
	const where = "radon.Transform.FBP"
	need(where, "g", len(g), len(t.theta)*t.nd)
	dst = take(where, dst, t.rows*t.cols)
	q := t.filtered(where, g, s)
	t.spread(dst, q)
	return dst
}

// Filtered stores the filtered sinogram g_k ∗ ramp in dst, which may be nil and may be g.
func (t *Transform) Filtered(dst, g []float64, s *FBPSettings) []float64 {
	const where = "radon.Transform.Filtered"
	need(where, "g", len(g), len(t.theta)*t.nd)
	dst = take(where, dst, len(g))
	copy(dst, t.filtered(where, g, s))
	return dst
}

func (t *Transform) filtered(where string, g []float64, s *FBPSettings) []float64 {
	if s == nil {
		s = new(FBPSettings)
	}
	plan, H := ramp(where, t.nd, s)
	q := make([]float64, len(g))
	kern.For(len(t.theta), 4, func(lo, hi int) {
		x, X := make([]float64, plan.Len()), make([]complex128, plan.HalfLen())
		for k := lo; k < hi; k++ {
			clear(x[copy(x, g[k*t.nd:(k+1)*t.nd]):])
			plan.Forward(X, x)
			for i, h := range H {
				X[i] *= complex(h/t.bin, 0)
			}
			plan.Consume(x, X)
			copy(q[k*t.nd:(k+1)*t.nd], x)
		}
	})
	return q
}

// ramp returns the filter on a half spectrum long enough for rows of nd not to wrap around.
func ramp(where string, nd int, s *FBPSettings) (*fft.Real, []float64) {
	cut := s.Cutoff
	if cut == 0 {
		cut = 1
	}
	if !(cut > 0 && cut <= 1) {
		panic(&RangeError{where, "Cutoff", cut, "0 < Cutoff ≤ 1"})
	}
	if s.Filter < RamLak || s.Filter > Hann {
		panic(&RangeError{where, "Filter", int(s.Filter), "one of the five"})
	}
	n := fft.Next(max(64, 2*nd))
	plan := fft.NewReal(n)
	h := make([]float64, n)
	h[0] = .25
	for k := 1; k <= n/2; k += 2 {
		h[k] = -1 / (math.Pi * math.Pi * float64(k) * float64(k))
		h[n-k] = h[k]
	}
	out := make([]float64, plan.HalfLen())
	for i, z := range plan.Forward(nil, h) {
		w := 2 * float64(i) / float64(n) / cut
		if w <= 1 {
			out[i] = real(z) * s.Filter.window(w)
		}
	}
	return plan, out
}

// spread is the back projection of FBP.
func (t *Transform) spread(dst, q []float64) {
	pad, p := padRows(q, len(t.views), t.nd)
	defer give(p)
	weights := t.Weights()
	t.gather(dst, pad, kern.NewRays(len(t.views), func(k int) (t0, dr, dt, m, w float64) {
		t0, dr, dt = t.along(k)
		return t0, dr, dt, 1, weights[k]
	}))
}

// Weights returns w_k in radians: half the distance between the neighbours of θ_k on the circle of lines, on
// which θ and θ + π are the same. A gap of more than [GapFactor] times the mean of the others is a missing
// wedge and counts like that mean, so that a limited range has the weights it would have within a full one.
func (t *Transform) Weights() []float64 { return weights(t.theta, math.Pi) }

// GapFactor is how much wider than the others a gap between angles is when it counts as a missing wedge.
const GapFactor = 3

func weights(theta []float64, period float64) []float64 {
	n := len(theta)
	w := make([]float64, n)
	if n == 1 {
		w[0] = period
		return w
	}
	at, order := make([]float64, n), make([]int, n)
	for k, a := range theta {
		order[k], at[k] = k, math.Mod(math.Mod(a, period)+period, period)
		if period-at[k] < 1e-9 { // rounding must not move 0 to the other end
			at[k] = 0
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(at[i], at[j]) })
	gap := make([]float64, n) // from order[i] to the next
	big := 0
	for i := range gap {
		gap[i] = at[order[(i+1)%n]] - at[order[i]]
		if i == n-1 {
			gap[i] += period
		}
		if gap[i] > gap[big] {
			big = i
		}
	}
	if mean := (period - gap[big]) / float64(n-1); mean > 0 && gap[big] > GapFactor*mean {
		gap[big] = mean
	}
	for i, k := range order {
		w[k] = (gap[i] + gap[(i+n-1)%n]) / 2
	}
	return w
}

// Span returns n angles from lo on in steps of (hi-lo)/n, hi excluded: Span(0, π, 180) are those of a half
// turn. It panics with a [*RangeError] unless n ≥ 1.
func Span(lo, hi float64, n int) []float64 {
	needCount("radon.Span", "n", n)
	a := make([]float64, n)
	for i := range a {
		a[i] = lo + (hi-lo)*float64(i)/float64(n)
	}
	return a
}
