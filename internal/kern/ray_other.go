//go:build !amd64 || noasm

package kern

func raysForwardAsm[T Float](dst, x []T, length, rows int, t0, dt, dr float64, w T) bool {
	return false
}

func raysBackAsm[T Float](dst, y []T, length int, s *Rays, lo, hi, r int) bool { return false }
