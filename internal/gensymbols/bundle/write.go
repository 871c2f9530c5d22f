package bundle

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"io"
	"slices"

	"golang.org/x/tools/go/gcexportdata"
)

// Write writes the bundle of pkgs to w, in the order of their import paths, so
// that equal packages make equal bytes. fset resolves the positions of their
// objects. The order of pkgs does not matter, and pkgs is not changed.
func Write(w io.Writer, fset *token.FileSet, pkgs []*types.Package) error {
	byPath := func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) }
	for _, p := range slices.SortedFunc(slices.Values(pkgs), byPath) {
		var data bytes.Buffer
		z, err := gzip.NewWriterLevel(&data, gzip.BestCompression)
		if err != nil {
			return fmt.Errorf("bundle.Write: %w", err)
		}
		if err := errors.Join(gcexportdata.Write(z, fset, p), z.Close()); err != nil {
			return fmt.Errorf("bundle.Write: %s: %w", p.Path(), err)
		}
		if _, err := w.Write(appendRecord(nil, p.Path(), p.Name(), data.Bytes())); err != nil {
			return fmt.Errorf("bundle.Write: %w", err)
		}
	}
	return nil
}

// appendRecord appends the record of one package, with its zipped data, to b.
func appendRecord(b []byte, path, name string, data []byte) []byte {
	for _, field := range [][]byte{[]byte(path), []byte(name), data} {
		b = binary.AppendUvarint(b, uint64(len(field)))
		b = append(b, field...)
	}
	return b
}
