package kern

import (
	"sync"
	"unsafe"
)

// scratch keeps work space between calls, in vectors' alignment, and large that of a huge page and more, in
// huge pages where the system has them: in small ones a processor looks up addresses all the time, and
// fetches nothing ahead beyond the end of a page.
var scratch, large sync.Pool

// hugePage is the size of a huge page, in float64.
const hugePage = 2 << 20 / 8

// borrow returns n numbers of unknown values, and what give takes to have them back.
func borrow[T Float](n int) ([]T, *[]float64) {
	w := (n*size[T]() + 7) / 8
	pool, space := &scratch, aligned
	if w >= hugePage {
		pool, space = &large, hugeAligned
	}
	p, _ := pool.Get().(*[]float64)
	if p == nil || cap(*p) < w {
		b := space(max(w, 1<<12))
		p = &b
	}
	return cast[T]((*p)[:w])[:n:n], p
}

func give(p *[]float64) {
	if cap(*p) >= hugePage {
		large.Put(p)
	} else {
		scratch.Put(p)
	}
}

// hugeAligned returns at least n zeros in whole huge pages.
func hugeAligned(n int) []float64 {
	n = (n + hugePage - 1) / hugePage * hugePage
	b := make([]float64, n+hugePage)
	o := int(uintptr(unsafe.Pointer(&b[0])) / 8 % hugePage)
	if o > 0 {
		o = hugePage - o
	}
	b = b[o : o+n : o+n]
	adviseHuge(b)
	return b
}
