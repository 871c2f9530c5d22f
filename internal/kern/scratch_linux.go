package kern

import (
	"syscall"
	"unsafe"
)

// adviseHuge asks for huge pages. Where there are none, which changes nothing but speed, it is in vain.
func adviseHuge(b []float64) {
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(&b[0])), 8*len(b)), syscall.MADV_HUGEPAGE)
}
