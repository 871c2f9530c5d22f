//go:build !noasm

package kern

//go:generate sh -c "cd _asm && go run ./ray -out ../ray_amd64.s -stubs ../ray_stubs_amd64.go -pkg kern"

// rayLevel says which kernels for rays there are.
var rayLevel int

func setRayLevel(l int) { rayLevel = l }

// rayWindow is the number of samples that eight steps may touch.
const rayWindow = 16

// raysForwardAsm is RaysForward with t₀ that counts the zeros, if it returns true.
func raysForwardAsm(dst, x []float64, length, rows int, t0, dt, dr, w float64) bool {
	width := length + 2*RayPad
	switch {
	case rayLevel == levelAVX512 && dt <= rayMaxStep && dt >= -rayMaxStep:
		raysForwardF64AVX512(&dst[0], len(dst), &x[0], 8*width, rows, t0, dt, dr, min(0, 7*dt)-.5, float64(width-rayWindow), w)
		return true
	case rayLevel == levelGo:
		return false
	}
	n := len(dst) &^ 7
	if n > 0 {
		raysForwardF64AVX2(&dst[0], n, &x[0], 8*width, rows, t0, dt, dr, float64(width-2), w)
	}
	raysForwardGo(dst[n:], x, length, rows, t0+dt*float64(n), dt, dr, w)
	return true
}

// raysBackAsm is RaysBack, if it returns true.
func raysBackAsm(dst, y []float64, length int, s *Rays, lo, hi, r int) bool {
	width := length + 2*RayPad
	switch {
	case rayLevel == levelAVX512 && s.narrow:
		raysBackF64AVX512(&dst[0], len(dst), &y[0], 8*width, hi-lo,
			&s.t0[lo], &s.dr[lo], &s.dt[lo], &s.w[lo], &s.u[lo], &s.v[lo], float64(r), float64(width-rayWindow))
		return true
	case rayLevel == levelGo:
		return false
	}
	n := len(dst) &^ 7
	if n > 0 {
		raysBackF64AVX2(&dst[0], n, &y[0], 8*width, hi-lo,
			&s.t0[lo], &s.dr[lo], &s.dt[lo], &s.w[lo], &s.u[lo], &s.v[lo], float64(r), float64(width-2))
	}
	raysBackGo(dst, n, y, width, s, lo, hi, r)
	return true
}
