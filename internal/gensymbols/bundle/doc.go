// Package bundle stores the types of many packages in one piece of data and
// gives them back one at a time.
//
// A kernel type-checks cells on machines that have neither the sources of the
// imported packages nor a Go toolchain, so the types travel inside the binary.
// The generator of the symbol tables writes the bundle with [Write]; a session
// opens it with [Open] and hands the [Importer] to go/types:
//
//	im, err := bundle.Open(symbols.Bundle, fset, symbols.Local)
//	conf := types.Config{Importer: im}
//
// # Format
//
// A bundle is a sequence of records, so bundles can be joined. One record is,
// with numbers as uvarints:
//
//	len(path) path  len(name) name  len(data) data
//
// where data is zipped, and what gcexportdata.Write makes of the package: its
// whole exported interface and whatever that mentions of other packages. The
// same io.Reader is therefore in many records; that costs disk space, and buys
// that a record can be read without any other. Reading fmt alone takes well
// below a millisecond, reading everything some tens of them. (The bundles that
// gcexportdata itself once offered are gone from golang.org/x/tools.)
//
// # Constants of the platform
//
// A bundle is made on one platform and read on many, and a handful of
// constants, os.O_CREATE or filepath.Separator for example, differ between
// them. go/types folds constants, so the wrong value would go into the cell
// without a trace. Open takes the values of the running platform as a list of
// [Const], and they win over the bundle's.
package bundle
