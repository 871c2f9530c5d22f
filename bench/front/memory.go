package front

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrNoProc says that the system does not tell about processes in /proc.
var ErrNoProc = errors.New("front: resident memory: /proc does not tell on this system")

// member is what is read of a process.
type member struct {
	parent int
	pages  int64  // resident
	born   string // since the start of the system: with the id, names a process for good
}

// Resident returns the resident memory of the kernel in bytes, with that of the
// processes it has started.
func (p *Process) Resident() (int64, error) {
	own, err := stat(p.PID())
	if err != nil {
		return 0, ErrNoProc
	}
	pages := own.pages
	for _, f := range descendants(p.PID()) {
		pages += f.pages
	}
	return pages * int64(os.Getpagesize()), nil
}

// relative is a process that another has started.
type relative struct {
	member
	pid int
}

// descendants returns the living processes that pid or one of them has started.
func descendants(pid int) []relative {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil
	}
	children := make(map[int][]relative)
	for _, file := range files {
		id, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			continue
		}
		if m, err := stat(id); err == nil {
			children[m.parent] = append(children[m.parent], relative{m, id})
		}
	}
	all := children[pid]
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i].pid]...)
	}
	return all
}

// endLeftover ends a process that has outlived the kernel that started it, unless
// another has got its id.
func endLeftover(r relative) {
	if now, err := stat(r.pid); err != nil || now.born != r.born {
		return
	}
	if p, err := os.FindProcess(r.pid); err == nil {
		p.Kill() // it may have ended
	}
}

// stat reads /proc/PID/stat.
func stat(pid int) (member, error) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return member{}, err
	}
	return parseStat(string(b))
}

// parseStat reads the fields of proc(5) that count. The second, the name of the
// program in parentheses, may contain anything.
func parseStat(line string) (member, error) {
	const state, parent, born, pages = 3, 4, 22, 24 // as counted in proc(5)
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(fields) <= pages-state {
		return member{}, fmt.Errorf("front: /proc stat: got %d fields, want %d", len(fields), pages-state+1)
	}
	up, err := strconv.Atoi(fields[parent-state])
	if err != nil {
		return member{}, fmt.Errorf("front: /proc stat: parent: %w", err)
	}
	n, err := strconv.ParseInt(fields[pages-state], 10, 64)
	if err != nil {
		return member{}, fmt.Errorf("front: /proc stat: resident pages: %w", err)
	}
	return member{parent: up, pages: n, born: fields[born-state]}, nil
}
