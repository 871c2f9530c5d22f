package figure

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// LinearTicks marks about N round values of an axis; zero means five.
type LinearTicks struct{ N int }

var _ plot.Ticker = LinearTicks{}

// Ticks returns labelled ticks at multiples of 1, 2 or 5 times a power of ten, and unlabelled ones
// between them.
func (t LinearTicks) Ticks(lo, hi float64) []plot.Tick {
	size := max(math.Abs(lo), math.Abs(hi))
	if !(hi-lo > 1e-12*size) || !finite(hi-lo) || hi-lo < 1e-290 {
		return []plot.Tick{{Value: lo, Label: value(lo, 3)}} // no steps to take
	}
	n := t.N
	if n <= 0 {
		n = 5
	}
	step, minor := niceStep((hi - lo) / float64(n))
	label := labeller(step, size)
	var ticks []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+1e-9*step; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: label(i * step)})
	}
	small := step / float64(minor)
	for i := math.Ceil(lo/small - 1e-9); i*small <= hi+1e-9*small; i++ {
		if math.Mod(i, float64(minor)) != 0 {
			ticks = append(ticks, plot.Tick{Value: i * small})
		}
	}
	return ticks
}

// niceStep returns the smallest of 1, 2, 5 · 10ᵏ that is about raw or more, and into how many parts
// it is divided well.
func niceStep(raw float64) (step float64, parts int) {
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	switch f := raw / p; {
	case f <= 1.2:
		return p, 5
	case f <= 2.5:
		return 2 * p, 4
	case f <= 6:
		return 5 * p, 5
	}
	return 10 * p, 5
}

// labeller returns how multiples of step up to size are written: with as many decimals as the step
// has, and with a power of ten where there would be many digits.
func labeller(step, size float64) func(float64) string {
	if size == 0 {
		size = step
	}
	e := int(math.Floor(math.Log10(size) + 1e-9))
	if e >= 5 || e <= -4 {
		unit := math.Pow(10, float64(e))
		d := decimals(step / unit)
		return func(x float64) string {
			if math.Abs(x) < step/2 {
				return "0"
			}
			return sign(strconv.FormatFloat(x/unit, 'f', d, 64)) + "×10^{" + sign(strconv.Itoa(e)) + "}"
		}
	}
	d := decimals(step)
	return func(x float64) string {
		if math.Abs(x) < step/2 {
			x = 0 // not -0
		}
		return sign(strconv.FormatFloat(x, 'f', d, 64))
	}
}

func decimals(step float64) int { return min(15, max(0, int(-math.Floor(math.Log10(step)+1e-9)))) }

// sign replaces the hyphen of a negative number by a minus.
func sign(s string) string { return strings.ReplaceAll(s, "-", "−") }

// minus does the same for a number that may have words behind it.
func minus(s string) string {
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		return "−" + rest
	}
	return s
}

// value writes x with the given significant digits, and a power of ten where there would be many zeros.
func value(x float64, digits int) string {
	s := strconv.FormatFloat(x, 'g', digits, 64)
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return sign(s)
	}
	n, _ := strconv.Atoi(exponent)
	if n >= 0 && n < 5 && !strings.Contains(mantissa, ".") {
		return sign(strconv.FormatFloat(x, 'f', 0, 64))
	}
	if mantissa == "1" {
		return "10^{" + sign(strconv.Itoa(n)) + "}"
	}
	return sign(mantissa) + "×10^{" + sign(strconv.Itoa(n)) + "}"
}

// LogTicks marks powers of ten of a logarithmic axis, and 1, 2, 5 times them where the axis spans
// little more than one.
type LogTicks struct{}

var _ plot.Ticker = LogTicks{}

// maxDecades is how many powers of ten are labelled.
const maxDecades = 7

// Ticks returns the ticks of a range of positive numbers.
func (LogTicks) Ticks(lo, hi float64) []plot.Tick {
	if !(lo > 0) || !(hi > lo) || math.IsInf(hi, 1) {
		return nil
	}
	first, last := int(math.Floor(math.Log10(lo)+1e-9)), int(math.Floor(math.Log10(hi)+1e-9))
	decades := math.Log10(hi) - math.Log10(lo)
	if decades < 0.7 {
		return LinearTicks{}.Ticks(lo, hi)
	}
	every := 1000
	for _, n := range []int{100, 50, 20, 10, 5, 3, 2, 1} {
		if (last-first+n-1)/n <= maxDecades {
			every = n
		}
	}
	plain := first >= -2 && last <= 3
	var ticks []plot.Tick
	for n := first; n <= last; n++ {
		for m := 1.0; m < 10; m++ {
			x := m * math.Pow(10, float64(n))
			switch {
			case x < lo*(1-1e-9) || x > hi*(1+1e-9):
			case m == 1 && n%every == 0 || decades < 1.6 && (m == 2 || m == 5):
				ticks = append(ticks, plot.Tick{Value: x, Label: logLabel(x, n, m, plain)})
			case every == 1 || m == 1:
				ticks = append(ticks, plot.Tick{Value: x})
			}
		}
	}
	return ticks
}

func logLabel(x float64, n int, m float64, plain bool) string {
	if plain {
		return strconv.FormatFloat(x, 'f', max(0, -n), 64)
	}
	s := "10^{" + sign(strconv.Itoa(n)) + "}"
	if m != 1 {
		s = strconv.Itoa(int(m)) + "×" + s
	}
	return s
}
