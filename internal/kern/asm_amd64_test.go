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
		unsafe.Offsetof(a.bits), unsafe.Offsetof(a.lanes), unsafe.Offsetof(a.acc), unsafe.Offsetof(a.last),
		unsafe.Offsetof(a.offNext), unsafe.Offsetof(a.stepNext),
	} {
		if got != uintptr(8*i) {
			t.Errorf("field %d: got offset %d, want %d", i, got, 8*i)
		}
	}
}

func TestPoolArgsLayout(t *testing.T) {
	var a poolArgs
	for i, got := range []uintptr{
		unsafe.Offsetof(a.x), unsafe.Offsetof(a.y), unsafe.Offsetof(a.arg), unsafe.Offsetof(a.pixels),
		unsafe.Offsetof(a.step), unsafe.Offsetof(a.c), unsafe.Offsetof(a.kh), unsafe.Offsetof(a.kw),
		unsafe.Offsetof(a.pixel), unsafe.Offsetof(a.row), unsafe.Offsetof(a.at), unsafe.Offsetof(a.next),
		unsafe.Offsetof(a.atStep), unsafe.Offsetof(a.lanes),
	} {
		if got != uintptr(8*i) {
			t.Errorf("field %d: got offset %d, want %d", i, got, 8*i)
		}
	}
}

// Small operations do not allocate.
func TestNoAllocations(t *testing.T) {
	x, y, z := make([]float32, 64), make([]float32, 64), make([]float32, 64)
	for name, f := range map[string]func(){
		"Exp":    func() { Exp(y, x) },
		"Add":    func() { Add(z, x, y) },
		"Axpy":   func() { Axpy(z, 2, x) },
		"Sin":    func() { Sin(y, x) },
		"Sum":    func() { Sum(x) },
		"Dot":    func() { Dot(x, y) },
		"Max":    func() { Max(x) },
		"ArgMax": func() { ArgMax(x) },
		"Adam":   func() { Adam(x, y, z, z, AdamStep{Rate: 1e-3, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Step: 1}) },
		"Gemm":   func() { Gemm(NoTrans, NoTrans, 8, 8, 8, 1, x, 8, y, 8, 0, z, 8) },
	} {
		if n := testing.AllocsPerRun(100, f); n > 0 {
			t.Errorf("%s: got %v allocations, want none", name, n)
		}
	}
}

func TestWinoArgsLayout(t *testing.T) {
	var a winoArgs
	for i, got := range []uintptr{
		unsafe.Offsetof(a.src), unsafe.Offsetof(a.srcRow), unsafe.Offsetof(a.srcCol), unsafe.Offsetof(a.srcTile),
		unsafe.Offsetof(a.dst), unsafe.Offsetof(a.dstRow), unsafe.Offsetof(a.dstCol), unsafe.Offsetof(a.dstTile),
		unsafe.Offsetof(a.n), unsafe.Offsetof(a.tiles), unsafe.Offsetof(a.lanes), unsafe.Offsetof(a.bias),
	} {
		if got != uintptr(8*i) {
			t.Errorf("field %d: got offset %d, want %d", i, got, 8*i)
		}
	}
}
