package main

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// requirements pins every Python package of the peers.
//
//go:embed requirements.txt
var requirements string

// pythonVariable names a Python that has the packages of the peers.
const pythonVariable = "MATHDL_PYTHON"

const howPython = "go run ./bench -install, or set " + pythonVariable + " to a Python that has it"

// findPython returns the Python of the peers, or an [*Absent].
func findPython() (string, error) {
	if exe := os.Getenv(pythonVariable); exe != "" {
		path, err := exec.LookPath(exe)
		if err != nil {
			return "", fmt.Errorf("bench: %s: %w", pythonVariable, err)
		}
		return path, nil
	}
	dir := environment()
	if _, err := os.Stat(complete(dir)); err != nil {
		return "", &Absent{Name: "Python", How: howPython}
	}
	return interpreter(dir), nil
}

// environment is where the environment with these requirements is, once made.
func environment() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	sum := sha256.Sum256([]byte(requirements))
	return filepath.Join(dir, "mathdl-bench", fmt.Sprintf("%x", sum[:8]))
}

// complete is the file that says that an environment is; it is written last.
func complete(dir string) string { return filepath.Join(dir, "complete") }

func interpreter(dir string) string {
	if runtime.GOOS == "windows" {
		return filepath.Join(dir, "Scripts", "python.exe")
	}
	return filepath.Join(dir, "bin", "python")
}

// installPython makes the environment of the peers, unless an earlier run has.
func installPython(ctx context.Context, out io.Writer) error {
	dir := environment()
	switch _, err := os.Stat(complete(dir)); {
	case err == nil:
		fmt.Fprintln(out, interpreter(dir))
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("bench: -install: %w", err)
	}
	base, err := basePython()
	if err != nil {
		return err
	}
	list := filepath.Join(dir, "requirements.txt")
	for _, args := range [][]string{
		{base, "-m", "venv", "--clear", dir},
		{interpreter(dir), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r", list},
	} {
		if args[0] != base {
			if err := os.WriteFile(list, []byte(requirements), 0o644); err != nil {
				return fmt.Errorf("bench: -install: %w", err)
			}
		}
		cmd := exec.CommandContext(ctx, args[0], args[1:]...)
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("bench: -install: %s: %w\n%s", strings.Join(args, " "), err, text)
		}
	}
	fmt.Fprintln(out, interpreter(dir))
	return os.WriteFile(complete(dir), nil, 0o644)
}

// basePython returns the Python that environments are made from.
func basePython() (string, error) {
	for _, name := range []string{"python3", "python"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &Absent{Name: "Python", How: "install Python 3 from python.org or with the system's package manager"}
}

// distribution returns the version of a package that a Python has, or an
// [*Absent].
func distribution(ctx context.Context, python, name string) (string, error) {
	const ask = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
	out, err := exec.CommandContext(ctx, python, "-c", ask, name).Output()
	if err != nil {
		return "", &Absent{Name: name, How: howPython}
	}
	return strings.TrimSpace(string(out)), nil
}
