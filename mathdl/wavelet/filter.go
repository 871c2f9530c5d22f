package wavelet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Wavelet is a set of filters with perfect reconstruction. The package comment has the formulas.
type Wavelet struct {
	Name string
	// Lo and Hi analyse, LoDual and HiDual synthesise; …At is the place of the first tap.
	Lo, Hi, LoDual, HiDual         []float64
	LoAt, HiAt, LoDualAt, HiDualAt int
	// Symmetric filters have odd length and are centred at 0 (low-pass) and 1 (high-pass).
	Symmetric bool
}

// MaxOrder is the largest number of vanishing moments of [Daubechies] and [Symlet].
const MaxOrder = 38

// Haar is the wavelet of Haar (1910), with taps 1/√2.
func Haar() *Wavelet {
	w := orthonormal("haar", []float64{math.Sqrt2 / 2, math.Sqrt2 / 2})
	return w
}

// Daubechies returns the orthonormal wavelet with p vanishing moments and 2p taps whose filter has least
// phase (Daubechies 1988). It panics unless 1 ≤ p ≤ [MaxOrder].
func Daubechies(p int) *Wavelet {
	needOrder("wavelet.Daubechies", p, 1, MaxOrder)
	return orthonormal(fmt.Sprintf("db%d", p), factor(p).extremal())
}

// Symlet returns the orthonormal wavelet with p vanishing moments and 2p taps whose filter is nearest to
// symmetric: of all choices of roots, the one whose phase deviates least from a linear one in the mean square
// (Daubechies 1992, section 8.1.1). Up to p = 9 these are the filters of the usual tables; those of larger p
// in circulation are less symmetric. It panics unless 2 ≤ p ≤ 20.
func Symlet(p int) *Wavelet {
	needOrder("wavelet.Symlet", p, 2, 20)
	return orthonormal(fmt.Sprintf("sym%d", p), factor(p).symmetric())
}

// Biorthogonal44 returns the wavelet 4.4 of Cohen, Daubechies and Feauveau (1992), with 9 and 7 taps, both
// with four vanishing moments: that of JPEG 2000.
func Biorthogonal44() *Wavelet {
	lo, dual := factor(4).biorthogonal()
	w := &Wavelet{Name: "bior4.4", Lo: lo, LoAt: -4, LoDual: dual, LoDualAt: -3, Symmetric: true}
	w.Hi, w.HiAt = alternate(dual), -2
	w.HiDual, w.HiDualAt = alternate(lo), -3
	return w
}

// Named returns the wavelet with a name such as haar, db4, sym8 or bior4.4.
func Named(name string) (*Wavelet, error) {
	switch name {
	case "haar":
		return Haar(), nil
	case "bior4.4":
		return Biorthogonal44(), nil
	}
	if s, ok := strings.CutPrefix(name, "db"); ok {
		if p, err := strconv.Atoi(s); err == nil && p >= 1 && p <= MaxOrder {
			return Daubechies(p), nil
		}
	}
	if s, ok := strings.CutPrefix(name, "sym"); ok {
		if p, err := strconv.Atoi(s); err == nil && p >= 2 && p <= 20 {
			return Symlet(p), nil
		}
	}
	return nil, fmt.Errorf("wavelet.Named: name: got %q, want haar, db1 to db%d, sym2 to sym20 or bior4.4", name, MaxOrder)
}

func needOrder(where string, p, lo, hi int) {
	if p < lo || p > hi {
		panic(fmt.Errorf("%s: vanishing moments: got %d, want %d to %d", where, p, lo, hi))
	}
}

// orthonormal completes a filter: the high-pass is the alternating flip, the duals are the same.
func orthonormal(name string, lo []float64) *Wavelet {
	n := len(lo)
	hi := make([]float64, n)
	for m := range hi {
		hi[m] = lo[n-1-m]
		if m%2 == 1 {
			hi[m] = -hi[m]
		}
	}
	at := 1 - n/2
	return &Wavelet{Name: name, Lo: lo, Hi: hi, LoDual: lo, HiDual: hi, LoAt: at, HiAt: at, LoDualAt: at, HiDualAt: at}
}

// alternate changes every second sign of a symmetric filter, the centre staying positive.
func alternate(h []float64) []float64 {
	g := make([]float64, len(h))
	for m, v := range h {
		if (m-len(h)/2)%2 != 0 {
			v = -v
		}
		g[m] = v
	}
	return g
}

// Orthonormal reports whether synthesis uses the filters of the analysis.
func (w *Wavelet) Orthonormal() bool { return len(w.Lo) == len(w.LoDual) && &w.Lo[0] == &w.LoDual[0] }

// Len is the length of the longest filter.
func (w *Wavelet) Len() int { return max(len(w.Lo), len(w.Hi), len(w.LoDual), len(w.HiDual)) }
