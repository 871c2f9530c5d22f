package line

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestHistoryFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "history")
	h, err := LoadHistory(file)
	if err != nil || h.Len() != 0 {
		t.Fatalf("a new history: %d entries, %v", h.Len(), err)
	}
	for _, entry := range []string{"a", "f {\n\t\"b\"\n}", "f {\n\t\"b\"\n}", " \n", "Φ\n"} {
		if err := h.Add(entry); err != nil {
			t.Fatal(err)
		}
	}
	other, err := LoadHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a", "f {\n\t\"b\"\n}", "Φ"}
	if !slices.Equal(other.entries, want) || !slices.Equal(h.entries, want) {
		t.Errorf("got %q and %q, want %q", h.entries, other.entries, want)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others can read the history: %v, %v", info.Mode(), err)
	}
}

func TestHistoryHostile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	content := "\"good\"\nnot json\n{\"a\":1}\n42\n\"\"\n\xff\xfe\n\"also\\ngood\"\n\"cut off"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := LoadHistory(file)
	if want := []string{"good", "also\ngood"}; err != nil || !slices.Equal(h.entries, want) {
		t.Errorf("got %q, %v; want %q", h.entries, err, want)
	}
	if h, err := LoadHistory(t.TempDir()); err == nil || h == nil || h.Add("x") != nil || h.Len() != 1 {
		t.Error("a directory as history: want an error and a history that works unstored")
	}
	if err := h.Add(strings.Repeat("x", maxEntry+1)); err != nil || h.Len() != 2 {
		t.Errorf("an enormous entry: %d entries, %v", h.Len(), err)
	}
}

func TestHistoryIsShortened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "history")
	var b strings.Builder
	for i := range 2*maxHistory + 1 {
		b.WriteString(strconv.Quote(strconv.Itoa(i)) + "\n")
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from the shortened file
		h, err := LoadHistory(file)
		if err != nil || h.Len() != maxHistory || h.entries[maxHistory-1] != strconv.Itoa(2*maxHistory) {
			t.Fatalf("%d entries, %v", h.Len(), err)
		}
	}
}

func TestHistoryUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "plain")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h := &History{file: filepath.Join(file, "below a file", "history")}
	if err := h.Add("a"); err == nil {
		t.Error("an entry that cannot be stored is no error")
	}
	if err := h.Add("b"); err != nil || h.Len() != 2 {
		t.Errorf("the second time: %d entries, %v; want it to be said once only", h.Len(), err)
	}
}
