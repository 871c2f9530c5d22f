package main

import (
	"fmt"
	"math"
	"strings"
)

// Mean prints the geometric mean of the ratios of the rows of the suite so far whose
// figure begins with prefix and whose number of threads is that, with the least of them
// as a note. It prints nothing if there is none.
func (b *Bench) Mean(name, prefix string, threads int, want float64) error {
	logs, n, least, at := 0.0, 0, math.Inf(1), ""
	for _, r := range b.printed {
		if r.Ratio == nil || r.Threads != threads || !strings.HasPrefix(r.Name, b.full(prefix)) {
			continue
		}
		logs += math.Log(*r.Ratio)
		n++
		if *r.Ratio < least {
			least, at = *r.Ratio, r.Name
		}
	}
	if n == 0 {
		return nil
	}
	mean := math.Exp(logs / float64(n))
	return b.Row(Row{
		Name: name, Unit: Seconds, PeerName: "fastest", Threads: threads, Ratio: &mean, Want: want,
		About: "geometric mean of the ratios", Note: fmt.Sprintf("%d rows, least %s× (%s)", n, three(least), at),
	})
}
