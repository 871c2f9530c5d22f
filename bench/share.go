package main

import (
	"fmt"
	"sync"

	"github.com/mathdl/kernel/bench/peak"
)

// Share is the part of the peak that the two sides reach, 1 being all of it and 0
// unknown. The peak is that of as many cores as there are threads, measured when it
// is first needed, with chains of multiply-adds in registers.
type Share struct {
	Ours float64 `json:"ours"`
	Peer float64 `json:"peer"`
}

// String returns "71%/65%", nothing for nil.
func (s *Share) String() string {
	if s == nil {
		return ""
	}
	return percent(s.Ours) + "/" + percent(s.Peer)
}

func percent(v float64) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", 100*v)
}

var peaks = struct {
	sync.Mutex
	by map[peakKey]float64
}{by: make(map[peakKey]float64)}

type peakKey struct {
	threads   int
	precision string
}

// peakOf returns floating point operations a second, 0 where they are not known.
func peakOf(threads int, precision string) float64 {
	peaks.Lock()
	defer peaks.Unlock()
	k := peakKey{max(threads, 1), precision}
	v, ok := peaks.by[k]
	if !ok {
		v, _ = withThreads(k.threads, func() (float64, error) { return peak.Measure(k.threads, precision == "float32"), nil })
		peaks.by[k] = v
	}
	return v
}

// shares returns nil where the peak is not known.
func shares(flops float64, ours, peer *float64, threads int, precision string) *Share {
	top := peakOf(threads, precision)
	if top == 0 {
		return nil
	}
	part := func(seconds *float64) float64 {
		if seconds == nil || *seconds == 0 {
			return 0
		}
		return flops / *seconds / top
	}
	return &Share{part(ours), part(peer)}
}
