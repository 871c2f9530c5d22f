package exact

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/op"
)

// torus is n points of a periodic interval with its frequencies.
type torus struct {
	x, k []float64
	f    *fourier.CmplxFFT
}

func newTorus(where string, n int, a, b float64) *torus {
	if n < 2 {
		panic(&op.ShapeError{Func: where, What: "points", Got: []int{n}, Want: []int{2}})
	}
	t := &torus{x: make([]float64, n), k: make([]float64, n), f: fourier.NewCmplxFFT(n)}
	for i := range n {
		t.x[i] = a + (b-a)*float64(i)/float64(n)
		t.k[i] = 2 * math.Pi / (b - a) * float64((i+n/2)%n-n/2)
	}
	return t
}

// multiply replaces v by F⁻¹(m · Fv).
func (t *torus) multiply(v, m []complex128) {
	t.f.Coefficients(v, v)
	for i := range v {
		v[i] *= m[i] / complex(float64(len(v)), 0)
	}
	t.f.Sequence(v, v)
}

// march takes steps from each time to the next, as many in all as asked for in proportion, and records after each.
func march(ctx context.Context, where string, times []float64, steps int, step func(dt float64), record func(row int)) error {
	now, end := 0.0, 0.0
	for _, t := range times {
		end = max(end, t)
	}
	for row, t := range times {
		if t < now {
			panic(&op.ShapeError{Func: where, What: "times that increase from 0: number", Got: []int{row}, Want: []int{len(times)}})
		}
		n := int(math.Ceil(float64(steps)*(t-now)/end - 1e-9))
		for k := range n {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("%s: t = %.4g: %w", where, now+(t-now)*float64(k)/float64(n), err)
			}
			step((t - now) / float64(n))
		}
		now = t
		record(row)
	}
	return nil
}

// Schrodinger solves i h_t + ½h_xx + |h|²h = 0 from 2 sech x on n points of [−5, 5), by Strang's splitting in about the given number of steps, and returns the
// points and h at the times, in rows. The mass Σ|h|²dx is conserved to rounding. The error wraps ctx.Err(); the rows reached are filled.
func Schrodinger(ctx context.Context, n int, times []float64, steps int) (x []float64, h *mat.CDense, err error) {
	T := newTorus("exact.Schrodinger", n, -5, 5)
	v, m := make([]complex128, n), make([]complex128, n)
	for i, x := range T.x {
		v[i] = complex(2/math.Cosh(x), 0)
	}
	phase := func(dt float64) {
		for i, z := range v {
			v[i] = z * cmplx.Exp(complex(0, dt*(real(z)*real(z)+imag(z)*imag(z))))
		}
	}
	out := mat.NewCDense(len(times), n, nil)
	err = march(ctx, "exact.Schrodinger", times, steps, func(dt float64) {
		for i, k := range T.k {
			m[i] = cmplx.Exp(complex(0, -dt*k*k/2))
		}
		phase(dt / 2)
		T.multiply(v, m)
		phase(dt / 2)
	}, func(row int) {
		for i, z := range v {
			out.Set(row, i, z)
		}
	})
	return T.x, out, err
}

// AllenCahn solves u_t = 10⁻⁴u_xx + 5u − 5u³ from x² cos πx on n points of [−1, 1), by Strang's splitting with the reaction
// u e^{5t}/√(1 + u²(e^{10t} − 1)) exact. The error wraps ctx.Err(); the rows reached are filled.
func AllenCahn(ctx context.Context, n int, times []float64, steps int) (x []float64, u *mat.Dense, err error) {
	T := newTorus("exact.AllenCahn", n, -1, 1)
	v, m := make([]complex128, n), make([]complex128, n)
	for i, x := range T.x {
		v[i] = complex(x*x*math.Cos(math.Pi*x), 0)
	}
	out := mat.NewDense(len(times), n, nil)
	err = march(ctx, "exact.AllenCahn", times, steps, func(dt float64) {
		for i, k := range T.k {
			m[i] = complex(math.Exp(-1e-4*k*k*dt/2), 0)
		}
		T.multiply(v, m)
		for i, z := range v {
			w := real(z)
			v[i] = complex(w*math.Exp(5*dt)/math.Sqrt(1+w*w*math.Expm1(10*dt)), 0)
		}
		T.multiply(v, m)
	}, func(row int) { realRow(out, row, v) })
	return T.x, out, err
}

func realRow(out *mat.Dense, row int, v []complex128) {
	for i, z := range v {
		out.Set(row, i, real(z))
	}
}

// KdV solves u_t + u u_x + 0.0025 u_xxx = 0 from cos πx on n points of [−1, 1): û e^{−0.0025 i k³ t} satisfies an equation without the stiff term, which the
// classical method of Runge and Kutta solves. The error wraps ctx.Err(); the rows reached are filled.
func KdV(ctx context.Context, n int, times []float64, steps int) (x []float64, u *mat.Dense, err error) {
	T := newTorus("exact.KdV", n, -1, 1)
	v, w := make([]complex128, n), make([]complex128, n) // û, and scratch
	for i, x := range T.x {
		v[i] = complex(math.Cos(math.Pi*x), 0)
	}
	T.f.Coefficients(v, v)
	nonlinear := func(dst, a []complex128) { // −½ik F(u²)
		T.f.Sequence(w, a)
		for i, z := range w {
			r := real(z) / float64(n)
			w[i] = complex(r*r, 0)
		}
		T.f.Coefficients(dst, w)
		for i, k := range T.k {
			dst[i] *= complex(0, -k/2)
		}
	}
	a, b, c, d, s := make([]complex128, n), make([]complex128, n), make([]complex128, n), make([]complex128, n), make([]complex128, n)
	out := mat.NewDense(len(times), n, nil)
	err = march(ctx, "exact.KdV", times, steps, func(dt float64) {
		E := make([]complex128, n)
		for i, k := range T.k {
			E[i] = cmplx.Exp(complex(0, 0.0025*k*k*k*dt/2))
		}
		g, half := complex(dt, 0), complex(dt/2, 0)
		nonlinear(a, v)
		for i := range v {
			s[i] = E[i] * (v[i] + half*a[i])
		}
		nonlinear(b, s)
		for i := range v {
			s[i] = E[i]*v[i] + half*b[i]
		}
		nonlinear(c, s)
		for i := range v {
			s[i] = E[i] * (E[i]*v[i] + g*c[i])
		}
		nonlinear(d, s)
		for i := range v {
			v[i] = E[i]*E[i]*v[i] + g/6*(E[i]*E[i]*a[i]+2*E[i]*(b[i]+c[i])+d[i])
		}
	}, func(row int) {
		T.f.Sequence(w, v)
		for i := range w {
			w[i] /= complex(float64(n), 0)
		}
		realRow(out, row, w)
	})
	return T.x, out, err
}
