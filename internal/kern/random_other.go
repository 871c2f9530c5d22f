//go:build !amd64 || noasm

package kern

func philoxAsm(_ []uint32, _ stream, _ uint64) bool { return false }

func uniformAsm[T Float](_ []T, _ []uint32) bool { return false }
