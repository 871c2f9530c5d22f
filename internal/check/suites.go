package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// suite runs the tests of a Python file and reports them as go test -json does.
//
//go:embed suite.py
var suite string

// labTest drives JupyterLab in a browser.
//
//go:embed lab_test.py
var labTest string

// kernel is the kernel, built and known to Jupyter, in a directory of this run.
type kernel struct {
	exe string
	env []string // makes Jupyter see it, and nothing of the user's
}

func (c *checker) installKernel() (*kernel, error) {
	exe := filepath.Join(c.tmp, "kernel")
	if runtime.GOOS == "windows" {
		exe += ".exe"
	}
	prefix := filepath.Join(c.tmp, "prefix")
	for _, cmd := range []*exec.Cmd{
		c.command("go", "build", "-o", exe, "./cmd/kernel"),
		c.command(exe, "install", "-prefix", prefix),
	} {
		if text, err := c.output(cmd); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, text)
		}
	}
	jupyter := filepath.Join(c.tmp, "jupyter")
	env := []string{"JUPYTER_PATH=" + filepath.Join(prefix, "share", "jupyter"), "JUPYTER_PLATFORM_DIRS=1", "MATHDL_KERNEL=" + exe}
	for _, kind := range []string{"CONFIG", "DATA", "RUNTIME"} {
		env = append(env, "JUPYTER_"+kind+"_DIR="+filepath.Join(jupyter, strings.ToLower(kind)))
	}
	return &kernel{exe, env}, nil
}

// jupyter returns Python and the kernel, or the outcome that one is missing.
func (c *checker) jupyter() (python string, k *kernel, o *outcome) {
	python, err := c.venv()
	if err != nil {
		missing := c.missing("no Python environment: %v", err)
		return "", nil, &missing
	}
	if k, err = c.kernel(); err != nil {
		failed := fail("%v", err)
		return "", nil, &failed
	}
	return python, k, nil
}

// suite runs the tests of a Python file in an environment.
func (c *checker) suite(python, file string, env []string) outcome {
	runner := filepath.Join(c.tmp, "suite.py")
	if err := os.WriteFile(runner, []byte(suite), 0o644); err != nil {
		return fail("%v", err)
	}
	cmd := c.command(python, runner, file)
	cmd.Env = append(cmd.Env, env...)
	cmd.Dir = c.tmp
	return c.tests(cmd)
}

func (c *checker) conformance() outcome {
	const file = "internal/jupyter/testdata/conformance_test.py"
	if !c.has(file) {
		return c.missing("%s is not there", file)
	}
	python, k, o := c.jupyter()
	if o != nil {
		return *o
	}
	return c.suite(python, filepath.Join(c.root, file), k.env)
}

func (c *checker) lab() outcome {
	notebook, err := c.first()
	if err != nil {
		return c.missing("%v", err)
	}
	chromium, err := c.tool([]string{"chromium"}, "chromium", "chromium-browser", "google-chrome")
	if err != nil {
		return c.missing("no browser: %v", err)
	}
	python, k, o := c.jupyter()
	if o != nil {
		return *o
	}
	file := filepath.Join(c.tmp, "lab_test.py")
	if err := os.WriteFile(file, []byte(labTest), 0o644); err != nil {
		return fail("%v", err)
	}
	env := append(slices.Clone(k.env), "MATHDL_NOTEBOOK="+notebook, "MATHDL_CHROMIUM="+chromium)
	return c.suite(python, file, env)
}

// lectures runs every notebook without Jupyter, as an author would: no cell fails and all claims hold.
func (c *checker) lectures() outcome {
	files, err := c.notebooks()
	if err != nil {
		return c.missing("%v", err)
	}
	k, err := c.kernel()
	if err != nil {
		return fail("%v", err)
	}
	var sum outcome
	for _, file := range files {
		out := filepath.Join(c.tmp, "lectures", filepath.Base(file))
		sum.add(c.quiet(c.command(k.exe, "run", "-o", out, file)))
	}
	return sum
}

// notebooks are the exhibits, in order.
func (c *checker) notebooks() ([]string, error) {
	files, err := filepath.Glob(filepath.Join(c.root, "notebooks", "*.ipynb"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no notebooks in %s", filepath.Join(c.root, "notebooks"))
	}
	return files, err
}

// first is the notebook that people open first.
func (c *checker) first() (string, error) {
	files, err := c.notebooks()
	if err != nil {
		return "", err
	}
	return files[0], nil
}
