package front

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Exchange is a request with what came because of it.
type Exchange struct {
	Sent    time.Time
	Idle    time.Time      // when the idle came
	Replied time.Time      // when the reply came
	Reply   map[string]any // content of the reply
	Stdout  string
	Result  string // plain text of what was shown or returned
	Errors  int    // error broadcasts
}

// Took returns the time until both the reply and the idle had come.
func (x *Exchange) Took() time.Duration {
	return max(x.Idle.Sub(x.Sent), x.Replied.Sub(x.Sent))
}

// Status returns the status of the reply.
func (x *Exchange) Status() string {
	s, _ := x.Reply["status"].(string)
	return s
}

// collector gathers the events of an exchange.
type collector struct {
	x              Exchange
	stdout, result strings.Builder
}

// Exchange sends a request and waits until it is done. If watch is not nil, it
// sees every event of the request when it comes, and its error ends the wait.
func (c *Client) Exchange(ctx context.Context, channel, typ string, content any, watch func(Event) error) (*Exchange, error) {
	col := collector{x: Exchange{Sent: time.Now()}}
	id, err := c.send(channel, typ, content)
	if err != nil {
		return nil, err
	}
	for !col.done() {
		e, err := c.next(ctx)
		if err != nil {
			return nil, fmt.Errorf("front.Client.Exchange: %s: %w", typ, err)
		}
		if e.Parent() != id {
			continue
		}
		if err := col.add(e); err != nil {
			return nil, fmt.Errorf("front.Client.Exchange: %s: %w", typ, err)
		}
		if watch == nil {
			continue
		}
		if err := watch(e); err != nil {
			return nil, err
		}
	}
	col.x.Stdout, col.x.Result = col.stdout.String(), col.result.String()
	return &col.x, nil
}

func (c *collector) done() bool { return c.x.Reply != nil && !c.x.Idle.IsZero() }

// add takes note of an event.
func (c *collector) add(e Event) error {
	if e.Channel != IOPub {
		c.x.Replied = e.At
		return e.Message.Decode(&c.x.Reply)
	}
	var content struct {
		State string         `json:"execution_state"`
		Name  string         `json:"name"`
		Text  string         `json:"text"`
		Data  map[string]any `json:"data"`
	}
	switch e.Message.Header.Type {
	case "error":
		c.x.Errors++
		return nil
	case "status", "stream", "execute_result", "display_data":
	default:
		return nil
	}
	if err := e.Message.Decode(&content); err != nil {
		return err
	}
	if content.State == "idle" {
		c.x.Idle = e.At
	}
	if content.Name == "stdout" {
		c.stdout.WriteString(content.Text)
	}
	if text, ok := content.Data["text/plain"].(string); ok {
		c.result.WriteString(text)
	}
	return nil
}

// Ready asks for kernel_info until both the reply and its broadcasts come: only
// then a client sees what the kernel does. It returns when they have come.
func (c *Client) Ready(ctx context.Context) (time.Time, error) {
	for {
		x, err := c.info(ctx)
		if err == nil {
			return later(x.Idle, x.Replied), nil
		}
		if !errors.Is(err, errLost) {
			return time.Time{}, fmt.Errorf("front.Client.Ready: %w", err)
		}
	}
}

var errLost = errors.New("front: a reply without its idle")

// info asks for kernel_info once. The kernel may answer before it has seen the
// subscription; then its idle is lost.
func (c *Client) info(ctx context.Context) (*Exchange, error) {
	col := collector{x: Exchange{Sent: time.Now()}}
	id, err := c.send(Shell, "kernel_info_request", struct{}{})
	if err != nil {
		return nil, err
	}
	wait, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for !col.done() {
		e, err := c.next(wait)
		switch {
		case err != nil:
			return nil, err
		case e.Parent() != id:
			continue
		}
		if err := col.add(e); err != nil {
			return nil, err
		}
		if e.Channel == Shell {
			defer time.AfterFunc(lost, func() { cancel(errLost) }).Stop()
		}
	}
	return &col.x, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Execute runs a cell.
func (c *Client) Execute(ctx context.Context, code string) (*Exchange, error) {
	return c.execute(ctx, code, nil)
}

func (c *Client) execute(ctx context.Context, code string, watch func(Event) error) (*Exchange, error) {
	return c.Exchange(ctx, Shell, "execute_request", map[string]any{
		"code": code, "silent": false, "store_history": true, "user_expressions": map[string]any{},
		"allow_stdin": false, "stop_on_error": true,
	}, watch)
}

// Complete asks what can follow in code at its end.
func (c *Client) Complete(ctx context.Context, code string) (*Exchange, []string, error) {
	x, err := c.Exchange(ctx, Shell, "complete_request", map[string]any{
		"code": code, "cursor_pos": len([]rune(code)),
	}, nil)
	if err != nil {
		return nil, nil, err
	}
	list, _ := x.Reply["matches"].([]any)
	matches := make([]string, len(list))
	for i, m := range list {
		matches[i], _ = m.(string)
	}
	return x, matches, nil
}

// settle is how long a loop runs before it is interrupted.
const settle = 100 * time.Millisecond

// InterruptLoop runs a cell that prints something and then never ends, interrupts
// it, and returns the time from the interrupt to the idle. A kernel that wants no
// message is interrupted by signal.
func (c *Client) InterruptLoop(ctx context.Context, code string, signal bool) (time.Duration, error) {
	var at time.Time
	x, err := c.execute(ctx, code, func(e Event) error {
		if !at.IsZero() || e.Message.Header.Type != "stream" {
			return nil
		}
		time.Sleep(settle)
		at = time.Now()
		if signal {
			return c.process.Interrupt()
		}
		_, err := c.send(Control, "interrupt_request", struct{}{})
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case at.IsZero():
		return 0, fmt.Errorf("front.Client.InterruptLoop: the loop has ended (%s) without an output", x.Status())
	}
	return x.Idle.Sub(at), nil
}
