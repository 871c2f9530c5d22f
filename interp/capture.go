package interp

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"unicode/utf8"
)

// Output is the process's standard output and error, redirected so that
// whatever writes to them, compiled code included, ends up in the cell's
// outputs. Stdout and Stderr are what they were before.
type Output struct {
	Stdout, Stderr *os.File

	pipes [2]*pipe
	undo  func()
	mu    sync.Mutex
	dst   func(name, text string)
}

// pipe carries one stream. A mark written into it tells when everything
// written before has arrived.
type pipe struct {
	name string
	r, w *os.File
	mark []byte
	seen chan struct{}
	mu   sync.Mutex
}

// CaptureOutput redirects standard output and error of the whole process until Close.
func CaptureOutput() (*Output, error) {
	o := &Output{}
	for i, name := range []string{"stdout", "stderr"} {
		p, err := newPipe(name)
		if err != nil {
			return nil, fmt.Errorf("interp.CaptureOutput: %w", err)
		}
		o.pipes[i] = p
	}
	if err := o.redirect(); err != nil {
		return nil, fmt.Errorf("interp.CaptureOutput: %w", err)
	}
	debug.SetCrashOutput(o.Stderr, debug.CrashOptions{}) // or the last words would die in the pipe
	for _, p := range o.pipes {
		go p.pump(o.deliver)
	}
	return o, nil
}

func newPipe(name string) (*pipe, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, 12)
	rand.Read(nonce)
	return &pipe{name: name, r: r, w: w, mark: []byte("\x00" + hex.EncodeToString(nonce) + "\x00"), seen: make(chan struct{}, 1)}, nil
}

// Close restores standard output and error.
func (o *Output) Close() {
	o.flush()
	o.undo()
	for _, p := range o.pipes {
		p.w.Close()
	}
}

// to directs the text to dst; nil sends it where it would have gone.
func (o *Output) to(dst func(name, text string)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.dst = dst
}

func (o *Output) deliver(name, text string) {
	o.mu.Lock()
	dst := o.dst
	o.mu.Unlock()
	switch {
	case dst != nil:
		dst(name, text)
	case name == "stdout":
		io.WriteString(o.Stdout, text)
	default:
		io.WriteString(o.Stderr, text)
	}
}

// flush waits until what has been written so far is delivered.
func (o *Output) flush() {
	for _, p := range o.pipes {
		p.flush()
	}
}

func (p *pipe) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.w.Write(p.mark); err == nil {
		<-p.seen
	}
}

// pump reads until the pipe is closed, cutting marks out and never cutting a
// UTF-8 sequence or a mark in two.
func (p *pipe) pump(deliver func(name, text string)) {
	buf := make([]byte, 1<<16)
	var held []byte
	for {
		n, err := p.r.Read(buf)
		held = append(held, buf[:n]...)
		for {
			before, after, found := bytes.Cut(held, p.mark)
			if !found {
				break
			}
			p.send(deliver, before)
			held = after
			p.seen <- struct{}{}
		}
		keep := p.partial(held)
		p.send(deliver, held[:len(held)-keep])
		held = append([]byte(nil), held[len(held)-keep:]...)
		if err != nil {
			p.send(deliver, held)
			return
		}
	}
}

func (p *pipe) send(deliver func(name, text string), b []byte) {
	if len(b) > 0 {
		deliver(p.name, string(bytes.ToValidUTF8(b, []byte("\uFFFD"))))
	}
}

// partial returns how many bytes at the end of b may be the beginning of a
// mark or of a UTF-8 sequence.
func (p *pipe) partial(b []byte) int {
	for k := min(len(b), len(p.mark)-1); k > 0; k-- {
		if bytes.HasPrefix(p.mark, b[len(b)-k:]) {
			return k
		}
	}
	for k := 1; k <= min(len(b), utf8.UTFMax-1); k++ {
		if c := b[len(b)-k]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-k:]) {
				return k
			}
			break
		}
	}
	return 0
}
