package data

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// SheppLogan returns the head phantom of Shepp and Logan with the contrasts of Toft (1996), values in
// [0, 1]: ten ellipses in the unit disc.
func SheppLogan() Ellipses {
	const deg = math.Pi / 180
	return Ellipses{
		{1, .69, .92, 0, 0, 0}, {-.8, .6624, .874, 0, -.0184, 0},
		{-.2, .11, .31, .22, 0, -18 * deg}, {-.2, .16, .41, -.22, 0, 18 * deg},
		{.1, .21, .25, 0, .35, 0}, {.1, .046, .046, 0, .1, 0}, {.1, .046, .046, 0, -.1, 0},
		{.1, .046, .023, -.08, -.605, 0}, {.1, .023, .023, 0, -.606, 0}, {.1, .023, .046, .06, -.605, 0},
	}
}

// SheppLoganOriginal returns the phantom with the contrasts of Shepp and Logan (1974): tissue differs by
// hundredths inside a skull of value 2.
func SheppLoganOriginal() Ellipses {
	E := SheppLogan()
	for i, v := range []float64{2, -.98, -.02, -.02, .01, .01, .01, .01, .01, .01} {
		E[i].Value = v
	}
	return E
}

// RandomEllipses returns a phantom of the distribution of Adler and Öktem (2017): Poisson(100) ellipses,
//
//	value (U - 0.3)·Exp(0.3),  semi-axes 0.2·Exp(1),  centre (U - ½, U - ½),  angle 2πU
//
// with U uniform on [0, 1) and Exp(m) exponential of mean m. It panics if rnd is nil.
func RandomEllipses(rnd *rand.Rand) Ellipses {
	needRand("data.RandomEllipses", rnd)
	E := make(Ellipses, poisson(rnd, 100))
	for i := range E {
		E[i] = Ellipse{
			Value: (rnd.Float64() - .3) * .3 * rnd.ExpFloat64(),
			A:     .2 * rnd.ExpFloat64(), B: .2 * rnd.ExpFloat64(),
			X: rnd.Float64() - .5, Y: rnd.Float64() - .5,
			Phi: 2 * math.Pi * rnd.Float64(),
		}
	}
	return E
}

// FewEllipses returns a phantom of the distribution of the DIVal library (Leuschner, Schmidt and Erzmann
// 2019): at most 70 of Poisson(40) ellipses,
//
//	value U(-0.4, 1),  semi-axes 0.2·Exp(1),  centre U(-0.9, 0.9)²,  angle U(0, 2π)
//
// whose images are meant to be passed to [Foreground]. It panics if rnd is nil.
func FewEllipses(rnd *rand.Rand) Ellipses {
	needRand("data.FewEllipses", rnd)
	between := func(a, b float64) float64 { return a + (b-a)*rnd.Float64() }
	E := make(Ellipses, min(70, poisson(rnd, 40)))
	for i := range E {
		E[i] = Ellipse{
			Value: between(-.4, 1),
			A:     .2 * rnd.ExpFloat64(), B: .2 * rnd.ExpFloat64(),
			X: between(-.9, .9), Y: between(-.9, .9),
			Phi: between(0, 2*math.Pi),
		}
	}
	return E
}

// Foreground maps an image in place so that the pixels that are not 0 fill [0, 1]: their minimum over the
// image, if negative, is taken from them, then everything is divided by the maximum. An image without a
// positive value afterwards is left as it is then. It returns x.
func Foreground(x []float64) []float64 {
	lo := 0.0
	for _, v := range x {
		lo = min(lo, v)
	}
	hi := 0.0
	for i, v := range x {
		if v != 0 {
			x[i] = v - lo
		}
		hi = max(hi, x[i])
	}
	if hi > 0 {
		for i := range x {
			x[i] /= hi
		}
	}
	return x
}

// AddPoisson stores independent Poisson counts with means dose·exp(-yᵢ), as −log of the relative count, in
// dst: the line integrals a detector sees that gets dose photons without an object. A count of 0 is taken
// as 1, since its logarithm is infinite. dst may be nil, and may be y. It panics with a [*ShapeError] if
// the lengths differ, and with a sentence unless dose > 0, or if rnd is nil.
func AddPoisson(dst, y []float64, dose float64, rnd *rand.Rand) []float64 {
	needRand("data.AddPoisson", rnd)
	if !(dose > 0) || math.IsInf(dose, 1) {
		panic(fmt.Sprintf("data.AddPoisson: got dose %v, want a finite number > 0", dose))
	}
	dst = takeLen("data.AddPoisson", dst, len(y))
	for i, v := range y {
		k := max(1, poisson(rnd, dose*math.Exp(-v)))
		dst[i] = -math.Log(float64(k) / dose)
	}
	return dst
}

// Poisson stores independent Poisson counts with the means meanᵢ ≥ 0 in dst, which may be nil, and may be
// mean. It panics with a [*ShapeError] if the lengths differ, and with a sentence if a mean is negative or
// no number, or rnd is nil.
func Poisson(dst, mean []float64, rnd *rand.Rand) []float64 {
	needRand("data.Poisson", rnd)
	dst = takeLen("data.Poisson", dst, len(mean))
	for i, m := range mean {
		if !(m >= 0) || math.IsInf(m, 1) {
			panic(fmt.Sprintf("data.Poisson: got mean %v, want a finite number ≥ 0", m))
		}
		dst[i] = float64(poisson(rnd, m))
	}
	return dst
}

// poisson draws a count: by multiplication of uniforms below a mean of 30, by the rejection of
// Hörmann (1993), PTRS, above.
func poisson(rnd *rand.Rand, mean float64) int {
	if mean < 30 {
		k, p, end := 0, rnd.Float64(), math.Exp(-mean)
		for p > end {
			k++
			p *= rnd.Float64()
		}
		return k
	}
	b := 0.931 + 2.53*math.Sqrt(mean)
	a := -0.059 + 0.02483*b
	inv := 1.1239 + 1.1328/(b-3.4)
	vr := 0.9277 - 3.6224/(b-2)
	for {
		u, v := rnd.Float64()-.5, rnd.Float64()
		us := .5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= vr {
			return int(k)
		}
		if k < 0 || (us < 0.013 && v > us) {
			continue
		}
		lg, _ := math.Lgamma(k + 1)
		if math.Log(v)+math.Log(inv)-math.Log(a/(us*us)+b) <= k*math.Log(mean)-mean-lg {
			return int(k)
		}
	}
}
