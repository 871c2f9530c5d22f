package cell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mathdl/kernel/interp/display"
)

// fake is a host that writes down what it is asked for.
type fake struct {
	mu     sync.Mutex
	ctx    context.Context
	log    []string
	last   display.Bundle
	claims []Record
}

func (f *fake) add(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, fmt.Sprintf(format, args...))
}

func (f *fake) Context() context.Context { return f.ctx }
func (f *fake) Clear(wait bool)          { f.add("clear %v", wait) }
func (f *fake) Claim(r Record)           { f.claims = append(f.claims, r); f.add("claim %s", r.Name) }

func (f *fake) Display(b display.Bundle, id string, update bool) {
	f.mu.Lock()
	f.last = b
	f.mu.Unlock()
	f.add("display %q id %q update %v", b.Plain(), id, update)
}

func (f *fake) Input(prompt string, password bool) (string, error) {
	f.add("input %q %v", prompt, password)
	if password {
		return "", errors.New("nobody")
	}
	return "answer", nil
}

func (f *fake) text() string { return strings.Join(f.log, "\n") }

func TestHost(t *testing.T) {
	type key struct{}
	f := &fake{ctx: context.WithValue(t.Context(), key{}, 1)}
	restore := SetHost(f)
	defer restore()
	if Context().Value(key{}) != 1 {
		t.Error("another context")
	}
	Display([]int{1, 2})
	Clear(true)
	if line, err := Input("name? "); line != "answer" || err != nil {
		t.Errorf("Input: %q, %v", line, err)
	}
	if _, err := Password("secret? "); err == nil {
		t.Error("Password: no error")
	}
	h := Show("a")
	h.Update(math1{})
	want := fmt.Sprintf("display \"[1 2]\" id \"\" update false\nclear true\ninput \"name? \" false\ninput \"secret? \" true\n"+
		"display \"\\\"a\\\"\" id %[1]q update false\ndisplay \"one\" id %[1]q update true", h.id)
	if f.text() != want {
		t.Errorf("got\n%s\nwant\n%s", f.text(), want)
	}
	if f.last.Data[display.MIMELaTeX] != "$1$" {
		t.Errorf("the rich form was lost: %v", f.last)
	}
}

type math1 struct{}

func (math1) LaTeX() string  { return "$1$" }
func (math1) String() string { return "one" }

func TestIdentifiersCount(t *testing.T) {
	defer SetHost(&fake{})()
	number := func() int {
		n, err := strconv.Atoi(strings.TrimPrefix(Show(1).id, "cell-"))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if a, b := number(), number(); b != a+1 {
		t.Errorf("identifiers %d and %d are not consecutive", a, b)
	}
}

func TestSetHostNests(t *testing.T) {
	a, b := &fake{}, &fake{}
	restoreA := SetHost(a)
	h := Show("outer")
	restoreB := SetHost(b)
	Display("inner")
	h.Update("moved")
	restoreB()
	restoreB() // once is enough
	Display("outer again")
	restoreA()
	h.Update("kept")
	if len(a.log) != 3 || !strings.Contains(a.log[2], "kept") || len(b.log) != 2 {
		t.Errorf("outer host:\n%s\ninner host:\n%s", a.text(), b.text())
	}
	if _, ok := host().(plain); !ok {
		t.Errorf("the host is still %T", host())
	}
}

func TestContextIsNeverNil(t *testing.T) {
	defer SetHost(&fake{})()
	if Context() == nil {
		t.Error("nil context")
	}
	defer SetHost(nil)()
	if Context() != context.Background() {
		t.Error("without a host: not the background context")
	}
}

// captured returns what f writes to standard output while input is its standard input.
func captured(t *testing.T, input string, f func()) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in"), []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(filepath.Join(dir, "in"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	oldIn, oldOut := os.Stdin, os.Stdout
	os.Stdin, os.Stdout = in, out
	defer func() { os.Stdin, os.Stdout = oldIn, oldOut }()
	f()
	in.Close()
	out.Close()
	got, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestPlain(t *testing.T) {
	got := captured(t, "first\r\nsecret\nlast", func() {
		Display(map[string]int{"b": 1, "a": 2})
		h := Show(1.5)
		h.Update(2.5)
		Clear(false)
		for _, ask := range []func(string) (string, error){Input, Password, Input, Input} {
			line, err := ask("> ")
			fmt.Println(line, errors.Is(err, io.EOF))
		}
		Claim("c", 1, 1, 0, "")
		b := Progress("steps", 2)
		b.Add(2)
		b.Done()
	})
	want := "map[\"a\":2 \"b\":1]\n1.5\n2.5\n> first false\n> secret false\n> last false\n>  true\n" +
		"✓ c: got 1, want 1\nsteps  2/2  in less than 1 s\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadByByte(t *testing.T) {
	if _, err := readByByte(endless{}); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("an endless line: %v", err)
	}
	if line, err := readByByte(strings.NewReader("\nx")); line != "" || err != nil {
		t.Errorf("an empty line: %q, %v", line, err)
	}
	if _, err := readByByte(failing{}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a failing reader: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { p[0] = 'a'; return 1, nil }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, os.ErrClosed }

func TestConcurrent(t *testing.T) {
	f := &fake{}
	defer SetHost(f)()
	bar := Progress("all", 1000)
	h := Show(0)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			for range 100 {
				bar.Add(1)
				bar.Note("worker %d", i)
				h.Update(i)
				Context()
				defer SetHost(f)()
			}
		})
	}
	wg.Wait()
	bar.Done()
	if got := f.last.Plain(); !strings.HasPrefix(got, "all  1000/1000  in ") {
		t.Errorf("got %q", got)
	}
}
