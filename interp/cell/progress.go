package cell

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/mathdl/kernel/interp/display"
)

// minInterval is the shortest time between two updates of a bar.
const minInterval = 100 * time.Millisecond

// A Bar shows how far a loop has come: a share, a rate, the time left. It is made by Progress, and
// its methods do nothing on a nil Bar, so that a function can take one that it may leave out.
type Bar struct {
	mu     sync.Mutex
	s      state
	start  time.Time
	last   time.Time // when it was drawn
	done   bool
	now    func() time.Time
	redraw func(s state)
}

// Progress shows a bar for total steps of what name says. A total of zero or less means that the
// number is not known: the bar counts.
func Progress(name string, total int) *Bar { return newBar(name, total, time.Now, drawer()) }

func newBar(name string, total int, now func() time.Time, redraw func(state)) *Bar {
	t := now()
	b := &Bar{s: state{name: oneLine(name), total: max(0, total)}, start: t, last: t, now: now, redraw: redraw}
	redraw(b.s)
	return b
}

// drawer returns what draws the states of one bar: with a host an output that is replaced, without
// one a line of the terminal that is written over, or the last state where there is no terminal.
func drawer() func(state) {
	if current.Load() == nil {
		terminal := term.IsTerminal(int(os.Stdout.Fd()))
		return func(s state) { fmt.Print(s.line(terminal)) }
	}
	var h *Handle
	return func(s state) {
		if h == nil {
			h = show(s.bundle())
		} else {
			h.update(s.bundle())
		}
	}
}

// Add counts n more steps.
func (b *Bar) Add(n int) {
	b.step(func() { b.s.count = max(0, b.s.count+n) })
}

// Set says that n steps are done.
func (b *Bar) Set(n int) {
	b.step(func() { b.s.count = max(0, n) })
}

// Note puts a remark behind the bar, for example the current loss.
func (b *Bar) Note(format string, args ...any) {
	b.step(func() { b.s.note = oneLine(fmt.Sprintf(format, args...)) })
}

// Done ends the bar: it shows the count and the time it took. Later calls do nothing.
func (b *Bar) Done() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done {
		return
	}
	b.done = true
	b.s.elapsed, b.s.done = b.now().Sub(b.start), true
	b.redraw(b.s)
}

// step changes the state, and draws it if the last drawing is long enough ago.
func (b *Bar) step(change func()) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done {
		return
	}
	change()
	t := b.now()
	if t.Sub(b.last) < minInterval {
		return
	}
	b.last = t
	b.s.elapsed = t.Sub(b.start)
	b.redraw(b.s)
}

// state is what a bar shows.
type state struct {
	name         string
	count, total int
	elapsed      time.Duration
	note         string
	done         bool
}

// line returns the text for a plain program: on a terminal it overwrites the line before.
func (s state) line(terminal bool) string {
	switch {
	case terminal && s.done:
		return "\r\x1b[K" + s.text() + "\n"
	case terminal:
		return "\r\x1b[K" + s.text()
	case s.done:
		return s.text() + "\n"
	}
	return ""
}

func (s state) bundle() display.Bundle {
	return display.Bundle{Data: map[string]any{display.MIMEText: s.text(), display.MIMEHTML: s.html()}}
}
