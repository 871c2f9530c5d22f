// Package fronttest is a kernel for tests of front ends: a test program that
// starts itself as one.
//
// Its language has a verb and an argument a line: "show" has the argument as a
// result, "print" prints it, "count" prints that many numbers, "loop" waits
// for an interrupt, and anything else is an error. "pr" is completed to "print".
package fronttest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/interp/display"
)

// variable makes a test program a kernel on the connection file it names.
const variable = "FRONTTEST_KERNEL"

// Main is called first in TestMain. In a process that [Argv] has started it is a
// kernel and does not return.
func Main() {
	if len(os.Args) != 3 || os.Args[1] != variable {
		return
	}
	conn, err := jupyter.ReadConnection(os.Args[2])
	if err == nil {
		err = jupyter.Serve(context.Background(), conn, engine{}, nil)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Argv returns the arguments that start the kernel on a connection file.
func Argv(file string) ([]string, error) {
	exe, err := os.Executable()
	return []string{exe, variable, file}, err
}

type engine struct{}

var _ jupyter.Engine = engine{}

func (engine) Info() jupyter.Info { return jupyter.Info{Implementation: "fronttest", Version: "1"} }

func (engine) Execute(ctx context.Context, _ int, code string, out jupyter.Output) error {
	for line := range strings.Lines(code) {
		verb, arg, _ := strings.Cut(strings.TrimSpace(line), " ")
		if err := step(ctx, verb, arg, out); err != nil {
			return err
		}
	}
	return nil
}

func step(ctx context.Context, verb, arg string, out jupyter.Output) error {
	switch verb {
	case "show":
		out.Result(display.Bundle{Data: map[string]any{display.MIMEText: arg}})
	case "print":
		out.Stream("stdout", arg+"\n")
	case "count":
		n, err := strconv.Atoi(arg)
		for i := range n {
			out.Stream("stdout", strconv.Itoa(i)+"\n")
		}
		return err
	case "loop":
		<-ctx.Done()
		return ctx.Err()
	default:
		return errors.New("no verb " + verb)
	}
	return nil
}

func (engine) Complete(code string, offset int) jupyter.Completion {
	c := jupyter.Completion{From: offset, To: offset}
	if rest, ok := strings.CutSuffix(code[:offset], "pr"); ok {
		c.From = len(rest)
		c.Items = []jupyter.Item{{Text: "print", Kind: "func"}}
	}
	return c
}

func (engine) Inspect(string, int, int) (display.Bundle, bool) { return display.Bundle{}, false }

func (engine) IsComplete(string) (status, indent string) { return "complete", "" }

func (engine) Close() {}
