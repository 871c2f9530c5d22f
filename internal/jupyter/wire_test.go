package jupyter

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

var testKey = Key("a key")

// wired returns the frames of a message whose JSON parts are given, correctly
// signed.
func wired(key Key, parts ...string) [][]byte {
	b := make([][]byte, len(parts))
	for i, p := range parts {
		b[i] = []byte(p)
	}
	return append([][]byte{[]byte("<IDS|MSG>"), key.Sign(b...)}, b...)
}

const goodHeader = `{"msg_id":"1","msg_type":"t","session":"s","username":"u","date":"d","version":"5.3","subshell_id":null}`

func TestParse(t *testing.T) {
	frames := wired(testKey, goodHeader, " {}", "null", `{"code":"x"}`)
	frames = append([][]byte{[]byte("a"), []byte("b")}, frames...)
	frames = append(frames, []byte("<IDS|MSG>"), []byte{0xff})
	m, err := Parse(frames, testKey)
	if err != nil {
		t.Fatal(err)
	}
	want := Header{ID: "1", Session: "s", Username: "u", Date: "d", Type: "t", Version: "5.3"}
	if m.Header != want || string(m.Raw) != goodHeader {
		t.Errorf("header: got %+v from %s", m.Header, m.Raw)
	}
	if len(m.Route) != 2 || len(m.Buffers) != 2 {
		t.Errorf("got %d frames of route and %d buffers, want 2 and 2", len(m.Route), len(m.Buffers))
	}
	if string(m.Metadata) != "{}" {
		t.Errorf("metadata: got %s, want {} for null", m.Metadata)
	}
}

func TestParseRefuses(t *testing.T) {
	signed := func(parts ...string) [][]byte { return wired(testKey, parts...) }
	forged := func(signature string) [][]byte {
		f := signed(goodHeader, "{}", "{}", "{}")
		f[1] = []byte(signature)
		return f
	}
	changed := signed(goodHeader, "{}", "{}", "{}")
	changed[5] = []byte(`{"code":"rm"}`)
	for _, c := range []struct {
		name   string
		frames [][]byte
		want   error // nil: any
	}{
		{"nothing", nil, ErrDelimiter},
		{"junk", [][]byte{[]byte("junk")}, ErrDelimiter},
		{"empty frame", [][]byte{{}}, ErrDelimiter},
		{"delimiter only", [][]byte{[]byte("<IDS|MSG>")}, ErrFrames},
		{"no content", signed(goodHeader, "{}", "{}"), ErrFrames},
		{"no signature", forged(""), ErrSignature},
		{"short signature", forged("00"), ErrSignature},
		{"not hexadecimal", forged(string(bytes.Repeat([]byte("xy"), 32))), ErrSignature},
		{"wrong signature", forged(string(bytes.Repeat([]byte("00"), 32))), ErrSignature},
		{"other key", wired(Key("other"), goodHeader, "{}", "{}", "{}"), ErrSignature},
		{"content changed", changed, ErrSignature},
		{"header not JSON", signed(`{"msg_id":`, "{}", "{}", "{}"), nil},
		{"header no object", signed(`[]`, "{}", "{}", "{}"), nil},
		{"header null", signed(`null`, "{}", "{}", "{}"), ErrHeader},
		{"header empty", signed(``, "{}", "{}", "{}"), nil},
		{"header type", signed(`{"msg_id":1,"msg_type":"t"}`, "{}", "{}", "{}"), nil},
		{"no id", signed(`{"msg_type":"t"}`, "{}", "{}", "{}"), ErrHeader},
		{"no type", signed(`{"msg_id":"1"}`, "{}", "{}", "{}"), ErrHeader},
		{"header not UTF-8", signed("{\"msg_id\":\"\xff\",\"msg_type\":\"t\"}", "{}", "{}", "{}"), nil},
		{"parent", signed(goodHeader, "7", "{}", "{}"), nil},
		{"metadata", signed(goodHeader, "{}", `{"a":NaN}`, "{}"), nil},
		{"content", signed(goodHeader, "{}", "{}", "{}}"), nil},
		{"content text", signed(goodHeader, "{}", "{}", `"{}"`), nil},
		{"deep", signed(goodHeader, "{}", "{}", `{"a":`+string(bytes.Repeat([]byte("["), 1<<20))), nil},
	} {
		m, err := Parse(c.frames, testKey)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got %+v, %v, want %v", c.name, m, err, c.want)
		}
	}
}

// The signature of a known message, computed with OpenSSL:
// printf '{}{}{}{}' | openssl dgst -sha256 -hmac key
func TestSign(t *testing.T) {
	empty := []byte("{}")
	const want = "ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3"
	if got := Key("key").Sign(empty, empty, empty, empty); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := Key(nil).Sign(empty); len(got) != 0 || got == nil {
		t.Errorf("without a key: got %q, want an empty frame", got)
	}
	if !Key(nil).Verify([]byte("anything"), empty) {
		t.Error("without a key a signature is refused")
	}
	if !Key("key").Verify(bytes.ToUpper([]byte(want)), empty, empty, empty, empty) {
		t.Error("a signature in capitals is refused")
	}
}

// What this package writes it reads, and markup is not escaped.
func TestFrames(t *testing.T) {
	m := &Message{
		Route:   [][]byte{[]byte("topic")},
		Header:  Header{ID: "1", Type: "t", Session: "s"},
		Content: json.RawMessage(`{"html":"<b>&</b>"}`),
		Buffers: [][]byte{{1}, {}},
	}
	f, err := m.Frames(testKey)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(f, testKey)
	if err != nil {
		t.Fatal(err)
	}
	if got.Header != m.Header || !bytes.Equal(got.Content, m.Content) || len(got.Buffers) != 2 || string(got.Parent) != "{}" {
		t.Errorf("got %+v", got)
	}
	if b, _ := marshal("<b>&</b>"); string(b) != `"<b>&</b>"` {
		t.Errorf("marshal: got %s", b)
	}
}

func FuzzParse(f *testing.F) {
	good := wired(testKey, goodHeader, "{}", "{}", "{}")
	f.Add([]byte("id"), good[0], good[1], good[2], good[3], good[4], good[5], true)
	f.Add([]byte("<IDS|MSG>"), good[1], good[2], good[3], good[4], good[5], []byte{}, true)
	f.Add([]byte("id"), good[0], good[1], good[2], good[3], good[4], good[5], false)
	f.Add([]byte{}, good[0], []byte("zz"), []byte("{"), []byte("null"), []byte("\xff"), []byte("[]"), false)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h []byte, signed bool) {
		frames := [][]byte{a, b, c, d, e, g, h}
		key := testKey
		if !signed {
			key = nil // else nothing but the signature would be tested
		}
		m, err := Parse(frames, key)
		if err != nil {
			return
		}
		if m.Header.ID == "" || m.Header.Type == "" || !json.Valid(m.Raw) || !json.Valid(m.Content) {
			t.Fatalf("accepted %q", frames)
		}
		out, err := m.Frames(key)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(out, key)
		if err != nil {
			t.Fatalf("%q: what was accepted is refused when sent again: %v", frames, err)
		}
		if again.Header != m.Header || !bytes.Equal(again.Raw, m.Raw) || !bytes.Equal(again.Content, m.Content) {
			t.Fatalf("%q: got %+v, want %+v", frames, again, m)
		}
	})
}
