package cell

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"
)

// barCells is the width of a bar in characters, each of which has eight steps.
const barCells = 20

// text returns s as a line of text.
func (s state) text() string {
	if s.done {
		return join("  ", s.name, s.counted(), "in "+took(s.elapsed), s.note)
	}
	if s.total == 0 {
		return join("  ", s.name, s.counted(), s.rate(), clock(s.elapsed), s.note)
	}
	return join(" ", s.name+fmt.Sprintf(" %3d%%", s.percent()), s.bar(), join("  ", s.counted(), s.rate(), s.left(), s.note))
}

// html returns s with a progress element, which needs no style to be seen.
func (s state) html() string {
	parts := []string{s.counted(), s.rate(), s.left(), s.note}
	element := "<progress></progress> "
	switch {
	case s.done:
		element, parts = "", []string{s.counted(), "in " + took(s.elapsed), s.note}
	case s.total > 0:
		element = fmt.Sprintf(`<progress max="%d" value="%d"></progress> %d%% · `, s.total, min(s.count, s.total), s.percent())
	default:
		parts[2] = clock(s.elapsed)
	}
	return `<div style="font-variant-numeric:tabular-nums">` + html.EscapeString(s.name) + " " + element + html.EscapeString(join(" · ", parts...)) + "</div>"
}

// join joins what is not empty.
func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

func (s state) counted() string {
	if s.total == 0 {
		return fmt.Sprint(s.count)
	}
	return fmt.Sprintf("%d/%d", s.count, s.total)
}

// share returns the part that is done, in [0, 1].
func (s state) share() float64 { return min(1, float64(s.count)/float64(s.total)) }

// percent rounds down: 100 % means all.
func (s state) percent() int { return int(100 * s.share()) }

// bar returns the bar in eighths of characters.
func (s state) bar() string {
	eighths := int(s.share() * barCells * 8)
	full := strings.Repeat("█", eighths/8)
	if r := eighths % 8; r > 0 {
		full += string([]rune("▏▎▍▌▋▊▉")[r-1])
	}
	return "▕" + full + strings.Repeat(" ", barCells-(eighths+7)/8) + "▏"
}

// perSecond returns the mean rate so far, 0 when there is none yet.
func (s state) perSecond() float64 {
	if s.count == 0 || s.elapsed < minInterval {
		return 0
	}
	return float64(s.count) / s.elapsed.Seconds()
}

// rate prints the steps per second, or the time per step when they are slow.
func (s state) rate() string {
	switch v := s.perSecond(); {
	case v == 0:
		return ""
	case v < 0.1:
		return clock(time.Duration(float64(time.Second)/v)) + " each"
	case v < 1:
		return fmt.Sprintf("%.1f s each", 1/v)
	default:
		return thousands(v) + "/s"
	}
}

// thousands prints two or three digits of v ≥ 1.
func thousands(v float64) string {
	for _, u := range []struct {
		size float64
		sign string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= 0.9995*u.size {
			return three(v/u.size) + u.sign
		}
	}
	return three(v)
}

func three(v float64) string {
	if v < 9.95 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// left prints the time left at the mean rate.
func (s state) left() string {
	v := s.perSecond()
	if v == 0 || s.count >= s.total {
		return ""
	}
	seconds := float64(s.total-s.count) / v
	if seconds > 1e6 {
		return "days left"
	}
	return clock(time.Duration(math.Ceil(seconds))*time.Second) + " left"
}

// clock prints d as 0:03, 12:30 or 1:00:00.
func clock(d time.Duration) string {
	s := int(d / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// took prints how long something took, so roughly that a short run reads the same every time.
func took(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than 1 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()+0.5))
	}
	return clock(d.Round(time.Second))
}
