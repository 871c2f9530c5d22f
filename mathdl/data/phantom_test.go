package data_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/data"
)

// Pixels are what At says, and their mean the integral.
func TestEllipsesImage(t *testing.T) {
	E := append(data.SheppLogan(), data.Ellipse{Value: 3, A: .5, B: .1, X: .9, Y: -.8, Phi: 1})
	const n = 33
	x := E.Image(nil, n, 1)
	for r := range n {
		for c := range n {
			u, v := (2*float64(c)-n+1)/n, (n-1-2*float64(r))/n
			if want := E.At(u, v); math.Abs(x[r*n+c]-want) > 1e-12 {
				t.Fatalf("pixel (%d, %d) is %v, want %v", r, c, x[r*n+c], want)
			}
		}
	}
	D := data.Ellipses{{Value: 2, A: .5, B: .25, X: .1, Y: .2, Phi: .3}}
	sum := 0.0
	for _, v := range D.Image(nil, n, 16) {
		sum += v * 4 / (n * n)
	}
	if want := 2 * math.Pi * .125; math.Abs(sum-want) > 1e-3 {
		t.Errorf("integral %v, want %v", sum, want)
	}
}

// The Radon transform integrates to the mass for every angle, and agrees with a sum along the line.
func TestEllipsesRadon(t *testing.T) {
	E := data.SheppLogan()
	for _, θ := range []float64{0, .5, 2} {
		mass, line, h := 0.0, 0.0, 1e-3
		for k := range 2000 {
			u := (float64(k)+.5)*h - 1
			mass += h * E.Radon(θ, u)
			line += h * E.At(.2*math.Cos(θ)-u*math.Sin(θ), .2*math.Sin(θ)+u*math.Cos(θ))
		}
		want := 0.0
		for _, e := range E {
			want += math.Pi * e.Value * e.A * e.B
		}
		if math.Abs(mass-want) > 1e-3 || math.Abs(line-E.Radon(θ, .2)) > 3e-3 {
			t.Errorf("θ = %g: mass %v, want %v; line %v, want %v", θ, mass, want, line, E.Radon(θ, .2))
		}
	}
}

// Counts have their mean and, as Poisson has it, the same variance.
func TestPoisson(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for _, m := range []float64{0, .3, 5, 29, 31, 400, 1e6} {
		mean := make([]float64, 20000)
		for i := range mean {
			mean[i] = m
		}
		s, q := 0.0, 0.0
		for _, v := range data.Poisson(nil, mean, rnd) {
			s += v / 20000
			q += (v - m) * (v - m) / 20000
		}
		if math.Abs(s-m) > 4*math.Sqrt(m/20000) || math.Abs(q-m) > .06*m {
			t.Errorf("mean %g: got mean %v and variance %v", m, s, q)
		}
	}
	y := data.AddPoisson(nil, []float64{0, 1, 2}, 1e8, rnd)
	for i, v := range y {
		if math.Abs(v-float64(i)) > 1e-2 {
			t.Errorf("dose 1e8: got %v, want about %d", v, i)
		}
	}
}

func TestRandomPhantoms(t *testing.T) {
	a, b := data.RandomEllipses(rand.New(rand.NewPCG(3, 4))), data.RandomEllipses(rand.New(rand.NewPCG(3, 4)))
	if len(a) != len(b) || a[5] != b[5] || len(a) < 50 {
		t.Errorf("got %d and %d ellipses of one seed", len(a), len(b))
	}
	x := data.Foreground(data.FewEllipses(rand.New(rand.NewPCG(1, 2))).Image(nil, 64, 1))
	lo, hi := 1.0, 0.0
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	if lo != 0 || hi != 1 {
		t.Errorf("foreground in [%v, %v], want [0, 1]", lo, hi)
	}
}
