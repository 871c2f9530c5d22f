package jupyter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// ProtocolVersion is the version of the messaging protocol in every header.
const ProtocolVersion = "5.5"

// delimiter separates routing from the message proper.
var delimiter = []byte("<IDS|MSG>")

// emptyObject stands for a header, metadata or content that is absent.
var emptyObject = json.RawMessage("{}")

// Header identifies a message. A client may send more fields; they are kept in
// the raw header that replies return.
type Header struct {
	ID       string `json:"msg_id"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Type     string `json:"msg_type"`
	Version  string `json:"version"`
}

// Message is one message of the protocol. The JSON parts are kept as they came,
// so that a parent header is returned byte for byte; an empty one stands for {}.
type Message struct {
	Route    [][]byte        // frames before the delimiter, identity of the peer excluded; on iopub the topic
	Header   Header          // what this kernel reads of the header
	Raw      json.RawMessage // the header verbatim; when empty, Header is sent
	Parent   json.RawMessage // the header of the message this one belongs to
	Metadata json.RawMessage
	Content  json.RawMessage
	Buffers  [][]byte
}

// The reasons for which [Parse] refuses frames, besides JSON errors.
var (
	ErrDelimiter = errors.New("no delimiter")
	ErrFrames    = errors.New("too few frames")
	ErrSignature = errors.New("wrong signature")
	ErrHeader    = errors.New("header without msg_id or msg_type")
)

// Parse reads the frames of a message and checks its signature. The result
// shares memory with the frames.
func Parse(frames [][]byte, key Key) (*Message, error) {
	m, err := parse(frames, key)
	if err != nil {
		return nil, fmt.Errorf("jupyter.Parse: %w", err)
	}
	return m, nil
}

func parse(frames [][]byte, key Key) (*Message, error) {
	at := slices.IndexFunc(frames, func(f []byte) bool { return bytes.Equal(f, delimiter) })
	if at < 0 {
		return nil, fmt.Errorf("%w among %d frames", ErrDelimiter, len(frames))
	}
	rest := frames[at+1:]
	if len(rest) < 5 {
		return nil, fmt.Errorf("%w: got %d after the delimiter, want 5", ErrFrames, len(rest))
	}
	if !key.Verify(rest[0], rest[1:5]...) {
		return nil, ErrSignature
	}
	m := &Message{Route: frames[:at], Buffers: rest[5:]}
	for i, part := range []struct {
		name string
		dst  *json.RawMessage
	}{{"header", &m.Raw}, {"parent header", &m.Parent}, {"metadata", &m.Metadata}, {"content", &m.Content}} {
		var err error
		if *part.dst, err = object(rest[i+1]); err != nil {
			return nil, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	if err := json.Unmarshal(m.Raw, &m.Header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if m.Header.ID == "" || m.Header.Type == "" {
		return nil, ErrHeader
	}
	return m, nil
}

// object accepts a JSON object in UTF-8, and null for an empty one. The encoding
// matters because encoding/json forgives what clients that get the header back
// do not.
func object(b []byte) (json.RawMessage, error) {
	trimmed := bytes.TrimSpace(b)
	switch {
	case !utf8.Valid(b):
		return nil, errors.New("not UTF-8")
	case string(trimmed) == "null":
		return emptyObject, nil
	case len(trimmed) == 0 || trimmed[0] != '{':
		return nil, errors.New("not a JSON object")
	case !json.Valid(b):
		return nil, errors.New("not valid JSON")
	}
	return b, nil
}

// Frames returns the message as it goes over the wire, signed.
func (m *Message) Frames(key Key) ([][]byte, error) {
	header := m.Raw
	if len(header) == 0 {
		var err error
		if header, err = marshal(m.Header); err != nil {
			return nil, fmt.Errorf("jupyter.Message.Frames: header: %w", err)
		}
	}
	parts := [][]byte{header, orEmpty(m.Parent), orEmpty(m.Metadata), orEmpty(m.Content)}
	frames := make([][]byte, 0, len(m.Route)+2+len(parts)+len(m.Buffers))
	frames = append(frames, m.Route...)
	frames = append(frames, delimiter, key.Sign(parts...))
	frames = append(frames, parts...)
	return append(frames, m.Buffers...), nil
}

// Decode reads the content into v; fields that the content lacks keep their
// values.
func (m *Message) Decode(v any) error {
	if err := json.Unmarshal(orEmpty(m.Content), v); err != nil {
		return fmt.Errorf("jupyter.Message.Decode: %s: %w", m.Header.Type, err)
	}
	return nil
}

func orEmpty(b json.RawMessage) json.RawMessage {
	if len(b) == 0 {
		return emptyObject
	}
	return b
}

// marshal is json.Marshal without the escapes that protect HTML pages: clients
// read the same either way, and cells produce much HTML.
func marshal(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
