package interp

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mathdl/kernel/interp/engine"
)

// diagnosed makes one error of the messages about a cell.
func (s *Session) diagnosed(k Kind, diags []Diagnostic) *Error {
	more := len(diags) - maxDiagnostics
	if more > 0 {
		diags = diags[:maxDiagnostics]
	}
	e := &Error{Kind: k}
	for i, d := range diags {
		text := fmt.Sprintf("In[%d]:%d:%d: %s", d.Cell, d.Line, d.Col, d.Message)
		if i == 0 {
			e.Message = text
		}
		e.Traceback = append(e.Traceback, text)
		e.Traceback = append(e.Traceback, s.excerpt(d.Cell, d.Line, d.Col)...)
	}
	if more > 0 {
		e.Traceback = append(e.Traceback, fmt.Sprintf("and %d more", more))
	}
	return e
}

// excerpt returns the source line and, for a column above 0, a caret below it.
func (s *Session) excerpt(n, line, col int) []string {
	s.mu.Lock()
	src, ok := s.sources[n]
	s.mu.Unlock()
	lines := strings.Split(src, "\n")
	if !ok || line < 1 || line > len(lines) {
		return nil
	}
	text := lines[line-1]
	if col < 1 {
		return []string{"    " + strings.TrimSpace(text)}
	}
	var pad strings.Builder
	for _, r := range text[:min(col-1, len(text))] {
		if r == '\t' {
			pad.WriteRune('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	return []string{"    " + text, "    " + pad.String() + "^"}
}

// refused reports what the engine would not run.
func (s *Session) refused(n int, err error) error {
	var r *engine.Refusal
	if !errors.As(err, &r) {
		return &Error{Kind: Refused, Message: err.Error(), Traceback: []string{err.Error()}, Cause: err}
	}
	d, ok := position(s.fset, r.Pos)
	if !ok {
		d = Diagnostic{Cell: n, Line: 1, Col: 1}
	}
	d.Message = "not supported: " + r.Error()
	e := s.diagnosed(Refused, []Diagnostic{d})
	e.Cause = err
	return e
}

// panicked reports a panic with the line it happened on.
func (s *Session) panicked(p *engine.Panic) error {
	text := "panic: " + p.Text
	at := fmt.Sprintf("In[%d]:%d", p.At.Cell, p.At.Line)
	e := &Error{Kind: Panic, Message: p.Text + " [" + at + "]", Cause: p.Unwrap()}
	e.Traceback = append([]string{text, at + ":"}, s.excerpt(p.At.Cell, p.At.Line, 0)...)
	return e
}
