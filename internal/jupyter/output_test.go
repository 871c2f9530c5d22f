package jupyter

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/interp/display"
)

// tape is a publisher that records, instead of a socket.
type tape struct {
	t  *testing.T
	mu sync.Mutex // text is also sent by a timer
	ms []*Message
}

func (p *tape) Publish(f zmtp.Message) error {
	m, err := Parse(f, testKey)
	if err != nil {
		p.t.Error(err)
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ms = append(p.ms, m)
	return nil
}

func (p *tape) Close(time.Duration) error { return nil }

// texts returns the texts of stream messages, by name.
func (p *tape) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	texts := make([]string, len(p.ms))
	for i, m := range p.ms {
		var c streamContent
		if err := m.Decode(&c); err != nil || m.Header.Type != "stream" {
			p.t.Errorf("got %s %s", m.Header.Type, m.Content)
		}
		texts[i] = c.Name + ":" + c.Text
	}
	return texts
}

// newOutput returns the output of a cell and what records it.
func newOutput(t *testing.T) (*cellOutput, *tape) {
	k := newKernel(Connection{Key: string(testKey)}, nil)
	p := &tape{t: t}
	k.iopub = p
	r := &request{Message: &Message{Raw: json.RawMessage(goodHeader)}, via: &channel{name: "shell", broadcast: k.broadcast}}
	return &cellOutput{k: k, r: r, ctx: context.Background(), count: 1}, p
}

func TestStream(t *testing.T) {
	for _, c := range []struct {
		name  string
		write [][2]string // of stream and text
		want  []string
	}{
		{"nothing", [][2]string{{"stdout", ""}}, nil},
		{"collected", [][2]string{{"stdout", "a"}, {"stdout", "b"}}, []string{"stdout:ab"}},
		{"two streams", [][2]string{{"stdout", "a"}, {"stderr", "b"}, {"stderr", "c"}, {"stdout", "d"}}, []string{"stdout:a", "stderr:bc", "stdout:d"}},
		{"not UTF-8", [][2]string{{"stdout", "a\xffb\x80"}}, []string{"stdout:a\ufffdb\ufffd"}},
		{"character in parts", [][2]string{{"stdout", "a\xf0\x9d"}, {"stdout", "\x9c\x83"}}, []string{"stdout:a𝜃"}},
		{"character never whole", [][2]string{{"stdout", "\xf0\x9d"}, {"stderr", "\x9c"}}, []string{"stdout:\ufffd\ufffd", "stderr:\ufffd"}},
	} {
		out, p := newOutput(t)
		for _, w := range c.write {
			out.Stream(w[0], w[1])
		}
		out.flush()
		out.flush()
		if got := p.texts(); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Text goes out in pieces of bounded size that break no character, whatever the
// pieces in which it is written.
func TestStreamPieces(t *testing.T) {
	text := strings.Repeat("x𝜃", 6*streamBytes/25)
	for _, piece := range []int{4099, flushBytes - 1, flushBytes, len(text)} {
		out, p := newOutput(t)
		synctest.Test(t, func(*testing.T) { // no time passes while it is written
			for b := range slices.Chunk([]byte(text), piece) {
				out.Stream("stdout", string(b))
			}
			out.flush()
		})
		var got strings.Builder
		for _, s := range p.texts() {
			s = strings.TrimPrefix(s, "stdout:")
			if len(s) > streamBytes {
				t.Errorf("written by %d: got a message of %d bytes", piece, len(s))
			}
			got.WriteString(s)
		}
		if got.String() != text {
			t.Errorf("written by %d: the text has changed", piece)
		}
		if most := len(text)/flushBytes + 2; len(p.ms) > most {
			t.Errorf("written by %d: got %d messages, want at most %d", piece, len(p.ms), most)
		}
	}
}

// Text that nothing follows is sent after a while, all that was written until
// then together, and the rest of a character later.
func TestStreamTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, p := newOutput(t)
		out.Stream("stdout", "a")
		time.Sleep(flushInterval / 2)
		out.Stream("stdout", "b\xc3")
		synctest.Wait()
		if got := p.texts(); len(got) != 0 {
			t.Errorf("at once: got %q", got)
		}
		time.Sleep(flushInterval/2 + 1)
		synctest.Wait()
		if got := p.texts(); !slices.Equal(got, []string{"stdout:ab"}) {
			t.Errorf("after a while: got %q, want ab", got)
		}
		out.Stream("stdout", "\xa9")
		time.Sleep(flushInterval + 1)
		synctest.Wait()
		if got := p.texts(); !slices.Equal(got, []string{"stdout:ab", "stdout:é"}) {
			t.Errorf("later: got %q", got)
		}
	})
}

// A program that prints a line each millisecond makes twenty messages a second.
func TestStreamRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, p := newOutput(t)
		for i := range 10_000 {
			out.Stream("stdout", fmt.Sprintln(i))
			time.Sleep(time.Millisecond)
		}
		out.flush()
		if got := len(p.texts()); got < 150 || got > 201 {
			t.Errorf("messages in 10 s: got %d, want about 200", got)
		}
	})
}

func TestUpdateWithoutID(t *testing.T) {
	out, p := newOutput(t)
	out.Display(display.Bundle{}, "", true)
	if got := p.ms[0]; got.Header.Type != "display_data" || string(got.Content) != `{"data":{},"metadata":{},"transient":{}}` {
		t.Errorf("got %s %s", got.Header.Type, got.Content)
	}
}

type textual struct{}

func (textual) String() string { return "textual" }

func TestBundle(t *testing.T) {
	k := newKernel(Connection{}, nil)
	for _, c := range []struct {
		mime string
		v    any
		want string // "" if left out
	}{
		{"text/plain", "<a&b>", `"<a&b>"`},
		{"text/plain", []byte("a"), `"a"`},
		{"text/plain", textual{}, `"textual"`},
		{"text/plain", 7, `"7"`},
		{"text/html", "\xff", `"\ufffd"`},
		{"image/png", []byte("\x89PNG"), `"iVBORw=="`},
		{"image/png", "iVBORw==", `"iVBORw=="`},
		{"image/svg+xml", []byte("<svg/>"), `"<svg/>"`},
		{"application/javascript", []byte("f()"), `"f()"`},
		{"application/pdf", []byte{1}, `"AQ=="`},
		{"application/json", map[string]int{"a": 1}, `{"a":1}`},
		{"application/json", []byte(` {"a": "<"} `), `{"a":"<"}`},
		{"application/json", json.RawMessage(`[1]`), `[1]`},
		{"application/vnd.vega.v5+json", `{"a":1}`, `{"a":1}`},
		{"application/json", "text", `"text"`},
		{"application/json", "{not", `"{not"`},
		{"application/json", nil, `null`},
		{"application/json", []byte("{"), ""},
		{"application/json", math.NaN(), ""},
		{"application/json", func() {}, ""},
		{"text", "a", ""},
		{"text/plain; charset=utf-8", "a", ""},
	} {
		b := display.Bundle{
			Data:     map[string]any{c.mime: c.v, "text/x": "kept"},
			Metadata: map[string]any{c.mime: map[string]any{"width": 3}, "bad": func() {}},
		}
		got := k.bundle(b)
		if string(got.Data[c.mime]) != c.want || string(got.Data["text/x"]) != `"kept"` {
			t.Errorf("%s %v: got %s, want %s", c.mime, c.v, got.Data, c.want)
		}
		if string(got.Metadata[c.mime]) != `{"width":3}` || len(got.Metadata) != 1 {
			t.Errorf("%s: metadata: got %s", c.mime, got.Metadata)
		}
	}
	if b, err := marshal(k.bundle(display.Bundle{})); err != nil || string(b) != `{"data":{},"metadata":{}}` {
		t.Errorf("empty: got %s, %v", b, err)
	}
}
