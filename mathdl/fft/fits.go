package fft

// fits reports whether the kernels transform length n themselves.
func fits(n int) bool { return n > 0 && n&(n-1) == 0 }
