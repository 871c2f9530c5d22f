package kern

import (
	"fmt"
	"math"
	"math/big"
	"testing"
)

// function is a row of the table of elementary functions under test.
type function struct {
	name     string
	f32      func(dst, x []float32)
	f64      func(dst, x []float64)
	ref      func(float64) float64       // for special values, and for single precision
	exact    func(*big.Float) *big.Float // for double precision, |x| < limit
	limit    float64
	ulp      float64 // the bound that is documented
	relative bool    // to x/2 instead of the result
}

var functions = []function{
	{"Exp", Exp[float32], Exp[float64], math.Exp, bigExp, 709.7, 2, false},
	{"Expm1", Expm1[float32], Expm1[float64], math.Expm1, bigExpm1, 709, 3, false},
	{"Log", Log[float32], Log[float64], log, bigLog, math.Inf(1), 2, false},
	{"Log1p", Log1p[float32], Log1p[float64], math.Log1p, bigLog1p, math.Inf(1), 3, false},
	{"Tanh", Tanh[float32], Tanh[float64], math.Tanh, bigTanh, 300, 3, false},
	{"Sigmoid", Sigmoid[float32], Sigmoid[float64], sigmoid, bigSigmoid, 740, 4, false},
	{"Softplus", Softplus[float32], Softplus[float64], softplus, bigSoftplus, 700, 4, false},
	{"Sin", Sin[float32], Sin[float64], math.Sin, func(x *big.Float) *big.Float { s, _ := bigSinCos(x); return s }, 1e300, 2, false},
	{"Cos", Cos[float32], Cos[float64], math.Cos, func(x *big.Float) *big.Float { _, c := bigSinCos(x); return c }, 1e300, 2, false},
	{"Erf", Erf[float32], Erf[float64], math.Erf, bigErf, 7, 4, false},
	{"GELU", GELU[float32], GELU[float64], gelu, bigGELU, 100, 4, true},
	{"GELUErf", GELUErf[float32], GELUErf[float64], geluErf, bigGELUErf, 9, 4, true},
}

// ulps is the error of got in units in the last place, of p bits, of want or of scale.
func ulps(got, want, scale float64, p, emin int) float64 {
	if got == want || got != got && want != want {
		return 0
	}
	if math.IsInf(want, 0) || want != want || got != got {
		return math.Inf(1)
	}
	_, e := math.Frexp(scale)
	u := math.Ldexp(1, max(e-p, emin))
	if math.IsInf(got, 0) { // overflow: as if the next number beyond the range
		got = math.Copysign(math.Ldexp(1, 1024-970*b2i(p == 24)), got)
	}
	return math.Abs(got-want) / u
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Single precision, over a sample of all bit patterns, against double precision.
func TestFunctionsSingle(t *testing.T) {
	const n = 1 << 19
	x, y := make([]float32, n), make([]float32, n)
	for i := range x {
		x[i] = math.Float32frombits(uint32(i)*8191 + 17)
		if i%4 == 0 { // where the functions are interesting
			x[i] = float32(i-n/2) / (n / 200)
		}
	}
	for _, f := range functions {
		f.f32(y, x)
		worst, at := 0.0, 0
		for i, v := range x {
			want := f.ref(float64(v))
			if math.Abs(want) > math.MaxFloat32 {
				want = math.Copysign(math.Inf(1), want)
			}
			scale := want
			if f.relative {
				scale = max(math.Abs(want), math.Abs(float64(v))/2)
			}
			if u := ulps(float64(y[i]), want, scale, 24, -149); u > worst {
				worst, at = u, i
			}
		}
		t.Logf("%-9s %.3f ulp at %v", f.name, worst, x[at])
		if worst > f.ulp {
			t.Errorf("%s(%v): got %v, want %v: off by %.3g ulp, want at most %v", f.name, x[at], y[at], f.ref(float64(x[at])), worst, f.ulp)
		}
	}
}

// Double precision, over random numbers of all sizes, against extended precision.
func TestFunctionsDouble(t *testing.T) {
	n := 3000
	if testing.Short() {
		n = 300
	}
	rnd := source(11)
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		switch i % 3 {
		case 0:
			x[i] = rnd.NormFloat64() * math.Exp(float64(rnd.IntN(9)))
		case 1:
			x[i] = rnd.Float64()*4 - 2
		case 2:
			x[i] = math.Ldexp(rnd.Float64()*2-1, rnd.IntN(100)-70)
		}
	}
	for _, f := range functions {
		f.f64(y, x)
		worst, at := 0.0, 0
		for i, v := range x {
			if math.Abs(v) >= f.limit || f.name == "Log" && v <= 0 || f.name == "Log1p" && v <= -1 {
				continue
			}
			want := f.exact(bigF(v))
			w, _ := want.Float64()
			scale := w
			if f.relative {
				scale = max(math.Abs(w), math.Abs(v)/2)
			}
			_, e := math.Frexp(scale)
			d, _ := bigSub(bigF(y[i]), want).Float64()
			if u := math.Abs(d) / math.Ldexp(1, max(e-53, -1074)); u > worst || u != u {
				worst, at = u, i
			}
		}
		t.Logf("%-9s %.3f ulp at %v", f.name, worst, x[at])
		if !(worst <= f.ulp) {
			t.Errorf("%s(%v): got %v, want about %v: off by %.3g ulp, want at most %v", f.name, x[at], y[at], f.ref(x[at]), worst, f.ulp)
		}
	}
}

// Special values are those of the reference, bit by bit but for NaN.
func TestFunctionsSpecial(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	x := []float64{0, math.Copysign(0, -1), 1, -1, inf, -inf, nan, 5e-324, -5e-324, 1e-310, -1e-310, 1e300, -1e300,
		709, 709.782712893385, -745.1332191019411, -745.1332191019412, -720, 700, math.MaxFloat64, -math.MaxFloat64, 0x1p-1022}
	for _, f := range functions {
		y := make([]float64, len(x))
		f.f64(y, x)
		for i, v := range x {
			if f.name == "Sigmoid" && v < -740 || f.name[0] == 'G' && math.Abs(v) < 1e-300 {
				continue // subnormal results: compared in ulps elsewhere
			}
			want := f.ref(v)
			if want == 0 && y[i] == 0 && f.relative {
				continue // of either sign
			}
			same := y[i] == want && math.Signbit(y[i]) == math.Signbit(want) || y[i] != y[i] && want != want
			if close := ulps(y[i], want, want, 53, -1074) <= f.ulp+1; !same && (!close || want == 0 || math.IsInf(want, 0)) {
				t.Errorf("%s(%v): got %v, want %v", f.name, v, y[i], want)
			}
		}
	}
}

// A function gives the same bits wherever its argument lies in a slice, and touches nothing else.
func TestFunctionsPlaces(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			testPlaces(t, f.f32)
			testPlaces(t, f.f64)
		})
	}
}

func testPlaces[T Float](t *testing.T, f func(dst, x []T)) {
	rnd := source(12)
	for n := range 70 {
		x, okX := guarded[T](t, rnd, n, n%5)
		y, okY := guarded[T](t, rnd, n, n%3)
		f(y, x)
		okX()
		okY()
		for i, v := range x {
			var one [1]T
			f(one[:], []T{v})
			if one[0] != y[i] && (one[0] == one[0] || y[i] == y[i]) {
				t.Fatalf("length %d, element %d: got %v, alone %v", n, i, y[i], one[0])
			}
		}
		f(x, x)
		for i, v := range x {
			if v != y[i] && (v == v || y[i] == y[i]) {
				t.Fatalf("length %d, element %d: got %v in place, want %v", n, i, v, y[i])
			}
		}
	}
}

func BenchmarkFunctions(b *testing.B) {
	for _, n := range []int{20, 1000, 1 << 20} {
		x, y := make([]float32, n), make([]float32, n)
		x64, y64 := make([]float64, n), make([]float64, n)
		rnd := source(1)
		for i := range x {
			x64[i] = math.Abs(rnd.NormFloat64())
			x[i] = float32(x64[i])
		}
		defer SetThreads(SetThreads(1))
		for _, f := range functions {
			b.Run(fmt.Sprintf("%s/f32/%d", f.name, n), func(b *testing.B) {
				for b.Loop() {
					f.f32(y, x)
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(n), "ns/el")
			})
			b.Run(fmt.Sprintf("%s/f64/%d", f.name, n), func(b *testing.B) {
				for b.Loop() {
					f.f64(y64, x64)
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/float64(n), "ns/el")
			})
		}
	}
}
