package shearlet

import "math"

// reach is a row beyond which a generator vanishes.
func (s *alphaSystem) reach(b Band) int {
	switch b.Cone {
	case 0:
		return len(s.low[1])
	case 2:
		return len(s.ring[1][b.Scale-1])
	}
	j := b.Scale - 1
	slope := float64(max(b.Shear, -b.Shear)+1) / s.q[j]
	return int(slope*float64(len(s.ring[0][j]))) + 1
}

// interval returns the columns lo ≤ x < hi of row y outside of which a generator vanishes, in frequencies
// that are not wrapped around.
func (s *alphaSystem) interval(b Band, y int) (lo, hi int) {
	j, k := b.Scale-1, float64(b.Shear)
	switch b.Cone {
	case 0:
		if y <= -len(s.low[1]) || y >= len(s.low[1]) {
			return 0, 0
		}
		return 1 - len(s.low[0]), len(s.low[0])
	case 2: // k-1 < qx/y < k+1
		if y <= 0 || y >= len(s.ring[1][j]) || s.ring[1][j][y] == 0 {
			return 0, 0
		}
		u := float64(y) / s.q[j]
		return int(math.Floor(u * (k - 1))), int(math.Ceil(u*(k+1))) + 1
	}
	// (k-1)x < qy < (k+1)x, for x with s ≠ 0.
	v := s.q[j] * float64(y)
	lo, hi = 1, len(s.ring[0][j])
	if k < 0 {
		k, v = -k, -v
	}
	if v >= 0 {
		lo = max(lo, int(math.Floor(v/(k+1))))
		if k > 1 {
			hi = min(hi, int(math.Ceil(v/(k-1)))+1)
		}
	} else if k >= 1 {
		return 0, 0
	} else {
		lo = max(lo, int(math.Floor(-v)))
	}
	for lo < hi && s.ring[0][j][lo] == 0 {
		lo++
	}
	return lo, hi
}

// value is the generator at one frequency, not yet normalised.
func (s *alphaSystem) value(b Band, x, y int) float64 {
	switch j := b.Scale - 1; b.Cone {
	case 0:
		return at(s.low[0], x) * at(s.low[1], y)
	case 1:
		return at(s.ring[0][j], x) * tent(s.q[j]*float64(y)/float64(x)-float64(b.Shear))
	default:
		return at(s.ring[1][j], y) * tent(s.q[j]*float64(x)/float64(y)-float64(b.Shear))
	}
}
