//go:build !amd64 || noasm

package kern

func passAsm[T Float](_ []T, _, _, _ int, _ []T) bool { return false }

func leavesAsm[T Float](_ []T, _, _ int) bool { return false }

func (b *batch[T]) columns(_ []T, _ int, _ []T, _, _ int, _ T) bool { return false }

func transposeAsm[T Float](_ []T, _ int, _ []T, _, _, _ int) int { return 0 }

func untransposeAsm[T Float](_, _ []T, _ []int32, _ int, _ T) int { return 0 }

func splitAsm[T Float](_, _ []T, _, _ []int32, _ T) bool { return false }

func joinAsm[T Float](_, _, _ []T, _ int) bool { return false }

func pairsAsm[T Float](_, _, _ []T, _ bool) int { return 0 }

func oddAsm[T Float](_ []T, _, _, _ int, _, _, _ []T) bool { return false }
