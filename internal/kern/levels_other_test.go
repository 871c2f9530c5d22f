//go:build !amd64 || noasm

package kern

import "testing"

func eachLevel(t *testing.T, f func(t *testing.T)) { f(t) }

func alike[T Float](t *testing.T, what string, f func() []T) {}
