package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// listed is what the go command tells about a package.
type listed struct {
	ImportPath, Name, Dir string
	Export                string // file with the export data, if it was compiled
	GoFiles               []string
	ImportMap             map[string]string // import path in the source → the package meant
	Standard, DepOnly     bool
	Error                 *struct{ Err string }
}

// platform is a target of the Go compiler.
type platform struct{ os, arch string }

// home is the platform the export data is for.
var home = platform{"linux", "amd64"}

// environ is the environment for the go command: everything that could change
// the result from one machine to the next is set. An empty GOFLAGS would leave it
// to the file of go env.
func (p platform) environ() []string {
	return append(os.Environ(), "GOOS="+p.os, "GOARCH="+p.arch, "CGO_ENABLED=0", "GOFLAGS=-trimpath=false", "GOEXPERIMENT=", "GOWORK=off")
}

// goCommand runs the go command in dir and returns its standard output.
func goCommand(dir string, p platform, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, p.environ()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, stderr.Bytes())
	}
	return out, nil
}

// goList lists packages. Errors of single packages are in the result, not in
// the error.
func goList(dir string, p platform, args ...string) ([]*listed, error) {
	out, err := goCommand(dir, p, append([]string{"list", "-e"}, args...)...)
	if err != nil {
		return nil, err
	}
	var list []*listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		l := new(listed)
		if err := dec.Decode(l); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, l)
	}
}

// moduleRoot returns the directory of the go.mod that governs the current one.
func moduleRoot() (string, error) {
	out, err := goCommand(".", home, "env", "GOMOD")
	if err != nil {
		return "", err
	}
	mod := strings.TrimSpace(string(out))
	if filepath.Base(mod) != "go.mod" {
		return "", errors.New("not inside a module")
	}
	return filepath.Dir(mod), nil
}

// choose lists the packages that match patterns and splits off the ones cells
// cannot import, with the reasons.
func choose(root string, patterns []string) (chosen []string, out map[string]string, err error) {
	all, err := goList(root, home, append([]string{"-json=ImportPath,Name"}, patterns...)...)
	if err != nil {
		return nil, nil, err
	}
	out = map[string]string{}
	for _, l := range all {
		if why := reasonOut(l); why != "" {
			out[l.ImportPath] = why
			continue
		}
		chosen = append(chosen, l.ImportPath)
	}
	return chosen, out, nil
}

// compile compiles the packages and lists them with everything they depend
// on. Packages that do not compile are an error that names each of them.
func compile(root string, paths []string) ([]*listed, error) {
	fields := "-json=ImportPath,Name,Dir,Export,GoFiles,Standard,DepOnly,Error"
	list, err := goList(root, home, append([]string{"-export", "-deps", fields}, paths...)...)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, l := range list {
		switch {
		case l.Error != nil:
			errs = append(errs, fmt.Errorf("%s: %s", l.ImportPath, strings.TrimSpace(l.Error.Err)))
		case l.Export == "" && l.ImportPath != "unsafe":
			errs = append(errs, fmt.Errorf("%s: not compiled, because of the packages it imports", l.ImportPath))
		}
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("%d packages do not compile:\n%w", len(errs), errors.Join(errs...))
	}
	return list, nil
}
