package kern

import (
	"reflect"
	"sync"
)

// A closure that is handed to workers lives on the heap. So a kernel that does not want to allocate keeps
// what it works with in a struct, its arguments, whose method piece does the work, and shares that.

// pieces is a pointer to arguments S that can do a part of the work.
type pieces[S any] interface {
	*S
	task
}

// arguments has a pool of structs for each type of them.
var arguments sync.Map // reflect.Type → *sync.Pool

// share is For with arguments in place of a closure. They are copied to a place that is used again.
func share[S any, P pieces[S]](n, grain int, s S) {
	pool, ok := arguments.Load(reflect.TypeFor[S]())
	if !ok {
		pool, _ = arguments.LoadOrStore(reflect.TypeFor[S](), &sync.Pool{New: func() any { return new(S) }})
	}
	p := pool.(*sync.Pool).Get().(*S)
	*p = s
	forTask(n, grain, P(p))
	*p = *new(S) // keeps nothing alive
	pool.(*sync.Pool).Put(p)
}
