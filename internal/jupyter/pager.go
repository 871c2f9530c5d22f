package jupyter

import (
	"fmt"
	"regexp"
	"strings"
)

// pagePattern is a cell that asks for the documentation of a name, as "x?" and
// "?x" do in many kernels, and "x??" at length. It is no code of the language,
// in which a question mark occurs in texts and comments only.
var pagePattern = regexp.MustCompile(`^\s*(\?{0,2})([\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)*)(\?{0,2})\s*$`)

// question returns the name that a cell asks about, and whether it wants to know
// more.
func question(code string) (name string, detail int, ok bool) {
	m := pagePattern.FindStringSubmatch(code)
	if m == nil || (m[1] == "") == (m[3] == "") {
		return "", 0, false
	}
	return m[2], strings.Count(m[1]+m[3], "?") - 1, true
}

// pagePayload asks a front end to show a page of documentation.
type pagePayload struct {
	Source string `json:"source"`
	Start  int    `json:"start"`
	bundleContent
}

// noPage is the failure of a cell that asks for documentation there is not.
type noPage struct{ name string }

func (e noPage) Error() string        { return fmt.Sprintf("no documentation of %s", e.name) }
func (e noPage) EName() string        { return nameNoPage }
func (e noPage) EValue() string       { return e.Error() }
func (e noPage) ETraceback() []string { return nil }

var _ Failure = noPage{}

// page returns the payload that answers a question.
func (k *Kernel) page(name string, detail int) ([]any, error) {
	b, found := k.engine.Inspect(name, len(name), detail)
	if !found {
		return nil, noPage{name}
	}
	return []any{pagePayload{"page", 0, k.bundle(b)}}, nil
}
