//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./ray -out ../ray_amd64.s -stubs ../ray_stubs_amd64.go -pkg kern"

// rayAsm says that the kernels for rays are there: for double precision, with AVX-512.
var rayAsm bool

func setRayLevel(l int) { rayAsm = l == levelAVX512 }

// rayWindow is the number of samples that eight steps may touch.
const rayWindow = 16

func raysForwardAsm[T Float](dst, x []T, length, rows int, t0, dt, dr float64, w T) bool {
	if is32[T]() || !rayAsm || dt > rayMaxStep || dt < -rayMaxStep {
		return false
	}
	width := length + 2*RayPad
	raysForwardF64AVX512((*float64)(unsafe.Pointer(&dst[0])), len(dst), (*float64)(unsafe.Pointer(&x[0])), 8*width, rows,
		t0, dt, dr, min(0, 7*dt)-.5, float64(width-rayWindow), float64(w))
	return true
}

func raysBackAsm[T Float](dst, y []T, length int, s *Rays, lo, hi, r int) bool {
	if is32[T]() || !rayAsm || !s.narrow {
		return false
	}
	width := length + 2*RayPad
	raysBackF64AVX512((*float64)(unsafe.Pointer(&dst[0])), len(dst), (*float64)(unsafe.Pointer(&y[0])), 8*width, hi-lo,
		&s.t0[lo], &s.dr[lo], &s.dt[lo], &s.w[lo], &s.u[lo], &s.v[lo], float64(r), float64(width-rayWindow))
	return true
}
