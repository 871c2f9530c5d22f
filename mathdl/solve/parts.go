package solve

import (
	"unsafe"

	"github.com/mathdl/kernel/internal/kern"
)

// grain is the number of elements of one piece of an elementwise loop: what takes a few microseconds.
const grain = 1 << 12

// parts is a functional that is a sum over coordinates, for those from lo to hi alone, of slices that are whole: so an
// iteration takes several of its steps piece by piece, while a piece is in the cache.
type parts struct {
	value    func(x []float64, lo, hi int) float64
	prox     func(dst, x, tau []float64, lo, hi int)
	conjProx func(dst, v, sigma []float64, lo, hi int) // nil means by way of prox
	of       functions
}

// functions are which ones a functional has: two are the same if they are the same closures.
type functions [3]unsafe.Pointer

func functionsOf(G *Functional) functions {
	return functions{
		*(*unsafe.Pointer)(unsafe.Pointer(&G.Value)),
		*(*unsafe.Pointer)(unsafe.Pointer(&G.Prox)),
		*(*unsafe.Pointer)(unsafe.Pointer(&G.ConjProx)),
	}
}

// checked returns the functional without its parts if somebody has put other functions in the place of theirs.
func (G Functional) checked() Functional {
	if G.part != nil && G.part.of != functionsOf(&G) {
		G.part = nil
	}
	return G
}

// whole sets Value, Prox and ConjProx of a functional with parts.
func (G Functional) whole() Functional {
	p := G.part
	G.Value = func(x []float64) float64 {
		return sums(len(x), func(lo, hi int) float64 { return p.value(x, lo, hi) })
	}
	G.Prox = inPieces(p.prox)
	if p.conjProx != nil {
		G.ConjProx = inPieces(p.conjProx)
	}
	p.of = functionsOf(&G)
	return G
}

// moreau stores prox_σF*(y) = y - σ prox_{F/σ}(y/σ) in dst, which may be y. w is work space.
func (p *parts) moreau(dst, y, sigma, inverse, w []float64, lo, hi int) {
	for i := lo; i < hi; i++ {
		w[i] = y[i] * inverse[i]
	}
	p.prox(w, w, inverse, lo, hi)
	for i := lo; i < hi; i++ {
		dst[i] = y[i] - sigma[i]*w[i]
	}
}

func inPieces(f func(dst, x, tau []float64, lo, hi int)) func(dst, x, tau []float64) {
	return func(dst, x, tau []float64) {
		kern.For(len(x), grain, func(lo, hi int) { f(dst, x, tau, lo, hi) })
	}
}

// sums adds f over pieces of [0, n), in a fixed order.
func sums(n int, f func(lo, hi int) float64) float64 {
	if n <= grain {
		return f(0, n)
	}
	part := make([]float64, (n+grain-1)/grain)
	kern.For(n, grain, func(lo, hi int) { part[lo/grain] = f(lo, hi) })
	total := 0.0
	for _, v := range part {
		total += v
	}
	return total
}

// tally is what an iteration adds up on its way through the coordinates.
type tally [5]float64

// tallies adds up the tallies of the pieces of [0, n), in a fixed order.
func tallies(n int, f func(lo, hi int) tally) (total tally) {
	part := make([]tally, (n+grain-1)/grain)
	kern.For(n, grain, func(lo, hi int) { part[lo/grain] = f(lo, hi) })
	for _, p := range part {
		for i, v := range p {
			total[i] += v
		}
	}
	return total
}
