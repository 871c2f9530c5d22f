package main

import (
	"crypto/sha256"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// requirements pins every Python package, what the first ones need included.
//
//go:embed requirements.txt
var requirements string

func (c *checker) python() outcome {
	python, err := c.venv()
	if err != nil {
		return c.missing("no Python environment: %v", err)
	}
	return c.quiet(c.command(python, "-m", "pip", "check"))
}

// makeVenv returns the Python of an environment with all requirements, and
// makes it when no earlier run has.
func (c *checker) makeVenv() (string, error) {
	base, err := c.tool([]string{"python3", "python3-venv"}, "python3", "python")
	if err != nil {
		return "", err
	}
	version, err := c.output(c.command(base, "-c", "import sys; print(sys.version, sys.base_prefix)"))
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", base, err, version)
	}
	dir := filepath.Join(cacheDir(), "mathdl-check", environment(requirements, version))
	python := filepath.Join(dir, "bin", "python")
	if runtime.GOOS == "windows" {
		python = filepath.Join(dir, "Scripts", "python.exe")
	}
	complete := filepath.Join(dir, "complete") // written last
	if _, err := os.Stat(complete); err == nil {
		return python, nil
	}
	if err := c.fillVenv(base, dir, python); err != nil {
		os.RemoveAll(dir)
		return "", err
	}
	return python, os.WriteFile(complete, nil, 0o644)
}

func (c *checker) fillVenv(base, dir, python string) error {
	list := filepath.Join(c.tmp, "requirements.txt")
	if err := os.WriteFile(list, []byte(requirements), 0o644); err != nil {
		return err
	}
	text, err := c.output(c.command(base, "-m", "venv", "--clear", dir))
	if err != nil && c.install { // Debian has it in a package of its own
		if err := c.apt([]string{"python3-venv"}); err != nil {
			return err
		}
		text, err = c.output(c.command(base, "-m", "venv", "--clear", dir))
	}
	if err != nil {
		return fmt.Errorf("python -m venv: %w\n%s", err, tail(text, 20))
	}
	text, err = c.output(c.command(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", list))
	if err != nil {
		return fmt.Errorf("pip install: %w\n%s", err, tail(text, 20))
	}
	return nil
}

// environment names the environment that has these requirements for this Python.
func environment(requirements, version string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(requirements+"\x00"+version)))[:16]
}

// cacheDir is where environments stay between runs.
func cacheDir() string {
	if dir, err := os.UserCacheDir(); err == nil {
		return dir
	}
	return os.TempDir()
}
