package main

import (
	"bytes"
	"fmt"
	"go/types"

	"github.com/mathdl/kernel/internal/gensymbols/bundle"
)

// bundles adds the type bundle of each group to files.
func (w *world) bundles(files map[string][]byte) error {
	for _, g := range groups {
		var pkgs []*types.Package
		for _, p := range w.pkgs {
			if group(p.listed) == g {
				pkgs = append(pkgs, p.types)
			}
		}
		var b bytes.Buffer
		if err := bundle.Write(&b, w.fset, pkgs); err != nil {
			return fmt.Errorf("types of %s: %w", g, err)
		}
		files["data/types_"+g+".bundle"] = b.Bytes()
	}
	return nil
}
