// Gensymbols writes package symbols: everything a cell can import, as values
// for the engine, as types for go/types, and as text for people.
//
// Usage:
//
//	go run ./internal/gensymbols [-check] [-v]
//
// It works in the module that encloses the current directory. With -check it
// writes nothing, and exits with status 1 naming each file that regenerating
// would change. With -v it says what was left out and why, and what was made.
//
// # What one run makes
//
// All of it comes from one list of packages (rules.go says which, list.go
// finds them) and from one reading of the compiler's export data (load.go):
//
//	tables.go, constants.go, wrappers.go   NAME_sym.go        values, in the form the interpreter wants
//	instances.go, candidates.go            instances_NAME.go  generic functions and types, instantiated
//	bundles.go, package bundle             data/types_*.bundle    types.Package of everything
//	docs.go                                data/docs_*.gz     doc comments, as JSON
//	sources.go                             data/sources.gz    sources of the generic packages, as txtar
//	index.go                               symbols.go         the variables that hold the above
//
// The data files come in three: the standard library, the modules we import,
// and our own packages. Only the last, small one changes from day to day.
//
// # Decisions
//
// Nothing here type-checks function bodies or knows a package by its sources
// alone: the tables, the bundle and the compiled code all come from the same
// compiler run, so they agree. A run takes a few seconds when the packages are
// compiled already.
//
// The packages are always listed for one platform, linux/amd64 without cgo,
// whatever machine the generator runs on, so that everybody gets the same
// bytes. The tables must compile everywhere, though. portable.go compares the
// declarations of the standard library on several platforms: packages and
// names missing somewhere are left out, and constants that differ are listed
// in symbols.Local with the value the target's own compiler gives them. Untyped
// constants are never written as numbers when a Go expression can name them.
//
// No output names a directory of the machine. File names in positions are the
// import path and the base name: gonum.org/v1/gonum/mat/dense.go.
//
// Output depends on the toolchain, for the standard library is part of it.
// symbols.Toolchain records which one it was; -check says so when it differs.
package main
