package jupyter

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
)

const (
	topicPrefix = "kernel." // of broadcasts: kernel.<session>.<type>
	userName    = "kernel"  // in headers
	dateFormat  = "2006-01-02T15:04:05.000000Z"
)

// newSession returns the id of a kernel process.
func newSession() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// message makes a message of this kernel.
func (k *Kernel) message(typ string, parent json.RawMessage, content any) *Message {
	m := &Message{
		Header: Header{
			ID:       k.session + "_" + strconv.FormatUint(k.sent.Add(1), 10),
			Session:  k.session,
			Username: userName,
			Date:     timestamp(time.Now()),
			Type:     typ,
			Version:  ProtocolVersion,
		},
		Parent: parent,
	}
	var err error
	if m.Content, err = marshal(content); err != nil {
		k.log.Error("jupyter: content", "type", typ, "cause", err)
	}
	return m
}

// frames signs a message.
func (k *Kernel) frames(m *Message) zmtp.Message {
	f, err := m.Frames(k.key)
	if err != nil {
		k.log.Error("jupyter: frames", "type", m.Header.Type, "cause", err)
	}
	return f
}

// broadcast publishes a message, and waits while a subscriber is slow.
func (k *Kernel) broadcast(m *Message) { k.publishFrames(k.topical(m)) }

// topical returns the frames of a broadcast.
func (k *Kernel) topical(m *Message) zmtp.Message {
	m.Route = [][]byte{[]byte(topicPrefix + k.session + "." + m.Header.Type)}
	return k.frames(m)
}

func (k *Kernel) publishFrames(f zmtp.Message) {
	if err := k.iopub.Publish(f); err != nil {
		k.log.Debug("jupyter: broadcast lost", "cause", err)
	}
}

// welcome tells a new subscriber that it misses nothing from now on (JEP 65).
func (k *Kernel) welcome(topic []byte) zmtp.Message {
	m := k.message("iopub_welcome", nil, welcomeContent{string(topic)})
	m.Route = [][]byte{topic}
	return k.frames(m)
}

func timestamp(t time.Time) string { return t.UTC().Format(dateFormat) }
