package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// stepLimit is how long one command may take; the whole takes less.
const stepLimit = 12 * time.Minute

// checker is what the steps share.
type checker struct {
	ctx     context.Context
	root    string    // of the module
	tmp     string    // for this run
	ci      bool      // a missing tool is a failure
	install bool      // install missing tools
	trace   io.Writer // commands are printed here; nil for nowhere

	venv   func() (python string, err error)
	kernel func() (*kernel, error)
}

func newChecker(ctx context.Context, ci, install bool) (*checker, error) {
	c := &checker{ctx: ctx, ci: ci, install: install}
	mod, err := c.command("go", "env", "GOMOD").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	c.root = filepath.Dir(strings.TrimSpace(string(mod)))
	if c.tmp, err = os.MkdirTemp("", "mathdl-check-"); err != nil {
		return nil, err
	}
	c.venv = sync.OnceValues(c.makeVenv)
	c.kernel = sync.OnceValues(c.installKernel)
	return c, nil
}

func (c *checker) close() { os.RemoveAll(c.tmp) }

// command prepares a command in the root of the module, with nothing to read.
func (c *checker) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.ctx, name, args...)
	cmd.Dir = c.root
	cmd.Env = os.Environ()
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// output runs cmd and returns all it prints.
func (c *checker) output(cmd *exec.Cmd) (string, error) {
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err := c.do(cmd)
	return b.String(), err
}

// do runs cmd, for a limited time.
func (c *checker) do(cmd *exec.Cmd) error {
	if c.trace != nil {
		fmt.Fprintf(c.trace, "+ %s\n", strings.Join(cmd.Args, " "))
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	timer := time.AfterFunc(stepLimit, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	if !timer.Stop() {
		err = errors.Join(err, fmt.Errorf("killed after %v", stepLimit))
	}
	return err
}

// quiet is the outcome of a command that passes when its status is 0.
func (c *checker) quiet(cmd *exec.Cmd) outcome {
	text, err := c.output(cmd)
	if err != nil {
		return fail("%s: %v\n%s", strings.Join(cmd.Args, " "), err, text)
	}
	return pass(text)
}

// silent is the outcome of a command that passes when its status is 0 and it has nothing to say. That modules
// are downloaded, as on a machine that never had them, does not count.
func (c *checker) silent(cmd *exec.Cmd) outcome {
	o := c.quiet(cmd)
	if o.failed == 0 && strings.TrimSpace(withoutDownloads(o.output)) != "" {
		return fail("%s:\n%s", strings.Join(cmd.Args, " "), o.output)
	}
	return o
}

// withoutDownloads leaves out the lines in which the go command tells what it fetches.
func withoutDownloads(text string) string {
	lines := slices.DeleteFunc(strings.SplitAfter(text, "\n"), func(line string) bool {
		return strings.HasPrefix(line, "go: downloading ")
	})
	return strings.Join(lines, "")
}

// missing is the outcome of a step whose tool is not there.
func (c *checker) missing(format string, args ...any) outcome {
	if c.ci {
		return fail(format, args...)
	}
	return skip(format, args...)
}

// has reports whether the module has the file or directory.
func (c *checker) has(path string) bool {
	_, err := os.Stat(filepath.Join(c.root, path))
	return err == nil
}

// tool finds a program under one of its names, and installs the packages that
// have it when that is wanted and possible.
func (c *checker) tool(packages []string, names ...string) (string, error) {
	path, err := look(names)
	if err == nil || !c.install {
		return path, err
	}
	if err := c.apt(packages); err != nil {
		return "", err
	}
	return look(names)
}

func look(names []string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: not found", strings.Join(names, ", "))
}

// apt installs packages on a Debian system that we may change.
func (c *checker) apt(packages []string) error {
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return fmt.Errorf("%s: not found, and only root on Debian can install it", strings.Join(packages, ", "))
	}
	for _, args := range [][]string{{"update"}, append([]string{"install", "-y", "--no-install-recommends"}, packages...)} {
		cmd := c.command("apt-get", args...)
		cmd.Env = append(cmd.Env, "DEBIAN_FRONTEND=noninteractive")
		if text, err := c.output(cmd); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, text)
		}
	}
	return nil
}
