package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kernDir is the room with assembly; the programs that write it are a module of
// their own below it, which ./... does not see.
const kernDir = "internal/kern"

// asm tests the generators of assembly and compares what they make with what is there.
func (c *checker) asm() outcome {
	generators := filepath.Join(kernDir, "_asm")
	if !c.has(generators) {
		return c.missing("%s is not there", generators)
	}
	test := c.command("go", "test", "-json", "./...")
	test.Dir = filepath.Join(c.root, generators)
	o := c.tests(test)
	o.add(c.regenerated(kernDir))
	return o
}

// regenerated runs go generate on a copy of a room.
func (c *checker) regenerated(room string) outcome {
	if _, err := look([]string{"sh"}); err != nil {
		return c.missing("go generate in %s: %v", room, err)
	}
	top := filepath.Join(c.tmp, "regenerated")
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(c.root, name))
		if err == nil {
			err = os.MkdirAll(top, 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(top, name), b, 0o644)
		}
		if err != nil {
			return fail("%v", err)
		}
	}
	if err := os.CopyFS(filepath.Join(top, room), os.DirFS(filepath.Join(c.root, room))); err != nil {
		return fail("%v", err)
	}
	cmd := c.command("go", "generate", "./"+room+"/...")
	cmd.Dir = top
	if o := c.quiet(cmd); o.failed > 0 {
		return o
	}
	changed, err := differing(filepath.Join(c.root, room), filepath.Join(top, room))
	if err != nil {
		return fail("%v", err)
	}
	if len(changed) > 0 {
		return fail("go generate ./%s/... would change:\n%s", room, strings.Join(changed, "\n"))
	}
	return pass("")
}

// differing lists the files below a and b that are not the same in both.
func differing(a, b string) ([]string, error) {
	files := map[string][]byte{}
	err := walk(a, func(name string, content []byte) { files[name] = content })
	if err != nil {
		return nil, err
	}
	var names []string
	err = walk(b, func(name string, content []byte) {
		old, ok := files[name]
		switch {
		case !ok:
			names = append(names, name+" (new)")
		case !bytes.Equal(old, content):
			names = append(names, name)
		}
		delete(files, name)
	})
	for name := range files {
		names = append(names, name+" (gone)")
	}
	slices.Sort(names)
	return names, err
}

// walk hands every file below dir to do, by its name from there.
func walk(dir string, do func(name string, content []byte)) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		do(name, b)
		return nil
	})
}
