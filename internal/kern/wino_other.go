//go:build !amd64 || noasm

package kern

func (s *squares[T]) asm() bool { return false }
