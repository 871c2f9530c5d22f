package bundle

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/gcexportdata"
)

// Const is a constant as it is on the running platform.
type Const struct {
	Path, Name string       // "os", "O_CREATE"
	Type       *types.Basic // types.Typ[types.Int]
	Value      constant.Value
}

// record is a package that was not asked for yet.
type record struct {
	name string // the package's name, which may differ from the last element of its path
	data []byte // zipped
}

// Importer gives the packages of a bundle; it is a types.Importer.
//
// A package is decoded when it is first asked for, and packages it mentions
// are then known in part until they are asked for themselves. So an Importer,
// and the type-checking of anything that imports from it, belongs to one
// goroutine at a time. After All it decodes nothing more, and what it gave may
// be read by many.
type Importer struct {
	fset    *token.FileSet
	unzip   gzip.Reader
	records map[string]record
	local   map[string][]Const
	known   map[string]*types.Package // all that were mentioned, perhaps incomplete
	done    map[string]*types.Package // all that were asked for
}

// Open reads the directory of a bundle made by Write, or of several joined, and
// keeps data. The positions of objects go into fset. The constants in local replace those of
// the bundle; names that the bundle lacks are added.
func Open(data []byte, fset *token.FileSet, local []Const) (*Importer, error) {
	im := &Importer{
		fset:    fset,
		records: map[string]record{},
		local:   map[string][]Const{},
		known:   map[string]*types.Package{"unsafe": types.Unsafe},
		done:    map[string]*types.Package{"unsafe": types.Unsafe},
	}
	for len(data) > 0 {
		var fields [3][]byte
		for i := range fields {
			var err error
			if fields[i], data, err = cut(data); err != nil {
				return nil, fmt.Errorf("bundle.Open: record %d: %w", len(im.records), err)
			}
		}
		im.records[string(fields[0])] = record{string(fields[1]), fields[2]}
	}
	for _, c := range local {
		im.local[c.Path] = append(im.local[c.Path], c)
	}
	return im, nil
}

// cut splits the first field off b.
func cut(b []byte) (field, rest []byte, err error) {
	n, k := binary.Uvarint(b)
	if k <= 0 {
		return nil, nil, errors.New("bad length")
	}
	if rest = b[k:]; n > uint64(len(rest)) {
		return nil, nil, fmt.Errorf("cut short: got %d bytes, want %d", len(rest), n)
	}
	return rest[:n], rest[n:], nil
}

// Paths returns the import paths in the bundle, sorted.
func (im *Importer) Paths() []string {
	return slices.Sorted(maps.Keys(im.records))
}

// Import returns the package with the given import path; the same path gives
// the same package. It errs when the bundle does not hold the package.
func (im *Importer) Import(path string) (*types.Package, error) {
	if p := im.done[path]; p != nil {
		return p, nil
	}
	r, ok := im.records[path]
	if !ok {
		return nil, fmt.Errorf("bundle.Import: no package %q", path)
	}
	if err := im.unzip.Reset(bytes.NewReader(r.data)); err != nil {
		return nil, fmt.Errorf("bundle.Import: %s: %w", path, err)
	}
	im.declareLocal(path, r.name)
	p, err := gcexportdata.Read(&im.unzip, im.fset, im.known, path)
	if err != nil {
		return nil, fmt.Errorf("bundle.Import: %s: %w", path, err)
	}
	im.done[path] = p
	return p, nil
}

// declareLocal declares the constants of the platform before the package is
// read: the reader leaves alone what is declared already.
func (im *Importer) declareLocal(path, name string) {
	if len(im.local[path]) == 0 {
		return
	}
	p := im.known[path]
	if p == nil {
		p = types.NewPackage(path, name)
		im.known[path] = p
	}
	for _, c := range im.local[path] {
		p.Scope().Insert(types.NewConst(token.NoPos, p, c.Name, c.Type, c.Value))
	}
}

// All decodes every package and returns them by import path, unsafe included.
func (im *Importer) All() (map[string]*types.Package, error) {
	for _, path := range im.Paths() {
		if _, err := im.Import(path); err != nil {
			return nil, err
		}
	}
	return maps.Clone(im.done), nil
}
