package repl

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mathdl/kernel/internal/repl/line"
	"github.com/mathdl/kernel/interp/display"
)

// printer shows what a cell shows. It is the interp.Sink of a terminal.
type printer struct {
	out, err io.Writer
	size     func() line.Size // nil where nothing can be drawn over
	images   protocol
	ask      func(prompt string, hidden bool) (string, error)

	stop    func() // interrupts the running cell
	at      cursor
	wipe    bool   // clear before the next output
	last    string // id of the output right above the cursor, "" when it has none
	lastRow int    // the row it starts at
	waiting []waiting
}

// waiting is the state of an output with an id where nothing can be drawn over.
type waiting struct{ id, text string }

// begin opens a cell that stop interrupts.
func (p *printer) begin(stop func()) {
	p.stop, p.at, p.wipe, p.last, p.waiting = stop, cursor{col: p.at.col}, false, "", nil
}

// end closes a cell: what waits is printed, and on a terminal the next prompt
// starts a row; the output of a script is left as it is.
func (p *printer) end() {
	for _, w := range p.waiting {
		p.block(w.text)
	}
	if p.size != nil {
		p.newline()
	}
	p.stop = nil
}

// Stream prints text to the stream it is for.
func (p *printer) Stream(name, text string) {
	p.settle()
	p.last = ""
	if name == "stderr" {
		io.WriteString(p.err, text)
	} else {
		io.WriteString(p.out, text)
	}
	if name != "stderr" || p.size != nil { // on a terminal both go to one screen
		p.follow(text)
	}
}

// Result prints the value of a cell.
func (p *printer) Result(b display.Bundle) { p.Display(b, "", false) }

// Display prints b, over what stands under id where that is possible.
func (p *printer) Display(b display.Bundle, id string, update bool) {
	p.settle()
	if id != "" && p.size == nil {
		p.wait(id, b.Plain())
		return
	}
	p.newline()
	if update && id == p.last {
		p.rewind(p.lastRow)
	}
	p.last, p.lastRow = id, p.at.row
	p.show(b)
}

// wait remembers the last state of an output that may still be replaced.
func (p *printer) wait(id, text string) {
	for i, w := range p.waiting {
		if w.id == id {
			p.waiting[i].text = text
			return
		}
	}
	p.waiting = append(p.waiting, waiting{id, text})
}

// Clear removes what the cell has shown so far, with wait when the next output comes.
func (p *printer) Clear(wait bool) {
	p.wipe = true
	if !wait {
		p.settle()
	}
}

// settle does a clearing that was put off.
func (p *printer) settle() {
	if !p.wipe {
		return
	}
	p.wipe, p.last, p.waiting = false, "", nil
	if p.size != nil {
		p.newline()
		p.rewind(p.at.wall)
	}
}

// Input asks for a line; an interrupt at the prompt interrupts the cell.
func (p *printer) Input(prompt string, password bool) (string, error) {
	p.settle()
	p.newline()
	text, err := p.ask(prompt, password)
	if errors.Is(err, line.ErrInterrupted) && p.stop != nil {
		p.stop()
	}
	p.last = ""
	p.at.block()
	if err != nil {
		return "", fmt.Errorf("repl: no input: %w", err)
	}
	return text, nil
}

// show prints the richest form of b the terminal can show.
func (p *printer) show(b display.Bundle) {
	if png, ok := b.Data[display.MIMEPNG].([]byte); ok && p.images != nil {
		if s, err := p.images(png, p.size()); err == nil {
			fmt.Fprintln(p.out, s)
			p.at.block()
			return
		}
	}
	p.block(b.Plain())
}

// block prints text in rows of its own.
func (p *printer) block(text string) {
	p.newline()
	p.write(strings.TrimRight(text, "\n"))
	p.newline()
}

// newline starts a row unless the cursor is at the start of one.
func (p *printer) newline() {
	if p.at.col > 0 {
		p.write("\n")
	}
}

// write prints text on the terminal. Errors are left alone: a terminal that is
// gone ends the input as well.
func (p *printer) write(text string) {
	io.WriteString(p.out, text)
	p.follow(text)
}

func (p *printer) follow(text string) {
	cols := 0
	if p.size != nil {
		cols = p.size().Cols
	}
	p.at.advance(text, cols)
}

// rewind erases from row on, unless that is no longer on the screen or not certain.
func (p *printer) rewind(row int) {
	n := p.at.row - row
	if n <= 0 || row < p.at.wall || n >= p.size().Rows {
		return
	}
	fmt.Fprintf(p.out, "\x1b[%dA\r\x1b[J", n)
	p.at.row, p.at.col = row, 0
}
