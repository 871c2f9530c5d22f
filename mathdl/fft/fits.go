package fft

import "github.com/mathdl/kernel/internal/kern"

// fits reports whether the kernels transform length n themselves.
func fits(n int) bool { return kern.FFTFits(n) }
