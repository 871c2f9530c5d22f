package jupyter

import (
	"context"
	"errors"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/mathdl/kernel/interp/display"
)

const (
	flushInterval = 50 * time.Millisecond // text waits at most so long
	flushBytes    = 64 << 10              // or until there is so much
	streamBytes   = 1 << 20               // largest text of one message
)

// cellOutput broadcasts what one cell shows. Text is collected, see doc.go;
// everything is sent under one lock, which keeps the order.
type cellOutput struct {
	k      *Kernel
	r      *request
	ctx    context.Context // of the cell
	count  int
	silent bool
	stdin  bool // the client answers input requests

	mu     sync.Mutex
	stream string // what text is for
	text   []byte
	timed  bool   // a timer will flush
	result string // last result, for the history
}

var _ Output = (*cellOutput)(nil)

// Stream takes text for stdout or stderr.
func (o *cellOutput) Stream(name, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if name != o.stream {
		o.send(true)
		o.stream = name
	}
	o.text = append(o.text, text...)
	switch {
	case len(o.text) >= flushBytes:
		o.send(false)
	case !o.timed && len(o.text) > 0:
		o.timed = true
		time.AfterFunc(flushInterval, o.tick)
	}
}

func (o *cellOutput) tick() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.timed = false
	o.send(false)
}

// flush sends all text that is waiting.
func (o *cellOutput) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.send(true)
}

// send sends the text that is waiting, but for the first bytes of a character
// whose others may follow. If they cannot, because it is the last text for now,
// they become replacement characters. o.mu is held.
func (o *cellOutput) send(last bool) {
	text := o.text
	for len(text) > 0 {
		n := min(len(text), streamBytes)
		if n < len(text) || !last {
			n = whole(text[:n])
		}
		if n == 0 {
			break
		}
		o.k.publish(o.r, "stream", streamContent{o.stream, string(text[:n])})
		text = text[n:]
	}
	o.text = append(o.text[:0], text...)
}

// whole returns the length of b without an incomplete character at its end.
func whole(b []byte) int {
	for n := len(b) - 1; n >= max(0, len(b)-utf8.UTFMax+1); n-- {
		if utf8.RuneStart(b[n]) {
			if utf8.FullRune(b[n:]) {
				break
			}
			return n
		}
	}
	return len(b)
}

// Display shows b, or replaces what is shown under id.
func (o *cellOutput) Display(b display.Bundle, id string, update bool) {
	typ := "display_data"
	if update && id != "" {
		typ = "update_display_data"
	}
	o.show(typ, displayContent{o.k.bundle(b), transient{id}})
}

// Result shows the value of the cell.
func (o *cellOutput) Result(b display.Bundle) {
	if o.silent {
		return
	}
	o.show("execute_result", resultContent{o.count, o.k.bundle(b)})
	o.mu.Lock()
	defer o.mu.Unlock()
	o.result = b.Plain()
}

// Clear removes what the cell has shown.
func (o *cellOutput) Clear(wait bool) { o.show("clear_output", clearContent{wait}) }

// show broadcasts after the text that was written before.
func (o *cellOutput) show(typ string, content any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.send(true)
	o.k.publish(o.r, typ, content)
}

// ErrNoInput is the error of [Output.Input] when the front end takes no input
// requests, as when a notebook is run without anybody looking on.
var ErrNoInput = errors.New("the front end does not take input requests")

// Input asks the client that sent the cell for a line.
func (o *cellOutput) Input(prompt string, password bool) (string, error) {
	if !o.stdin {
		return "", ErrNoInput
	}
	o.flush()
	return o.k.ask(o.ctx, o.r, prompt, password)
}

// plain returns the text of the result.
func (o *cellOutput) plain() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.result
}
