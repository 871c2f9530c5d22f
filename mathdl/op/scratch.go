package op

import "sync"

// scratch keeps the intermediate vectors of products and sums, so that an operator built from
// others neither holds state nor allocates on every application.
var scratch = sync.Pool{New: func() any { return new([]float64) }}

// borrow returns a vector of length n with arbitrary content.
func borrow(n int) *[]float64 {
	t := scratch.Get().(*[]float64)
	if cap(*t) < n {
		*t = make([]float64, n)
	}
	*t = (*t)[:n]
	return t
}

func giveBack(t *[]float64) { scratch.Put(t) }
