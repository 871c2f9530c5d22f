//go:build !noasm

package kern

import (
	"os"

	"golang.org/x/sys/cpu"
)

// The instruction sets there are kernels for.
const (
	levelGo = iota
	levelAVX2
	levelAVX512
)

// best is the highest level of this processor.
func best() int {
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasFMA:
		return levelAVX512
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		return levelAVX2
	}
	return levelGo
}

// levels are the names of the levels in MATHDL_KERN, which can lower, never raise, the level chosen.
var levels = map[string]int{"noasm": levelGo, "avx2": levelAVX2, "avx512": levelAVX512}

func init() {
	l := best()
	if want, ok := levels[os.Getenv("MATHDL_KERN")]; ok {
		l = min(l, want)
	}
	setLevel(l)
}

// level is the level in use.
var level int

// setLevel fills the tables of kernels.
func setLevel(l int) {
	level = l
	setGemmLevel(l)
	setPackLevel(l)
	setVecLevel(l)
	setFFTLevel(l)
	setRandomLevel(l)
	setPoolLevel(l)
	setRayLevel(l)
	setWinoLevel(l)
}
