package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goCommand is the go command with additions to the environment.
func (c *checker) goCommand(env []string, args ...string) *exec.Cmd {
	cmd := c.command("go", args...)
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

func (c *checker) format() outcome {
	dirs, err := c.sources()
	if err != nil {
		return fail("%v", err)
	}
	root, err := c.command("go", "env", "GOROOT").Output()
	if err != nil {
		return fail("go env: %v", err)
	}
	gofmt := filepath.Join(strings.TrimSpace(string(root)), "bin", "gofmt")
	text, err := c.output(c.command(gofmt, append([]string{"-s", "-l"}, dirs...)...))
	if err != nil {
		return fail("gofmt: %v\n%s", err, text)
	}
	var bad []string
	for _, file := range strings.Fields(text) {
		if !c.isGenerated(file) {
			bad = append(bad, file)
		}
	}
	if len(bad) > 0 {
		return fail("gofmt -s would change:\n%s", strings.Join(bad, "\n"))
	}
	return pass("")
}

// sources lists what stands at the top of the tree, without what git ignores:
// hidden directories and results.
func (c *checker) sources() ([]string, error) {
	entries, err := os.ReadDir(c.root)
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name()[0] != '.' && e.Name() != "out" || filepath.Ext(e.Name()) == ".go" {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// isGenerated reports whether a program has written the file.
func (c *checker) isGenerated(file string) bool {
	b, err := os.ReadFile(filepath.Join(c.root, file))
	return err == nil && bytes.HasPrefix(b, []byte("// Code generated ")) && bytes.Contains(b[:min(len(b), 200)], []byte(" DO NOT EDIT."))
}

func (c *checker) vet() outcome { return c.quiet(c.command("go", "vet", "./...")) }

func (c *checker) staticcheck() outcome {
	return c.silent(c.command("go", "tool", "staticcheck", "./..."))
}

func (c *checker) tidy() outcome { return c.silent(c.command("go", "mod", "tidy", "-diff")) }

func (c *checker) generated() outcome {
	if !c.has("internal/gensymbols") {
		return c.missing("internal/gensymbols is not there")
	}
	return c.quiet(c.command("go", "run", "./internal/gensymbols", "-check"))
}

// arrows is never taken from the cache of go test, which does not see what go list reads.
func (c *checker) arrows() outcome {
	return c.goTest(nil, "-count=1", "./internal/arrows")
}

// goTest runs go test; go vet is a step of its own.
func (c *checker) goTest(env []string, args ...string) outcome {
	return c.tests(c.goCommand(env, append([]string{"test", "-json", "-vet=off"}, args...)...))
}

// packages lists packages of the module but for those left out.
func (c *checker) packages(without string, patterns ...string) ([]string, error) {
	text, err := c.output(c.command("go", append([]string{"list"}, patterns...)...))
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, text)
	}
	var paths []string
	for _, path := range strings.Fields(text) {
		if !strings.HasSuffix(path, without) {
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// pythonEnv tells tests where Python is, when it is anywhere.
func (c *checker) pythonEnv() []string {
	python, err := c.venv()
	if err != nil {
		return nil // the step python has said why
	}
	return []string{"MATHDL_PYTHON=" + python}
}

func (c *checker) test() outcome {
	paths, err := c.packages("/internal/arrows", "./...") // which is a step
	if err != nil {
		return fail("%v", err)
	}
	return c.goTest(c.pythonEnv(), paths...)
}

func (c *checker) race() outcome {
	if _, err := c.tool([]string{"gcc", "libc6-dev"}, "gcc", "clang", "cc"); err != nil {
		return c.missing("the race detector needs a C compiler: %v", err)
	}
	paths, err := c.packages("/internal/arrows", "./interp/...", "./internal/...")
	if err != nil {
		return fail("%v", err)
	}
	return c.goTest(append(c.pythonEnv(), "CGO_ENABLED=1"), append([]string{"-race"}, paths...)...)
}

func (c *checker) noasm() outcome {
	files, err := filepath.Glob(filepath.Join(c.root, "internal", "kern", "*.s"))
	if err != nil || len(files) == 0 {
		return skip("internal/kern has no assembly")
	}
	return c.goTest(nil, "-tags=noasm", "./internal/kern/...", "./mathdl/...")
}

// cross builds for the systems and architectures people use. On arm64 go vet
// compares declarations with assembly as well.
func (c *checker) cross() outcome {
	var sum outcome
	for _, target := range []struct{ goos, goarch, verb string }{
		{"linux", "arm64", "build"}, {"linux", "arm64", "vet"}, {"darwin", "arm64", "build"}, {"windows", "amd64", "build"},
	} {
		env := []string{"GOOS=" + target.goos, "GOARCH=" + target.goarch, "CGO_ENABLED=0"}
		o := c.quiet(c.goCommand(env, target.verb, "./..."))
		if o.failed > 0 {
			o.output = target.goos + "/" + target.goarch + ": " + o.output
		}
		sum.add(o)
	}
	return sum
}
