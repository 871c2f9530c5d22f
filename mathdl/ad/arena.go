package ad

// arena hands out slices from large blocks. Nothing is freed one by one: reset takes everything back.
// The same sequence of requests after it finds the same memory, so a repeated computation allocates
// once.
type arena[T any] struct {
	blocks      [][]T
	block, used int // where the next slice comes from
}

const (
	arenaBlock = 1 << 12 // elements of the first block; later ones double
	arenaAlign = 16      // elements: 64 bytes of float32, so that slices start at cache lines
)

// take returns n elements with arbitrary content.
func (a *arena[T]) take(n int) []T {
	need := (n + arenaAlign - 1) &^ (arenaAlign - 1)
	for a.block < len(a.blocks) && a.used+need > len(a.blocks[a.block]) {
		a.block, a.used = a.block+1, 0
	}
	if a.block == len(a.blocks) {
		size := arenaBlock << min(a.block, 10)
		a.blocks = append(a.blocks, make([]T, max(need, size)))
	}
	b, lo := a.blocks[a.block], a.used
	a.used += need
	return b[lo : lo+n : lo+n]
}

func (a *arena[T]) reset() { a.block, a.used = 0, 0 }

// len is the number of elements held.
func (a *arena[T]) len() int {
	n := 0
	for _, b := range a.blocks {
		n += len(b)
	}
	return n
}
