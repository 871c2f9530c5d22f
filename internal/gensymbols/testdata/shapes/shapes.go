// Package shapes declares one of everything a symbol table must cope with.
package shapes

import (
	"io"
	mrand "math/rand"
	"math/rand/v2"

	"github.com/mathdl/kernel/internal/gensymbols/testdata/shapes/internal/deep"
)

// Untyped constants, from harmless to too large for any Go type.
const (
	Small    = 42
	Negative = -7
	Unsigned = 1<<64 - 1
	Huge     = 1 << 100
	Letter   = 'λ'
	Text     = "a \"quoted\"\ntext"
	Yes      = true
	Third    = 1.0 / 3
	Tenth    = 0.1
	Whole    = 2.0
	Tiny     = 1e-400
	Vast     = 1e400
	Immense  = 1e5000 + 1e4700
	Ratio    = 1e300 / 7e-300
	Point    = 1.5 + 0.25i
)

// Colour is a type with constants of its own.
type Colour uint8

// The colours, the last without a comment of its own.
const (
	Red   Colour = iota // Red comes first.
	Green               // Green follows.
	Blue
)

// MaxShort is typed.
const MaxShort int16 = 1<<15 - 1

// hidden is unexported, but a variable of it is not.
type hidden struct{ Field int }

// Vars.
var (
	Count   int
	Default hidden          // Default has an unexported type.
	Hook    func(int) error // Hook is a function variable.
)

// Plain is a function.
func Plain(x int) int { return x }

// Sum is variadic.
func Sum(xs ...float64) (sum float64) {
	for _, x := range xs {
		sum += x
	}
	return sum
}

// Map is generic, and no value.
func Map[S ~[]E, E, F any](s S, f func(E) F) (t []F) {
	for _, e := range s {
		t = append(t, f(e))
	}
	return t
}

// Count1 counts keys.
func Count1[K comparable, V any](m map[K]V) int { return len(m) }

// Largest wants an ordered type.
func Largest[T Number](x, y T) T { return max(x, y) }

// Copy has a constraint that is an ordinary interface.
func Copy[R io.Reader](r R) ([]byte, error) { return io.ReadAll(r) }

// unexported is nobody's business.
func unexported() {}

// Number is a constraint.
type Number interface{ ~int | ~float64 }

// List is generic.
type List[E any] struct {
	Head E // Head is the first element.
	Tail *List[E]
}

// Ints is an instance, and an ordinary type.
type Ints = List[int]

// Shape is an interface.
type Shape interface {
	// Area is the area.
	Area() float64
	Scale(io float64, _ int, W ...string) (Shape, error)
	String() string
}

// Solid embeds another interface.
type Solid interface {
	Shape
	io.Closer
	Rand(*mrand.Rand, *rand.Rand) // Rand mentions two packages of one name.
}

// Odd has a String method that is not fmt's.
type Odd interface{ String(int) }

// Any is empty.
type Any interface{}

// Sealed cannot be implemented elsewhere.
type Sealed interface {
	Shape
	sealed()
}

// Private can be implemented elsewhere only by those who need not name Secret.
type Private interface{ Reveal() deep.Secret }

// Reader is another name for an interface.
type Reader = io.Reader

// Circle is a struct.
type Circle struct {
	// R is the radius.
	R    float64
	X, Y int // X and Y are the centre.
	r    int // r is unexported
}

// Area returns πr².
func (c *Circle) Area() float64 { unexported(); return float64(c.r) }
