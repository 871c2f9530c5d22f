//go:build !noasm

package kern

import "unsafe"

//go:generate sh -c "cd _asm && go run ./wino -out ../wino_amd64.s -stubs ../wino_stubs_amd64.go -pkg kern"

// winoArgs are the arguments of a map between squares, in assembly; distances are in bytes. The generator
// knows the offsets.
type winoArgs struct {
	src                     unsafe.Pointer
	srcRow, srcCol, srcTile int
	dst                     unsafe.Pointer
	dstRow, dstCol, dstTile int
	n, tiles                int
	lanes, bias             unsafe.Pointer
}

// winoKernels are the maps in use, by kind of element.
var winoKernels [2][winoMaps]func(p *byte)

func setWinoLevel(l int) {
	switch l {
	case levelAVX512:
		winoKernels = [2][winoMaps]func(p *byte){
			{winoInputF32AVX512, winoOutputF32AVX512, winoOutputAddF32AVX512, winoOutputGradF32AVX512, winoFilterF32AVX512, winoFilterGradF32AVX512},
			{winoInputF64AVX512, winoOutputF64AVX512, winoOutputAddF64AVX512, winoOutputGradF64AVX512, winoFilterF64AVX512, winoFilterGradF64AVX512},
		}
	case levelAVX2:
		winoKernels = [2][winoMaps]func(p *byte){
			{winoInputF32AVX2, winoOutputF32AVX2, winoOutputAddF32AVX2, winoOutputGradF32AVX2, winoFilterF32AVX2, winoFilterGradF32AVX2},
			{winoInputF64AVX2, winoOutputF64AVX2, winoOutputAddF64AVX2, winoOutputGradF64AVX2, winoFilterF64AVX2, winoFilterGradF64AVX2},
		}
	default:
		winoKernels = [2][winoMaps]func(p *byte){}
	}
}

// winoCall is the number of elements of one square that are mapped in one assembly call, which cannot be
// preempted: some 50 µs.
const winoCall = 1 << 13

// asm maps the squares in assembly, if there is some.
func (s *squares[T]) asm() bool {
	f := winoKernels[kind[T]()][s.m]
	if f == nil {
		return false
	}
	es := size[T]()
	lanes := tiles[kind[T]()].lanes
	for c := 0; c < s.n; c += winoCall {
		n := min(winoCall, s.n-c)
		for t, step := 0, max(1, winoCall/n); t < s.tiles; t += step {
			k := min(step, s.tiles-t)
			src, dst := s.src.x[t*s.src.tile+c:], s.dst.x[t*s.dst.tile+c:]
			_, _ = src[s.src.last(winoIn[s.m], k, n)], dst[s.dst.last(winoOut[s.m], k, n)]
			a := winoArgs{
				src: unsafe.Pointer(&src[0]), srcRow: s.src.row * es, srcCol: s.src.col * es, srcTile: s.src.tile * es,
				dst: unsafe.Pointer(&dst[0]), dstRow: s.dst.row * es, dstCol: s.dst.col * es, dstTile: s.dst.tile * es,
				n: n, tiles: k, lanes: unsafe.Pointer(&laneMask[64-n%lanes*es]),
			}
			if s.bias != nil {
				a.bias = unsafe.Pointer(&s.bias[c])
			}
			f((*byte)(unsafe.Pointer(hidden(&a))))
		}
	}
	return true
}
