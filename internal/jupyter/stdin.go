package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
)

const (
	stdinPatience = 10 * time.Second      // for a client to connect its stdin channel
	stdinRetry    = 20 * time.Millisecond // between looks whether it has
)

// prompts is the input request that waits for its answer, if one does.
type prompts struct {
	turn chan struct{} // holds a token while somebody asks

	mu      sync.Mutex
	from    string // identity of who is asked
	id      string // of the input request, "" when nobody is asked
	answers chan inputReply
}

// ask sends an input request to the client that sent r and waits for the answer
// or the end of ctx.
func (k *Kernel) ask(ctx context.Context, r *request, prompt string, password bool) (string, error) {
	select {
	case k.asks.turn <- struct{}{}:
		defer func() { <-k.asks.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	m := k.message(typeInput, r.Raw, inputRequest{prompt, password})
	m.Route = r.Route
	answers := k.asks.open(r.from, m.Header.ID)
	defer k.asks.close()
	if err := k.sendInput(ctx, r.from, k.frames(m)); err != nil {
		return "", err
	}
	select {
	case a := <-answers:
		if a.Status == statusError {
			return "", ErrNoInput
		}
		return a.Value, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// sendInput waits for the client to connect to the stdin channel: clients connect
// their channels in any order, and may be asked at once.
func (k *Kernel) sendInput(ctx context.Context, to string, f zmtp.Message) error {
	give := time.NewTimer(stdinPatience)
	defer give.Stop()
	for {
		err := k.stdin.Send(to, f)
		if !errors.Is(err, zmtp.ErrUnknownPeer) {
			return err
		}
		select {
		case <-time.After(stdinRetry):
		case <-give.C:
			return fmt.Errorf("%w: %w", ErrNoInput, err)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (p *prompts) open(from, id string) <-chan inputReply {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.from, p.id, p.answers = from, id, make(chan inputReply, 1)
	return p.answers
}

func (p *prompts) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.id = ""
}

// answer hands on a reply and reports whether it was waited for. Some clients
// give no parent header; then who answers has to be enough.
func (p *prompts) answer(from, parent string, a inputReply) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.id == "" || from != p.from || parent != "" && parent != p.id {
		return false
	}
	p.id = ""
	p.answers <- a // empty, as only the first answer comes here
	return true
}

// readStdin hands input replies to the cell that asked. A reply to nobody, such
// as one to a cell that was interrupted, is dropped.
func (k *Kernel) readStdin(ctx context.Context) {
	via := &channel{name: "stdin", sock: k.stdin}
	k.receive(ctx, via, func(r *request) {
		var a inputReply
		if r.Header.Type != typeAnswer || r.Decode(&a) != nil {
			k.log.Warn("jupyter: message dropped", "channel", via.name, "type", r.Header.Type)
			return
		}
		var parent Header
		if json.Unmarshal(r.Parent, &parent) != nil || !k.asks.answer(r.from, parent.ID, a) {
			k.log.Info("jupyter: nobody asked", "channel", via.name)
		}
	})
}
