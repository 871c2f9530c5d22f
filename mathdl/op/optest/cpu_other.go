//go:build !unix

package optest

import "time"

var start = time.Now()

// cpuTime is the time since the program began, where that of the processor is not known.
func cpuTime() time.Duration { return time.Since(start) }
