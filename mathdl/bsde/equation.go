package bsde

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/exact"
)

// Equation is a terminal value problem
//
//	u_t + ½ Tr(σσᵀ∇²u) + μ·∇u + f(t, x, u, σᵀ∇u) = 0,   u(T, x) = g(x),
//
// of which u(0, x₀) is sought. The functions work on batches: x and w hold B rows of length d.
type Equation struct {
	Name string
	D    int
	T    float64
	X0   []float64

	// Step stores X_{n+1} in next for X_n = x and ΔW = w, elementwise over all rows; next may be x.
	Step func(next, x, w []float64, t, dt float64)
	// F is f(t, x, y, z), a program of package ad: x, z are B × d, y and the result B × 1.
	F func(t float64, x, y, z *ad.Var) *ad.Var
	// G stores g(x) of every row of x in dst.
	G func(dst, x []float64)

	Y0     [2]float64 // where the initial guess of Y₀ is drawn from
	Steps  int        // the published N
	Exact  float64    // u(0, x₀), NaN if it is not known
	Source string     // of Exact
	// Trivial is what Z = 0 gives for Y₀, from E g(X_T); nil means that itself.
	Trivial func(meanG float64) float64
}

// brownian is X + σ ΔW.
func brownian(σ float64) func(next, x, w []float64, t, dt float64) {
	return func(next, x, w []float64, _, _ float64) {
		for i, v := range x {
			next[i] = v + σ*w[i]
		}
	}
}

// each makes g from a function of one row.
func each(d int, g func(x []float64) float64) func(dst, x []float64) {
	return func(dst, x []float64) {
		for i := range dst {
			dst[i] = g(x[i*d : (i+1)*d])
		}
	}
}

func sumSquares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return s
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// rows is Σ over the columns, B × d → B × 1.
func rows(v *ad.Var) *ad.Var { return ad.Reshape(ad.Sum(v, 1), v.Shape()[0], 1) }

func constant(d int, c float64) []float64 {
	x := make([]float64, d)
	for i := range x {
		x[i] = c
	}
	return x
}

func positive(where string, d int) {
	if d < 1 {
		panic(misuse(where, "dimension", fmt.Sprint(d), "1 or more"))
	}
}

// AllenCahn is u_t + Δu + u − u³ = 0 with u(T, x) = 1/(2 + 0.4|x|²), T = 0.3, at x = 0. It panics unless d > 0,
// as all equations of this package do.
func AllenCahn(d int) *Equation {
	positive("bsde.AllenCahn", d)
	return &Equation{Name: fmt.Sprintf("Allen-Cahn, d = %d", d), D: d, T: 0.3, X0: make([]float64, d), Step: brownian(math.Sqrt2),
		F:  func(_ float64, _, y, _ *ad.Var) *ad.Var { return ad.Sub(y, ad.Mul(y, ad.Square(y))) },
		G:  each(d, func(x []float64) float64 { return 1 / (2 + 0.4*sumSquares(x)) }),
		Y0: [2]float64{0.3, 0.5}, Steps: 20, Source: "radial equation", Exact: exact.AllenCahnRadial(d, 0.3),
		Trivial: func(m float64) float64 { return math.Exp(0.3) * m }}
}

// HJB is the equation of Hamilton, Jacobi and Bellman for a linear-quadratic control,
//
//	u_t + Δu − λ|∇u|² = 0,   u(T, x) = ln((1 + |x|²)/2),   T = 1, at x = 0.
//
// Its solution is u(0, 0) = −(1/λ) ln E[((1 + 2T χ²_d)/2)^{−λ}], which is computed to about 12 digits.
func HJB(d int, lambda float64) *Equation {
	positive("bsde.HJB", d)
	return &Equation{Name: fmt.Sprintf("Hamilton-Jacobi-Bellman, d = %d, λ = %.3g", d, lambda), D: d, T: 1, X0: make([]float64, d), Step: brownian(math.Sqrt2),
		F:  func(_ float64, _, _, z *ad.Var) *ad.Var { return ad.Scale(-lambda/2, rows(ad.Square(z))) },
		G:  each(d, func(x []float64) float64 { return math.Log((1 + sumSquares(x)) / 2) }),
		Y0: [2]float64{0, 1}, Steps: 20, Exact: exact.HJB(d, lambda, 1), Source: "transformation of Cole and Hopf"}
}

// Constants of the equations from finance.
const (
	recovery, riskFree, lowRate, highRate = 2.0 / 3, 0.02, 0.02, 0.2
	lowValue, highValue                   = 50.0, 70.0
)

// DefaultRisk is the price of a claim g = min xᵢ with a chance of default that depends on the price:
// dX = 0.02 X dt + 0.2 X dW, x₀ = 100, f = −(1 − δ)Q(y)y − R y with δ = 2/3, R = 0.02 and Q between 0.2 below
// 50 and 0.02 above 70, linear between. There is no exact value; for d = 100 the literature has 57.300.
func DefaultRisk(d int) *Equation {
	positive("bsde.DefaultRisk", d)
	q := func(y *ad.Var) *ad.Var {
		t := y.Tape()
		slope := (highRate - lowRate) / (lowValue - highValue)
		return ad.Maximum(ad.Minimum(ad.AddScalar(ad.Scale(slope, y), highRate-slope*lowValue), t.Full(highRate, 1, 1)), t.Full(lowRate, 1, 1))
	}
	e := risky(fmt.Sprintf("default risk, d = %d", d), d)
	e.F = func(_ float64, _, y, _ *ad.Var) *ad.Var {
		return ad.Mul(ad.AddScalar(ad.Scale(-(1-recovery), q(y)), -riskFree), y)
	}
	e.Trivial = func(m float64) float64 { return m * math.Exp(-(riskFree + (1-recovery)*lowRate)) }
	if d == 100 {
		e.Exact, e.Source = 57.300, "multilevel Picard iteration (E, Hutzenthaler, Jentzen and Kruse 2016)"
	}
	return e
}

// ConstantRisk is DefaultRisk with Q = q throughout: then u(0, x₀) = e^{−(R + (1−δ)q)T} E min X_T.
func ConstantRisk(d int, q float64) *Equation {
	positive("bsde.ConstantRisk", d)
	e := risky(fmt.Sprintf("constant default risk %.3g, d = %d", q, d), d)
	e.F = func(_ float64, _, y, _ *ad.Var) *ad.Var { return ad.Scale(-(riskFree + (1-recovery)*q), y) }
	e.Trivial = func(m float64) float64 { return m * math.Exp(-(riskFree + (1-recovery)*q)) }
	return e
}

func risky(name string, d int) *Equation {
	return &Equation{Name: name, D: d, T: 1, X0: constant(d, 100), Y0: [2]float64{40, 50}, Steps: 40, Exact: math.NaN(),
		Step: func(next, x, w []float64, _, dt float64) {
			for i, v := range x {
				next[i] = v * (1 + riskFree*dt + 0.2*w[i])
			}
		},
		G: each(d, func(x []float64) float64 {
			m := x[0]
			for _, v := range x {
				m = min(m, v)
			}
			return m
		})}
}

// DifferentRates is the price of a call combination when borrowing costs more than lending earns:
// X_{n+1} = X exp((0.06 − 0.02)Δt + 0.2 ΔW), x₀ = 100, T = ½, f = −R_l y − (μ − R_l)S + (R_b − R_l) max(S − y, 0)
// with S = Σz/0.2, R_l = 0.04, R_b = 0.06, g = (max x − 120)₊ − 2 (max x − 150)₊. For d = 100 the literature has 21.299.
func DifferentRates(d int) *Equation {
	positive("bsde.DifferentRates", d)
	const μ, σ, lend, borrow = 0.06, 0.2, 0.04, 0.06
	e := &Equation{Name: fmt.Sprintf("different rates, d = %d", d), D: d, T: 0.5, X0: constant(d, 100), Y0: [2]float64{15, 18}, Steps: 20, Exact: math.NaN(),
		Step: func(next, x, w []float64, _, dt float64) {
			for i, v := range x {
				next[i] = v * math.Exp((μ-σ*σ/2)*dt+σ*w[i])
			}
		},
		F: func(_ float64, _, y, z *ad.Var) *ad.Var {
			S := ad.Scale(1/σ, rows(z))
			f := ad.Add(ad.Scale(-lend, y), ad.Scale(-(μ-lend), S))
			return ad.Add(f, ad.Scale(borrow-lend, ad.ReLU(ad.Sub(S, y))))
		},
		G: each(d, func(x []float64) float64 {
			m := x[0]
			for _, v := range x {
				m = max(m, v)
			}
			return max(m-120, 0) - 2*max(m-150, 0)
		}),
		Trivial: func(m float64) float64 { return m * math.Exp(-lend*0.5) }}
	if d == 100 {
		e.Exact, e.Source = 21.299, "multilevel Picard iteration, as quoted"
	}
	return e
}

// BurgersType is u_t + (d²/2)Δu + (u − (2+d)/(2d)) d Σ∂ᵢu = 0 with the travelling wave
// u = 1 − 1/(1 + exp(t + Σx/d)), T = 0.2, at x = 0: exactly ½.
func BurgersType(d int) *Equation {
	positive("bsde.BurgersType", d)
	n := float64(d)
	return &Equation{Name: fmt.Sprintf("Burgers type, d = %d", d), D: d, T: 0.2, X0: make([]float64, d), Step: brownian(n),
		F:  func(_ float64, _, y, z *ad.Var) *ad.Var { return ad.Mul(ad.AddScalar(y, -(2+n)/(2*n)), rows(z)) },
		G:  each(d, func(x []float64) float64 { return 1 - 1/(1+math.Exp(0.2+sum(x)/n)) }),
		Y0: [2]float64{2, 4}, Steps: 30, Exact: 0.5, Source: "exact"}
}

// QuadraticGradient is u_t + |∇u|² + ½Δu = the same of u* = sin((T − t + |x|²/d)^0.4), T = 1, at x = 0: exactly sin 1.
func QuadraticGradient(d int) *Equation {
	positive("bsde.QuadraticGradient", d)
	const α = 0.4
	n := float64(d)
	return &Equation{Name: fmt.Sprintf("quadratic gradient, d = %d", d), D: d, T: 1, X0: make([]float64, d), Step: brownian(1),
		F: func(t float64, x, _, z *ad.Var) *ad.Var {
			r := ad.Scale(4/(n*n), rows(ad.Square(x))) // |∇s|² for s = T − t + |x|²/d
			s := ad.AddScalar(ad.Scale(n/4, r), 1-t)   // u* = sin sᵅ
			p := ad.Pow(s, α)
			h1 := ad.Scale(α, ad.Mul(ad.Cos(p), ad.Pow(s, α-1)))
			h2 := ad.Add(ad.Scale(-α*α, ad.Mul(ad.Sin(p), ad.Pow(s, 2*α-2))), ad.Scale(α*(α-1), ad.Mul(ad.Cos(p), ad.Pow(s, α-2))))
			return ad.Sub(rows(ad.Square(z)), ad.Mul(r, ad.Add(ad.Square(h1), ad.Scale(0.5, h2))))
		},
		G:  each(d, func(x []float64) float64 { return math.Sin(math.Pow(sumSquares(x)/n, α)) }),
		Y0: [2]float64{2, 4}, Steps: 30, Exact: math.Sin(1), Source: "exact"}
}

// ReactionDiffusion is u_t + ½Δu + min(1, (u − u*)²) = 0 with the oscillating solution
// u* = 1.6 + sin(Σx/√d) exp((t − T)/2), T = 1, at x = 0: exactly 1.6.
func ReactionDiffusion(d int) *Equation {
	positive("bsde.ReactionDiffusion", d)
	λ := 1 / math.Sqrt(float64(d))
	return &Equation{Name: fmt.Sprintf("reaction-diffusion, d = %d", d), D: d, T: 1, X0: make([]float64, d), Step: brownian(1),
		F: func(t float64, x, y, _ *ad.Var) *ad.Var {
			u := ad.AddScalar(ad.Scale(math.Exp((t-1)/2), ad.Sin(ad.Scale(λ, rows(x)))), 1.6)
			return ad.Minimum(ad.Square(ad.Sub(y, u)), y.Tape().Full(1, 1, 1))
		},
		G:  each(d, func(x []float64) float64 { return 1.6 + math.Sin(λ*sum(x)) }),
		Y0: [2]float64{0, 1}, Steps: 30, Exact: 1.6, Source: "exact"}
}

// Square is u_t + ½Δu = 0 with u(T, x) = |x|², T = 1, at x = 0: exactly d. With the exact Z = 2X the loss of
// N steps is 2dT²/N, which makes it a test of methods.
func Square(d int) *Equation {
	positive("bsde.Square", d)
	return &Equation{Name: fmt.Sprintf("heat, |x|², d = %d", d), D: d, T: 1, X0: make([]float64, d), Step: brownian(1),
		F:  func(_ float64, _, y, _ *ad.Var) *ad.Var { return ad.Scale(0, y) },
		G:  each(d, sumSquares),
		Y0: [2]float64{0, 1}, Steps: 10, Exact: float64(d), Source: "exact"}
}
