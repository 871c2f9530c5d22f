// Package jupytertest provides a front end for tests of kernels: a [Client] that
// speaks the messaging protocol of Jupyter over the test peers of zmtptest.
//
// A client reads a channel only while it is asked to, keeps what belongs to other
// requests, and ends its test when something does not come in time or breaks the
// protocol. The time is generous, so that it says something about the kernel and
// not about the machine.
package jupytertest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

// Patience is how long a client waits for anything before its test fails.
const Patience = 30 * time.Second

// The channels of a client, by the names its methods take.
const (
	Shell   = "shell"
	Control = "control"
	Stdin   = "stdin"
	IOPub   = "iopub"
)

// Client is a front end connected to all channels of a kernel. It is for one
// goroutine.
type Client struct {
	t       testing.TB
	conn    jupyter.Connection
	key     jupyter.Key
	session string
	peers   map[string]*zmtptest.Peer
	kept    map[string][]*jupyter.Message // by channel: read, and not asked for yet
	hb      *zmtptest.Peer
}

// Dial connects a client and subscribes it to everything. It returns when the
// kernel has welcomed it, so that it will miss no broadcast.
func Dial(t testing.TB, c jupyter.Connection) *Client {
	t.Helper()
	k := &Client{
		t: t, conn: c, key: jupyter.Key(c.Key), session: rand.Text(),
		peers: make(map[string]*zmtptest.Peer),
		kept:  make(map[string][]*jupyter.Message),
	}
	k.dial(Shell, "DEALER", c.ShellPort)
	k.dial(Control, "DEALER", c.ControlPort)
	k.dial(Stdin, "DEALER", c.StdinPort)
	k.dial(IOPub, "SUB", c.IOPubPort)
	k.hb = k.peer("REQ", c.HBPort)
	if err := k.peers[IOPub].Subscribe(""); err != nil {
		t.Fatalf("subscribe: %v", err)
	}
	if m := k.read(IOPub); m.Header.Type != "iopub_welcome" {
		t.Fatalf("first broadcast: got %s, want iopub_welcome", m.Header.Type)
	}
	return k
}

func (c *Client) dial(channel, socketType string, port int) {
	c.t.Helper()
	c.peers[channel] = c.peer(socketType, port)
}

// peer connects a socket that is closed with the test.
func (c *Client) peer(socketType string, port int) *zmtptest.Peer {
	c.t.Helper()
	identity := c.session
	if socketType != "DEALER" {
		identity = ""
	}
	p, err := zmtptest.Dial(socketType, c.conn.Endpoint(port), identity)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { p.Close() })
	return p
}

// Session returns the session in the headers of the client, which also is its
// identity.
func (c *Client) Session() string { return c.session }

// Close disconnects the client before its test ends.
func (c *Client) Close() {
	for _, p := range c.peers {
		p.Close()
	}
	c.hb.Close()
}

// Message returns a message of this client, not yet sent.
func (c *Client) Message(typ string, content any) *jupyter.Message {
	c.t.Helper()
	b, err := json.Marshal(content)
	if err != nil {
		c.t.Fatal(err)
	}
	return &jupyter.Message{
		Header: jupyter.Header{
			ID: rand.Text(), Session: c.session, Username: "test", Type: typ, Version: "5.3",
			Date: time.Now().UTC().Format(time.RFC3339Nano),
		},
		Content: b,
	}
}

// Send sends a request and returns its id.
func (c *Client) Send(channel, typ string, content any) (id string) {
	c.t.Helper()
	m := c.Message(typ, content)
	c.SendMessage(channel, m)
	return m.Header.ID
}

// SendMessage signs and sends a message.
func (c *Client) SendMessage(channel string, m *jupyter.Message) {
	c.t.Helper()
	f, err := m.Frames(c.key)
	if err != nil {
		c.t.Fatal(err)
	}
	c.SendFrames(channel, f)
}

// SendFrames sends frames as they are.
func (c *Client) SendFrames(channel string, f zmtp.Message) {
	c.t.Helper()
	if err := c.peers[channel].Send(f); err != nil {
		c.t.Fatalf("send on %s: %v", channel, err)
	}
}

// read waits for the next message of a channel.
func (c *Client) read(channel string) *jupyter.Message {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	f, err := c.peers[channel].Recv(ctx)
	if err != nil {
		c.t.Fatalf("receive on %s: %v", channel, err)
	}
	m, err := jupyter.Parse(f, c.key)
	if err != nil {
		c.t.Fatalf("receive on %s: %v", channel, err)
	}
	c.check(channel, m)
	return m
}

// check holds a message of the kernel against what every client relies on.
func (c *Client) check(channel string, m *jupyter.Message) {
	c.t.Helper()
	h := m.Header
	if h.Session == "" || h.Session == c.session || h.Username == "" || h.Version != jupyter.ProtocolVersion {
		c.t.Errorf("%s: header of %s: %s", channel, h.Type, m.Raw)
	}
	if _, err := time.Parse(time.RFC3339Nano, h.Date); err != nil {
		c.t.Errorf("%s: date of %s: %v", channel, h.Type, err)
	}
	if channel == IOPub && len(m.Route) != 1 {
		c.t.Errorf("%s: topics of %s: got %d, want 1", channel, h.Type, len(m.Route))
	}
}

// Next returns the next message of a channel that matches, and keeps those
// before it for later.
func (c *Client) Next(channel string, match func(*jupyter.Message) bool) *jupyter.Message {
	c.t.Helper()
	for i, m := range c.kept[channel] {
		if match(m) {
			c.kept[channel] = append(c.kept[channel][:i:i], c.kept[channel][i+1:]...)
			return m
		}
	}
	for {
		m := c.read(channel)
		if match(m) {
			return m
		}
		c.kept[channel] = append(c.kept[channel], m)
	}
}

// Reply waits for the reply to a request.
func (c *Client) Reply(channel, id string) *jupyter.Message {
	c.t.Helper()
	return c.Next(channel, func(m *jupyter.Message) bool { return ParentID(m) == id })
}

// Broadcasts waits for idle and returns what was broadcast for a request between
// busy and idle, those excluded.
func (c *Client) Broadcasts(id string) []*jupyter.Message {
	c.t.Helper()
	var all []*jupyter.Message
	for {
		m := c.Next(IOPub, func(m *jupyter.Message) bool { return ParentID(m) == id })
		state, _ := Content(c.t, m)["execution_state"].(string)
		switch {
		case len(all) == 0 && state != "busy":
			c.t.Fatalf("first broadcast: got %s %s, want status busy", m.Header.Type, m.Content)
		case state == "idle":
			return all[1:]
		}
		all = append(all, m)
	}
}

// Call sends a request and waits for its reply and its idle.
func (c *Client) Call(channel, typ string, content any) (reply *jupyter.Message, broadcasts []*jupyter.Message) {
	c.t.Helper()
	id := c.Send(channel, typ, content)
	reply = c.Reply(channel, id)
	return reply, c.Broadcasts(id)
}

// Cell returns the content of an execute_request, with the usual settings of a
// notebook but without input.
func Cell(code string) map[string]any {
	return map[string]any{
		"code": code, "silent": false, "store_history": true, "user_expressions": map[string]any{},
		"allow_stdin": false, "stop_on_error": true,
	}
}

// Execute runs a cell and returns the content of the reply and the broadcasts.
func (c *Client) Execute(code string) (reply map[string]any, broadcasts []*jupyter.Message) {
	c.t.Helper()
	m, broadcasts := c.Call(Shell, "execute_request", Cell(code))
	return Content(c.t, m), broadcasts
}

// AwaitInput waits for an input request and returns it.
func (c *Client) AwaitInput() *jupyter.Message {
	c.t.Helper()
	return c.Next(Stdin, func(m *jupyter.Message) bool { return m.Header.Type == "input_request" })
}

// Answer replies to an input request; without one, as clients do that give no
// parent.
func (c *Client) Answer(request *jupyter.Message, value string) {
	c.t.Helper()
	m := c.Message("input_reply", map[string]any{"value": value, "status": "ok"})
	if request != nil {
		m.Parent = request.Raw
	}
	c.SendMessage(Stdin, m)
}

// Heartbeat sends a heartbeat and waits for its echo.
func (c *Client) Heartbeat() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	beat := []byte(rand.Text())
	if err := c.hb.Send(zmtp.Message{beat}); err != nil {
		c.t.Fatalf("heartbeat: %v", err)
	}
	m, err := c.hb.Recv(ctx)
	if err != nil || len(m) != 1 || !bytes.Equal(m[0], beat) {
		c.t.Fatalf("heartbeat: got %q, %v", m, err)
	}
}

// Content returns the content of a message.
func Content(t testing.TB, m *jupyter.Message) map[string]any {
	t.Helper()
	var content map[string]any
	if err := json.Unmarshal(m.Content, &content); err != nil {
		t.Fatalf("%s: content: %v", m.Header.Type, err)
	}
	return content
}

// ParentID returns the id of the request that m belongs to, "" for none.
func ParentID(m *jupyter.Message) string {
	var h jupyter.Header
	if json.Unmarshal(m.Parent, &h) != nil {
		return ""
	}
	return h.ID
}

// Types returns the types of messages, in order.
func Types(ms []*jupyter.Message) []string {
	types := make([]string, len(ms))
	for i, m := range ms {
		types[i] = m.Header.Type
	}
	return types
}

// Text returns what was written to a stream, "stdout" or "stderr".
func Text(t testing.TB, ms []*jupyter.Message, stream string) string {
	t.Helper()
	var b bytes.Buffer
	for _, m := range ms {
		if m.Header.Type != "stream" {
			continue
		}
		if c := Content(t, m); c["name"] == stream {
			text, _ := c["text"].(string)
			b.WriteString(text)
		}
	}
	return b.String()
}
