//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./ray -out ../ray_amd64.s -stubs ../ray_stubs_amd64.go -pkg kern"

// rayAsm says that the kernels for rays are there: for double precision, with AVX-512.
var rayAsm bool

func setRayLevel(l int) { rayAsm = l == levelAVX512 }

// rayMaxStep is the longest step of which eight stay in sixteen samples.
const rayMaxStep = 1.4143

// lowest is the place of the first or the eighth step, whichever is lower, less what rounding may do.
func (r Ray) lowest() float64 { return r.T0 + min(0, 7*r.Dt) - 1 }

func rayForwardAsm[T Float](dst, x []T, r Ray, w T) bool {
	if is32[T]() || !rayAsm || r.Dt > rayMaxStep || r.Dt < -rayMaxStep {
		return false
	}
	rayForwardF64AVX512((*float64)(unsafe.Pointer(&dst[0])), (*float64)(unsafe.Pointer(&x[0])), len(dst),
		r.T0, r.Dt, r.lowest(), float64(w))
	return true
}

func rayBackAsm[T Float](dst, y []T, r Ray, m float64, w T) bool {
	if is32[T]() || !rayAsm || r.Dt > 1 || r.Dt < -1 {
		return false
	}
	rayBackF64AVX512((*float64)(unsafe.Pointer(&dst[0])), (*float64)(unsafe.Pointer(&y[0])), len(dst),
		r.T0, r.Dt, r.lowest()-m, float64(w), m, 1/m)
	return true
}
