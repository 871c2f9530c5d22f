//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./pack -out ../pack_amd64.s -stubs ../pack_stubs_amd64.go -pkg kern"

type (
	copyKernel      func(dst, src *byte, rows, stride int, lanes *byte, bits uint64)
	transposeKernel func(dst *byte, ldd int, src *byte, lds int, rows, blocks int)
)

// copies are the kernels that fill panels of one and of two vectors, by kind of element.
var copies [2][3]copyKernel

// transposes are the kernels that transpose blocks, by kind of element; they need no more than AVX2.
var transposes [2]transposeKernel

func setPackLevel(l int) {
	copies, transposes = [2][3]copyKernel{}, [2]transposeKernel{}
	switch l {
	case levelAVX512:
		copies = [2][3]copyKernel{{nil, copyOneF32AVX512, copyTwoF32AVX512}, {nil, copyOneF64AVX512, copyTwoF64AVX512}}
	case levelAVX2:
		copies = [2][3]copyKernel{{nil, copyOneF32AVX2, copyTwoF32AVX2}, {nil, copyOneF64AVX2, copyTwoF64AVX2}}
	default:
		return
	}
	transposes = [2]transposeKernel{transposeF32AVX2, transposeF64AVX2}
}

// tileRows is the number of rows of a full tile.
func tileRows[T Float]() int {
	if t := tiles[kind[T]()]; t != nil {
		return t.rows
	}
	return goTileRows
}

// panelB is the number of columns of a panel of B.
func panelB[T Float]() int {
	if t := tiles[kind[T]()]; t != nil {
		return 2 * t.lanes
	}
	return goPanel
}

// panelA is the number of elements a panel of A has room for in each column: the rows of a tile.
func panelA[T Float]() int {
	if t := tiles[kind[T]()]; t != nil {
		return (t.rows + t.lanes - 1) / t.lanes * t.lanes
	}
	return goTileRows
}

// splitRows cuts m rows into full and shorter tiles.
func splitRows[T Float](m int) (full, part, rest int) {
	if t := tiles[kind[T]()]; t != nil {
		return t.split(m)
	}
	return m / goTileRows, 0, m % goTileRows
}

// packAsm is pack with assembly; it reports false if there is none for this case.
func packAsm[T Float](dst []T, width int, o operand[T], rows, w int) bool {
	t := tiles[kind[T]()]
	if t == nil || rows == 0 {
		return false
	}
	es := size[T]()
	if o.cs == 1 {
		_ = o.x[(rows-1)*o.rs+w-1]
		f := copies[kind[T]()][width/t.lanes]
		f(ptr(dst[:rows*width]), ptr(o.x), rows, o.rs*es, (*byte)(unsafe.Pointer(&laneMask[max(0, 64-w*es)])), 1<<w-1)
		return true
	}
	f, side := transposes[kind[T]()], 32/es
	if o.rs != 1 || rows < side {
		return false
	}
	_ = o.x[rows-1+(w-1)*o.cs]
	for q := 0; q < w; q += side {
		n := min(side, w-q)
		f(ptr(dst[q:rows*width]), width*es, ptr(o.x[q*o.cs:]), o.cs*es, n, rows/side)
		if rows%side > 0 { // once more, so that it ends at the last one
			at := rows - side
			f(ptr(dst[at*width+q:rows*width]), width*es, ptr(o.x[q*o.cs+at:]), o.cs*es, n, 1)
		}
	}
	return true
}
