package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/mathdl/kernel/internal/jupyter"
)

// place are the flags that say where the specification of a kernel is.
type place struct {
	user, sysPrefix bool
	prefix, name    string
	displayName     string
}

func (p *program) install(v *verb, args []string) int {
	var where place
	f := p.flags(v)
	where.register(f.BoolVar, f.StringVar)
	f.StringVar(&where.displayName, "display-name", jupyter.DefaultDisplayName, "what menus call the kernel")
	if status, done := p.none(f, args); done {
		return status
	}
	data, err := where.dataDir()
	if err != nil {
		return p.misused("install: %v", err)
	}
	exe, err := os.Executable()
	if err != nil {
		return p.fail(err)
	}
	return p.installAt(data, exe, where)
}

// installAt writes a specification that starts exe, or a copy of it that lasts.
func (p *program) installAt(data, exe string, where place) int {
	target := exe
	if passing(exe) {
		target = where.copyIn(data)
	}
	spec := jupyter.NewKernelSpec(target, where.displayName)
	dir, err := jupyter.Install(data, where.name, spec) // first: it checks the name
	if err != nil {
		return p.fail(err)
	}
	if target != exe {
		if err := copyExecutable(target, exe); err != nil {
			_, undo := jupyter.Uninstall(data, where.name)
			return p.fail(errors.Join(err, undo))
		}
		fmt.Fprintf(p.stdout, "copied the kernel to %s, since %s will not last\n", target, exe)
	}
	fmt.Fprintf(p.stdout, "installed %q in %s\n", where.displayName, dir)
	return ok
}

func (p *program) uninstall(v *verb, args []string) int {
	var where place
	f := p.flags(v)
	where.register(f.BoolVar, f.StringVar)
	if status, done := p.none(f, args); done {
		return status
	}
	data, err := where.dataDir()
	if err != nil {
		return p.misused("uninstall: %v", err)
	}
	dir, err := jupyter.Uninstall(data, where.name)
	if err == nil {
		own := filepath.Dir(where.copyIn(data))
		err = os.RemoveAll(own)
		os.Remove(filepath.Dir(own)) // when it is empty now
	}
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "removed %s\n", dir)
	return ok
}

func (w *place) register(boolVar func(*bool, string, bool, string), stringVar func(*string, string, string, string)) {
	boolVar(&w.user, "user", false, "for this user (the default)")
	boolVar(&w.sysPrefix, "sys-prefix", false, "in the Python environment that is active")
	stringVar(&w.prefix, "prefix", "", "below this `directory`, in share/jupyter")
	stringVar(&w.name, "name", jupyter.DefaultName, "how commands call the kernel")
}

// dataDir is the data directory of Jupyter the flags choose.
func (w *place) dataDir() (string, error) {
	chosen := 0
	for _, c := range []bool{w.user, w.sysPrefix, w.prefix != ""} {
		if c {
			chosen++
		}
	}
	switch {
	case chosen > 1:
		return "", errors.New("got several of -user, -sys-prefix and -prefix, want one")
	case w.prefix != "":
		prefix, err := filepath.Abs(w.prefix)
		return jupyter.PrefixDataDir(prefix), err
	case w.sysPrefix:
		prefix, err := jupyter.SysPrefix()
		return jupyter.PrefixDataDir(prefix), err
	}
	return jupyter.UserDataDir()
}

// copyIn is where a copy of the program stands for the kernel of that name:
// in the data directory, but outside the directory that Install replaces.
func (w *place) copyIn(data string) string {
	name := "kernel"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(data, "mathdl", w.name, name)
}

// cached matches programs in the build cache, whose directories are named by
// the first byte of a hash.
var cached = regexp.MustCompile(`[/\\][0-9a-f]{2}[/\\][0-9a-f]{64}-d[/\\]`)

// passing reports whether exe will be gone one day: go run leaves programs in
// a temporary directory or in the build cache.
func passing(exe string) bool {
	if cached.MatchString(exe) || strings.Contains(exe, "go-build") {
		return true
	}
	rel, err := filepath.Rel(os.TempDir(), exe)
	return err == nil && filepath.IsLocal(rel)
}

// copyExecutable puts a copy of the program from at to, in one step: a kernel
// that runs there goes on with the old one.
func copyExecutable(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(to), ".kernel-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // fails once it has its name
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Chmod(0o755), out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), to)
}
