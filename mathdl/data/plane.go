package data

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Constants of the sets in the plane.
const (
	InnerRadius = 0.5 // of the inner one of Circles; the outer has radius 1
	SpiralTurns = 1.5 // of every arm of Spirals
)

// Moons returns n points near two half circles that reach into each other,
//
//	class 0: (cos t, sin t),   class 1: (1 − cos t, ½ − sin t),   t uniform on [0, π],
//
// with normal noise of standard deviation sigma added to both coordinates. No line separates the
// classes. They alternate, so that every piece of the set is balanced.
// It panics unless n ≥ 1 and sigma ≥ 0, and if rnd is nil.
func Moons(n int, sigma float64, rnd *rand.Rand) *Set {
	return plane("data.Moons", "moons", []string{"upper", "lower"}, n, sigma, rnd, func(class int) (x, y float64) {
		sin, cos := math.Sincos(math.Pi * rnd.Float64())
		if class == 0 {
			return cos, sin
		}
		return 1 - cos, 0.5 - sin
	})
}

// Circles returns n points near two circles about the origin, of radius 1 (class 0) and InnerRadius
// (class 1), the angle uniform, with normal noise of standard deviation sigma added to both
// coordinates. The classes alternate.
// It panics unless n ≥ 1 and sigma ≥ 0, and if rnd is nil.
func Circles(n int, sigma float64, rnd *rand.Rand) *Set {
	return plane("data.Circles", "circles", []string{"outer", "inner"}, n, sigma, rnd, func(class int) (x, y float64) {
		sin, cos := math.Sincos(2 * math.Pi * rnd.Float64())
		r := 1.0
		if class == 1 {
			r = InnerRadius
		}
		return r * cos, r * sin
	})
}

// Spirals returns n points near arms spirals that wind out of the origin,
//
//	class k: r (cos φ, sin φ),   φ = 2π (SpiralTurns·r + k/arms),   r uniform on [0, 1],
//
// with normal noise of standard deviation sigma added to both coordinates. The classes take turns.
// It panics unless n ≥ 1, arms ≥ 1 and sigma ≥ 0, and if rnd is nil.
func Spirals(n, arms int, sigma float64, rnd *rand.Rand) *Set {
	if arms < 1 {
		panic(fmt.Sprintf("data.Spirals: got %d arms, want 1 or more", arms))
	}
	var names []string
	for k := range arms {
		names = append(names, fmt.Sprint("arm ", k))
	}
	return plane("data.Spirals", "spirals", names, n, sigma, rnd, func(class int) (x, y float64) {
		r := rnd.Float64()
		sin, cos := math.Sincos(2 * math.Pi * (SpiralTurns*r + float64(class)/float64(arms)))
		return r * cos, r * sin
	})
}

// plane draws n points, class after class, and their noise.
func plane(where, name string, classes []string, n int, sigma float64, rnd *rand.Rand, draw func(class int) (x, y float64)) *Set {
	needRand(where, rnd)
	needSigma(where, sigma)
	if n < 1 {
		panic(fmt.Sprintf("%s: got %d points, want 1 or more", where, n))
	}
	s := &Set{Name: name, X: mat.NewDense(n, 2, nil), Labels: make([]int, n), Classes: classes, Source: "drawn by " + where}
	for i := range n {
		s.Labels[i] = i % len(classes)
		x, y := draw(s.Labels[i])
		s.X.SetRow(i, AddNoise(nil, []float64{x, y}, sigma, rnd))
	}
	return s
}
