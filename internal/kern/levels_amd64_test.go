//go:build !noasm

package kern

import "testing"

// eachLevel runs f with every instruction set of this machine.
func eachLevel(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	defer setLevel(level)
	for name, l := range levels {
		if l <= best() {
			setLevel(l)
			t.Run(name, f)
		}
	}
}

// alike calls f with AVX2 and with AVX-512, where the machine has both, and compares the results.
func alike[T Float](t *testing.T, what string, f func() []T) {
	t.Helper()
	defer setLevel(level)
	if best() < levelAVX512 {
		return
	}
	setLevel(levelAVX2)
	x := f()
	setLevel(levelAVX512)
	for i, v := range f() {
		if v != x[i] && (v == v || x[i] == x[i]) {
			t.Errorf("%s, element %d: got %v with AVX-512, %v with AVX2", what, i, v, x[i])
			return
		}
	}
}
