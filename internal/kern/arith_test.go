package kern

import (
	"math"
	"testing"
)

// vecFunc calls an elementwise function with as many of its operands as it has.
type vecFunc[T Float] func(d, a, b, c []T)

func elementwiseTable[T Float]() map[string]vecFunc[T] {
	return map[string]vecFunc[T]{
		"Add":        func(d, a, b, c []T) { Add(d, a, b) },
		"Sub":        func(d, a, b, c []T) { Sub(d, a, b) },
		"Mul":        func(d, a, b, c []T) { Mul(d, a, b) },
		"Div":        func(d, a, b, c []T) { Div(d, a, b) },
		"Maximum":    func(d, a, b, c []T) { Maximum(d, a, b) },
		"Minimum":    func(d, a, b, c []T) { Minimum(d, a, b) },
		"MulAdd":     func(d, a, b, c []T) { MulAdd(d, a, b) },
		"FMA":        func(d, a, b, c []T) { FMA(d, a, b, c) },
		"Select":     func(d, a, b, c []T) { Select(d, a, b, c) },
		"Scale":      func(d, a, b, c []T) { Scale(d, 0.75, a) },
		"AddScalar":  func(d, a, b, c []T) { AddScalar(d, 0.75, a) },
		"Axpy":       func(d, a, b, c []T) { Axpy(d, 0.75, a) },
		"Axpby":      func(d, a, b, c []T) { Axpby(d, 0.75, a, -0.5) },
		"Clamp":      func(d, a, b, c []T) { Clamp(d, a, -0.5, 0.75) },
		"Neg":        func(d, a, b, c []T) { Neg(d, a) },
		"Abs":        func(d, a, b, c []T) { Abs(d, a) },
		"Sign":       func(d, a, b, c []T) { Sign(d, a) },
		"Square":     func(d, a, b, c []T) { Square(d, a) },
		"Sqrt":       func(d, a, b, c []T) { Sqrt(d, a) },
		"Reciprocal": func(d, a, b, c []T) { Reciprocal(d, a) },
		"ReLU":       func(d, a, b, c []T) { ReLU(d, a) },

		"TanhGrad":       func(d, a, b, c []T) { TanhGrad(d, a, b) },
		"SigmoidGrad":    func(d, a, b, c []T) { SigmoidGrad(d, a, b) },
		"SoftplusGrad":   func(d, a, b, c []T) { SoftplusGrad(d, a, b) },
		"GELUGrad":       func(d, a, b, c []T) { GELUGrad(d, a, b) },
		"GELUErfGrad":    func(d, a, b, c []T) { GELUErfGrad(d, a, b) },
		"ReLUGrad":       func(d, a, b, c []T) { ReLUGrad(d, a, b) },
		"ReLUMask":       func(d, a, b, c []T) { ReLUMask(d, a, b) },
		"SinGrad":        func(d, a, b, c []T) { SinGrad(d, a, b) },
		"CosGrad":        func(d, a, b, c []T) { CosGrad(d, a, b) },
		"ExpGrad":        func(d, a, b, c []T) { ExpGrad(d, a, b) },
		"LogGrad":        func(d, a, b, c []T) { LogGrad(d, a, b) },
		"SqrtGrad":       func(d, a, b, c []T) { SqrtGrad(d, a, b) },
		"ReciprocalGrad": func(d, a, b, c []T) { ReciprocalGrad(d, a, b) },
		"AbsGrad":        func(d, a, b, c []T) { AbsGrad(d, a, b) },
	}
}

func refSigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func refGELU(x float64) float64 {
	return x / 2 * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x)))
}

func refGELUErf(x float64) float64 { return x / 2 * (1 + math.Erf(x/math.Sqrt2)) }

// slope is a central difference.
func slope(f func(float64) float64, x float64) float64 {
	const h = 1e-5
	return (f(x+h) - f(x-h)) / (2 * h)
}

var elementwiseRef = map[string]func(d, a, b, c float64) float64{
	"Add":     func(d, a, b, c float64) float64 { return a + b },
	"Sub":     func(d, a, b, c float64) float64 { return a - b },
	"Mul":     func(d, a, b, c float64) float64 { return a * b },
	"Div":     func(d, a, b, c float64) float64 { return a / b },
	"Maximum": func(d, a, b, c float64) float64 { return math.Max(a, b) },
	"Minimum": func(d, a, b, c float64) float64 { return math.Min(a, b) },
	"MulAdd":  func(d, a, b, c float64) float64 { return d + a*b },
	"FMA":     func(d, a, b, c float64) float64 { return a*b + c },
	"Select": func(d, a, b, c float64) float64 {
		if c > 0 {
			return a
		}
		return b
	},
	"Scale":      func(d, a, b, c float64) float64 { return 0.75 * a },
	"AddScalar":  func(d, a, b, c float64) float64 { return 0.75 + a },
	"Axpy":       func(d, a, b, c float64) float64 { return d + 0.75*a },
	"Axpby":      func(d, a, b, c float64) float64 { return 0.75*a - 0.5*d },
	"Clamp":      func(d, a, b, c float64) float64 { return math.Min(math.Max(a, -0.5), 0.75) },
	"Neg":        func(d, a, b, c float64) float64 { return -a },
	"Abs":        func(d, a, b, c float64) float64 { return math.Abs(a) },
	"Sign":       func(d, a, b, c float64) float64 { return math.Copysign(1, a) },
	"Square":     func(d, a, b, c float64) float64 { return a * a },
	"Sqrt":       func(d, a, b, c float64) float64 { return math.Sqrt(a) },
	"Reciprocal": func(d, a, b, c float64) float64 { return 1 / a },
	"ReLU":       func(d, a, b, c float64) float64 { return math.Max(a, 0) },

	"TanhGrad":     func(d, a, b, c float64) float64 { return d + b*(1-a*a) },
	"SigmoidGrad":  func(d, a, b, c float64) float64 { return d + b*a*(1-a) },
	"SoftplusGrad": func(d, a, b, c float64) float64 { return d + b*refSigmoid(a) },
	"GELUGrad":     func(d, a, b, c float64) float64 { return d + b*slope(refGELU, a) },
	"GELUErfGrad":  func(d, a, b, c float64) float64 { return d + b*slope(refGELUErf, a) },
	"ReLUGrad": func(d, a, b, c float64) float64 {
		if a > 0 {
			return d + b
		}
		return d
	},
	"ReLUMask": func(d, a, b, c float64) float64 {
		if a > 0 {
			return b
		}
		return 0
	},
	"SinGrad":        func(d, a, b, c float64) float64 { return d + b*math.Cos(a) },
	"CosGrad":        func(d, a, b, c float64) float64 { return d - b*math.Sin(a) },
	"ExpGrad":        func(d, a, b, c float64) float64 { return d + b*a },
	"LogGrad":        func(d, a, b, c float64) float64 { return d + b/a },
	"SqrtGrad":       func(d, a, b, c float64) float64 { return d + b/(2*a) },
	"ReciprocalGrad": func(d, a, b, c float64) float64 { return d - b*a*a },
	"AbsGrad":        func(d, a, b, c float64) float64 { return d + b*math.Copysign(1, a) },
}

var lengths = func() (l []int) {
	for n := range 70 {
		l = append(l, n)
	}
	return append(l, 127, 128, 129, 255, 1000, 4096+5)
}()

// long are lengths of several blocks, and of several threads.
var long = []int{vecBlock - 1, vecBlock + 17, 3*vecBlock + 1, vecParallel + 33}

func testElementwise[T Float](t *testing.T) {
	tol := 1e-9 // that of the differences
	if is32[T]() {
		tol = 1e-6
	}
	for name, f := range elementwiseTable[T]() {
		ref, all := elementwiseRef[name], lengths
		if name == "MulAdd" || name == "Axpby" || name == "SinGrad" {
			all = append(all[:len(all):len(all)], long...)
		}
		for _, n := range all {
			rnd := source(uint64(n))
			d, okD := guarded[T](t, rnd, n, n%5)
			a, okA := guarded[T](t, rnd, n, n%3)
			b, okB := guarded[T](t, rnd, n, n%7)
			c, okC := guarded[T](t, rnd, n, 0)
			old := append([]T(nil), d...)
			f(d, a, b, c)
			okD()
			okA()
			okB()
			okC()
			for i, v := range d {
				want := ref(float64(old[i]), float64(a[i]), float64(b[i]), float64(c[i]))
				scale := max(1, math.Abs(want), math.Abs(float64(old[i])))
				if e := math.Abs(float64(v) - want); e > tol*scale || v != v && want == want {
					t.Fatalf("%s, length %d, element %d: got %v, want %v", name, n, i, v, want)
				}
			}
		}
	}
}

func TestElementwise(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		testElementwise[float64](t)
		testElementwise[float32](t)
	})
}

// dst may be a source.
func testAliasing[T Float](t *testing.T) {
	for name, f := range elementwiseTable[T]() {
		rnd := source(9)
		fresh := func() []T { x, _ := guarded[T](t, rnd, 100, 0); return x }
		a, b, c := fresh(), fresh(), fresh()
		want := append([]T(nil), a...) // what d holds before, where it matters
		f(want, a, b, c)
		got := append([]T(nil), a...)
		f(got, got, b, c)
		for i := range got {
			if got[i] != want[i] && (got[i] == got[i] || want[i] == want[i]) {
				t.Fatalf("%s in place of its first source, element %d: got %v, want %v", name, i, got[i], want[i])
			}
		}
	}
}

func TestAliasing(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		testAliasing[float64](t)
		testAliasing[float32](t)
	})
}

// What happens to NaN, zeros and infinities in the functions that compare.
func testComparisons[T Float](t *testing.T) {
	inf, nan, minus0 := T(math.Inf(1)), T(math.NaN()), T(math.Copysign(0, -1))
	same := func(a, b T) bool {
		return a == b && math.Signbit(float64(a)) == math.Signbit(float64(b)) || a != a && b != b
	}
	check := func(name string, got []T, want ...T) {
		t.Helper()
		for i := range want {
			if !same(got[i], want[i]) {
				t.Errorf("%s, element %d: got %v, want %v", name, i, got[i], want[i])
			}
		}
	}
	x := []T{nan, inf, -inf, 0, minus0, 2, -2}
	d := make([]T, len(x))
	ReLU(d, x)
	check("ReLU", d, nan, inf, 0, 0, minus0, 2, 0)
	Clamp(d, x, -1, 1)
	check("Clamp", d, nan, 1, -1, 0, minus0, 1, -1)
	Sign(d, x)
	check("Sign", d, nan, 1, -1, 0, minus0, 1, -1)
	Abs(d, x)
	check("Abs", d, nan, inf, inf, 0, 0, 2, 2)
	Neg(d, x)
	check("Neg", d, nan, -inf, inf, minus0, 0, -2, 2)
	ones := []T{1, 1, 1, 1, 1, 1, 1}
	Maximum(d, x, ones)
	check("Maximum(x, 1)", d, 1, inf, 1, 1, 1, 2, 1)
	Maximum(d, ones, x)
	check("Maximum(1, x)", d, nan, inf, 1, 1, 1, 2, 1)
	Minimum(d, ones, x)
	check("Minimum(1, x)", d, nan, 1, -inf, 0, minus0, 1, -2)
	Select(d, ones, x, x)
	check("Select", d, nan, 1, -inf, 0, minus0, 1, -2)
	clear(d)
	ReLUGrad(d, x, ones)
	check("ReLUGrad", d, 0, 1, 0, 0, 0, 1, 0)
	ReLUMask(d, x, ones)
	check("ReLUMask", d, 0, 1, 0, 0, 0, 1, 0)
	clear(d)
	AbsGrad(d, x, ones)
	check("AbsGrad", d, nan, 1, -1, 0, 0, 1, -1)
}

func TestComparisons(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		testComparisons[float64](t)
		testComparisons[float32](t)
	})
}

func TestLengthPanics(t *testing.T) {
	for name, f := range elementwiseTable[float64]() {
		func() {
			defer func() {
				if _, ok := recover().(*LengthError); !ok {
					t.Errorf("%s accepted a short source", name)
				}
			}()
			f(make([]float64, 3), make([]float64, 2), make([]float64, 3), make([]float64, 3))
		}()
	}
}

// AVX2 and AVX-512 agree to the last bit.
func TestElementwiseAlike(t *testing.T) {
	alikeTable(t, elementwiseTable[float64]())
	alikeTable(t, elementwiseTable[float32]())
	rnd := source(14)
	x := make([]float64, 5000)
	x32 := make([]float32, len(x))
	for i := range x {
		x[i] = rnd.NormFloat64() * math.Exp(4*rnd.NormFloat64())
		x32[i] = float32(x[i])
	}
	for _, f := range functions {
		alike(t, f.name, func() []float64 { y := make([]float64, len(x)); f.f64(y, x); return y })
		alike(t, f.name, func() []float32 { y := make([]float32, len(x)); f.f32(y, x32); return y })
	}
}

func alikeTable[T Float](t *testing.T, table map[string]vecFunc[T]) {
	for name, f := range table {
		rnd := source(15)
		fresh := func() []T { x, _ := guarded[T](t, rnd, 1000, 0); return x }
		d, a, b, c := fresh(), fresh(), fresh(), fresh()
		alike(t, name, func() []T { y := append([]T(nil), d...); f(y, a, b, c); return y })
	}
}
