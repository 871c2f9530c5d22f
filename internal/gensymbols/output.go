package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// zip compresses b, with nothing in the header that changes between runs.
func zip(b []byte) ([]byte, error) {
	var z bytes.Buffer
	w, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return z.Bytes(), nil
}

// generated reports whether a file of package symbols belongs to the
// generator; it makes or removes these files, and no others.
func generated(name string) bool {
	return name == "symbols.go" || strings.HasSuffix(name, "_sym.go") ||
		strings.HasPrefix(name, "data/")
}

// present returns the generated files in dir, which need not exist.
func present(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if rel = filepath.ToSlash(rel); generated(rel) {
			files[rel], err = os.ReadFile(path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return files, err
}

// changes returns the names of files that differ between old and new, sorted:
// changed, missing in one, or missing in the other.
func changes(old, new map[string][]byte) []string {
	var names []string
	for name, text := range new {
		if was, ok := old[name]; !ok || !bytes.Equal(was, text) {
			names = append(names, name)
		}
	}
	for name := range old {
		if _, ok := new[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// write makes the named files in dir equal to those in new, and removes the
// ones new does not have.
func write(dir string, new map[string][]byte, names []string) error {
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		text, ok := new[name]
		if !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
