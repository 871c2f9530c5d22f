package front

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mathdl/kernel/internal/jupyter"
)

// FilePlace stands for the connection file in the arguments of a kernel.
const FilePlace = "{connection_file}"

// grace is how long a kernel may take to end after it was asked to.
const grace = 2 * time.Second

// Process is a running kernel.
type Process struct {
	// Started is when the process was started.
	Started time.Time

	conn   jupyter.Connection
	cmd    *exec.Cmd
	stderr *tail
	exited chan struct{} // closed when the process has ended
}

// Start starts the kernel that argv names, in which [FilePlace] is replaced by
// the path of a connection file below dir. The working directory is dir, and env
// the whole environment; nil stands for that of this process.
func Start(dir string, argv, env []string) (*Process, error) {
	conn, err := free()
	if err != nil {
		return nil, fmt.Errorf("front.Start: %w", err)
	}
	file := filepath.Join(dir, "connection-"+conn.Key[:8]+".json")
	if err := conn.Write(file); err != nil {
		return nil, fmt.Errorf("front.Start: %w", err)
	}
	args := make([]string, len(argv))
	for i, a := range argv {
		args[i] = strings.ReplaceAll(a, FilePlace, file)
	}
	p := &Process{conn: conn, stderr: new(tail), exited: make(chan struct{})}
	p.cmd = exec.Command(args[0], args[1:]...)
	p.cmd.Dir, p.cmd.Env = dir, env
	p.cmd.Stderr = p.stderr
	p.cmd.WaitDelay = grace // a descendant may keep stderr open
	p.cmd.SysProcAttr = ownGroup()
	p.Started = time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("front.Start: %w", err)
	}
	go func() {
		p.cmd.Wait() // how a kernel ends is not measured
		close(p.exited)
	}()
	return p, nil
}

// free returns a connection on ports that nobody has now.
func free() (jupyter.Connection, error) {
	c := jupyter.NewConnection()
	for _, port := range []*int{&c.ShellPort, &c.ControlPort, &c.StdinPort, &c.IOPubPort, &c.HBPort} {
		l, err := net.Listen("tcp", net.JoinHostPort(c.IP, "0"))
		if err != nil {
			return c, err
		}
		defer l.Close() // all are held until the last is chosen
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return c, nil
}

// PID returns the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Interrupt sends the signal for kernels that want no message.
func (p *Process) Interrupt() error { return p.cmd.Process.Signal(os.Interrupt) }

// ended says why nothing can be expected of the process, nil while it runs.
func (p *Process) ended() error {
	select {
	case <-p.exited:
		return fmt.Errorf("front: the kernel has ended: %s", p.stderr)
	default:
		return nil
	}
}

// Stop asks the kernel to end if a client is given, and ends it if it does not,
// with everything it has started.
func (p *Process) Stop(c *Client) {
	family := descendants(p.PID())
	if c != nil {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		if _, err := c.send(Control, "shutdown_request", map[string]any{"restart": false}); err == nil {
			select {
			case <-p.exited:
			case <-ctx.Done():
			}
		}
		cancel()
		c.Close()
	}
	if p.ended() == nil {
		endGroup(p.cmd.Process)
		<-p.exited
	}
	for _, r := range family {
		endLeftover(r)
	}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const tailSize = 2 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if n := len(t.b) - tailSize; n > 0 {
		t.b = t.b[n:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b := bytes.TrimSpace(t.b); len(b) > 0 {
		return string(b)
	}
	return "it wrote nothing to standard error"
}
