// Package symbols holds everything that a cell can import: the values an
// engine calls, the types the checker knows, and the comments people read.
//
// All of it is generated, by one run of internal/gensymbols over one list of
// packages: the standard library, gonum, plot, and our own mathdl and
// interp/cell. The doc comment of the generator says what is left out and why.
// After a change to the exported names or the comments of our packages, run
//
//	go generate ./symbols
//
// What the variables are for:
//
//	Symbols, Instances   values, for an engine
//	Bundle, Local        types, for bundle.Open in internal/gensymbols/bundle
//	Docs                 comments, for completion and inspection
//	Sources              sources of slices, maps, cmp and iter, for an engine
//	                     that instantiates them over types of a session
//	Packages             what may be imported
//	Toolchain            the Go version that all this describes
//
// # Reading the data
//
// Docs and Sources are gzip streams (Docs of several parts, which a gzip.Reader
// joins): JSON for json.Unmarshal into a map[string]map[string]string, and an
// archive for txtar.Parse.
//
// # Limits
//
// A generic function is only there as instances over a few types. A type that
// an interpreter makes up reaches compiled code in the wrapper of one
// interface, without its other methods. Interfaces with methods that others
// cannot name, reflect.Type for example, have no wrapper. Nothing is taken from
// the packages: os.Exit and log.Fatal end the process, unless the engine puts
// something else in their place.
package symbols

//go:generate go run ../internal/gensymbols
