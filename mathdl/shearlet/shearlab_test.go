package shearlet

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/mathdl/kernel/mathdl/op/optest"
)

// golden holds norms, frame bounds and samples of the spectra of ShearLab.
type golden struct {
	Count      int                  `json:"count"`
	Idx        [][3]int             `json:"idx"`
	WMin, WMax float64              `json:"-"`
	Min        float64              `json:"wmin"`
	Max        float64              `json:"wmax"`
	RMS        []float64            `json:"rms"`
	Samples    map[string][]float64 `json:"samples"`
}

func TestGolden(t *testing.T) {
	text, err := os.ReadFile("testdata/shearlab.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]golden
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for name, g := range all {
		t.Run(name, func(t *testing.T) { g.check(t, name) })
	}
}

func (g *golden) check(t *testing.T, name string) {
	var n int
	var digits string
	fmt.Sscanf(name, "n%d_%s", &n, &digits)
	set := new(Settings)
	for _, d := range digits {
		set.Levels = append(set.Levels, int(d-'0'))
	}
	s := New(n, n, len(digits), set)
	if s.Len() != g.Count {
		t.Fatalf("bands: got %d, want %d", s.Len(), g.Count)
	}
	lo, hi := s.FrameBounds()
	if math.Abs(lo-g.Min) > 1e-12 || math.Abs(hi-g.Max) > 1e-12 {
		t.Errorf("frame bounds: got %.13g, %.13g, want %.13g, %.13g", lo, hi, g.Min, g.Max)
	}
	for i, b := range s.Bands() {
		if got := [3]int{b.Cone, b.Scale, b.Shear}; got != g.Idx[i] {
			t.Errorf("band %d: got %v, want %v", i, got, g.Idx[i])
		}
		if math.Abs(b.Norm-g.RMS[i]) > 1e-12 {
			t.Errorf("norm %d: got %.12g, want %.12g", i, b.Norm, g.RMS[i])
		}
		spec := s.Spectrum(nil, i)
		for at, want := range g.Samples {
			var r, c int
			fmt.Sscanf(at, "%d,%d", &r, &c)
			if got := spec[r*n+c]; math.Abs(got-want[i]) > 1e-12 {
				t.Errorf("spectrum %d at %s: got %.13g, want %.13g", i, at, got, want[i])
			}
		}
	}
}

func TestReconstruction(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 1))
	for _, c := range []struct {
		ny, nx, scales int
		set            *Settings
	}{
		{64, 64, 4, nil}, {96, 160, 4, nil}, {33, 47, 4, nil}, {32, 32, 4, nil}, {1, 29, 3, nil}, {29, 1, 2, nil}, {1, 1, 1, nil},
		{31, 37, 7, nil}, {8, 8, 6, nil}, {40, 40, 3, &Settings{Levels: []int{0, 0, 1}}}, {40, 44, 3, &Settings{Full: true}},
		{40, 44, 3, &Settings{Complex: true}}, {21, 30, 3, &Settings{Complex: true, Full: true}},
		{33, 20, 3, &Settings{Extend: 7}}, {5, 4, 2, &Settings{Extend: 30}}, {16, 16, 1, &Settings{Levels: []int{3}}},
	} {
		t.Run(fmt.Sprintf("%dx%d/%d/%+v", c.ny, c.nx, c.scales, c.set), func(t *testing.T) {
			s := New(c.ny, c.nx, c.scales, c.set)
			checkFrame(t, s, rnd)
		})
	}
}

// checkFrame tests what every system promises.
func checkFrame(t *testing.T, s *System, rnd *rand.Rand) {
	t.Helper()
	optest.Linear(t, s, 1e-14)
	optest.Linear(t, s.DualFrame(), 1e-14)
	x := make([]float64, s.Domain().Size())
	for i := range x {
		x[i] = rnd.NormFloat64()
	}
	c := s.Apply(nil, x)
	if e := distance(s.Inverse(nil, c), x); e > 1e-14 {
		t.Errorf("Inverse∘Apply differs from the identity by %.3g", e)
	}
	if e := distance(s.Adjoint(nil, s.Dual(nil, x)), x); e > 1e-14 {
		t.Errorf("Adjoint∘Dual differs from the identity by %.3g", e)
	}
	y := s.Map(nil, x, func(i int, c []float64) {
		for j := range c {
			c[j] *= float64(i%3) - 0.5
		}
	})
	for i := range s.Len() {
		b := s.Band(c, i)
		for j := range b {
			b[j] *= float64(i%3) - 0.5
		}
	}
	if e := distance(y, s.Inverse(nil, c)); e > 1e-14 {
		t.Errorf("Map differs from Inverse∘F∘Apply by %.3g", e)
	}
}

func distance(x, y []float64) float64 {
	d, n := 0.0, 0.0
	for i := range x {
		d += (x[i] - y[i]) * (x[i] - y[i])
		n += y[i] * y[i]
	}
	return math.Sqrt(d / n)
}
