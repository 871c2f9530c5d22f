//go:build !amd64 || noasm

package kern

func (p *strip[T]) asm() bool { return false }

func tileRows[T Float]() int { return goTileRows }

func panelB[T Float]() int { return goPanel }

func panelA[T Float]() int { return goTileRows }

func splitRows[T Float](m int) (full, part, rest int) { return m / goTileRows, 0, m % goTileRows }

func packAsm[T Float](_ []T, _ int, _ operand[T], _, _ int) bool { return false }

func dotRowsAsm[T Float](_, _ []T, _ int, _ []T) bool { return false }
