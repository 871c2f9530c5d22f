package approx

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/mathdl/kernel/mathdl/wavelet"
)

// The law itself is found again.
func TestFitSaturated(t *testing.T) {
	for _, want := range []Saturation{{Slope: -0.5, C: 2, End: 5000}, {Slope: -1.2, C: 0.3, End: 9000}, {Slope: -0.25, C: 1, End: 4100}} {
		c := &Curve{}
		for n := 16; n <= 4096; n *= 2 {
			e2 := want.C * want.C * (math.Pow(float64(n), 2*want.Slope) - math.Pow(want.End, 2*want.Slope))
			c.N, c.Error = append(c.N, n), append(c.Error, math.Sqrt(e2))
		}
		got, err := c.FitSaturated(16, 4096)
		if err != nil || math.Abs(got.Slope-want.Slope) > 1e-3 || math.Abs(got.C-want.C) > 0.01*want.C ||
			math.Abs(got.End-want.End) > 0.02*want.End || got.Scatter > 1e-3 || got.Points != 9 || got.From != 16 || got.To != 4096 {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	pure := &Curve{N: []int{10, 20, 40, 80}, Error: []float64{1, 0.5, 0.25, 0.125}}
	if got, err := pure.FitSaturated(10, 80); err != nil || math.Abs(got.Slope+1) > 1e-3 || !strings.HasPrefix(got.String(), "-1.00 up to N = ") {
		t.Errorf("a power law: got %v, %v, want slope -1", got, err)
	}
	for _, c := range []*Curve{{N: []int{1, 2, 4}, Error: []float64{4, 2, 1}}, {N: []int{1, 2, 4, 8}, Error: []float64{1, 1, 1, 1}}, {}} {
		if _, err := c.FitSaturated(1, 10); err == nil {
			t.Errorf("%v: got no error", c.Error)
		}
	}
}

// Wavelets for a jump along a circle: -½, with the whole curve down to the last coefficients.
func TestHaarSaturated(t *testing.T) {
	const n = 512
	f := Cartoon{B: Disc(0.5, 0.5, 0.35)}.Raster(nil, n, 8)
	var N []int
	for k := 32; k <= 2048; k *= 2 {
		N = append(N, k)
	}
	c, err := NTerm(context.Background(), Wavelets(wavelet.New([]int{n, n}, wavelet.Haar(), nil)), f, N, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.FitSaturated(32, 2048)
	if err != nil || math.Abs(s.Slope+0.5) > 0.05 {
		t.Errorf("got %v, %v, want -0.5 ± 0.05", s, err)
	}
	if plain, _ := c.Fit(32, 2048); plain.Slope > -0.6 {
		t.Errorf("plain fit of all: got %v, want it to be misled", plain)
	}
}
