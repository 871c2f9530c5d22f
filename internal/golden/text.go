package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write what the tests produce to their golden files")

// Updating reports whether the test runs with -update. A test whose
// expectations stand inside its input uses it to rewrite that input.
func Updating() bool { return *update }

// Text fails t when got differs from the golden file at path, and shows how.
func Text(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		write(t, path, []byte(got))
		return
	}
	want, ok := read(t, path)
	if !ok {
		return
	}
	if d := Diff(string(want), got); d != "" {
		t.Errorf("golden.Text: %s differs (- golden, + got):\n%s", path, d)
	}
}

func read(t testing.TB, path string) ([]byte, bool) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("golden: %v (approve with -update)", err)
	}
	return b, err == nil
}

// write leaves an unchanged file alone, so that -update touches only what moved.
func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, b) {
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatalf("golden: %v", err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatalf("golden: %v", err)
	}
	t.Logf("golden: wrote %s", path)
}
