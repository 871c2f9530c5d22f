package jupyter

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/mathdl/kernel/interp/display"
)

// mimePattern is what clients accept as a key of an output.
var mimePattern = regexp.MustCompile(`^[\w\-+.]+/[\w\-+.]+$`)

// bundle returns b in the form of the wire. What has no such form is left out
// and logged: the rest can still be shown.
func (k *Kernel) bundle(b display.Bundle) bundleContent {
	c := bundleContent{
		Data:     make(map[string]json.RawMessage, len(b.Data)),
		Metadata: make(map[string]json.RawMessage, len(b.Metadata)),
	}
	for mime, v := range b.Data {
		raw, err := wireData(mime, v)
		if err != nil {
			k.log.Warn("jupyter: output left out", "type", mime, "cause", err)
			continue
		}
		c.Data[mime] = raw
	}
	for key, v := range b.Metadata {
		raw, err := marshal(v)
		if err != nil {
			k.log.Warn("jupyter: metadata left out", "key", key, "cause", err)
			continue
		}
		c.Metadata[key] = raw
	}
	return c
}

// wireData encodes one representation: JSON types as the value itself, text as a
// string, anything else in base64.
func wireData(mime string, v any) (json.RawMessage, error) {
	if !mimePattern.MatchString(mime) {
		return nil, fmt.Errorf("MIME type: got %q, want type/subtype", mime)
	}
	if isJSON(mime) {
		return wireJSON(v)
	}
	switch v := v.(type) {
	case []byte:
		if isText(mime) {
			return marshal(string(v))
		}
		return marshal(base64.StdEncoding.EncodeToString(v))
	case string:
		return marshal(v)
	default:
		return marshal(fmt.Sprint(v))
	}
}

// wireJSON takes bytes, and strings that hold an object or an array, for JSON
// text, as a program that has produced some would give them; other values are
// encoded.
func wireJSON(v any) (json.RawMessage, error) {
	var text []byte
	switch v := v.(type) {
	case []byte:
		text = v
	case json.RawMessage:
		text = v
	case string:
		if s := strings.TrimSpace(v); s == "" || s[0] != '{' && s[0] != '[' || !json.Valid([]byte(s)) {
			return marshal(v)
		}
		text = []byte(v)
	default:
		return marshal(v)
	}
	return marshal(json.RawMessage(text)) // checks and compacts
}

func isJSON(mime string) bool {
	return strings.HasPrefix(mime, "application/") && (mime == display.MIMEJSON || strings.HasSuffix(mime, "+json"))
}

func isText(mime string) bool {
	return strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "+xml") || mime == "application/javascript"
}
