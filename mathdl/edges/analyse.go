package edges

import (
	"context"
	"math"
)

// scan is what one pass over all orientations leaves at each pixel.
type scan struct {
	total  [][]float64    // [orientation]: Σ_s |part of c|, what the orientation is chosen by
	best   []int          // the orientation chosen
	c      [][]complex128 // [scale]: coefficients of that orientation, an octave coarser than Scales too
	gain   []float64      // [scale]: gain of noise
	sigma  float64
	lo, hi float64
}

// analyse finds at each pixel the orientation whose coefficients have the largest part (Im for edges, Re for
// ridges) and keeps them. It returns ctx's error if it is cancelled; it looks once per orientation and scale.
func (s *System) analyse(ctx context.Context, where string, f []float64, part func(complex128) float64) (*scan, error) {
	needLen(where, f, s.rows, s.cols)
	n := len(f)
	r := &scan{best: make([]int, n), gain: make([]float64, len(s.rho)), sigma: s.set.Sigma}
	if r.sigma == 0 {
		r.sigma = Noise(f, s.rows, s.cols)
	}
	r.lo, r.hi = extent(f)
	spectrum := s.plan.Forward(nil, s.pad(f))
	psi, work := make([]float64, len(spectrum)), make([]complex128, len(spectrum))
	c := planes(len(s.rho), n)
	r.c = planes(len(s.rho), n)
	top := make([]float64, n)
	for k := range s.orientations {
		sum := make([]float64, n)
		for j := range s.rho {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			s.atom(psi, k, j)
			r.gain[j] = max(r.gain[j], gain(psi))
			for i, p := range psi {
				work[i] = complex(p*real(spectrum[i]), p*imag(spectrum[i]))
			}
			s.crop(c[j], s.plan.Inverse(work, work))
			if j >= s.set.Scales {
				continue
			}
			for i, z := range c[j] {
				sum[i] += math.Abs(part(z))
			}
		}
		r.total = append(r.total, sum)
		r.keep(k, sum, top, c)
	}
	return r, nil
}

// keep takes over the coefficients of orientation k where they are larger than those before.
func (r *scan) keep(k int, sum, top []float64, c [][]complex128) {
	for i, v := range sum {
		if v <= top[i] {
			continue
		}
		top[i], r.best[i] = v, k
		for j := range c {
			r.c[j][i] = c[j][i]
		}
	}
}

// beta is the part of a coefficient of scale j that noise or too little contrast may have made.
func (s *System) beta(r *scan, j int) float64 {
	return max(s.set.NoiseFactor*r.sigma*r.gain[j], s.set.MinContrast*(r.hi-r.lo))
}

// direction refines the orientation at pixel i by a parabola through the logarithms of three neighbours in the
// shear coordinate: exact for one scale on a straight edge, whose responses are a Gaussian of τ. It returns the
// direction and the step from the orientation's shear, at most half the distance of two.
func (s *System) direction(r *scan, i int) (angle, step float64) {
	k, n := r.best[i], s.orientations
	a, b, c := r.total[(k+n-1)%n][i], r.total[k][i], r.total[(k+1)%n][i]
	if a > 0 && b > 0 && c > 0 {
		la, lb, lc := math.Log(a), math.Log(b), math.Log(c)
		if d := la - 2*lb + lc; d < 0 {
			step = math.Max(-0.5, math.Min(0.5, (la-lc)/(2*d)))
		}
	}
	angle = gamma(s.tau[k] + step*4/float64(n))
	return s.gamma[k] + wrap(angle-s.gamma[k], math.Pi), step // on the side of the atom's normal
}

// window is the value of the directional window of scale j that many steps from its middle.
func (s *System) window(j int, step float64) float64 {
	v := step / s.width[j]
	return math.Exp(-v * v / 2)
}

func planes(k, n int) [][]complex128 {
	p := make([][]complex128, k)
	for i := range p {
		p[i] = make([]complex128, n)
	}
	return p
}

// pad continues f by reflection to the size of the transform.
func (s *System) pad(f []float64) []complex128 {
	p := make([]complex128, s.prows*s.pcols)
	for i := range s.prows {
		row := mirror(i-s.top, s.rows) * s.cols
		for j := range s.pcols {
			p[i*s.pcols+j] = complex(f[row+mirror(j-s.left, s.cols)], 0)
		}
	}
	return p
}

// crop takes the image out of the padded one.
func (s *System) crop(dst, p []complex128) {
	for i := range s.rows {
		from := (i+s.top)*s.pcols + s.left
		copy(dst[i*s.cols:(i+1)*s.cols], p[from:from+s.cols])
	}
}

// mirror reflects index i at both ends of 0 … n-1, the ends repeated.
func mirror(i, n int) int {
	i = ((i % (2 * n)) + 2*n) % (2 * n)
	return min(i, 2*n-1-i)
}

func extent(f []float64) (lo, hi float64) {
	lo, hi = f[0], f[0]
	for _, v := range f {
		lo, hi = min(lo, v), max(hi, v)
	}
	return lo, hi
}
