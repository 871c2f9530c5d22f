package cell

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/mathdl/kernel/interp/display"
)

func TestClaim(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	tests := []struct {
		name           string
		got, want, tol float64
		source         string
		holds          bool
		text           string
	}{
		{"accuracy", 0.9712, 0.97, 0.01, "Table 2", true, "✓ accuracy: got 0.9712, want 0.97 ± 0.01 (Table 2)"},
		{"accuracy", 0.5, 0.97, 0.01, "Table 2", false, "✗ accuracy: got 0.5, want 0.97 ± 0.01 (Table 2)"},
		{"edge", 1.25, 1, 0.25, "", true, "✓ edge: got 1.25, want 1 ± 0.25"},
		{"beyond", -1.2500001, -1, 0.25, "", false, "✗ beyond: got -1.25, want -1 ± 0.25"},
		{"exact", 3, 3, 0, "", true, "✓ exact: got 3, want 3"},
		{"not exact", math.Nextafter(0.3, 1), 0.3, 0, "", false, "✗ not exact: got 0.30000000000000004, want 0.3"},
		{"tight", 1.0000000012, 1, 1e-9, "", false, "✗ tight: got 1.0000000012, want 1 ± 1e-09"},
		{"small", 1e-17, 0, 1e-12, "", true, "✓ small: got 1e-17, want 0 ± 1e-12"},
		{"NaN got", nan, 1, 1, "", false, "✗ NaN got: got NaN, want 1 ± 1"},
		{"NaN want", nan, nan, 1, "", false, "✗ NaN want: got NaN, want NaN ± 1"},
		{"infinite", inf, inf, 0, "", true, "✓ infinite: got +Inf, want +Inf"},
		{"infinite", inf, 1, 5, "", false, "✗ infinite: got +Inf, want 1 ± 5"},
		{"infinite", inf, -inf, 5, "", false, "✗ infinite: got +Inf, want -Inf ± 5"},
		{"negative", 1, 1, -1, "", false, "✗ negative: tolerance -1 is not a number ≥ 0"},
		{"no tolerance", 1, 1, nan, "a", false, "✗ no tolerance: tolerance NaN is not a number ≥ 0 (a)"},
		{"everything", 1, 2, inf, "", false, "✗ everything: tolerance +Inf is not a number ≥ 0"},
		{"two\n lines", 1, 1, 1, "<b>\n&", true, "✓ two lines: got 1, want 1 ± 1 (<b> &)"},
	}
	f := &fake{}
	defer SetHost(f)()
	for _, test := range tests {
		if holds := Claim(test.name, test.got, test.want, test.tol, test.source); holds != test.holds {
			t.Errorf("%s: got %v", test.text, holds)
		}
		if got := f.last.Plain(); got != test.text {
			t.Errorf("got  %s\nwant %s", got, test.text)
		}
		r := f.claims[len(f.claims)-1]
		if r.Name != test.name || r.Holds != test.holds || r.Source != test.source {
			t.Errorf("record %+v", r)
		}
		checkHTML(t, f.last.Data[display.MIMEHTML].(string), "div", "span", "b")
	}
	if !strings.HasPrefix(f.log[0], "claim") {
		t.Error("the verdict was shown before it was recorded")
	}
	if h := f.last.Data[display.MIMEHTML].(string); !strings.Contains(h, "(&lt;b&gt; &amp;)") {
		t.Errorf("not escaped: %s", h)
	}
}

// checkHTML fails t unless h is well-formed and has only the elements named.
func checkHTML(t *testing.T, h string, elements ...string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(h))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, h)
		}
		if e, ok := tok.(xml.StartElement); ok && !strings.Contains(strings.Join(elements, " "), e.Name.Local) {
			t.Errorf("element %s in %s", e.Name.Local, h)
		}
	}
}
