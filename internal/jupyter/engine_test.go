package jupyter_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/interp/display"
)

// script is an engine whose language is lines of a verb and an argument; see
// step. It completes its words.
type script struct {
	words   []string
	entered chan string   // gets the argument of enter
	release chan struct{} // what hold and stubborn wait for

	mu      sync.Mutex
	ran     []string // the cells, user expressions included
	numbers []int    // of the cells
	closed  int
}

func newScript() *script {
	return &script{
		words:   []string{"print", "prints", "𝜃𝜃", "größe"},
		entered: make(chan string, 100),
		release: make(chan struct{}),
	}
}

var _ jupyter.Engine = (*script)(nil)

func (s *script) Info() jupyter.Info {
	return jupyter.Info{
		Implementation: "script", Version: "1.2", Banner: "a script",
		HelpLinks: []jupyter.HelpLink{{Text: "Go", URL: "https://go.dev"}},
	}
}

func (s *script) Execute(ctx context.Context, n int, code string, out jupyter.Output) error {
	s.mu.Lock()
	s.ran = append(s.ran, code)
	s.numbers = append(s.numbers, n)
	s.mu.Unlock()
	for line := range strings.Lines(code) {
		verb, arg, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if err := s.step(ctx, n, verb, arg, out); err != nil {
			return err
		}
	}
	return nil
}

// mishap is a failure that tells all about itself.
type mishap struct{ name, value string }

func (m mishap) Error() string        { return m.name + ": " + m.value }
func (m mishap) EName() string        { return m.name }
func (m mishap) EValue() string       { return m.value }
func (m mishap) ETraceback() []string { return []string{"In[1]:1", m.Error()} }

var errPlain = errors.New("something")

// step runs one line.
func (s *script) step(ctx context.Context, n int, verb, arg string, out jupyter.Output) error {
	switch verb {
	case "print":
		out.Stream("stdout", arg+"\n")
	case "eprint":
		out.Stream("stderr", arg+"\n")
	case "lines": // as a program that prints line by line
		var count int
		fmt.Sscan(arg, &count)
		for i := range count {
			out.Stream("stdout", fmt.Sprintln("line", i))
		}
	case "result":
		out.Result(text(arg))
	case "number":
		out.Result(text(fmt.Sprint(n)))
	case "display":
		b := text("[image]")
		b.Data[display.MIMEPNG] = []byte("\x89PNG")
		out.Display(b, arg, false)
	case "update":
		out.Display(text("new"), arg, true)
	case "clear":
		out.Clear(arg == "wait")
	case "input", "password":
		answer, err := out.Input(arg, verb == "password")
		if err != nil {
			return err
		}
		out.Stream("stdout", answer)
	case "fail":
		return mishap{"Mishap", arg}
	case "error":
		return errPlain
	case "panic":
		panic(arg)
	case "enter":
		s.entered <- arg
	case "loop": // until interrupted
		<-ctx.Done()
		return context.Cause(ctx)
	case "hold": // until released or interrupted
		select {
		case <-s.release:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	case "sleep":
		d, err := time.ParseDuration(arg)
		time.Sleep(d)
		return err
	case "stubborn":
		<-s.release
	default:
		return mishap{"SyntaxError", "no verb " + verb}
	}
	return nil
}

// Complete offers the words that start with what follows the last space.
func (s *script) Complete(code string, offset int) jupyter.Completion {
	if strings.HasPrefix(code, "panic") {
		panic("complete")
	}
	from := strings.LastIndexByte(code[:offset], ' ') + 1
	c := jupyter.Completion{From: from, To: offset}
	for _, w := range s.words {
		if strings.HasPrefix(w, code[from:offset]) {
			c.Items = append(c.Items, jupyter.Item{Text: w, Kind: "func", Detail: "func()"})
		}
	}
	return c
}

// Inspect finds the one character before offset, unless it is a space.
func (s *script) Inspect(code string, offset, detail int) (display.Bundle, bool) {
	before := []rune(code[:offset])
	if code == "missing" || len(before) == 0 || before[len(before)-1] == ' ' {
		return display.Bundle{}, false
	}
	return text(fmt.Sprintf("%c at level %d", before[len(before)-1], detail)), true
}

func (s *script) IsComplete(code string) (status, indent string) {
	switch {
	case strings.HasSuffix(code, "{"):
		return "incomplete", "\t"
	case strings.HasSuffix(code, " )"):
		return "invalid", "ignored"
	}
	return "complete", ""
}

func (s *script) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed++
}

// cells returns what has been run.
func (s *script) cells() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.ran...)
}

func text(s string) display.Bundle {
	return display.Bundle{Data: map[string]any{display.MIMEText: s}}
}

// with returns a copy of a request with one field changed.
func with(content map[string]any, key string, value any) map[string]any {
	c := maps.Clone(content)
	c[key] = value
	return c
}
