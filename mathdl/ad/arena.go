package ad

// arena hands out slices from large blocks. Nothing is freed one by one: release goes back to a mark.
// The same sequence of requests after a release finds the same memory, so a repeated computation
// allocates once.
type arena[T any] struct {
	blocks [][]T
	at     mark
}

// mark is a state of an arena.
type mark struct{ block, used int }

const (
	arenaBlock = 1 << 12 // elements of the first block; later ones double
	arenaAlign = 16      // elements: 64 bytes of float32, so that slices start at cache lines
)

// take returns n elements with arbitrary content.
func (a *arena[T]) take(n int) []T {
	need := (n + arenaAlign - 1) &^ (arenaAlign - 1)
	for a.at.block < len(a.blocks) && a.at.used+need > len(a.blocks[a.at.block]) {
		a.at = mark{block: a.at.block + 1}
	}
	if a.at.block == len(a.blocks) {
		size := arenaBlock << min(a.at.block, 10)
		a.blocks = append(a.blocks, make([]T, max(need, size)))
	}
	b, lo := a.blocks[a.at.block], a.at.used
	a.at.used += need
	return b[lo : lo+n : lo+n]
}

func (a *arena[T]) release(m mark) { a.at = m }

// len is the number of elements held.
func (a *arena[T]) len() int {
	n := 0
	for _, b := range a.blocks {
		n += len(b)
	}
	return n
}
