//go:build unix

package interp

import (
	"os"

	"golang.org/x/sys/unix"
)

// redirect makes file descriptors 1 and 2 the writing ends of the pipes, so
// that even crash messages of the runtime pass through them.
func (o *Output) redirect() error {
	var saved [2]*os.File
	for i, p := range o.pipes {
		fd := i + 1
		old, err := unix.Dup(fd)
		if err != nil {
			return err
		}
		unix.CloseOnExec(old)
		saved[i] = os.NewFile(uintptr(old), p.name)
		if err := dup2(int(p.w.Fd()), fd); err != nil {
			return err
		}
	}
	o.Stdout, o.Stderr = saved[0], saved[1]
	o.undo = func() {
		for i, f := range saved {
			dup2(int(f.Fd()), i+1)
		}
	}
	return nil
}
