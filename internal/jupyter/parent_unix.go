//go:build !windows

package jupyter

import "os"

// parentGone returns a function that reports whether the parent process has
// ended, nil if pid is empty, that is if nobody asked. It is not pid that is
// looked at, since a kernel may be started by a wrapper, but a change of parent.
func parentGone(pid string) func() bool {
	if pid == "" {
		return nil
	}
	first := os.Getppid()
	return func() bool { return os.Getppid() != first }
}
