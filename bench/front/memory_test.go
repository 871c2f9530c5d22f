package front

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const statLine = "4242 (a) 7 (b) S 17 4242 4242 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 9 0 123456 99999999 321 1844"

func TestParseStat(t *testing.T) {
	got, err := parseStat(statLine)
	if want := (member{parent: 17, pages: 321, born: "123456"}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, line := range []string{
		"", ")", "1 (x) S 1", strings.Replace(statLine, " 321 ", " many ", 1), strings.Replace(statLine, "S 17", "S up", 1),
	} {
		if got, err := parseStat(line); err == nil {
			t.Errorf("%q: got %+v", line, got)
		}
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add(statLine)
	f.Add(") 1 2 3")
	f.Fuzz(func(t *testing.T, line string) {
		m, err := parseStat(line)
		if err == nil && !strings.Contains(line, m.born) {
			t.Errorf("%q: born %q", line, m.born)
		}
	})
}

func TestResident(t *testing.T) {
	p, _ := start(t)
	n, err := p.Resident()
	if errors.Is(err, ErrNoProc) {
		t.Skip(err)
	}
	if err != nil || n < 1<<20 || n > 1<<30 {
		t.Errorf("got %d bytes, %v, want those of a small Go program", n, err)
	}
}

// A process whose parent is this one is a descendant until it ends.
func TestDescendants(t *testing.T) {
	if _, err := stat(os.Getpid()); err != nil {
		t.Skip(ErrNoProc)
	}
	cmd := exec.Command("cat")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	var found relative
	for _, r := range descendants(os.Getpid()) {
		if r.pid == cmd.Process.Pid {
			found = r
		}
	}
	if found.pid == 0 {
		t.Error("a child is no descendant")
	}
	other := found
	other.born += "0" // as if the id were of another process by now
	endLeftover(other)
	io.WriteString(in, "x") // an error is seen by what comes back
	echo := make([]byte, 1)
	if _, err := io.ReadFull(out, echo); err != nil {
		t.Errorf("the process that came later was ended: %v", err)
	}
	endLeftover(found)
	if err := cmd.Wait(); err == nil {
		t.Error("the process has ended by itself, want by a signal")
	}
}
