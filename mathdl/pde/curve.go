package pde

import (
	"math"

	"github.com/mathdl/kernel/internal/kern"
)

// derivatives stores ρ^(k)(a) in s[k] for k = 0, …, len(s)−1 ≤ MaxOrder + 1.
type derivatives func(s [][]float64, a []float64)

// smoothness is the highest order of a derivative that makes sense.
type curve struct {
	f      derivatives
	smooth int
}

// curves knows the activations by name.
var curves = map[string]curve{
	"tanh":     {tanhDerivatives, MaxOrder + 1},
	"sigmoid":  {func(s [][]float64, a []float64) { kern.Sigmoid(s[0], a); sigmoidSlopes(s[1:], s[0]) }, MaxOrder + 1},
	"softplus": {softplusDerivatives, MaxOrder + 1},
	"sin":      {sinDerivatives, MaxOrder + 1},
	"SiLU":     {siluDerivatives, MaxOrder + 1},
	"GELU":     {geluDerivatives, MaxOrder + 1},
	"ReLU³":    {relu3Derivatives, 2},
	"ReLU":     {reluDerivatives, 1},
	"identity": {func(s [][]float64, a []float64) {
		copy(s[0], a)
		for k := 1; k < len(s); k++ {
			kern.Fill(s[k], float64(max(0, 2-k)))
		}
	}, MaxOrder + 1},
}

// tanhDerivatives has h = tanh a and σ = 1 − h².
func tanhDerivatives(s [][]float64, a []float64) {
	kern.Tanh(s[0], a)
	h := s[0]
	for k := 1; k < len(s); k++ {
		d := s[k][:len(h)]
		s1 := s[1][:len(h)]
		switch k {
		case 1:
			for i, v := range h {
				d[i] = 1 - v*v
			}
		case 2:
			for i, v := range h {
				d[i] = -2 * v * s1[i]
			}
		case 3:
			for i, v := range h {
				d[i] = s1[i] * (6*v*v - 2)
			}
		case 4:
			for i, v := range h {
				d[i] = s1[i] * v * (16 - 24*v*v)
			}
		case 5:
			for i, v := range h {
				d[i] = s1[i] * (16 + v*v*(120*v*v-120))
			}
		}
	}
}

// sigmoidSlopes stores σ′, σ″, … for h = σ(a).
func sigmoidSlopes(s [][]float64, h []float64) {
	for i, v := range h {
		s1 := v * (1 - v)
		for k := range s {
			switch k {
			case 0:
				s[0][i] = s1
			case 1:
				s[1][i] = s1 * (1 - 2*v)
			case 2:
				s[2][i] = s1 * (1 - 6*v + 6*v*v)
			case 3:
				s[3][i] = s1 * (1 - 2*v) * (1 - 12*v + 12*v*v)
			case 4:
				s[4][i] = s1 * (1 + v*(-30+v*(150+v*(-240+v*120))))
			}
		}
	}
}

func softplusDerivatives(s [][]float64, a []float64) {
	kern.Softplus(s[0], a)
	if len(s) > 1 {
		kern.Sigmoid(s[1], a)
		sigmoidSlopes(s[2:], s[1])
	}
}

func sinDerivatives(s [][]float64, a []float64) {
	kern.Sin(s[0], a)
	for k := 1; k < len(s); k++ {
		if k == 1 {
			kern.Cos(s[1], a)
		} else {
			kern.Scale(s[k], -1, s[k-2])
		}
	}
}

// siluDerivatives: (aσ)^(k) = aσ^(k) + kσ^(k−1).
func siluDerivatives(s [][]float64, a []float64) {
	kern.Sigmoid(s[0], a)
	sigmoidSlopes(s[1:], s[0])
	for k := len(s) - 1; k >= 0; k-- {
		for i, x := range a {
			s[k][i] *= x
			if k > 0 {
				s[k][i] += float64(k) * s[k-1][i]
			}
		}
	}
}

// geluDerivatives has the normal distribution and its density φ: (aΦ)″ = φ(2 − a²) and so on.
func geluDerivatives(s [][]float64, a []float64) {
	for i, x := range a {
		Φ, φ := 0.5*math.Erfc(-x/math.Sqrt2), math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
		for k := range s {
			switch k {
			case 0:
				s[0][i] = x * Φ
			case 1:
				s[1][i] = Φ + x*φ
			case 2:
				s[2][i] = φ * (2 - x*x)
			case 3:
				s[3][i] = φ * x * (x*x - 4)
			case 4:
				s[4][i] = φ * (-4 + x*x*(7-x*x))
			case 5:
				s[5][i] = φ * x * (18 + x*x*(x*x-11))
			}
		}
	}
}

func relu3Derivatives(s [][]float64, a []float64) {
	for i, x := range a {
		x = max(x, 0)
		for k := range s {
			switch k {
			case 0:
				s[0][i] = x * x * x
			case 1:
				s[1][i] = 3 * x * x
			case 2:
				s[2][i] = 6 * x
			case 3:
				s[3][i] = 6 * heaviside(x)
			default:
				s[k][i] = 0
			}
		}
	}
}

func reluDerivatives(s [][]float64, a []float64) {
	kern.ReLU(s[0], a)
	for k := 1; k < len(s); k++ {
		for i, x := range a {
			s[k][i] = 0
			if k == 1 {
				s[k][i] = heaviside(x)
			}
		}
	}
}

func heaviside(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}
