package jupyter

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// DefaultName and DefaultDisplayName are how the kernel is called in commands
// and menus.
const (
	DefaultName        = "mathdl"
	DefaultDisplayName = "Go (mathdl)"
)

const (
	specFile  = "kernel.json"
	serveVerb = "serve" // of the command line, and how a specification of ours is known
	language  = "go"
)

// KernelSpec is the content of kernel.json, by which front ends know a kernel.
type KernelSpec struct {
	Argv          []string       `json:"argv"`
	DisplayName   string         `json:"display_name"`
	Language      string         `json:"language"`
	InterruptMode string         `json:"interrupt_mode"`
	Metadata      map[string]any `json:"metadata"`
}

// NewKernelSpec returns the specification of the kernel that "exe serve FILE"
// starts. An empty display name means [DefaultDisplayName].
func NewKernelSpec(exe, displayName string) KernelSpec {
	return KernelSpec{
		Argv:          []string{exe, serveVerb, "{connection_file}"},
		DisplayName:   cmp.Or(displayName, DefaultDisplayName),
		Language:      language,
		InterruptMode: "message", // signals do not reach kernels everywhere
		Metadata:      map[string]any{"debugger": false},
	}
}

// JSON returns the text of kernel.json.
func (s KernelSpec) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("jupyter.KernelSpec.JSON: %w", err)
	}
	return append(b, '\n'), nil
}

// ours reports whether NewKernelSpec may have made s.
func (s KernelSpec) ours() bool {
	return s.Language == language && len(s.Argv) == 3 && s.Argv[1] == serveVerb
}

// UserDataDir returns the directory in which Jupyter keeps the data of the user,
// as jupyter_core finds it.
func UserDataDir() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("jupyter.UserDataDir: %w", err)
	}
	return userDataDir(runtime.GOOS, home, os.Getenv), nil
}

func userDataDir(goos, home string, env func(string) string) string {
	if dir := env("JUPYTER_DATA_DIR"); dir != "" {
		return dir
	}
	platform := isTrue(env("JUPYTER_PLATFORM_DIRS"))
	switch {
	case goos == "darwin" && platform:
		return filepath.Join(home, "Library", "Application Support", "Jupyter")
	case goos == "darwin":
		return filepath.Join(home, "Library", "Jupyter")
	case goos == "windows" && platform:
		return filepath.Join(cmp.Or(env("LOCALAPPDATA"), filepath.Join(home, "AppData", "Local")), "Jupyter")
	case goos == "windows":
		return filepath.Join(cmp.Or(env("APPDATA"), filepath.Join(home, "AppData", "Roaming")), "jupyter")
	}
	return filepath.Join(cmp.Or(env("XDG_DATA_HOME"), filepath.Join(home, ".local", "share")), "jupyter")
}

// isTrue reads a variable of the environment as jupyter_core does.
func isTrue(v string) bool {
	switch strings.ToLower(v) {
	case "", "0", "no", "n", "false", "off":
		return false
	}
	return true
}

// PrefixDataDir returns the data directory of an installation, such as
// /usr/local or an environment of Python.
func PrefixDataDir(prefix string) string { return filepath.Join(prefix, "share", "jupyter") }

// SysPrefix returns the prefix of the environment of Python that is active.
func SysPrefix() (string, error) {
	if p := cmp.Or(os.Getenv("VIRTUAL_ENV"), os.Getenv("CONDA_PREFIX")); p != "" {
		return p, nil
	}
	return "", errors.New("jupyter.SysPrefix: no environment of Python is active: VIRTUAL_ENV and CONDA_PREFIX are empty")
}

// namePattern is stricter than Jupyter, which takes capitals for small letters
// and accepts names that hide a directory.
var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// specDir returns the directory of a kernel specification.
func specDir(dataDir, name string) (string, error) {
	if !namePattern.MatchString(name) {
		return "", fmt.Errorf("name: got %q, want small letters, digits, and - . _ after the first", name)
	}
	return filepath.Join(dataDir, "kernels", name), nil
}

// Install writes a kernel specification with its logos under a data directory of
// Jupyter and returns the directory it is in. One that was there is replaced at
// once if it is of this kernel; that of another kernel is left alone, with an
// error.
func Install(dataDir, name string, s KernelSpec) (dir string, err error) {
	if dir, err = install(dataDir, name, s); err != nil {
		return "", fmt.Errorf("jupyter.Install: %w", err)
	}
	return dir, nil
}

func install(dataDir, name string, s KernelSpec) (string, error) {
	dir, err := specDir(dataDir, name)
	if err != nil {
		return "", err
	}
	if err := checkOurs(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	// Beside kernels, not in it: there Jupyter would list it.
	stage, err := os.MkdirTemp(dataDir, ".kernel-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(stage)
	next := filepath.Join(stage, "next")
	if err := writeSpec(next, s); err != nil {
		return "", err
	}
	return dir, swap(dir, next, filepath.Join(stage, "last"))
}

// writeSpec writes the files of a specification into a new directory.
func writeSpec(dir string, s KernelSpec) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	spec, err := s.JSON()
	if err != nil {
		return err
	}
	files := map[string][]byte{
		specFile:         spec,
		"logo-32x32.png": logoPNG(32),
		"logo-64x64.png": logoPNG(64),
		"logo-svg.svg":   logoSVG(),
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// swap moves next to dir, and what was there to last; back again if that fails.
func swap(dir, next, last string) error {
	err := os.Rename(dir, last)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	replaced := err == nil
	if err := os.Rename(next, dir); err != nil {
		if replaced {
			err = errors.Join(err, os.Rename(last, dir))
		}
		return err
	}
	return nil
}

// Uninstall removes what Install has written and returns the directory it was
// in. It refuses to remove anything else.
func Uninstall(dataDir, name string) (dir string, err error) {
	if dir, err = specDir(dataDir, name); err == nil {
		err = checkOurs(dir)
	}
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		return "", fmt.Errorf("jupyter.Uninstall: %w", err)
	}
	return dir, nil
}

// checkOurs returns an error unless dir holds a specification of this kernel.
func checkOurs(dir string) error {
	if _, err := os.Lstat(dir); err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(dir, specFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists and is no kernel specification", dir)
	}
	if err != nil {
		return err
	}
	var s KernelSpec
	if err := json.Unmarshal(b, &s); err != nil || !s.ours() {
		return fmt.Errorf("%s is the specification of another kernel", dir)
	}
	return nil
}
