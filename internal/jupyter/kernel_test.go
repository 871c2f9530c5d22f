package jupyter

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/interp/display"
)

// pipe is a router in memory: what the test puts in is received, and what is
// sent can be taken out.
type pipe struct {
	in  chan zmtp.Message
	out chan zmtp.Message
	err error // of receiving, once in is closed
}

func newPipe() *pipe {
	return &pipe{in: make(chan zmtp.Message, 10), out: make(chan zmtp.Message, 10), err: errors.New("broken")}
}

func (p *pipe) Recv(ctx context.Context) (string, zmtp.Message, error) {
	select {
	case m, ok := <-p.in:
		if !ok {
			return "", nil, p.err
		}
		return "client", m, nil
	case <-ctx.Done():
		return "", nil, ctx.Err()
	}
}

func (p *pipe) Send(id string, m zmtp.Message) error {
	if id != "client" {
		return zmtp.ErrUnknownPeer
	}
	p.out <- m
	return nil
}

func (p *pipe) Close(time.Duration) error { return nil }

// idle is an engine that does nothing.
type idle struct{ closed *int }

func (idle) Info() Info                                              { return Info{} }
func (idle) Execute(context.Context, int, string, Output) error      { return nil }
func (idle) Complete(string, int) Completion                         { return Completion{From: 9, To: -1} }
func (idle) Inspect(string, int, int) (b display.Bundle, found bool) { return b, false }
func (idle) IsComplete(string) (status, indent string)               { return "unknown", "" }
func (e idle) Close()                                                { *e.closed++ }

// piped returns a kernel on pipes.
func piped(t *testing.T) (k *Kernel, shell, control, stdin *pipe) {
	k = newKernel(Connection{Key: string(testKey)}, nil)
	shell, control, stdin = newPipe(), newPipe(), newPipe()
	k.shell, k.control, k.stdin, k.iopub = shell, control, stdin, quiet{}
	return k, shell, control, stdin
}

// quiet is a publisher without subscribers.
type quiet struct{}

func (quiet) Publish(zmtp.Message) error { return nil }
func (quiet) Close(time.Duration) error  { return nil }

// A kernel that has lost a channel ends, with an error that names it.
func TestChannelFails(t *testing.T) {
	for name := range map[string]bool{"shell": true, "control": true, "stdin": true} {
		k, shell, control, stdin := piped(t)
		close(map[string]*pipe{"shell": shell, "control": control, "stdin": stdin}[name].in)
		closed := 0
		err := k.Serve(t.Context(), idle{&closed})
		if err == nil || !strings.Contains(err.Error(), name+" channel: broken") || closed != 1 {
			t.Errorf("%s: got %v and %d calls of Close", name, err, closed)
		}
	}
}

// What an engine says of places is made to fit the code.
func TestCompletionOutOfRange(t *testing.T) {
	k, shell, control, _ := piped(t)
	shell.in <- wired(testKey, `{"msg_id":"1","msg_type":"complete_request"}`, "{}", "{}", `{"code":"abc"}`)
	closed := 0
	done := make(chan error)
	go func() { done <- k.Serve(t.Context(), idle{&closed}) }()
	m, err := Parse(<-shell.out, testKey)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"status":"ok","matches":[],"cursor_start":0,"cursor_end":0,"metadata":{"_jupyter_types_experimental":[]}}`
	if string(m.Content) != want || m.Header.Type != "complete_reply" {
		t.Errorf("got %s %s, want %s", m.Header.Type, m.Content, want)
	}
	control.in <- wired(testKey, `{"msg_id":"2","msg_type":"shutdown_request"}`, "{}", "{}", `{}`)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A client may connect its stdin channel after it has sent the cell that asks,
// or never.
func TestInputWaitsForClient(t *testing.T) {
	k, _, _, stdin := piped(t)
	r := &request{Message: &Message{Raw: []byte(goodHeader)}, from: "nobody"}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(ErrInterrupted)
	if _, err := k.ask(ctx, r, "?", false); !errors.Is(err, ErrInterrupted) {
		t.Errorf("interrupted: got %v", err)
	}
	r.from = "client"
	k.stdin = &late{pipe: stdin, after: 3}
	go func() {
		asked, err := Parse(<-stdin.out, testKey)
		if err != nil {
			t.Error(err)
			return
		}
		k.asks.answer("client", asked.Header.ID, inputReply{Value: "here"})
	}()
	if got, err := k.ask(t.Context(), r, "?", false); got != "here" || err != nil {
		t.Errorf("late: got %q, %v", got, err)
	}
}

// late is a router to which the client connects after some messages to it.
type late struct {
	*pipe
	after int
}

func (l *late) Send(id string, m zmtp.Message) error {
	if l.after--; l.after >= 0 {
		return zmtp.ErrUnknownPeer
	}
	return l.pipe.Send(id, m)
}

func TestLanguageVersion(t *testing.T) {
	for v, want := range map[string]string{
		"go1.26.8": "1.26.8", "go1.26.8 X:nodwarf5": "1.26.8",
		"devel go1.27-0123abc Mon": "1.27-0123abc", "weekly.2012": "weekly.2012",
	} {
		if got := languageVersion(v); got != want {
			t.Errorf("%s: got %s, want %s", v, got, want)
		}
	}
}
