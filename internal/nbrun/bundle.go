package nbrun

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mathdl/kernel/internal/nbrun/nbformat"
	"github.com/mathdl/kernel/interp/display"
)

// bundle returns b as a notebook stores it: texts as strings, binary content
// as base64, JSON types as values. Content that is not of its type is left
// out, and the text of the bundle says why unless it has one.
func bundle(b display.Bundle) (data, metadata map[string]any) {
	data, metadata = map[string]any{}, map[string]any{}
	var fault string
	for mime, v := range b.Data {
		content, err := stored(mime, v)
		if err != nil {
			fault = max(fault, fmt.Sprintf("%s: %v", mime, err))
			continue
		}
		data[mime] = content
	}
	if _, ok := data[display.MIMEText]; !ok && fault != "" {
		data[display.MIMEText] = fault
	}
	for key, v := range b.Metadata {
		if tree, err := nbformat.Tree(v); err == nil {
			metadata[key] = tree
		}
	}
	return data, metadata
}

// stored returns the content v of one MIME type as a notebook stores it.
func stored(mime string, v any) (any, error) {
	if nbformat.IsJSON(mime) {
		if raw, ok := v.([]byte); ok {
			v = json.RawMessage(raw)
		}
		return nbformat.Tree(v)
	}
	switch v := v.(type) {
	case string:
		return valid(v), nil
	case []byte:
		if nbformat.IsText(mime) {
			return valid(string(v)), nil
		}
		return base64.StdEncoding.EncodeToString(v), nil
	}
	return nil, fmt.Errorf("got %T, want string or []byte", v)
}

// size returns the bytes data takes in a file, roughly.
func size(data map[string]any) int {
	n := 0
	for mime, v := range data {
		n += len(mime)
		switch v := v.(type) {
		case string:
			n += len(v)
		default:
			n += len(strings.TrimSpace(fmt.Sprint(v)))
		}
	}
	return n
}
