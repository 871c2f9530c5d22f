package wavelet

import (
	"math"
	"testing"
)

func all(t *testing.T) []*Wavelet {
	t.Helper()
	w := []*Wavelet{Haar(), Biorthogonal44()}
	for p := 1; p <= 12; p++ {
		w = append(w, Daubechies(p))
	}
	for p := 2; p <= 10; p++ {
		w = append(w, Symlet(p))
	}
	return append(w, Daubechies(20), Daubechies(MaxOrder))
}

// Σ_m Lo[m] LoDual[m-2k] = δ_k, likewise for the high-pass, and the two are orthogonal to each other.
func TestBiorthogonality(t *testing.T) {
	for _, w := range all(t) {
		inner := func(a []float64, at int, b []float64, bt, k int) float64 {
			s := 0.0
			for m, v := range a {
				if j := m + at - 2*k - bt; j >= 0 && j < len(b) {
					s += v * b[j]
				}
			}
			return s
		}
		for k := -w.Len(); k <= w.Len(); k++ {
			one := 0.0
			if k == 0 {
				one = 1
			}
			for name, c := range map[string][2]float64{
				"low·low":   {inner(w.Lo, w.LoAt, w.LoDual, w.LoDualAt, k), one},
				"high·high": {inner(w.Hi, w.HiAt, w.HiDual, w.HiDualAt, k), one},
				"low·high":  {inner(w.Lo, w.LoAt, w.HiDual, w.HiDualAt, k), 0},
				"high·low":  {inner(w.Hi, w.HiAt, w.LoDual, w.LoDualAt, k), 0},
			} {
				if math.Abs(c[0]-c[1]) > 1e-15*8 {
					t.Errorf("%s: %s at shift %d: got %.3g, want %g", w.Name, name, k, c[0], c[1])
				}
			}
		}
	}
}

func TestMoments(t *testing.T) {
	for p := 1; p <= 12; p++ {
		w := Daubechies(p)
		for q := range p {
			s, size := 0.0, 0.0
			for m, v := range w.Hi {
				s += v * math.Pow(float64(m), float64(q))
				size += math.Abs(v) * math.Pow(float64(m), float64(q))
			}
			if math.Abs(s) > 1e-14*size {
				t.Errorf("db%d: moment %d: got %.3g, want 0", p, q, s)
			}
		}
	}
}

// Closed forms, and tables 6.1, 6.3 and 8.3 of Daubechies 1992 (there with another sign or order of taps).
func TestTables(t *testing.T) {
	r3 := math.Sqrt(3)
	for _, c := range []struct {
		w    *Wavelet
		taps []float64
	}{
		{Daubechies(1), Haar().Lo},
		{Daubechies(2), []float64{(1 + r3) / 4 / math.Sqrt2, (3 + r3) / 4 / math.Sqrt2, (3 - r3) / 4 / math.Sqrt2, (1 - r3) / 4 / math.Sqrt2}},
		{Daubechies(3), []float64{.3326705529500825, .8068915093110924, .4598775021184914, -.1350110200102546, -.0854412738820267, .0352262918857095}},
		{Symlet(4), []float64{-.0757657147892733, -.0296355276459985, .4976186676320155, .8037387518059161, .2978577956052774, -.0992195435768472, -.0126039672620378, .0322231006040427}},
		{Biorthogonal44(), []float64{.03782845550699, -.02384946501938, -.11062440441842, .37740285561265, .85269867900940, .37740285561265, -.11062440441842, -.02384946501938, .03782845550699}},
	} {
		if len(c.w.Lo) != len(c.taps) {
			t.Errorf("%s: got %d taps, want %d", c.w.Name, len(c.w.Lo), len(c.taps))
			continue
		}
		same, mirror := 0.0, 0.0
		for m, v := range c.taps {
			same = max(same, math.Abs(c.w.Lo[m]-v))
			mirror = max(mirror, math.Abs(c.w.Lo[len(c.taps)-1-m]-v))
		}
		if same > 2e-12 && mirror > 2e-12 {
			t.Errorf("%s: got %.15g, want %.15g", c.w.Name, c.w.Lo, c.taps)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, name := range []string{"haar", "db1", "db38", "sym2", "sym8", "bior4.4"} {
		if w, err := Named(name); err != nil || w.Name != name {
			t.Errorf("Named(%q): got %v, %v", name, w, err)
		}
	}
	for _, name := range []string{"", "db", "db0", "db39", "sym1", "sym21", "dbx", "coif1", "db4 "} {
		if w, err := Named(name); err == nil {
			t.Errorf("Named(%q): got %v, want an error", name, w.Name)
		}
	}
}
