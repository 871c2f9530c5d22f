//go:build unix

package front

import (
	"os"
	"syscall"
)

// ownGroup makes a process the leader of a group, by which all of it can be ended.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// endGroup ends a process and those of its group. Errors say that there is none.
func endGroup(p *os.Process) {
	syscall.Kill(-p.Pid, syscall.SIGKILL)
	p.Kill()
}
