// Package interp turns cells into a Go program that grows: a Session.
//
// A cell may mix imports, declarations and statements. Its way through a
// session has five steps, one file each:
//
//	split.go    cut the cell at its outermost semicolons, tell declarations from statements
//	parse.go    parse; positions read In[n]:line:column
//	check.go    check with go/types; find what older declarations must be checked again
//	scope.go    the names in force
//	session.go  hand the checked syntax to an engine, show what comes back
//
// complete.go and inspect.go answer from the same check, of a cell that is
// still being written (cursor.go). capture.go redirects the standard output
// and error of the process, so that compiled code is heard too.
//
// # Names
//
// Every declaration makes a new types.Object. A cell is checked as a package of
// its own into which the objects it mentions are put beforehand; older code is
// not looked at, so a cell costs the same after five hundred others. When a
// cell declares a name again, the declarations that mention the old object are
// checked again beside the cell: they take the new meaning, or are dropped with
// a note that says why. A variable declared again with the type it has keeps
// its place, so that functions and closures see the new value; with another
// type it is another variable. The methods of a type may come in later cells;
// variables of the type keep their values as long as its structure is the same.
//
// A package the kernel knows needs no import where its name is unambiguous:
// our own packages come first, then the standard library (rand is
// math/rand/v2), then gonum. mathdl/nn is short for the path in this module.
//
// # What a cell shows
//
// The value of its last expression, unless a semicolon follows or the
// expression calls a function of fmt that prints. Several expressions separated
// by commas on the last line are all shown.
//
// # Decisions
//
// go/types is the only judge of types: an engine (package engine) gets checked
// syntax and answers with a refusal what it cannot run faithfully. It takes
// positional struct literals of a type with unexported fields for foreign ones
// when the type is from an older cell, so such literals get their field names
// before a second check.
package interp
