package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail if anything would change")
	verbose := flag.Bool("v", false, "say what is left out, and why, and what is made")
	flag.Parse()
	if err := run(os.Stdout, *check, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "gensymbols:", err)
		os.Exit(1)
	}
}

// run generates package symbols in the module around the current directory,
// or checks that it is up to date.
func run(out io.Writer, check, verbose bool) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	w, err := load(root, patterns)
	if err != nil {
		return err
	}
	if err := w.compare(abroad); err != nil {
		return err
	}
	files, err := w.generate(runtime.Version())
	if err != nil {
		return err
	}
	if verbose {
		w.report(out, files)
	}
	dir := filepath.Join(root, "symbols")
	old, err := present(dir)
	if err != nil {
		return err
	}
	names := changes(old, files)
	if !check {
		return write(dir, files, names)
	}
	for _, name := range names {
		fmt.Fprintln(out, "symbols/"+name)
	}
	if len(names) > 0 {
		return fmt.Errorf("%d files would change under %s: run go generate ./symbols", len(names), runtime.Version())
	}
	return nil
}

// generate returns all files of package symbols by name.
func (w *world) generate(toolchain string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, step := range []func(map[string][]byte) error{w.tables, w.instances, w.bundles, w.docs, w.sources} {
		if err := step(files); err != nil {
			return nil, err
		}
	}
	return files, w.index(files, toolchain)
}

// report tells people what was left out and what was made.
func (w *world) report(out io.Writer, files map[string][]byte) {
	for _, path := range slices.Sorted(maps.Keys(w.out)) {
		if why := w.out[path]; why != "internal" {
			fmt.Fprintf(out, "without %s: %s\n", path, why)
		}
	}
	for _, p := range w.pkgs {
		for _, name := range p.types.Scope().Names() {
			if w.absent[p.types.Scope().Lookup(name)] {
				fmt.Fprintf(out, "without %s.%s: missing on some platform\n", p.ImportPath, name)
			}
		}
	}
	var code, data, instances int
	for name, text := range files {
		if filepath.Ext(name) == ".go" {
			code += len(text)
		} else {
			data += len(text)
		}
	}
	for _, p := range w.pkgs {
		instances += len(w.instantiate(p.types))
	}
	fmt.Fprintf(out, "%d packages, %d instances; %d KB of Go, %d KB of data in %d files\n",
		len(w.pkgs), instances, code>>10, data>>10, len(files))
}
