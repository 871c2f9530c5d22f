package interp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSemantics runs a program of 49 elementary checks as a cell: what an
// interpreter with its own idea of types gets wrong. Each must print what the
// Go compiler's program prints.
func TestSemantics(t *testing.T) {
	src, err := os.ReadFile("testdata/semantics/checks.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, src, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "run", file).CombinedOutput()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, out)
	}
	want := strings.Split(strings.TrimSpace(string(out)), "\n")
	got := strings.Split(strings.TrimSpace(run(open(t), 1, string(src))), "\n")
	if len(want) != 49 {
		t.Errorf("the program has %d checks, want 49", len(want))
	}
	for i := range max(len(want), len(got)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("check %d\ngot  %q\nwant %q", i+1, at(got, i), at(want, i))
		}
	}
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return "(nothing)"
}
