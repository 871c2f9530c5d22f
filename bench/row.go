package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Row is one figure with one peer. A value that was not measured is nil.
type Row struct {
	Name      string   `json:"name"` // suite/figure
	Unit      string   `json:"unit"` // of the values: s, B
	Ours      *float64 `json:"ours"` // medians
	Peer      *float64 `json:"peer"`
	PeerName  string   `json:"peer_name"`
	Ratio     *float64 `json:"ratio"`     // Peer over Ours: above 1 we are better
	Threads   int      `json:"threads"`   // of either side; 0 where it makes no difference
	Precision string   `json:"precision"` // float32, float64; empty where there is none
	Memory    *Memory  `json:"memory"`    // beside the figure, where it was measured

	Share       *Share   `json:"share,omitempty"` // of the measured peak of the threads
	About       string   `json:"about,omitempty"` // what is measured
	OursMin     *float64 `json:"ours_min,omitempty"`
	PeerMin     *float64 `json:"peer_min,omitempty"`
	PeerVersion string   `json:"peer_version,omitempty"`
	Want        float64  `json:"want,omitempty"`   // the ratio to reach
	Absent      string   `json:"absent,omitempty"` // how to get a peer that is not there
	Note        string   `json:"note,omitempty"`   // what went wrong, or is to be known
}

// Memory is what the work has made the resident memory of the two sides grow by,
// or their resident memory, in bytes; 0 where unknown.
type Memory struct {
	Ours int64 `json:"ours"`
	Peer int64 `json:"peer"`
}

// String returns ours and the peer's, nothing for nil.
func (m *Memory) String() string {
	if m == nil {
		return ""
	}
	return memory(m.Ours) + "/" + memory(m.Peer)
}

// compare fills in the values of a row from what was measured.
func (r Row) compare(ours, peer Series) Row {
	r.Ours, r.OursMin = known(ours.Median()), known(ours.Min())
	r.Peer, r.PeerMin = known(peer.Median()), known(peer.Min())
	if r.Ours != nil && r.Peer != nil {
		r.Ratio = known(*r.Peer / *r.Ours)
	}
	return r
}

// known returns nil for what JSON has no number for.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func value(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// missed reports whether a row is measured and below the ratio that is wanted.
func (r Row) missed() bool { return r.Want > 0 && r.Ratio != nil && *r.Ratio < r.Want }

// printer shows rows as they come.
type printer interface {
	row(r Row) error
	end() // after the last
}

// jsonLines prints a JSON object a row.
type jsonLines struct{ w io.Writer }

func (j jsonLines) row(r Row) error {
	e := json.NewEncoder(j.w)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

func (jsonLines) end() {}

// table prints rows for people, and below them how to get what was absent.
type table struct {
	w      io.Writer
	begun  bool
	absent []string
}

// columns are the widths of the table; names are flush left, numbers right.
var columns = []int{-24, 9, 9, 9, 9, 7, -16, 7, -9, -17, -9}

func (t *table) row(r Row) error {
	if !t.begun {
		t.begun = true
		t.line("figure", "ours", "(min)", "peer", "(min)", "ratio", "peer", "threads", "precision", "memory", "peak", "")
	}
	peer := strings.TrimSpace(r.PeerName + " " + r.PeerVersion)
	if r.Absent != "" {
		peer = r.PeerName + " absent"
		t.note(r.Absent)
	}
	return t.line(r.Name, quantity(value(r.Ours), r.Unit), quantity(value(r.OursMin), r.Unit),
		quantity(value(r.Peer), r.Unit), quantity(value(r.PeerMin), r.Unit), ratio(r.Ratio),
		peer, threads(r.Threads), r.Precision, r.Memory.String(), r.Share.String(), remark(r))
}

// note keeps how to get an absent peer, once.
func (t *table) note(how string) {
	for _, a := range t.absent {
		if a == how {
			return
		}
	}
	t.absent = append(t.absent, how)
}

func (t *table) end() {
	for _, how := range t.absent {
		fmt.Fprintln(t.w, how)
	}
}

// line prints cells in their columns; the last one has no width.
func (t *table) line(cells ...string) error {
	var b strings.Builder
	for i, width := range columns {
		b.WriteString(pad(cells[i], width) + " ")
	}
	b.WriteString(cells[len(columns)])
	_, err := fmt.Fprintln(t.w, strings.TrimRight(b.String(), " "))
	return err
}

// pad fills a cell up, on the left for a positive width.
func pad(s string, width int) string {
	space := strings.Repeat(" ", max(0, max(width, -width)-utf8.RuneCountInString(s)))
	if width < 0 {
		return s + space
	}
	return space + s
}

func ratio(v *float64) string {
	if v == nil {
		return "–"
	}
	return three(*v) + "×"
}

func threads(n int) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(n)
}

// remark is what a row has to say beside its numbers.
func remark(r Row) string {
	var parts []string
	if r.Want > 0 {
		verdict := "ok"
		switch {
		case r.Ratio == nil:
			verdict = "not measured"
		case r.missed():
			verdict = "MISSED"
		}
		parts = append(parts, fmt.Sprintf("wanted %s×: %s", strconv.FormatFloat(r.Want, 'g', -1, 64), verdict))
	}
	if r.Note != "" {
		parts = append(parts, r.Note)
	}
	return strings.Join(parts, "; ")
}

func memory(n int64) string {
	if n == 0 {
		return "–"
	}
	return quantity(float64(n), Bytes)
}
