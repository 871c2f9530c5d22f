package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spec reads the kernel specification in dir.
func spec(t *testing.T, dir string) (argv []string, display string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Argv        []string
		DisplayName string `json:"display_name"`
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s.Argv, s.DisplayName
}

func TestInstall(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("JUPYTER_DATA_DIR", filepath.Join(dir, "user"))
	t.Setenv("VIRTUAL_ENV", filepath.Join(dir, "venv"))
	t.Chdir(dir)
	for _, test := range []struct{ args, data, name, display string }{
		{"", "user", "mathdl", "Go (mathdl)"},
		{"--user --name other --display-name Other", "user", "other", "Other"},
		{"--sys-prefix", "venv/share/jupyter", "mathdl", "Go (mathdl)"},
		{"--prefix pre", "pre/share/jupyter", "mathdl", "Go (mathdl)"},
	} {
		t.Run(test.args, func(t *testing.T) {
			args := strings.Fields(test.args)
			r := kernel(t, "", append([]string{"install"}, args...)...)
			if r.status != ok || r.opened != 0 {
				t.Fatalf("got %+v", r)
			}
			argv, display := spec(t, filepath.Join(dir, test.data, "kernels", test.name))
			if len(argv) != 3 || argv[1] != "serve" || argv[2] != "{connection_file}" || display != test.display {
				t.Errorf("got %q, %q", argv, display)
			}
			// A test program is in a temporary directory: it is copied and the place is named.
			if want := filepath.Join(dir, test.data, "mathdl", test.name); filepath.Dir(argv[0]) != want || !strings.Contains(r.out, want) {
				t.Errorf("the kernel is %s, said %q; want it in %s", argv[0], r.out, want)
			}
			if info, err := os.Stat(argv[0]); err != nil || info.Size() == 0 || info.Mode()&0o100 == 0 && filepath.Separator == '/' {
				t.Errorf("the copy: %v, %v", info, err)
			}
			if r := kernel(t, "", append([]string{"install"}, args...)...); r.status != ok {
				t.Errorf("a second time: %+v", r)
			}
			if test.display == "Other" {
				args = args[:3]
			}
			if r := kernel(t, "", append([]string{"uninstall"}, args...)...); r.status != ok {
				t.Errorf("uninstall: %+v", r)
			}
			exists(t, filepath.Join(dir, test.data))
			if r := kernel(t, "", append([]string{"uninstall"}, args...)...); r.status != failed {
				t.Errorf("uninstall of nothing: %+v", r)
			}
		})
	}
}

func TestInstallRefuses(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("JUPYTER_DATA_DIR", dir)
	other := filepath.Join(dir, "kernels", "python3")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	text := []byte(`{"argv": ["python3"], "language": "python"}`)
	if err := os.WriteFile(filepath.Join(other, "kernel.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"install", "-name", "python3"}, {"uninstall", "-name", "python3"},
		{"install", "-name", "../x"}, {"uninstall", "-name", "../../x"}, {"install", "-name", ""},
	} {
		if r := kernel(t, "", args...); r.status != failed || r.diag == "" {
			t.Errorf("%q: got %+v", args, r)
		}
	}
	if got, err := os.ReadFile(filepath.Join(other, "kernel.json")); err != nil || !bytes.Equal(got, text) {
		t.Errorf("the other kernel was touched: %q, %v", got, err)
	}
	exists(t, dir, "kernels/python3/kernel.json")
}

func TestInstallLasting(t *testing.T) {
	data := t.TempDir()
	var out strings.Builder
	p := &program{stdout: &out, stderr: &out}
	const exe = "/usr/local/bin/kernel"
	if status := p.installAt(data, exe, place{name: "mathdl", displayName: "Go"}); status != ok {
		t.Fatalf("got %d, %s", status, out.String())
	}
	if argv, _ := spec(t, filepath.Join(data, "kernels", "mathdl")); argv[0] != exe {
		t.Errorf("got %q, want the program itself", argv)
	}
	if _, err := os.Stat(filepath.Join(data, "mathdl")); err == nil {
		t.Error("a program that lasts was copied")
	}
	gone := filepath.Join(t.TempDir(), "gone")
	if status := p.installAt(data, gone, place{name: "second", displayName: "Go"}); status != failed {
		t.Errorf("a program that is not there: got %d, %s", status, out.String())
	}
	if _, err := os.Stat(filepath.Join(data, "kernels", "second")); err == nil {
		t.Error("a specification without a program was left")
	}
}

func TestPassing(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	for _, test := range []struct {
		exe  string
		want bool
	}{
		{"/usr/local/bin/kernel", false},
		{"/home/u/go/bin/kernel", false},
		{"/home/u/.cache/go-build/0a/" + hash + "-d/kernel", true},
		{"/elsewhere/cache/0a/" + hash + "-d/kernel", true},
		{"/var/tmp/go-build123/b001/exe/kernel", true},
		{filepath.Join(os.TempDir(), "x", "kernel"), true},
		{os.TempDir() + "-not/kernel", false},
	} {
		if got := passing(test.exe); got != test.want {
			t.Errorf("passing(%q): got %v", test.exe, got)
		}
	}
}
