//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./pool -out ../pool_amd64.s -stubs ../pool_stubs_amd64.go -pkg kern"

// poolArgs are the arguments of maxRow, in assembly; distances are in bytes. The generator knows the offsets.
type poolArgs struct {
	x, y, arg        unsafe.Pointer
	pixels, step     int // output pixels, and the distance of their windows
	c                int
	kh, kw           int
	pixel, row       int // from a pixel to the next, and from the end of a row of a window to its next row
	at, next, atStep int // index of the first pixel, the same for indices as row, as step
	lanes            unsafe.Pointer
}

var maxPixelsKernel func(p *byte)

func setPoolLevel(l int) {
	switch l {
	case levelAVX512:
		maxPixelsKernel = maxRowAVX512
	case levelAVX2:
		maxPixelsKernel = maxRowAVX2
	default:
		maxPixelsKernel = nil
	}
}

// maxPixelsAsm computes output pixels j0 ≤ j < j1 of a row, whose windows, from row r0 and column c0 on,
// lie inside of the image x.
func maxPixelsAsm[T Float](g *Pool, y []T, arg []int32, x []T, r0, c0, j0, j1 int) bool {
	if !is32[T]() || maxPixelsKernel == nil || j1 <= j0 {
		return false
	}
	step := max(1, poolCall/(g.KH*g.KW*g.C))
	for ; j0 < j1; j0 += step {
		n := min(step, j1-j0)
		maxPixelsCall(g, y[j0*g.C:], arg[j0*g.C:], x, r0*g.W+c0, n)
		c0 += n * g.StrideW
	}
	return true
}

// poolCall is the number of elements compared in one assembly call, which cannot be preempted.
const poolCall = 1 << 17

// maxPixelsCall computes n output pixels, the first of which has its window at pixel first.
func maxPixelsCall[T Float](g *Pool, y []T, arg []int32, x []T, first, n int) {
	const es = 4
	_, _, _ = x[(first+(g.KH-1)*g.W+(n-1)*g.StrideW+g.KW)*g.C-1], y[n*g.C-1], arg[n*g.C-1]
	a := poolArgs{
		x: unsafe.Pointer(&x[first*g.C]), y: unsafe.Pointer(&y[0]), arg: unsafe.Pointer(&arg[0]),
		pixels: n, step: g.StrideW * g.C * es, c: g.C, kh: g.KH, kw: g.KW,
		pixel: g.C * es, row: (g.W - g.KW) * g.C * es,
		at: first, next: g.W - g.KW, atStep: g.StrideW, lanes: unsafe.Pointer(&laneMask[64]),
	}
	maxPixelsKernel((*byte)(unsafe.Pointer(hidden(&a))))
}
