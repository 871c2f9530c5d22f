package metric

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
)

// pair returns a smooth picture f with a disc, and x, which is f with ripples.
func pair(rows, cols int) (x, f []float64) {
	for k := range rows * cols {
		i, j := float64(k/cols), float64(k%cols)
		v := .5 + .3*math.Sin(.35*i)*math.Cos(.21*j)
		r, c := i-float64(rows)/2, j-float64(cols)/2
		if q := float64(rows) / 4; r*r+c*c < q*q {
			v += .2
		}
		f = append(f, v)
		x = append(x, v+.08*math.Sin(3.1*i+1.7*j)+.03*math.Cos(.9*i*j))
	}
	return x, f
}

// The expected numbers are those of scikit-image 0.26 (PSNR, SSIM by its defaults and with Gaussian weights),
// of the formula of HaarPSI with scipy's convolve2d turned to MATLAB's "same", and of numpy.polyfit.
func TestAgainstOtherPrograms(t *testing.T) {
	for _, c := range []struct {
		rows, cols                       int
		psnr, square, gauss, haarpsi, rs float64
	}{
		{40, 52, 24.301539887222464, 0.8508739523456572, 0.7933500423683236, 0.9567802964141967, 19.720164181114946},
		{33, 41, 24.369555876744847, 0.8604946598270458, 0.8107516851881724, 0.9587979826435244, 19.846162514896136},
	} {
		x, f := pair(c.rows, c.cols)
		for _, m := range []struct {
			name      string
			got, want float64
		}{
			{"PSNR", PSNR(x, f, 1), c.psnr},
			{"SSIM 7", SSIM(x, f, c.rows, c.cols, 1, &SSIMSettings{Window: 7}), c.square},
			{"SSIM", SSIM(x, f, c.rows, c.cols, 1, nil), c.gauss},
			{"HaarPSI", HaarPSI(x, f, c.rows, c.cols, 1), c.haarpsi},
			{"RegressedSNR", RegressedSNR(x, f), c.rs},
		} {
			if !scalar.EqualWithinRel(m.got, m.want, 1e-11) {
				t.Errorf("%d×%d %s = %.16g, want %.16g", c.rows, c.cols, m.name, m.got, m.want)
			}
		}
	}
}

func TestLaws(t *testing.T) {
	x, f := pair(36, 44)
	scaled := func(v []float64, a, b float64) []float64 {
		w := make([]float64, len(v))
		for i := range v {
			w[i] = a*v[i] + b
		}
		return w
	}
	same := func(what string, got, want float64) {
		t.Helper()
		if !scalar.EqualWithinAbsOrRel(got, want, 1e-10, 1e-10) {
			t.Errorf("%s: got %.15g, want %.15g", what, got, want)
		}
	}
	same("SSIM of equals", SSIM(f, f, 36, 44, 1, nil), 1)
	same("SSIM symmetric", SSIM(x, f, 36, 44, 1, nil), SSIM(f, x, 36, 44, 1, nil))
	same("SSIM in other units", SSIM(scaled(x, 255, 0), scaled(f, 255, 0), 36, 44, 255, nil), SSIM(x, f, 36, 44, 1, nil))
	same("HaarPSI of equals", HaarPSI(f, f, 36, 44, 1), 1)
	same("HaarPSI symmetric", HaarPSI(x, f, 36, 44, 1), HaarPSI(f, x, 36, 44, 1))
	same("HaarPSI in other units", HaarPSI(scaled(x, 255, 0), scaled(f, 255, 0), 36, 44, 255), HaarPSI(x, f, 36, 44, 1))
	same("HaarPSI of constants", HaarPSI(make([]float64, 64), make([]float64, 64), 8, 8, 1), 1)
	same("regressed SNR of 3x−2", RegressedSNR(scaled(x, 3, -2), f), RegressedSNR(x, f))
	same("SNR and relative error", SNR(x, f), -20*math.Log10(RelativeError(x, f)))
	same("PSNR and RMSE", PSNR(x, f, 2), 20*math.Log10(2/RMSE(x, f)))
	same("MSE", MSE([]float64{1, 3}, []float64{0, 1}), 2.5)
	same("relative error of zeros", RelativeError([]float64{0}, []float64{0}), 0)
	if RegressedSNR(x, f) < SNR(x, f) {
		t.Error("regression made the SNR smaller")
	}
	if v := PSNR(f, f, 1); !math.IsInf(v, 1) {
		t.Errorf("PSNR of equals = %v, want +Inf", v)
	}
}

func TestDistanceAgainstAllPairs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 1))
	for _, c := range [][2]int{{1, 1}, {1, 17}, {13, 1}, {12, 19}} {
		rows, cols := c[0], c[1]
		mask := make([]bool, rows*cols)
		for i := range mask {
			mask[i] = rnd.IntN(9) == 0
		}
		for k, got := range Distance(mask, rows, cols) {
			want := math.Inf(1)
			for m, in := range mask {
				if in {
					want = math.Min(want, math.Hypot(float64(k/cols-m/cols), float64(k%cols-m%cols)))
				}
			}
			if !scalar.EqualWithinAbs(got, want, 1e-12) && got != want {
				t.Fatalf("%d×%d pixel %d: got %g, want %g", rows, cols, k, got, want)
			}
		}
	}
}

func TestFScore(t *testing.T) {
	const n = 16
	line := func(col int) []bool {
		m := make([]bool, n*n)
		for i := range n {
			m[i*n+col] = true
		}
		return m
	}
	none := make([]bool, n*n)
	both := line(4)
	for i, v := range line(12) {
		both[i] = both[i] || v
	}
	for _, c := range []struct {
		name      string
		got, want []bool
		tol       float64
		m         Match
	}{
		{"equal", line(4), line(4), 0, Match{1, 1, 1}},
		{"shifted by 2, tolerance 2", line(6), line(4), 2, Match{1, 1, 1}},
		{"shifted by 2, tolerance 1.9", line(6), line(4), 1.9, Match{}},
		{"half of it is wrong", both, line(4), 1, Match{.5, 1, 2. / 3}},
		{"half is missing", line(4), both, 1, Match{1, .5, 2. / 3}},
		{"nothing found", none, line(4), 1, Match{}},
		{"nothing there", line(4), none, 1, Match{}},
		{"nothing at all", none, none, 1, Match{1, 1, 1}},
	} {
		if m := FScore(c.got, c.want, n, n, c.tol); !scalar.EqualWithinAbs(m.F, c.m.F, 1e-15) || m.Precision != c.m.Precision || m.Recall != c.m.Recall {
			t.Errorf("%s: got %+v, want %+v", c.name, m, c.m)
		}
	}
}

func TestMisuse(t *testing.T) {
	x := make([]float64, 144)
	for name, f := range map[string]func(){
		"lengths":       func() { RelativeError(x, x[:3]) },
		"empty":         func() { PSNR(nil, nil, 1) },
		"peak":          func() { PSNR(x, x, 0) },
		"peak NaN":      func() { HaarPSI(x, x, 12, 12, math.NaN()) },
		"small":         func() { SSIM(x, x, 10, 14, 1, nil) },
		"image":         func() { SSIM(x, x, 12, 13, 1, nil) },
		"window":        func() { SSIM(x, x, 12, 12, 1, &SSIMSettings{Window: 4}) },
		"mask":          func() { FScore(make([]bool, 3), make([]bool, 4), 2, 2, 1) },
		"tolerance":     func() { FScore(nil, nil, 0, 0, -1) },
		"no pixels":     func() { Distance(nil, 0, 3) },
		"regressed SNR": func() { RegressedSNR(x, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				err, _ := recover().(error)
				var shape *ShapeError
				var limits *RangeError
				if !errors.As(err, &shape) && !errors.As(err, &limits) {
					t.Errorf("got panic %v, want a *ShapeError or *RangeError", err)
				}
			}()
			f()
		})
	}
}

func TestNaNIsNotHidden(t *testing.T) {
	x, f := pair(20, 20)
	x[7] = math.NaN()
	for name, v := range map[string]float64{
		"RelativeError": RelativeError(x, f), "PSNR": PSNR(x, f, 1), "SNR": SNR(x, f), "RegressedSNR": RegressedSNR(x, f),
		"SSIM": SSIM(x, f, 20, 20, 1, nil), "HaarPSI": HaarPSI(x, f, 20, 20, 1),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s = %v, want NaN", name, v)
		}
	}
}

func ExamplePSNR() {
	f := []float64{0, 1, 1, 0}
	x := []float64{0.1, 0.9, 1.1, 0}
	fmt.Printf("%.4g dB, relative error %.4g\n", PSNR(x, f, 1), RelativeError(x, f))
	// Output: 21.25 dB, relative error 0.1225
}

func ExampleFScore() {
	want := []bool{false, true, false, false}
	got := []bool{false, false, true, true}
	m := FScore(got, want, 1, 4, 1)
	fmt.Printf("precision %.4g, recall %.4g, F %.4g\n", m.Precision, m.Recall, m.F)
	// Output: precision 0.5, recall 1, F 0.6667
}
