package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/tools/txtar"
)

// sources adds the Go files of the generic packages to files, as one archive
// with names such as slices/sort.go. Only files that are compiled at home are
// in it; none of these packages has others.
func (w *world) sources(files map[string][]byte) error {
	a := new(txtar.Archive)
	for _, p := range w.pkgs {
		if !slices.Contains(genericSources, p.ImportPath) {
			continue
		}
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return err
			}
			a.Files = append(a.Files, txtar.File{Name: path.Join(p.ImportPath, name), Data: text})
		}
	}
	z, err := zip(txtar.Format(a))
	files["data/sources.gz"] = z
	return err
}
