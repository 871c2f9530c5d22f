package shearlet

import "math"

// The windows of the band-limited systems (Häuser and Steidl 2012).

// meyer is the smooth step v(x) = 35x⁴ - 84x⁵ + 70x⁶ - 20x⁷ on [0, 1], with v(x) + v(1-x) = 1.
func meyer(x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	return x * x * x * x * (35 + x*(-84+x*(70-20*x)))
}

// bump is b(x), which rises on 1 ≤ |x| ≤ 2 and falls on 2 ≤ |x| ≤ 4, with b(x)² + b(2x)² = 1 on [1, 2].
func bump(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x <= 1 || x >= 4:
		return 0
	case x <= 2:
		return math.Sin(math.Pi / 2 * meyer(x-1))
	}
	return math.Cos(math.Pi / 2 * meyer(x/2-1))
}

// ring is ψ̂_1(x) = √(b(2x)² + b(x)²), the radial window of FFST, with support ½ ≤ |x| ≤ 4.
func ring(x float64) float64 { return math.Hypot(bump(2*x), bump(x)) }

// tent is ψ̂_2, the angular window with support [-1, 1] and Σ_k ψ̂_2(x+k)² = 1.
func tent(x float64) float64 { return math.Sqrt(meyer(1 - math.Abs(x))) }

// disc is the low-pass φ̂ of FFST with φ̂² + ψ̂_1² = 1 on |x| ≤ 1.
func disc(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x <= 0.5:
		return 1
	case x >= 1:
		return 0
	}
	return math.Cos(math.Pi / 2 * meyer(2*x-1))
}

// centred is the frequency of index j of n between -n/2 and n/2.
func centred(j, n int) int {
	if 2*j > n {
		return j - n
	}
	return j
}
