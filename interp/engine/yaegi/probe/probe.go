// Package probe is a small compiled library with which the tests examine the
// border between cells and compiled code.
package probe

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrProbe is a sentinel.
var ErrProbe = errors.New("probe: failed")

// Verbose is a variable a cell may set.
var Verbose = false

// Big is a large constant.
const Big = 1 << 62

// Shape is an interface that types of a cell can implement.
type Shape interface {
	Area() float64
	Name() string
}

// Describe calls the methods of s.
func Describe(s Shape) string { return fmt.Sprintf("%s %.3f", s.Name(), s.Area()) }

// Keep returns s: what goes in must come out the same.
func Keep(s Shape) Shape { return s }

// Integrate sums f at the midpoints of n intervals of [a, b].
func Integrate(f func(float64) float64, a, b float64, n int) float64 {
	h, s := (b-a)/float64(n), 0.0
	for i := range n {
		s += f(a + (float64(i)+0.5)*h)
	}
	return s * h
}

// Parallel calls f on two goroutines of its own.
func Parallel(f func(int)) {
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Add(1)
		go func() { defer wg.Done(); f(i) }()
	}
	wg.Wait()
}

// Spin computes for a while and cannot be stopped.
func Spin(d time.Duration) {
	for t := time.Now(); time.Since(t) < d; {
	}
}

// Boom panics.
func Boom() { panic("boom from compiled code") }

// Point is a struct with methods.
type Point struct{ X, Y float64 }

// Norm returns X² + Y².
func (p Point) Norm() float64 { return p.X*p.X + p.Y*p.Y }

// Scale multiplies in place.
func (p *Point) Scale(k float64) *Point { p.X *= k; p.Y *= k; return p }

// Option configures New.
type Option func(*int)

// WithN is an option.
func WithN(n int) Option { return func(c *int) { *c = n } }

// New applies the options.
func New(opts ...Option) int {
	c := 0
	for _, o := range opts {
		o(&c)
	}
	return c
}

// Seq yields 0 to n-1.
func Seq(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}
