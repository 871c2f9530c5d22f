//go:build !unix

package interp

import "os"

// redirect replaces the files of package os: what bypasses them is not caught here.
func (o *Output) redirect() error {
	o.Stdout, o.Stderr = os.Stdout, os.Stderr
	os.Stdout, os.Stderr = o.pipes[0].w, o.pipes[1].w
	o.undo = func() { os.Stdout, os.Stderr = o.Stdout, o.Stderr }
	return nil
}
