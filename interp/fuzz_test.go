package interp_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/mathdl/kernel/interp"
)

// FuzzFront asks the front end about arbitrary text: it must answer, and leave
// the session as it was.
func FuzzFront(f *testing.F) {
	for _, file := range []string{"session", "generics", "interfaces", "language"} {
		b, err := os.ReadFile("testdata/cells/" + file + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range parseCases(string(b)) {
			text := strings.Join(c.text, "\n")
			f.Add(text, len(text)/2)
			f.Add(text[:len(text)/2], len(text)/2)
		}
	}
	s := open(f)
	run(s, 1, "kept := 3\ntype T struct{ A, b int }\nfunc (t T) M() int { return t.A }\nfunc g[X any](x X) X { return x }")
	f.Fuzz(func(t *testing.T, code string, offset int) {
		s.IsComplete(code)
		c := s.Complete(code, offset)
		if c.From < 0 || c.From > c.To || c.To > len(code) {
			t.Errorf("completion replaces [%d, %d) of %d bytes", c.From, c.To, len(code))
		}
		s.Inspect(code, offset, 1)
		var e *interp.Error
		if err := s.Run(t.Context(), 2, "if false {\n"+code+"\n}", &recorder{}); errors.As(err, &e) && e.Kind == interp.Internal {
			t.Errorf("%v\n%s", err, e.Text())
		}
		if got := run(s, 3, "kept"); got != "= 3\n" {
			t.Errorf("the session changed: %q", got)
		}
	})
}
