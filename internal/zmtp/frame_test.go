package zmtp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// long returns the header of a long frame that announces size bytes.
func long(flags byte, size uint64) string {
	return string(binary.BigEndian.AppendUint64([]byte{flags | flagLong}, size))
}

func reader(s string, o Options) *frameReader {
	f := o.filled()
	return newFrameReader(strings.NewReader(s), &f)
}

func ignore([]byte) error { return nil }

func sameMessage(a, b Message) bool { return slices.EqualFunc(a, b, bytes.Equal) }

func TestFramesRoundTrip(t *testing.T) {
	large := bytes.Repeat([]byte("0123456789abcdef"), 3*firstRead/16+1)
	for _, m := range []Message{
		{[]byte("one")},
		{nil},
		{nil, nil, nil},
		{[]byte("id"), nil, []byte("body")},
		{bytes.Repeat([]byte{1}, 255), bytes.Repeat([]byte{2}, 256)},
		{large[:firstRead], large[:firstRead+1], large},
	} {
		// One byte at a time, so that no read returns all it is asked for.
		o := (&Options{}).filled()
		f := newFrameReader(iotest.OneByteReader(bytes.NewReader(encode(m))), &o)
		got, err := f.message(ignore)
		if err != nil || !sameMessage(got, m) {
			t.Errorf("message of %d frames: got %d frames, error %v", len(m), len(got), err)
		}
		if _, err := f.message(ignore); err != io.EOF {
			t.Errorf("after the message: got error %v, want EOF", err)
		}
	}
}

// TestWireForm compares with bytes written by hand from the specification.
func TestWireForm(t *testing.T) {
	if got, want := string(encode(Message{nil, []byte("hello")})), "\x01\x00\x00\x05hello"; got != want {
		t.Errorf("message: got %q, want %q", got, want)
	}
	body := strings.Repeat("x", 256)
	if got, want := string(encode(Message{[]byte(body)})), "\x02\x00\x00\x00\x00\x00\x00\x01\x00"+body; got != want {
		t.Errorf("long frame: got %q, want %q", got, want)
	}
	if got, want := string(encodeCommand("PONG", []byte("ctx"))), "\x04\x08\x04PONGctx"; got != want {
		t.Errorf("command: got %q, want %q", got, want)
	}
}

func TestFrameLimits(t *testing.T) {
	o := Options{MaxFrame: 10, MaxMessage: 15, MaxFrames: 3}
	ten := "0123456789"
	for _, c := range []struct {
		name, in string
		want     error // nil: a message
	}{
		{"frame of the limit", "\x00\x0a" + ten, nil},
		{"frame beyond it", "\x00\x0b" + ten + "x", errProtocol},
		{"message of the limit", "\x01\x0a" + ten + "\x00\x0501234", nil},
		{"message beyond it", "\x01\x0a" + ten + "\x00\x06012345", errProtocol},
		{"frames of the limit", "\x01\x00\x01\x00\x00\x00", nil},
		{"frames beyond it", "\x01\x00\x01\x00\x01\x00\x00\x00", errProtocol},
		{"largest length", long(0, 1<<64-1), errProtocol},
		{"length beyond int64", long(0, 1<<63), errProtocol},
		{"long form of a short length", long(0, 3) + "abc", nil},
		{"reserved flag", "\x08\x00", errProtocol},
		{"all flags", "\xff\x00", errProtocol},
		{"command with MORE", "\x05\x01x", errProtocol},
		{"command beyond its limit", long(flagCommand, maxCommand+1), errProtocol},
		{"command of its limit, cut", long(flagCommand, maxCommand), io.ErrUnexpectedEOF},
		{"nothing", "", io.EOF},
		{"flags only", "\x00", io.ErrUnexpectedEOF},
		{"half a length", long(0, 3)[:5], io.ErrUnexpectedEOF},
		{"half a body", "\x00\x04ab", io.ErrUnexpectedEOF},
		{"half a message", "\x01\x01a", io.ErrUnexpectedEOF},
		{"junk", "GET / HTTP/1.1\r\n", errProtocol},
	} {
		_, err := reader(c.in, o).message(ignore)
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

func TestCommandBetweenFrames(t *testing.T) {
	in := string(encodeCommand("PING", []byte("a"))) + "\x01\x01x" + string(encodeCommand("PING", []byte("b"))) + "\x00\x01y"
	var got []string
	m, err := reader(in, Options{}).message(func(b []byte) error {
		got = append(got, string(b))
		return nil
	})
	if err != nil || !sameMessage(m, Message{[]byte("x"), []byte("y")}) {
		t.Errorf("message: got %q, %v", m, err)
	}
	if want := []string{"\x04PINGa", "\x04PINGb"}; !slices.Equal(got, want) {
		t.Errorf("commands: got %q, want %q", got, want)
	}
}

func TestSplitCommand(t *testing.T) {
	for _, c := range []struct {
		in, name, body string
		ok             bool
	}{
		{"\x04PING\x00\x01", "PING", "\x00\x01", true},
		{"\x01x", "x", "", true},
		{"", "", "", false},
		{"\x00abc", "", "", false},
		{"\x05PING", "", "", false},
		{"\xff", "", "", false},
	} {
		name, body, err := splitCommand([]byte(c.in))
		if name != c.name || string(body) != c.body || (err == nil) != c.ok {
			t.Errorf("%q: got %q, %q, %v", c.in, name, body, err)
		}
	}
}

// TestAnnouncedLengthIsNotAllocated: a frame header alone costs little memory.
func TestAnnouncedLengthIsNotAllocated(t *testing.T) {
	in := long(0, DefaultMaxFrame) + "only this"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := reader(in, Options{}).message(ignore)
	runtime.ReadMemStats(&after)
	if err != io.ErrUnexpectedEOF {
		t.Errorf("got error %v, want %v", err, io.ErrUnexpectedEOF)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("allocated %d bytes for a frame of which 9 bytes came", got)
	}
}

// FuzzRead holds the reader to its limits, and to reading its own messages when
// they are written again.
func FuzzRead(f *testing.F) {
	f.Add([]byte("\x01\x01x\x00\x03abc"))
	f.Add([]byte(long(0, 3) + "abc"))
	f.Add([]byte(long(0, 1<<63)))
	f.Add(append(encodeCommand("PING", []byte("\x00\x00ctx")), 0, 1, 'x'))
	f.Add(encode(Message{bytes.Repeat([]byte("y"), 300), nil}))
	f.Add([]byte("\x04\x00\x05\x00"))
	o := (&Options{MaxFrame: 400, MaxMessage: 500, MaxFrames: 4}).filled()
	f.Fuzz(func(t *testing.T, in []byte) {
		r := newFrameReader(bytes.NewReader(in), &o)
		for {
			m, err := r.message(func(b []byte) error {
				_, _, err := splitCommand(b)
				return err
			})
			if err != nil {
				if err != io.EOF && err != io.ErrUnexpectedEOF && !errors.Is(err, errProtocol) {
					t.Fatalf("got error %v, want one of the reader's own", err)
				}
				return
			}
			size := int64(0)
			for _, f := range m {
				if int64(len(f)) > o.MaxFrame {
					t.Fatalf("frame of %d bytes, want at most %d", len(f), o.MaxFrame)
				}
				size += int64(len(f))
			}
			if len(m) == 0 || len(m) > o.MaxFrames || size > o.MaxMessage {
				t.Fatalf("message of %d frames, %d bytes", len(m), size)
			}
			again, err := newFrameReader(bytes.NewReader(encode(m)), &o).message(ignore)
			if err != nil || !sameMessage(again, m) {
				t.Fatalf("written and read again: got %q, %v, want %q", again, err, m)
			}
		}
	})
}
