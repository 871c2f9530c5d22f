// Package claim tabulates the claims notebooks make: text for a terminal and
// JSON for programs. A claim is a number that has to come out, such as a rate
// a theorem states; see the function Claim of the cell package.
package claim

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"

	"github.com/mathdl/kernel/interp/cell"
)

// Claim is a claim and where it was made.
type Claim struct {
	Notebook string // file name
	Cell     int    // n of In[n]
	cell.Record
}

// Number writes v for people, with six significant digits.
func Number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// Verdict returns "holds" or "fails".
func (c Claim) Verdict() string {
	if c.Holds {
		return "holds"
	}
	return "fails"
}

// MarshalJSON writes the fields notebook, cell, name, got, want, tolerance,
// source, holds. JSON has no NaN and no infinities: they are null.
func (c Claim) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Notebook  string   `json:"notebook"`
		Cell      int      `json:"cell"`
		Name      string   `json:"name"`
		Got       *float64 `json:"got"`
		Want      *float64 `json:"want"`
		Tolerance *float64 `json:"tolerance"`
		Source    string   `json:"source"`
		Holds     bool     `json:"holds"`
	}{c.Notebook, c.Cell, c.Name, finite(c.Got), finite(c.Want), finite(c.Tolerance), c.Source, c.Holds})
}

func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Hold reports whether all claims hold; no claims hold.
func Hold(claims []Claim) bool { return failing(claims) == 0 }

func failing(claims []Claim) int {
	n := 0
	for _, c := range claims {
		if !c.Holds {
			n++
		}
	}
	return n
}

// Summary says in words how many claims there are and how many fail.
func Summary(claims []Claim) string {
	n, bad := len(claims), failing(claims)
	noun := "claims"
	if n == 1 {
		noun = "claim"
	}
	switch {
	case n == 0:
		return "no claims"
	case bad == 0 && n == 1:
		return "1 claim, it holds"
	case bad == 0:
		return fmt.Sprintf("%d claims, all hold", n)
	case bad == 1:
		return fmt.Sprintf("%d %s, 1 fails", n, noun)
	}
	return fmt.Sprintf("%d %s, %d fail", n, noun, bad)
}

// WriteText writes a table for a terminal, a line a claim, and the summary.
// The column of the notebook is left out when there is only one notebook.
func WriteText(w io.Writer, claims []Claim) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	several := severalNotebooks(claims)
	if len(claims) > 0 {
		fmt.Fprint(tw, "\t")
		if several {
			fmt.Fprint(tw, "notebook\t")
		}
		fmt.Fprintln(tw, "cell\tclaim\tgot\twant\tsource")
	}
	for _, c := range claims {
		fmt.Fprintf(tw, "%s\t", c.Verdict())
		if several {
			fmt.Fprintf(tw, "%s\t", line(c.Notebook))
		}
		fmt.Fprintf(tw, "[%d]\t%s\t%s\t%s ± %s\t%s\n",
			c.Cell, line(c.Name), Number(c.Got), Number(c.Want), Number(c.Tolerance), line(c.Source))
	}
	fmt.Fprintln(tw, Summary(claims))
	return tw.Flush()
}

func severalNotebooks(claims []Claim) bool {
	for _, c := range claims {
		if c.Notebook != claims[0].Notebook {
			return true
		}
	}
	return false
}

// line returns s without the control characters that would break a table or a terminal.
func line(s string) string {
	clean := []rune(s)
	for i, r := range clean {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			clean[i] = ' '
		}
	}
	return string(clean)
}

// WriteJSON writes the claims as a JSON list, [] when there are none.
func WriteJSON(w io.Writer, claims []Claim) error {
	if claims == nil {
		claims = []Claim{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(claims)
}
