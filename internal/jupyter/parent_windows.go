package jupyter

import (
	"strconv"
	"syscall"
)

// parentGone returns a function that reports whether the parent process has
// ended, nil if nobody asked. On Windows, pid is a handle inherited from the
// parent, which waits become ready for at its end.
func parentGone(pid string) func() bool {
	handle, err := strconv.ParseUint(pid, 10, 64)
	if err != nil || handle == 0 {
		return nil
	}
	return func() bool {
		event, err := syscall.WaitForSingleObject(syscall.Handle(handle), 0)
		return err == nil && event == syscall.WAIT_OBJECT_0
	}
}
