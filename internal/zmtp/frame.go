package zmtp

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Flags of a frame; the other five bits are zero.
const (
	flagMore    = 1 << 0 // another frame of this message follows
	flagLong    = 1 << 1 // the length has eight bytes, not one
	flagCommand = 1 << 2
)

const (
	readBuffer = 32 << 10 // of one connection
	firstRead  = 64 << 10 // bytes allocated for a frame before any has come
)

// errProtocol is wrapped by every error that is the peer's fault.
var errProtocol = errors.New("protocol violation")

func violation(what string, got, want any) error {
	return fmt.Errorf("%w: %s: got %v, want %v", errProtocol, what, got, want)
}

// A frameReader reads frames and messages within limits.
type frameReader struct {
	r          *bufio.Reader
	maxFrame   int64
	maxMessage int64
	maxFrames  int
}

func newFrameReader(r io.Reader, o *Options) *frameReader {
	return &frameReader{
		r:          bufio.NewReaderSize(r, readBuffer),
		maxFrame:   o.MaxFrame,
		maxMessage: o.MaxMessage,
		maxFrames:  o.MaxFrames,
	}
}

// message reads one message. Commands before it, and between its frames, where
// libzmq may put a PING, are passed to command; its error ends the reading.
// io.EOF means that the peer ended between two messages.
func (f *frameReader) message(command func(body []byte) error) (Message, error) {
	var m Message
	left := f.maxMessage
	for {
		flags, body, err := f.frame(min(left, f.maxFrame))
		if err != nil {
			if len(m) > 0 {
				err = cut(err)
			}
			return nil, err
		}
		if flags&flagCommand != 0 {
			if err := command(body); err != nil {
				return nil, err
			}
			continue
		}
		if len(m) == f.maxFrames {
			return nil, violation("frames in a message", "more", f.maxFrames)
		}
		m = append(m, body)
		left -= int64(len(body))
		if flags&flagMore == 0 {
			return m, nil
		}
	}
}

// frame reads one frame; limit is the largest body, and a command is held to
// maxCommand. io.EOF means that there was none.
func (f *frameReader) frame(limit int64) (flags byte, body []byte, err error) {
	flags, size, err := f.header()
	if err != nil {
		return 0, nil, err
	}
	if flags&flagCommand != 0 {
		limit = maxCommand
	}
	if size > uint64(limit) {
		return 0, nil, violation("bytes of a frame", size, fmt.Sprintf("at most %d", limit))
	}
	body, err = f.body(int(size))
	return flags, body, err
}

func (f *frameReader) header() (flags byte, size uint64, err error) {
	flags, err = f.r.ReadByte()
	if err != nil {
		return 0, 0, err
	}
	if flags&^(flagMore|flagLong|flagCommand) != 0 || flags&(flagMore|flagCommand) == flagMore|flagCommand {
		return 0, 0, violation("flags of a frame", fmt.Sprintf("%#02x", flags), "a message or command")
	}
	var b [8]byte
	length := b[7:]
	if flags&flagLong != 0 {
		length = b[:]
	}
	if _, err := io.ReadFull(f.r, length); err != nil {
		return 0, 0, cut(err)
	}
	return flags, binary.BigEndian.Uint64(b[:]), nil
}

// body reads size bytes. The slice doubles as they come, since the length alone
// costs the peer nothing.
func (f *frameReader) body(size int) ([]byte, error) {
	b := make([]byte, min(size, firstRead))
	for done := 0; ; {
		n, err := io.ReadFull(f.r, b[done:])
		if err != nil {
			return nil, cut(err)
		}
		if done += n; done == size {
			return b, nil
		}
		grown := make([]byte, min(size, 2*len(b)))
		copy(grown, b)
		b = grown
	}
}

// cut turns an end of input, where more was announced, into the error for it.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// encode returns m as it stands on the wire.
func encode(m Message) []byte {
	n := 0
	for _, f := range m {
		n += 9 + len(f)
	}
	b := make([]byte, 0, n)
	for i, f := range m {
		var flags byte
		if i < len(m)-1 {
			flags = flagMore
		}
		b = appendFrame(b, flags, f)
	}
	return b
}

func appendFrame(b []byte, flags byte, body []byte) []byte {
	if len(body) > 255 {
		b = append(b, flags|flagLong)
		b = binary.BigEndian.AppendUint64(b, uint64(len(body)))
	} else {
		b = append(b, flags, byte(len(body)))
	}
	return append(b, body...)
}

// encodeCommand returns a command as it stands on the wire.
func encodeCommand(name string, body []byte) []byte {
	b := append([]byte{byte(len(name))}, name...)
	return appendFrame(nil, flagCommand, append(b, body...))
}

// splitCommand returns the name and the body of a command.
func splitCommand(b []byte) (name string, body []byte, err error) {
	if len(b) == 0 {
		return "", nil, violation("bytes of a command", 0, "at least 1")
	}
	n := int(b[0])
	if n == 0 || n > len(b)-1 {
		return "", nil, violation("bytes of a command's name", n, fmt.Sprintf("1 to %d", len(b)-1))
	}
	return string(b[1 : 1+n]), b[1+n:], nil
}
