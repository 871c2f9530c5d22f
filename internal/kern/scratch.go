package kern

import "sync"

// scratch keeps work space between calls, in vectors' alignment.
var scratch sync.Pool

// borrow returns n numbers of unknown values, and what give takes to have them back.
func borrow[T Float](n int) ([]T, *[]float64) {
	w := (n*size[T]() + 7) / 8
	p, _ := scratch.Get().(*[]float64)
	if p == nil || cap(*p) < w {
		b := aligned(max(w, 1<<12))
		p = &b
	}
	return cast[T]((*p)[:w])[:n:n], p
}

func give(p *[]float64) { scratch.Put(p) }
