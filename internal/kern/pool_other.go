//go:build !amd64 || noasm

package kern

func maxPixelsAsm[T Float](_ *Pool, _ []T, _ []int32, _ []T, _, _, _, _ int) bool { return false }
