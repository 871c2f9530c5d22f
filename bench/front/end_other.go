//go:build !unix

package front

import (
	"os"
	"syscall"
)

func ownGroup() *syscall.SysProcAttr { return nil }

// endGroup ends a process; those it has started are not known here.
func endGroup(p *os.Process) { p.Kill() }
