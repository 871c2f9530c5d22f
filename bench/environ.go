package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// environ returns the environment of this process with a number of threads for
// every library that has a variable for it, and with more settings, "NAME=value".
func environ(threads int, more ...string) []string {
	n := strconv.Itoa(threads)
	set := []string{
		"OMP_NUM_THREADS=" + n, "OPENBLAS_NUM_THREADS=" + n, "MKL_NUM_THREADS=" + n,
		"NUMEXPR_NUM_THREADS=" + n, "VECLIB_MAXIMUM_THREADS=" + n, "GOMAXPROCS=" + n,
		"OMP_WAIT_POLICY=passive",
	}
	set = append(set, more...)
	env := slices.DeleteFunc(os.Environ(), func(old string) bool {
		if slices.Contains(unset, variable(old)) {
			return true
		}
		return slices.ContainsFunc(set, func(s string) bool { return variable(s) == variable(old) })
	})
	return append(env, set...)
}

// unset are settings that would make a library use other kernels than those it
// has for this processor.
var unset = []string{"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY"}

func variable(setting string) string {
	name, _, _ := strings.Cut(setting, "=")
	return name
}

// allThreads is the number of threads of a user who sets none.
func allThreads() int { return runtime.NumCPU() }

// withThreads calls f with that many threads for Go, and none set for 0.
func withThreads(n int, f func() (float64, error)) (float64, error) {
	if n > 0 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	}
	return f()
}
