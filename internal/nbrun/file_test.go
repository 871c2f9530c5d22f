package nbrun_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun"
	"github.com/mathdl/kernel/interp"
)

func put(t *testing.T, path, content string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func alone(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(want) {
		t.Errorf("got %d files in %s, want %q", len(entries), dir, want)
	}
}

func TestWriteFileReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "deep", "er", "a.txt")
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	if err := nbrun.WriteFile(path, hello); err != nil {
		t.Fatal(err)
	}
	put(t, path, "old", 0o640)
	if err := nbrun.WriteFile(path, hello); err != nil || content(t, path) != "hello" {
		t.Errorf("got %v, %q", err, content(t, path))
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("got %v, permissions %v", err, info.Mode())
	}
	alone(t, filepath.Dir(path), "a.txt")
}

func TestWriteFileKeepsTheOldOneOnFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	put(t, path, "old", 0o600)
	broken := errors.New("broken")
	err := nbrun.WriteFile(path, func(w io.Writer) error {
		if _, err := io.WriteString(w, "half of"); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) || content(t, path) != "old" {
		t.Errorf("got %v, %q", err, content(t, path))
	}
	alone(t, dir, "a.txt")
}

func TestWriteFileFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	put(t, target, "old", 0o600)
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if err := nbrun.WriteFile(link, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 || content(t, target) != "new" {
		t.Errorf("got %v, %v, target %q", err, info.Mode(), content(t, target))
	}
}

func TestWriteFileLeavesDevicesInPlace(t *testing.T) {
	if err := nbrun.WriteFile(os.DevNull, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("got %v, %v", err, info)
	}
}

func TestFileInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.ipynb")
	put(t, path, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"source":"x","outputs":[],"execution_count":null}]}`, 0o644)
	s := &fake{parts: map[string]part{"x": say("hi\n")}}
	report, err := nbrun.File(t.Context(), path, func() (nbrun.Session, error) { return s, nil }, nbrun.Options{Out: path})
	if err != nil || !report.OK() || !s.closed {
		t.Fatalf("got %v, %+v, closed %t", err, report, s.closed)
	}
	if got := content(t, path); !strings.Contains(got, `"hi\n"`) || !strings.Contains(got, `"nbformat_minor": 5`) {
		t.Errorf("got %s", got)
	}
	alone(t, filepath.Dir(path), "a.ipynb")
}

func TestFileErrors(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.ipynb"), filepath.Join(dir, "bad.ipynb")
	put(t, good, `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","id":"a","metadata":{},"source":"x","outputs":[],"execution_count":null}]}`, 0o644)
	put(t, bad, `{"nbformat":4,`, 0o644)
	open := func() (nbrun.Session, error) { return &fake{}, nil }
	refused := errors.New("no engine")
	tests := []struct {
		name, path string
		open       func() (nbrun.Session, error)
		o          nbrun.Options
		want       string
	}{
		{"absent", filepath.Join(dir, "no.ipynb"), open, nbrun.Options{}, "no such file"},
		{"not JSON", bad, open, nbrun.Options{}, "bad.ipynb: nbformat.Decode: byte 14"},
		{"no session", good, func() (nbrun.Session, error) { return nil, refused }, nbrun.Options{}, "no engine"},
		{"parameters", good, open, nbrun.Options{Params: nbrun.Params{{Name: "n", Value: "1"}}}, "good.ipynb: nbrun.Run: parameter n"},
		{"directory in the way", good, open, nbrun.Options{Out: dir}, "nbrun.WriteFile"},
		{"file in the way", good, open, nbrun.Options{HTML: filepath.Join(good, "x.html")}, "nbrun.WriteFile"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := nbrun.File(t.Context(), test.path, test.open, test.o); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestFileWritesAfterAFailure(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "a.ipynb"), filepath.Join(dir, "b.ipynb")
	put(t, path, `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","id":"a","metadata":{},"source":"x","outputs":[],"execution_count":null}]}`, 0o644)
	s := &fake{parts: map[string]part{"x": failing(interp.Panic, "no")}}
	report, err := nbrun.File(t.Context(), path, func() (nbrun.Session, error) { return s, nil }, nbrun.Options{Out: out})
	if err != nil || report.OK() || !strings.Contains(content(t, out), `"ename": "Panic"`) {
		t.Errorf("got %v, %+v, %s", err, report, content(t, out))
	}
}

func TestExport(t *testing.T) {
	html := filepath.Join(t.TempDir(), "a.html")
	if err := nbrun.Export("testdata/sample.golden.ipynb", html); err != nil {
		t.Fatal(err)
	}
	if got := content(t, html); !strings.Contains(got, "In[5]") || strings.Contains(got, `id="claims"`) {
		t.Error("the page has no cell 5, or claims nobody made in this run")
	}
}
