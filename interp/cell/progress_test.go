package cell

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/golden"
	"github.com/mathdl/kernel/interp/display"
)

// clockwork is a clock that a test moves.
type clockwork struct{ t time.Time }

func (c *clockwork) now() time.Time          { return c.t }
func (c *clockwork) advance(d time.Duration) { c.t = c.t.Add(d) }

func TestBarUpdates(t *testing.T) {
	c := &clockwork{time.Unix(1000, 0)}
	var drawn []state
	b := newBar("steps", 100, c.now, func(s state) { drawn = append(drawn, s) })
	for range 100 {
		c.advance(30 * time.Millisecond)
		b.Add(1)
	}
	b.Done()
	b.Done()
	b.Add(5)
	b.Set(7)
	b.Note("late")
	// The first, one for each fourth step of 30 ms, and the last.
	if len(drawn) != 1+25+1 {
		t.Errorf("%d drawings", len(drawn))
	}
	if s := drawn[0]; s.count != 0 || s.done {
		t.Errorf("first: %+v", s)
	}
	if s := drawn[len(drawn)-1]; s.count != 100 || !s.done || s.elapsed != 3*time.Second {
		t.Errorf("last: %+v", s)
	}
	for i, s := range drawn[2 : len(drawn)-1] {
		if s.elapsed-drawn[i+1].elapsed < minInterval {
			t.Errorf("drawing %d came %v after the one before", i, s.elapsed-drawn[i+1].elapsed)
		}
	}
}

func TestBarCounts(t *testing.T) {
	c := &clockwork{}
	var last state
	b := newBar(" a\nb ", -3, c.now, func(s state) { last = s })
	if last.name != "a b" || last.total != 0 {
		t.Errorf("%+v", last)
	}
	for _, step := range []func(){func() { b.Add(3) }, func() { b.Add(-10) }, func() { b.Set(-4) }, func() { b.Set(5) }} {
		c.advance(time.Second)
		step()
		if last.count < 0 {
			t.Errorf("%+v", last)
		}
	}
	b.Done()
	if last.count != 5 {
		t.Errorf("%+v", last)
	}
	var none *Bar
	none.Add(1)
	none.Set(1)
	none.Note("nothing")
	none.Done()
}

func TestBarLooks(t *testing.T) {
	second := time.Second
	states := []state{
		{name: "start", total: 60},
		{name: "name", count: 420, total: 1000, elapsed: 350 * time.Millisecond},
		{name: "slow", count: 3, total: 10, elapsed: 12 * second, note: "loss 0.25"},
		{name: "very slow", count: 1, total: 10, elapsed: 100 * second},
		{name: "long", count: 1, total: 1000, elapsed: 30 * second},
		{name: "endless", count: 1, total: 1 << 40, elapsed: second},
		{name: "nearly", count: 999999, total: 1000000, elapsed: 10 * second},
		{name: "whole", count: 10, total: 10, elapsed: 10 * second},
		{name: "over", count: 12, total: 10, elapsed: 10 * second},
		{name: "unknown", count: 12345, elapsed: 75 * second, note: "residual 1e-3"},
		{name: "unknown", elapsed: 0},
		{name: "fast", count: 1, total: 2, elapsed: time.Microsecond},
		{name: "done", count: 1000, total: 1000, elapsed: 3400 * time.Millisecond, done: true, note: "loss 0.01"},
		{name: "stopped", count: 420, total: 1000, elapsed: 90 * second, done: true},
		{name: "quick", count: 2, elapsed: time.Millisecond, done: true},
		{name: `<script>"&`, count: 1, total: 3, note: "</div><b>"},
	}
	var all strings.Builder
	for _, s := range states {
		checkHTML(t, s.html(), "div", "progress")
		fmt.Fprintf(&all, "%s\n%s\n\n", s.text(), s.html())
	}
	golden.Text(t, "testdata/bars.golden", all.String())
}

// TestBarWidth checks that a bar has one width whatever it shows, and is full only at the end.
func TestBarWidth(t *testing.T) {
	for n := range 1001 {
		s := state{count: n, total: 1000}
		if w := len([]rune(s.bar())); w != barCells+2 {
			t.Fatalf("%d of 1000: %d characters", n, w)
		}
		if full := strings.Count(s.bar(), "█") == barCells; full != (n == 1000) {
			t.Errorf("%d of 1000: full is %v: %s", n, full, s.bar())
		}
	}
}

func TestRates(t *testing.T) {
	for v, want := range map[float64]string{1: "1.0", 9.94: "9.9", 9.96: "10", 99.6: "100", 999: "999", 999.6: "1.0k", 1234: "1.2k", 45e6: "45M", 2e9: "2.0G", 5e12: "5000G"} {
		if got := thousands(v); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0:00", 3 * time.Second: "0:03", 750 * time.Second: "12:30", 3661 * time.Second: "1:01:01"} {
		if got := clock(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "less than 1 s", 1400 * time.Millisecond: "1 s", 59 * time.Second: "59 s", 90 * time.Second: "1:30"} {
		if got := took(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}

func TestProgressInHost(t *testing.T) {
	f := &fake{}
	defer SetHost(f)()
	b := Progress("epochs", 3)
	b.Set(3)
	b.Done()
	if len(f.log) != 2 || !strings.HasSuffix(f.log[0], "update false") || !strings.HasSuffix(f.log[1], "update true") {
		t.Errorf("got\n%s", f.text())
	}
	if f.last.Plain() != "epochs  3/3  in less than 1 s" || f.last.Data[display.MIMEHTML] == nil {
		t.Errorf("last: %v", f.last)
	}
}

func TestTerminalLine(t *testing.T) {
	s := state{name: "n", total: 2, count: 1}
	if got := s.line(true); !strings.HasPrefix(got, "\r\x1b[Kn  50%") || strings.Contains(got, "\n") {
		t.Errorf("%q", got)
	}
	if got := s.line(false); got != "" {
		t.Errorf("%q", got)
	}
	s.done = true
	if got := s.line(true); got != "\r\x1b[Kn  1/2  in less than 1 s\n" {
		t.Errorf("%q", got)
	}
}
