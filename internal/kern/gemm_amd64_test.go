//go:build !noasm

package kern

import (
	"testing"
	"unsafe"
)

// The generator of the micro-kernels writes the offsets of these fields as numbers.
func TestTileArgsLayout(t *testing.T) {
	var a tileArgs
	for i, got := range []uintptr{
		unsafe.Offsetof(a.k), unsafe.Offsetof(a.segs), unsafe.Offsetof(a.a), unsafe.Offsetof(a.offA),
		unsafe.Offsetof(a.rsA), unsafe.Offsetof(a.csA), unsafe.Offsetof(a.segA), unsafe.Offsetof(a.b),
		unsafe.Offsetof(a.rsB), unsafe.Offsetof(a.segB), unsafe.Offsetof(a.c), unsafe.Offsetof(a.offC),
		unsafe.Offsetof(a.ldc), unsafe.Offsetof(a.tiles), unsafe.Offsetof(a.stepA), unsafe.Offsetof(a.stepC),
		unsafe.Offsetof(a.bits), unsafe.Offsetof(a.lanes), unsafe.Offsetof(a.acc),
	} {
		if got != uintptr(8*i) {
			t.Errorf("field %d: got offset %d, want %d", i, got, 8*i)
		}
	}
}
