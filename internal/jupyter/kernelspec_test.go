package jupyter

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kernel.json at the top of the repository is what install writes, but for the
// path of the program.
func TestKernelJSON(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := NewKernelSpec("kernel", "").JSON()
	if err != nil || !bytes.Equal(b, want) {
		t.Errorf("got %s, want %s (%v)", b, want, err)
	}
	var s struct {
		Argv         []string
		Name         string `json:"display_name"`
		Language     string
		Mode         string `json:"interrupt_mode"`
		Protocol     string `json:"kernel_protocol_version"`
		Capabilities map[string]any
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	if strings.Join(s.Argv, " ") != "kernel serve {connection_file}" || s.Name != "Go (mathdl)" || s.Language != "go" || s.Mode != "message" {
		t.Errorf("got %+v", s)
	}
	if s.Protocol != "" {
		t.Errorf("protocol version: got %s; from 5.5 on it promises the startup handshake", s.Protocol)
	}
}

// tree returns the names and contents of the files under a directory.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestInstall(t *testing.T) {
	data := filepath.Join(t.TempDir(), "share", "jupyter")
	for _, exe := range []string{"/opt/a b/kernel", `C:\kernel.exe`} { // the second replaces the first
		dir, err := Install(data, "mathdl-1.0", NewKernelSpec(exe, "Go <&>"))
		if err != nil || dir != filepath.Join(data, "kernels", "mathdl-1.0") {
			t.Fatalf("got %s, %v", dir, err)
		}
		files := tree(t, data)
		var s KernelSpec
		if err := json.Unmarshal([]byte(files["kernels/mathdl-1.0/kernel.json"]), &s); err != nil {
			t.Fatal(err)
		}
		if s.Argv[0] != exe || s.DisplayName != "Go <&>" || len(files) != 4 {
			t.Errorf("got %+v and %d files, want 4", s, len(files))
		}
	}
	dir, err := Uninstall(data, "mathdl-1.0")
	if err != nil || dir == "" || len(tree(t, data)) != 0 {
		t.Errorf("uninstall: got %s, %v, and the files %v", dir, err, tree(t, data))
	}
	if _, err := Uninstall(data, "mathdl-1.0"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("uninstall again: got %v", err)
	}
}

func TestInstallRefuses(t *testing.T) {
	data := t.TempDir()
	foreign := filepath.Join(data, "kernels", "python3")
	empty := filepath.Join(data, "kernels", "empty")
	for _, dir := range []string{foreign, empty} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	spec := `{"argv":["python","-m","ipykernel"],"language":"python"}`
	if err := os.WriteFile(filepath.Join(foreign, specFile), []byte(spec), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "kernels", "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	before := tree(t, data)
	for _, name := range []string{"", ".", "..", ".x", "-x", "a/b", `a\b`, "../x", "Go", "a b", "ö", "a\x00", "a\n", "python3", "empty", "file"} {
		if dir, err := Install(data, name, NewKernelSpec("kernel", "")); err == nil {
			t.Errorf("install %q: got %s, want an error", name, dir)
		}
		if dir, err := Uninstall(data, name); err == nil {
			t.Errorf("uninstall %q: got %s, want an error", name, dir)
		}
	}
	if after := tree(t, data); len(after) != len(before) || after["kernels/python3/kernel.json"] != spec {
		t.Errorf("files: got %v, want %v", after, before)
	}
}

// When the new specification cannot take its place, the old one keeps it.
func TestSwapBack(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "old")
	if err := writeSpec(old, NewKernelSpec("first", "")); err != nil {
		t.Fatal(err)
	}
	if err := swap(old, filepath.Join(dir, "missing"), filepath.Join(dir, "last")); err == nil {
		t.Error("no error")
	}
	if err := checkOurs(old); err != nil {
		t.Error(err)
	}
}

func TestUserDataDir(t *testing.T) {
	for _, c := range []struct{ goos, env, want string }{
		{"linux", "", "home/.local/share/jupyter"},
		{"freebsd", "XDG_DATA_HOME=x", "x/jupyter"},
		{"linux", "JUPYTER_DATA_DIR=d", "d"},
		{"linux", "JUPYTER_PLATFORM_DIRS=1", "home/.local/share/jupyter"},
		{"darwin", "", "home/Library/Jupyter"},
		{"darwin", "JUPYTER_PLATFORM_DIRS=1", "home/Library/Application Support/Jupyter"},
		{"darwin", "JUPYTER_PLATFORM_DIRS=0", "home/Library/Jupyter"},
		{"windows", "APPDATA=r", "r/jupyter"},
		{"windows", "", "home/AppData/Roaming/jupyter"},
		{"windows", "JUPYTER_PLATFORM_DIRS=true", "home/AppData/Local/Jupyter"},
	} {
		key, value, _ := strings.Cut(c.env, "=")
		env := func(k string) string {
			if k == key {
				return value
			}
			return ""
		}
		if got := userDataDir(c.goos, "home", env); filepath.ToSlash(got) != c.want {
			t.Errorf("%s %s: got %s, want %s", c.goos, c.env, got, c.want)
		}
	}
}

func TestUserDataDirOfUser(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", "mine")
	if dir, err := UserDataDir(); dir != "mine" || err != nil {
		t.Errorf("got %s, %v, want mine", dir, err)
	}
}

func TestSysPrefix(t *testing.T) {
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	if p, err := SysPrefix(); err == nil {
		t.Errorf("without an environment: got %s", p)
	}
	t.Setenv("CONDA_PREFIX", "conda")
	if p, err := SysPrefix(); err != nil || p != "conda" {
		t.Errorf("conda: got %s, %v", p, err)
	}
	t.Setenv("VIRTUAL_ENV", "venv")
	if p, err := SysPrefix(); err != nil || PrefixDataDir(p) != filepath.Join("venv", "share", "jupyter") {
		t.Errorf("venv: got %s, %v", p, err)
	}
}

func TestLogo(t *testing.T) {
	for _, size := range []int{32, 64} {
		m, err := png.Decode(bytes.NewReader(logoPNG(size)))
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds() != image.Rect(0, 0, size, size) {
			t.Errorf("bounds: got %v, want %d pixels", m.Bounds(), size)
		}
		colors := make(map[image.Point]uint32) // alpha of corner and centre
		for _, p := range []image.Point{{0, 0}, {size - 1, size - 1}, {size / 2, size / 4}} {
			_, _, _, colors[p] = m.At(p.X, p.Y).RGBA()
		}
		if colors[image.Pt(0, 0)] != 0 || colors[image.Pt(size-1, size-1)] != 0 || colors[image.Pt(size/2, size/4)] != 0xffff {
			t.Errorf("alpha: got %v, want clear corners", colors)
		}
		// The last neuron, and the ground above it.
		neuron := logoImage(size).NRGBAAt(int(logoOut.x)*size/logoSize, int(logoOut.y)*size/logoSize)
		if ground := logoImage(size).NRGBAAt(size/2, size/16); neuron != logoWave || ground != logoPaper {
			t.Errorf("colours: got %v on %v", neuron, ground)
		}
	}
	d := xml.NewDecoder(bytes.NewReader(logoSVG()))
	shapes := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local != "svg" {
			shapes++
		}
	}
	if want := len(logoShapes()) + 1; shapes != want {
		t.Errorf("shapes of the SVG: got %d, want %d", shapes, want)
	}
}
