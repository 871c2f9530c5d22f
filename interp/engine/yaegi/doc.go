// Package yaegi runs checked cells on the interpreter traefik/yaegi.
//
// yaegi executes statements well but has its own idea of Go's type identity:
// session types of the same structure are one type, an interface holding one
// forgets which, methods of session types are invisible to compiled code,
// deferred arguments are evaluated late, generic code is understood in part.
// Handing it text would therefore print wrong results without a word. So this
// package writes, from the checked syntax, a simpler program:
//
//   - every implicit conversion is explicit; constants are folded;
//   - methods are functions, method values closures, generic code instances;
//   - a session type in an interface of the session is a Box with its type;
//     in an interface of a compiled package it is that interface's adapter
//     around a box; assertions, type switches, ==, printing and JSON ask the box;
//   - loops, range over integers and functions, defer, recover, min, max and
//     clear are written in terms of what yaegi does right;
//   - a marker keeps the line, so that a panic names it.
//
// What cannot be written so is refused (engine.Refusal): a session type with
// methods or unexported fields handed to a compiled function that may inspect
// it (reflect, text/template), maps keyed by an interface of a compiled
// package, h().M(g()) where g has several results.
//
// Two things differ. Compiled code that is handed a session value as some
// interface sees the methods of that interface only. And the message of a
// run-time panic for an index does not say which index and which length, since
// reflect does not tell.
//
// With MATHDL_YAEGI_DUMP set in the environment what is handed to yaegi appears
// on standard error.
//
// A cell is stopped by its context: compiled code first has Grace to notice,
// then yaegi is told to stop; the function of the cell never runs on.
// A call into compiled code that does not return is abandoned, and Run refuses
// the next cell until it has.
package yaegi
