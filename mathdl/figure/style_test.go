package figure

import (
	"math"
	"reflect"
	"sort"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

func TestRuns(t *testing.T) {
	tests := map[string][]run{
		"":             nil,
		"plain":        {{"plain", 0}},
		"10^{-3}":      {{"10", 0}, {"-3", raise}},
		"f_{N} − f":    {{"f", 0}, {"N", -lower}, {" − f", 0}},
		"a^b_c":        {{"a^b_c", 0}},
		"x^y^{2}":      {{"x^y", 0}, {"2", raise}},
		"open^{2":      {{"open^{2", 0}},
		"^{2}_{3}":     {{"2", raise}, {"3", -lower}},
		"end^":         {{"end^", 0}},
		"empty_{}":     {{"empty", 0}, {"", -lower}},
		"W^{(ℓ)} ∈ ℝ_": {{"W", 0}, {"(ℓ)", raise}, {" ∈ ℝ_", 0}},
	}
	for s, want := range tests {
		if got := runs(s); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", s, got, want)
		}
	}
}

func TestBox(t *testing.T) {
	sty := textStyle(10)
	plain, script := sty.Width("10")+sty.Width("3"), sty.Width("10^{3}")
	if got := script - sty.Width("10"); math.Abs(float64(got-scriptSize*sty.Width("3"))) > 0.1 {
		t.Errorf("the script is %v wide, a digit %v", got, sty.Width("3"))
	}
	if script >= plain || sty.Height("10^{3}") != sty.Height("10") {
		t.Errorf("widths %v, %v; heights %v, %v", script, plain, sty.Height("10^{3}"), sty.Height("10"))
	}
	if w := newPlot("", "a long label", "").X.Label.TextStyle.Width("a long label"); w != 0 {
		t.Errorf("an axis label takes %v of width", w)
	}
}

func labels(ticks []plot.Tick) string {
	var out []string
	for _, t := range ticks {
		if !t.IsMinor() {
			out = append(out, t.Label)
		}
	}
	return strings.Join(out, " ")
}

func TestLinearTicks(t *testing.T) {
	tests := []struct {
		lo, hi float64
		want   string
	}{
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{-1, 1, "−1.0 −0.5 0.0 0.5 1.0"},
		{-0.04, 60.04, "0 20 40 60"},
		{0.001, 0.0042, "0.001 0.002 0.003 0.004"},
		{0, 4e-5, "0 1×10^{−5} 2×10^{−5} 3×10^{−5} 4×10^{−5}"},
		{-2.5e6, 2.5e6, "−2×10^{6} −1×10^{6} 0 1×10^{6} 2×10^{6}"},
		{99990, 99999, "99990 99992 99994 99996 99998"},
		{3, 3, "3"},
		{1, 1 + 1e-15, "1"},
		{0, math.Inf(1), "0"},
	}
	for _, test := range tests {
		if got := labels(LinearTicks{}.Ticks(test.lo, test.hi)); got != test.want {
			t.Errorf("[%v, %v]: got %s, want %s", test.lo, test.hi, got, test.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	tests := []struct {
		lo, hi float64
		want   string
	}{
		{0.9, 1100, "1 10 100 1000"},
		{0.01, 1, "0.01 0.1 1"},
		{1e-5, 1, "10^{−5} 10^{−4} 10^{−3} 10^{−2} 10^{−1} 10^{0}"},
		{1e-13, 2, "10^{−12} 10^{−10} 10^{−8} 10^{−6} 10^{−4} 10^{−2} 10^{0}"},
		{1.5, 30, "2 5 10 20"},
		{1e-300, 1e300, "10^{−300} 10^{−200} 10^{−100} 10^{0} 10^{100} 10^{200} 10^{300}"},
		{2e5, 4e6, "2×10^{5} 5×10^{5} 10^{6} 2×10^{6}"},
		{0.010, 0.013, "0.0100 0.0105 0.0110 0.0115 0.0120 0.0125 0.0130"},
		{0, 1, ""}, {-1, 1, ""}, {2, 1, ""}, {math.NaN(), 1, ""},
	}
	for _, test := range tests {
		if got := labels(LogTicks{}.Ticks(test.lo, test.hi)); got != test.want {
			t.Errorf("[%v, %v]: got %s, want %s", test.lo, test.hi, got, test.want)
		}
	}
}

func TestValue(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 1.5: "1.5", 12345: "12345", -3: "−3", 1e-7: "10^{−7}", 2.5e8: "2.5×10^{8}", 12: "12", 99999: "99999"} {
		if got := value(x, 6); got != want {
			t.Errorf("%v: got %s, want %s", x, got, want)
		}
	}
}

func FuzzTicks(f *testing.F) {
	for _, r := range [][2]float64{{0, 1}, {-1e300, 1e300}, {1, 1 + 1e-12}, {5e-324, 1e-323}, {1e-308, 1e308}, {1e15, 1e15 + 1}, {-0.1, 0.3}} {
		f.Add(r[0], r[1], 5)
	}
	f.Fuzz(func(t *testing.T, lo, hi float64, n int) {
		n = min(n, 50)
		for name, ticks := range map[string][]plot.Tick{"linear": LinearTicks{n}.Ticks(lo, hi), "log": LogTicks{}.Ticks(lo, hi)} {
			if len(ticks) > 1000 {
				t.Errorf("%s: %d ticks in [%v, %v]", name, len(ticks), lo, hi)
			}
			var major []plot.Tick
			for _, k := range ticks {
				if math.IsNaN(k.Value) && !math.IsNaN(lo) {
					t.Errorf("%s: tick at NaN in [%v, %v]", name, lo, hi)
				}
				if !k.IsMinor() {
					major = append(major, k)
				}
			}
			if !sort.SliceIsSorted(major, func(i, j int) bool { return major[i].Value < major[j].Value }) {
				t.Errorf("%s: ticks of [%v, %v] are not in order", name, lo, hi)
			}
			for i := 1; i < len(major); i++ {
				if major[i].Label == major[i-1].Label {
					t.Errorf("%s: two ticks of [%v, %v] are called %s", name, lo, hi, major[i].Label)
				}
			}
		}
	})
}

// TestPalettes holds what the palettes promise: nothing is cut off at the edge of what screens show,
// and lightness is linear, or symmetric about the middle.
func TestPalettes(t *testing.T) {
	for i := range 101 {
		u := float64(i) / 100
		for name, path := range map[string]func(float64) (float64, float64, float64){"Sequential": sequential, "Diverging": diverging} {
			l, c, h := path(u)
			sin, cos := math.Sincos(h * math.Pi / 180)
			if _, ok := oklab(l, c*cos, c*sin); !ok {
				t.Errorf("%s(%v) is not a colour of sRGB", name, u)
			}
		}
		l, _, _ := sequential(u)
		if want := 0.25 + 0.67*u; math.Abs(l-want) > 1e-15 {
			t.Errorf("lightness %v at %v", l, u)
		}
		a, _, _ := diverging(u)
		if b, _, _ := diverging(1 - u); math.Abs(a-b) > 1e-12 {
			t.Errorf("Diverging: lightness %v at %v, %v at %v", a, u, b, 1-u)
		}
	}
	if Cyclic(0) != Cyclic(1) || Cyclic(0.5) == Cyclic(0) {
		t.Errorf("Cyclic goes from %v over %v to %v", Cyclic(0), Cyclic(0.5), Cyclic(1))
	}
	if Sequential(-1) != Sequential(0) || Diverging(2) != Diverging(1) || Glow(1).R != 255 || Ink(1).R != 0 {
		t.Error("the ends are not the ends")
	}
	if c := Diverging(0.5); c.R != c.G || c.G != c.B {
		t.Errorf("the middle of Diverging is %v", c)
	}
}

// TestOklab checks the conversion at colours whose OKLab coordinates Ottosson publishes: white, and
// the XYZ examples of his table have no sRGB; black and white are exact.
func TestOklab(t *testing.T) {
	for l, want := range map[float64]uint8{0: 0, 1: 255} {
		if c, _ := oklab(l, 0, 0); c.R != want || c.G != want || c.B != want {
			t.Errorf("lightness %v: %v", l, c)
		}
	}
	// Pure sRGB red in OKLab: (0.62796, 0.22486, 0.12585).
	if c, _ := oklab(0.62796, 0.22486, 0.12585); c.R != 255 || c.G > 1 || c.B > 1 {
		t.Errorf("red: %v", c)
	}
}

func TestColorsOfLinesDiffer(t *testing.T) {
	seen := map[[3]uint8]bool{}
	for i := range len(cycle) {
		c := Color(i)
		seen[[3]uint8{c.R, c.G, c.B}] = true
	}
	if len(seen) != 8 || Color(8) != Color(0) || Color(-1) != Color(7) {
		t.Errorf("%d colours", len(seen))
	}
}

// TestLegendKeepsClear puts points into three corners: the legend must go to the fourth.
func TestLegendKeepsClear(t *testing.T) {
	corners := map[[2]bool][2]float64{{false, false}: {1, 1}, {true, false}: {0, 1}, {false, true}: {1, 0}, {true, true}: {0, 0}}
	for free := range corners {
		var x, y []float64
		for c, at := range corners {
			if c != free {
				x, y = append(x, at[0]), append(y, at[1])
			}
		}
		p := Curves(&CurveSettings{XMin: -0.1, XMax: 1.1, YMin: -0.1, YMax: 1.1}, Series{Name: "a", X: x, Y: y, NoLine: true})
		if p.Legend.Left != free[0] || p.Legend.Top == free[1] {
			t.Errorf("free corner left=%v bottom=%v: legend left=%v top=%v", free[0], free[1], p.Legend.Left, p.Legend.Top)
		}
	}
}

func TestFit(t *testing.T) {
	r := vg.Rectangle{Min: vg.Point{X: 10, Y: 20}, Max: vg.Point{X: 110, Y: 70}}
	for ratio, want := range map[float64]vg.Rectangle{
		1: {Min: vg.Point{X: 35, Y: 20}, Max: vg.Point{X: 85, Y: 70}},
		4: {Min: vg.Point{X: 10, Y: 45}, Max: vg.Point{X: 110, Y: 70}},
	} {
		if got := fit(r, ratio); got != want {
			t.Errorf("ratio %v: got %v, want %v", ratio, got, want)
		}
	}
}
