package main

import (
	"context"
	"errors"

	"github.com/mathdl/kernel/internal/repl"
)

func (p *program) repl(v *verb, args []string) int {
	if status, done := p.none(p.flags(v), args); done {
		return status
	}
	w, err := p.sessions()
	if err != nil {
		return p.fail(err)
	}
	defer w.close()
	s, err := w.open()
	if err != nil {
		return p.fail(err)
	}
	defer s.Close()
	err = repl.Run(context.Background(), s, repl.Options{
		In: p.stdin, Out: p.stdout, Err: p.stderr,
		Banner: readVersions().banner() + "\n:help lists commands, ctrl-d ends.\n",
	})
	switch {
	case errors.Is(err, repl.ErrFailed): // why has been printed
		return failed
	case err != nil:
		return p.fail(err)
	}
	return ok
}
