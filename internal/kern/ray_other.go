//go:build !amd64 || noasm

package kern

func rayForwardAsm[T Float](dst, x []T, r Ray, w T) bool { return false }

func rayBackAsm[T Float](dst, y []T, r Ray, m float64, w T) bool { return false }
