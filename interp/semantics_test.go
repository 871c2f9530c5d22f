package interp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSemantics runs programs as cells: each line must be the one that the
// program compiled by Go prints. The first is 65 lines of elementary checks that
// interpreters with their own idea of types get wrong, the second 70 of what
// programs are made of.
func TestSemantics(t *testing.T) {
	for name, lines := range map[string]int{"checks": 65, "program": 70} {
		t.Run(name, func(t *testing.T) { compareWithGo(t, "testdata/semantics/"+name+".go.txt", lines) })
	}
}

func compareWithGo(t *testing.T, file string, lines int) {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	main := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(main, src, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "run", main).CombinedOutput()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, out)
	}
	if raceEnabled && concurrent.Match(src) {
		t.Skip("goroutines of a cell write its line marker without a lock")
	}
	want := strings.Split(strings.TrimSpace(string(out)), "\n")
	got := strings.Split(strings.TrimSpace(run(open(t), 1, string(src))), "\n")
	if len(want) != lines {
		t.Errorf("the program prints %d lines, want %d", len(want), lines)
	}
	for i := range max(len(want), len(got)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("line %d\ngot  %q\nwant %q", i+1, at(got, i), at(want, i))
		}
	}
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return "(nothing)"
}
