package repl

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/display"
)

// fake is a session whose language has one verb per line; a cell ends when its
// braces balance.
type fake struct{ ran []string }

var errFake = &interp.Error{
	Kind: interp.TypeError, Message: "undefined: y",
	Traceback: []string{"In[1]:1:5: undefined: y", "  1 | x + y", "    |     ^"},
}

func (f *fake) Run(ctx context.Context, n int, code string, out interp.Sink) error {
	f.ran = append(f.ran, code)
	for l := range strings.Lines(code) {
		verb, arg, _ := strings.Cut(strings.TrimSpace(l), " ")
		if err := f.do(ctx, verb, strings.ReplaceAll(arg, `\n`, "\n"), out); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) do(ctx context.Context, verb, arg string, out interp.Sink) error {
	id, text, _ := strings.Cut(arg, " ")
	switch verb {
	case "print":
		out.Stream("stdout", arg)
	case "warn":
		out.Stream("stderr", arg)
	case "value":
		out.Result(plainBundle(arg))
	case "show":
		out.Display(plainBundle(text), id, false)
	case "update":
		out.Display(plainBundle(text), id, true)
	case "clear":
		out.Clear(arg == "wait")
	case "image":
		b := plainBundle("[image]")
		b.Data[display.MIMEPNG], _ = base64.StdEncoding.DecodeString(arg)
		out.Display(b, "", false)
	case "ask", "secret":
		s, err := out.Input(arg, verb == "secret")
		if ctx.Err() != nil {
			return &interp.Error{Kind: interp.Interrupted, Message: "interrupted"}
		}
		if err != nil {
			return err
		}
		out.Stream("stdout", fmt.Sprintf("got %q\n", s))
	case "fail":
		return errFake
	case "break":
		return errors.New("broken")
	case "signal":
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = p.Signal(os.Interrupt)
		}
		if err != nil {
			return err
		}
		<-ctx.Done()
		return &interp.Error{Kind: interp.Interrupted, Message: "interrupted", Traceback: []string{"interrupted"}}
	}
	return nil
}

func plainBundle(s string) display.Bundle {
	return display.Bundle{Data: map[string]any{display.MIMEText: s}}
}

func (f *fake) IsComplete(code string) (interp.Completeness, string) {
	switch depth := strings.Count(code, "{") - strings.Count(code, "}"); {
	case depth > 0:
		return interp.Incomplete, strings.Repeat("\t", depth)
	case depth < 0:
		return interp.Invalid, ""
	}
	return interp.Complete, ""
}

func (f *fake) Complete(code string, offset int) interp.Completion {
	if strings.HasSuffix(code[:offset], "rad") {
		return interp.Completion{From: offset - 3, To: offset, Items: []interp.Item{
			{Text: "radon", Kind: "package"}, {Text: "radius", Kind: "var", Detail: "float64"},
		}}
	}
	return interp.Completion{From: offset, To: offset}
}

func (f *fake) Inspect(code string, offset, detail int) (display.Bundle, bool) {
	if offset != len(code) || !strings.HasPrefix(code, "radon") {
		return display.Bundle{}, false
	}
	return plainBundle(fmt.Sprintf("package radon, detail %d\n", detail)), true
}

func (f *fake) Variables() []interp.Variable {
	return []interp.Variable{{Name: "x", Type: "int"}, {Name: "Φ1", Type: "*nn.Network"}}
}
