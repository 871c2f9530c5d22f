package cell

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/mathdl/kernel/interp/display"
)

// current is the host of the process; nil means that there is none.
var current atomic.Pointer[hosted]

type hosted struct{ Host }

// SetHost makes h the host of running code and returns a function that brings back what was before.
// It is for what runs cells, not for cells. A nil h means no host.
func SetHost(h Host) (restore func()) {
	var next *hosted
	if h != nil {
		next = &hosted{h}
	}
	before := current.Swap(next)
	return sync.OnceFunc(func() { current.Store(before) })
}

// host returns the current host, or the plain one.
func host() Host {
	if h := current.Load(); h != nil {
		return h.Host
	}
	return plain{}
}

// Context returns the context of the running cell, which is cancelled when the cell is interrupted;
// outside a host it is context.Background.
func Context() context.Context {
	if ctx := host().Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// Display shows v as display.Of presents it.
func Display(v any) { host().Display(display.Of(v), "", false) }

// Clear removes the outputs of the running cell; with wait it does so when the next one arrives,
// which avoids flicker. Outside a host nothing happens.
func Clear(wait bool) { host().Clear(wait) }

// Input asks the person at the front end for a line and returns it without its line end. It errs
// when nobody can answer.
func Input(prompt string) (string, error) { return host().Input(prompt, false) }

// Password is Input without an echo of what is typed.
func Password(prompt string) (string, error) { return host().Input(prompt, true) }

// A Handle is an output that can be replaced. It is made by Show.
type Handle struct {
	id   string
	host Host // at the time of Show, for updates when there is none
}

// shown counts the outputs with an id.
var shown atomic.Int64

// Show shows v and returns the handle to replace it.
func Show(v any) *Handle { return show(display.Of(v)) }

func show(b display.Bundle) *Handle {
	h := &Handle{id: fmt.Sprintf("cell-%d", shown.Add(1)), host: host()}
	h.host.Display(b, h.id, false)
	return h
}

// Update replaces what was shown by v.
func (h *Handle) Update(v any) { h.update(display.Of(v)) }

func (h *Handle) update(b display.Bundle) {
	to := h.host
	if c := current.Load(); c != nil {
		to = c.Host
	}
	to.Display(b, h.id, true)
}

// plain is the host of a program that has none: text on standard output.
type plain struct{}

var _ Host = plain{}

func (plain) Context() context.Context { return context.Background() }
func (plain) Clear(bool)               {}
func (plain) Claim(Record)             {}

func (plain) Display(b display.Bundle, _ string, _ bool) { writeLine(os.Stdout, b.Plain()) }

// writeLine writes s and a line end if it has none.
func writeLine(w io.Writer, s string) {
	if !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	io.WriteString(w, s) // a standard output that is gone is nobody's error
}

func (plain) Input(prompt string, password bool) (string, error) {
	io.WriteString(os.Stdout, prompt)
	return readLine(os.Stdin, password)
}
