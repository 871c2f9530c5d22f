package ct

import (
	"math"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Problem is an inverse problem Kf = g + noise whose solution is known.
type Problem struct {
	Name  string
	K     op.Linear
	Truth []float64 // f
	Data  []float64 // g
	Delta float64   // ‖Kf - g‖: what the principle of discrepancy needs
}

// Noise makes the data g from the exact ones in place.
type Noise func(g []float64, rnd *rand.Rand)

// Gaussian is normal noise of standard deviation sigma.
func Gaussian(sigma float64) Noise {
	return func(g []float64, rnd *rand.Rand) { data.AddNoise(g, g, sigma, rnd) }
}

// RelativeGaussian is normal noise whose deviation is the given fraction of the mean of the absolute values of the
// exact data: 0.05 in Adler and Öktem (2017).
func RelativeGaussian(fraction float64) Noise {
	return func(g []float64, rnd *rand.Rand) {
		mean := 0.0
		for _, v := range g {
			mean += math.Abs(v) / float64(len(g))
		}
		data.AddNoise(g, g, fraction*mean, rnd)
	}
}

// Poisson is photon noise of counts with means scale·g, divided by scale again. The exact data must not be negative.
func Poisson(scale float64) Noise {
	if !(scale > 0) {
		panic(&solve.RangeError{Func: "ct.Poisson", What: "scale", Got: scale, Want: "> 0"})
	}
	return func(g []float64, rnd *rand.Rand) {
		for i := range g {
			g[i] *= scale
		}
		data.Poisson(g, g, rnd)
		for i := range g {
			g[i] /= scale
		}
	}
}

// Photons is the noise of transmission tomography: dose photons per detector are attenuated by exp(-mu·g) and
// counted, and the data are -log(count/dose)/mu. mu turns the unit of g into that of attenuation.
func Photons(dose, mu float64) Noise {
	if !(mu > 0) {
		panic(&solve.RangeError{Func: "ct.Photons", What: "mu", Got: mu, Want: "> 0"})
	}
	return func(g []float64, rnd *rand.Rand) {
		for i := range g {
			g[i] *= mu
		}
		data.AddPoisson(g, g, dose, rnd)
		for i := range g {
			g[i] /= mu
		}
	}
}

// NewProblem returns the problem for an operator and a truth; noise nil is none, and then rnd may be nil.
// It panics with a [*op.ShapeError] if the truth does not fit.
func NewProblem(name string, K op.Linear, truth []float64, noise Noise, rnd *rand.Rand) *Problem {
	need("ct.NewProblem", "truth", len(truth), K.Domain().Size())
	p := &Problem{Name: name, K: K, Truth: truth, Data: K.Apply(nil, truth)}
	if noise == nil {
		return p
	}
	exact := append([]float64(nil), p.Data...)
	noise(p.Data, rnd)
	for i, v := range exact {
		p.Delta = math.Hypot(p.Delta, p.Data[i]-v)
	}
	return p
}

// Denoising is g = f + noise.
func Denoising(f []float64, rows, cols int, noise Noise, rnd *rand.Rand) *Problem {
	return NewProblem("denoising", op.Identity(op.R(rows, cols)), f, noise, rnd)
}

// Deblurring is the periodic convolution with a kernel of rows × cols whose origin is element (0, 0), such as
// [GaussianKernel].
func Deblurring(f, kernel []float64, rows, cols int, noise Noise, rnd *rand.Rand) *Problem {
	return NewProblem("deblurring", Blur(kernel, rows, cols), f, noise, rnd)
}

// Blur returns x ↦ x ∗ kernel, periodic. It panics with a [*op.ShapeError] on a wrong length.
func Blur(kernel []float64, rows, cols int) op.Linear {
	need("ct.Blur", "kernel", len(kernel), rows*cols)
	plan := fft.NewReal(rows, cols)
	K := plan.Forward(nil, kernel)
	multiply := func(dst, x []float64, star bool) {
		X := plan.Forward(nil, x)
		for i, k := range K {
			if star {
				k = complex(real(k), -imag(k))
			}
			X[i] *= k
		}
		plan.Consume(dst, X)
	}
	return op.LinearFunc{X: op.R(rows, cols), Y: op.R(rows, cols),
		Fwd:     func(dst, x []float64) { multiply(dst, x, false) },
		FwdStar: func(dst, y []float64) { multiply(dst, y, true) },
	}
}

// GaussianKernel returns a normal density of deviation sigma pixels around (0, 0), periodic, with sum 1. It panics
// with a [*solve.RangeError] unless sigma > 0 and there are pixels.
func GaussianKernel(rows, cols int, sigma float64) []float64 {
	if !(sigma > 0) || rows < 1 || cols < 1 {
		panic(&solve.RangeError{Func: "ct.GaussianKernel", What: "rows, cols, sigma", Got: []float64{float64(rows), float64(cols), sigma}, Want: "positive numbers"})
	}
	k, sum := make([]float64, rows*cols), 0.0
	for i := range k {
		r, c := i/cols, i%cols
		r, c = min(r, rows-r), min(c, cols-c)
		k[i] = math.Exp(-float64(r*r+c*c) / (2 * sigma * sigma))
		sum += k[i]
	}
	for i := range k {
		k[i] /= sum
	}
	return k
}

// Inpainting is g = mask ⊙ f + noise where mask is 1, and 0 where it is 0.
func Inpainting(f []float64, mask []bool, rows, cols int, noise Noise, rnd *rand.Rand) *Problem {
	need("ct.Inpainting", "mask", len(mask), rows*cols)
	d := make([]float64, len(mask))
	for i, known := range mask {
		if known {
			d[i] = 1
		}
	}
	p := NewProblem("inpainting", op.Diag(op.R(rows, cols), d), f, noise, rnd)
	p.Delta = 0
	for i, known := range mask {
		if !known {
			p.Data[i] = 0
			continue
		}
		p.Delta = math.Hypot(p.Delta, p.Data[i]-f[i])
	}
	return p
}

// SuperResolution has the means of factor × factor blocks of pixels for data. It panics with a [*solve.RangeError]
// unless factor divides rows and cols.
func SuperResolution(f []float64, rows, cols, factor int, noise Noise, rnd *rand.Rand) *Problem {
	return NewProblem("super-resolution", Downsample(rows, cols, factor), f, noise, rnd)
}

// Downsample returns the operator of means over factor × factor blocks.
func Downsample(rows, cols, factor int) op.Linear {
	if factor < 1 || rows%factor != 0 || cols%factor != 0 {
		panic(&solve.RangeError{Func: "ct.Downsample", What: "factor", Got: factor, Want: "a common divisor of rows and cols"})
	}
	m, w := cols/factor, 1/float64(factor*factor)
	return op.LinearFunc{X: op.R(rows, cols), Y: op.R(rows/factor, m),
		Fwd: func(dst, x []float64) {
			clear(dst)
			for i, v := range x {
				dst[i/cols/factor*m+i%cols/factor] += w * v
			}
		},
		FwdStar: func(dst, y []float64) {
			for i := range dst {
				dst[i] = w * y[i/cols/factor*m+i%cols/factor]
			}
		},
	}
}

// Tomography has the Radon transform for K.
func Tomography(f []float64, R *radon.Transform, noise Noise, rnd *rand.Rand) *Problem {
	return NewProblem("tomography", R, f, noise, rnd)
}

// LimitedAngles returns the angles from -phi on in steps of step, up to phi, which is not included; both in radians.
// With them singularities whose normal is farther than phi from the x axis are invisible. It panics with a
// [*solve.RangeError] unless 0 < step ≤ 2 phi, and phi is finite.
func LimitedAngles(phi, step float64) []float64 {
	if !(step > 0 && step <= 2*phi) || math.IsInf(phi, 1) {
		panic(&solve.RangeError{Func: "ct.LimitedAngles", What: "phi, step", Got: []float64{phi, step}, Want: "0 < step ≤ 2 phi < ∞"})
	}
	n := int(math.Ceil(2*phi/step - 1e-9))
	a := make([]float64, n)
	for i := range a {
		a[i] = -phi + float64(i)*step
	}
	return a
}
