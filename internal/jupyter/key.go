package jupyter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Key signs messages by HMAC-SHA256. With an empty key, messages are not signed
// and every signature is accepted: that is how a connection file turns
// authentication off.
type Key []byte

// Sign returns the signature of the parts in hexadecimal, empty for an empty key.
func (k Key) Sign(parts ...[]byte) []byte {
	if len(k) == 0 {
		return []byte{}
	}
	return hex.AppendEncode(nil, k.sum(parts))
}

// Verify reports whether signature is that of the parts, in a time that does not
// depend on where they differ.
func (k Key) Verify(signature []byte, parts ...[]byte) bool {
	if len(k) == 0 {
		return true
	}
	got := make([]byte, sha256.Size)
	if len(signature) != hex.EncodedLen(len(got)) {
		return false
	}
	if _, err := hex.Decode(got, signature); err != nil {
		return false
	}
	return hmac.Equal(got, k.sum(parts))
}

func (k Key) sum(parts [][]byte) []byte {
	h := hmac.New(sha256.New, k)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
