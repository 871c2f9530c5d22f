//go:build !amd64 || noasm

package kern

func raysForwardAsm(dst, x []float64, length, rows int, t0, dt, dr, w float64) bool { return false }

func raysBackAsm(dst, y []float64, length int, s *Rays, lo, hi, r int) bool { return false }
