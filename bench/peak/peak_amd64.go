//go:build amd64 && !noasm

package peak

import "golang.org/x/sys/cpu"

// width returns the lanes of the widest vectors, 0 if there are no multiply-adds.
func width(single bool) int {
	lanes := 0
	switch {
	case cpu.X86.HasAVX512F:
		lanes = 8
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		lanes = 4
	}
	if single {
		lanes *= 2
	}
	return lanes
}

// spin does n multiply-adds in each chain.
func spin(n int, single bool) {
	switch {
	case cpu.X86.HasAVX512F && single:
		spin512s(n)
	case cpu.X86.HasAVX512F:
		spin512d(n)
	case single:
		spin256s(n)
	default:
		spin256d(n)
	}
}

// Each of these does n times, for twelve vectors of zeros, v = v·v + v.

//go:noescape
func spin512s(n int)

//go:noescape
func spin512d(n int)

//go:noescape
func spin256s(n int)

//go:noescape
func spin256d(n int)
