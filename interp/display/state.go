package display

import "fmt"

// state is the fmt.State with which Format methods are called: %v, or %+v for values that an
// interpreter has wrapped, and a bounded length.
type state struct {
	text []byte
	plus bool
}

var _ fmt.State = (*state)(nil)

// formatted returns what the Format method of x writes. A value that formats itself and offers MIME
// types may be one that an interpreter has wrapped: %+v names the fields of its struct, as for a
// compiled one.
func formatted(x fmt.Formatter) string {
	_, wrapped := x.(interface{ MIMEBundle() map[string]any })
	s := &state{plus: wrapped}
	x.Format(s, 'v')
	return cut(string(s.text), maxText)
}

// Write takes text up to a little more than the limit, and says that it took all: what writes on
// does not fail, it is no longer read.
func (s *state) Write(p []byte) (int, error) {
	s.text = append(s.text, p[:min(len(p), maxText+1-len(s.text))]...)
	return len(p), nil
}

// Width says that no width is set.
func (*state) Width() (int, bool) { return 0, false }

// Precision says that no precision is set.
func (*state) Precision() (int, bool) { return 0, false }

// Flag reports whether a flag is set: at most the plus.
func (s *state) Flag(c int) bool { return c == '+' && s.plus }

// Contents tells a Format method that asks for it that addresses are not wanted: what a pointer
// points to may be printed in their place.
func (*state) Contents() bool { return true }
