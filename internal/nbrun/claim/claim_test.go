package claim_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/nbrun/claim"
	"github.com/mathdl/kernel/interp/cell"
)

func sample() []claim.Claim {
	return []claim.Claim{
		{Notebook: "04.ipynb", Cell: 3, Record: cell.Record{Name: "slope", Got: -0.4987654321, Want: -0.5, Tolerance: 0.1, Source: "Thm 5.2", Holds: true}},
		{Notebook: "04.ipynb", Cell: 12, Record: cell.Record{Name: "error\x1b[31m\n<b>", Got: math.NaN(), Want: 0, Tolerance: 1e-12, Source: "Fig. 3"}},
	}
}

func TestWriteText(t *testing.T) {
	var b strings.Builder
	if err := claim.WriteText(&b, sample()); err != nil {
		t.Fatal(err)
	}
	want := `       cell  claim           got        want        source
holds  [3]   slope           -0.498765  -0.5 ± 0.1  Thm 5.2
fails  [12]  error [31m <b>  NaN        0 ± 1e-12   Fig. 3
2 claims, 1 fails
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	several := sample()
	several[1].Notebook = "05.ipynb"
	b.Reset()
	if err := claim.WriteText(&b, several); err != nil || !strings.Contains(b.String(), "fails  05.ipynb  [12]") {
		t.Errorf("got %v,\n%s", err, b.String())
	}
}

func TestWriteJSON(t *testing.T) {
	var b strings.Builder
	if err := claim.WriteJSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || len(got[0]) != 8 || got[0]["notebook"] != "04.ipynb" || got[0]["cell"] != 3.0 ||
		got[0]["want"] != -0.5 || got[0]["holds"] != true || got[1]["got"] != nil {
		t.Errorf("got %v", got)
	}
	b.Reset()
	if err := claim.WriteJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("got %q, %v for no claims", b.String(), err)
	}
}

func TestSummary(t *testing.T) {
	all := sample()
	tests := []struct {
		claims []claim.Claim
		want   string
		hold   bool
	}{
		{nil, "no claims", true},
		{all[:1], "1 claim, it holds", true},
		{all[1:], "1 claim, 1 fails", false},
		{all, "2 claims, 1 fails", false},
		{append(all[:1:1], all[0]), "2 claims, all hold", true},
		{append(all[1:2:2], all[1]), "2 claims, 2 fail", false},
	}
	for _, test := range tests {
		if got := claim.Summary(test.claims); got != test.want || claim.Hold(test.claims) != test.hold {
			t.Errorf("got %q, %t, want %q", got, claim.Hold(test.claims), test.want)
		}
	}
}
