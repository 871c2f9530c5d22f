package exact

import (
	"context"
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

var ctx = context.Background()

func TestBurgers(t *testing.T) { // values of the published data
	ν := 0.01 / math.Pi
	for _, c := range [][3]float64{{-.5, .25, .8031984208}, {-.05, .5, .9789821784}, {.25, .25, -.9920815616}, {.25, 1, -.5591962931}} {
		u, v := Burgers([]float64{c[0]}, c[1], ν, 100)[0], Burgers([]float64{c[0]}, c[1], ν, 150)[0]
		if math.Abs(u-c[2]) > 1e-10 || math.Abs(u-v) > 1e-11 {
			t.Errorf("u(%v) = %.11f, with 150 points %.11f, want %.10f", c[:2], u, v, c[2])
		}
	}
}

// TestHJB compares with adaptive quadrature over (0, 5), (5, 50) and (50, 500): for large λ the integral lives on small χ², far from its mean.
func TestHJB(t *testing.T) {
	for _, c := range []struct {
		d       int
		λ, want float64
	}{{100, 1, 4.590161724605}, {100, 10, 4.4929294913463}, {100, 50, 3.7241759228139}, {1, 1, -0.08735381309}, {10, 1, 2.15702246482}} {
		if got := HJB(c.d, c.λ, 1); math.Abs(got-c.want) > 2e-9 {
			t.Errorf("d = %d, λ = %g: %.12f, want %.12f", c.d, c.λ, got, c.want)
		}
	}
}

func TestSchrodinger(t *testing.T) {
	times := []float64{0, math.Pi / 4, math.Pi / 2}
	_, h, err := Schrodinger(ctx, 256, times, 2000)
	if err != nil {
		t.Fatal(err)
	}
	first := 0.0
	for row := range times {
		mass := 0.0
		for i := range 256 {
			z := h.At(row, i)
			mass += (real(z)*real(z) + imag(z)*imag(z)) * 10 / 256
		}
		if row == 0 {
			first = mass
		}
		if math.Abs(mass-7.99927) > 1e-5 || math.Abs(mass-first) > 1e-8 { // row P8
			t.Errorf("mass %.8f, before %.8f", mass, first)
		}
	}
}

func distance(a, b *mat.Dense) float64 {
	var d mat.Dense
	d.Sub(a, b)
	return mat.Max(&d) - math.Min(mat.Min(&d), 0)
}

// TestOrder: Strang's splitting is of second order.
func TestOrder(t *testing.T) {
	var u []*mat.Dense
	for _, n := range []int{50, 100, 800} {
		_, v, err := AllenCahn(ctx, 256, []float64{1}, n)
		if err != nil {
			t.Fatal(err)
		}
		u = append(u, v)
	}
	if r := math.Log2(distance(u[0], u[2]) / distance(u[1], u[2])); math.Abs(r-2) > 0.1 {
		t.Errorf("order %.3f", r)
	}
}

func TestKdV(t *testing.T) {
	_, a, err := KdV(ctx, 256, []float64{0.2, 0.8}, 4000)
	if err != nil {
		t.Fatal(err)
	}
	_, b, err := KdV(ctx, 256, []float64{0.2, 0.8}, 8000)
	if err != nil {
		t.Fatal(err)
	}
	if d := distance(a, b); d > 1e-8 {
		t.Errorf("twice the steps change %g", d)
	}
	if m := mat.Sum(a); math.Abs(m) > 1e-9 {
		t.Errorf("the integral is not conserved: %g", m)
	}
}

func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"points of Gauss": func() { GaussHermite(0) },
		"Burgers":         func() { Burgers([]float64{0}, 1, 1, 0) },
		"grid":            func() { KdV(ctx, 1, []float64{1}, 1) },
		"times":           func() { AllenCahn(ctx, 8, []float64{1, 0.5}, 1) },
		"dimension":       func() { AllenCahnRadial(0, 1) },
		"time":            func() { AllenCahnRadial(1, 0) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(error); !ok {
					t.Errorf("%s: no typed panic", name)
				}
			}()
			f()
		}()
	}
}

func TestStop(t *testing.T) {
	c, stop := context.WithCancel(ctx)
	stop()
	if _, _, err := KdV(c, 64, []float64{1}, 1000); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Values of an independent program (Chebyshev points in NumPy, 64 and 80 of them), which agree with the digits published.
func TestAllenCahnRadial(t *testing.T) {
	for _, c := range []struct {
		d       int
		T, want float64
	}{{1, .3, .5664716394776}, {2, .3, .5239952012665}, {10, .3, .3165127134183}, {20, .3, .2063548198650}, {100, .3, .0527813574112}, {100, .05, .1765046158}, {100, .1, .1118121458}, {100, .15, .0841411029}} {
		if got := AllenCahnRadial(c.d, c.T); math.Abs(got/c.want-1) > 5e-10 {
			t.Errorf("d = %d, T = %g: %.13f, want %.13f", c.d, c.T, got, c.want)
		}
	}
}

// Mild solutions: for small T, u = 1/2 + T(Δg + g − g³)(0) + O(T²), and Δg(0) = −0.2d.
func TestAllenCahnRadialAtStart(t *testing.T) {
	for _, d := range []int{1, 3, 30} {
		const T = 1e-5
		slope := (AllenCahnRadial(d, T) - 0.5) / T
		if want := -0.2*float64(d) + 0.5 - 0.125; math.Abs(slope-want) > 1e-3*(1+float64(d*d)/10) {
			t.Errorf("d = %d: slope %g, want %g", d, slope, want)
		}
	}
}
