package nbrun

import (
	"fmt"
	"strings"
	"sync"

	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/display"
)

// collector is the interp.Sink that stores what one cell shows in the
// notebook. After close it drops everything: a goroutine the cell left behind
// may still print, and what comes then depends on chance.
type collector struct {
	mu     sync.Mutex
	cell   *nbformat.Cell
	shown  map[string][]*nbformat.Output
	tail   *fold // text of the last output, nil unless that is a stream
	wait   bool  // clear when the next output comes
	closed bool
	max    int  // bytes of output to keep
	kept   int  // bytes of output kept, without tail
	full   bool // output has been left out, and the cell says so
}

var _ interp.Sink = (*collector)(nil)

func newCollector(c *nbformat.Cell, shown map[string][]*nbformat.Output, limit int) *collector {
	if limit <= 0 {
		limit = DefaultMaxOutput
	}
	return &collector{cell: c, shown: shown, max: limit}
}

// Stream appends text to the last output, or starts a new one.
func (c *collector) Stream(name, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || text == "" {
		return
	}
	c.begin()
	c.stream(name, text)
}

func (c *collector) stream(name, text string) {
	if !c.room(len(text)) {
		return
	}
	if c.tail == nil || c.last().Name != name {
		c.add(&nbformat.Output{Type: nbformat.Stream, Name: name})
		c.tail = &fold{}
	}
	c.tail.write(text)
}

// Display adds b, and puts it in place of what is shown under id.
func (c *collector) Display(b display.Bundle, id string, update bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	data, metadata := bundle(b)
	if id != "" {
		for _, o := range c.shown[id] {
			o.Data, o.Metadata = data, metadata
		}
	}
	if update {
		return
	}
	c.begin()
	if !c.room(size(data)) {
		return
	}
	o := &nbformat.Output{Type: nbformat.Display, Data: data, Metadata: metadata}
	c.add(o)
	c.kept += size(data)
	if id != "" {
		c.shown[id] = append(c.shown[id], o)
	}
}

// Result adds the value of the cell.
func (c *collector) Result(b display.Bundle) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	data, metadata := bundle(b)
	c.begin()
	if c.room(size(data)) {
		c.add(&nbformat.Output{Type: nbformat.Result, Data: data, Metadata: metadata, Count: c.cell.Count})
		c.kept += size(data)
	}
}

// Clear removes the outputs of the cell, with wait when the next one comes.
func (c *collector) Clear(wait bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait = true
	if !wait && !c.closed {
		c.begin()
	}
}

// Input answers that nobody is there.
func (c *collector) Input(prompt string, _ bool) (string, error) {
	return "", fmt.Errorf("nbrun: input %q: nobody is there to answer in a headless run", prompt)
}

// fail adds the error output for err.
func (c *collector) fail(err, cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begin()
	c.add(failure(err, cause))
}

// close stores the last text and makes the outputs final.
func (c *collector) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle()
	c.closed = true
	for _, o := range c.cell.Outputs {
		clean(o)
	}
}

// begin does what has to happen before any output.
func (c *collector) begin() {
	if c.wait {
		c.cell.Outputs, c.tail, c.kept, c.full, c.wait = nil, nil, 0, false, false
	}
}

func (c *collector) add(o *nbformat.Output) {
	c.settle()
	c.cell.Outputs = append(c.cell.Outputs, o)
}

func (c *collector) last() *nbformat.Output { return c.cell.Outputs[len(c.cell.Outputs)-1] }

// settle stores the text of the stream that is the last output. A text of
// which nothing is left, such as an erased progress line, is no output.
func (c *collector) settle() {
	if c.tail == nil {
		return
	}
	text := c.tail.text()
	c.kept += len(text)
	c.last().Text, c.tail = text, nil
	if text == "" {
		c.cell.Outputs = c.cell.Outputs[:len(c.cell.Outputs)-1]
	}
}

// room reports whether n more bytes fit; the first time they do not, the cell says so.
func (c *collector) room(n int) bool {
	if c.full {
		return false
	}
	have := c.kept
	if c.tail != nil {
		have += c.tail.size()
	}
	if have+n <= c.max {
		return true
	}
	c.full = true
	c.add(&nbformat.Output{Type: nbformat.Stream, Name: "stderr",
		Text: fmt.Sprintf("output beyond %d bytes is left out\n", c.max)})
	return false
}

// clean replaces invalid UTF-8, which no file can hold. It waits for the end
// of the cell, since a character may arrive in pieces.
func clean(o *nbformat.Output) {
	o.Text, o.EName, o.EValue = valid(o.Text), valid(o.EName), valid(o.EValue)
	for i, line := range o.Traceback {
		o.Traceback[i] = valid(line)
	}
}

func valid(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
