package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// resident returns the resident bytes of this process after what is free has gone
// back to the system, 0 where /proc does not tell.
func resident() int64 {
	debug.FreeOSMemory()
	return residentNow()
}

// residentNow is resident as things are.
func residentNow() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// grown is the difference, 0 if either is unknown or there is none.
func grown(before, after int64) int64 {
	if before == 0 || after == 0 {
		return 0
	}
	return max(0, after-before)
}
