package jupyter

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
)

// socketOptions are those of every socket, but for the log. They are the defaults,
// unless a test makes the queues shorter.
var socketOptions zmtp.Options

// A router is a ROUTER socket, such as [zmtp.Router].
type router interface {
	Recv(ctx context.Context) (id string, m zmtp.Message, err error)
	Send(id string, m zmtp.Message) error
	Close(linger time.Duration) error
}

// A publisher is an XPUB socket, such as [zmtp.XPub].
type publisher interface {
	Publish(m zmtp.Message) error
	Close(linger time.Duration) error
}

// An echo answers heartbeats by itself.
type echo interface {
	Close(linger time.Duration) error
}

var (
	_ router    = (*zmtp.Router)(nil)
	_ publisher = (*zmtp.XPub)(nil)
	_ echo      = (*zmtp.Echo)(nil)
)

// bind opens the five sockets and notes their ports.
func (k *Kernel) bind() error {
	o := socketOptions
	o.Log = k.log
	for _, p := range k.conn.ports() {
		addr, err := k.open(p.name, k.conn.Endpoint(*p.port), &o)
		if err != nil {
			return fmt.Errorf("%s channel: %w", p.name, err)
		}
		if err := p.resolve(addr); err != nil {
			return fmt.Errorf("%s channel: %w", p.name, err)
		}
	}
	return nil
}

func (k *Kernel) open(name, endpoint string, o *zmtp.Options) (addr string, err error) {
	switch name {
	case "iopub":
		s, err := zmtp.ListenXPub(endpoint, o, k.welcome)
		if err != nil {
			return "", err
		}
		k.iopub, addr = s, s.Addr()
	case "hb":
		s, err := zmtp.ListenEcho(endpoint, o)
		if err != nil {
			return "", err
		}
		k.hb, addr = s, s.Addr()
	default:
		s, err := zmtp.ListenRouter(endpoint, o)
		if err != nil {
			return "", err
		}
		*map[string]*router{"shell": &k.shell, "control": &k.control, "stdin": &k.stdin}[name] = s
		addr = s.Addr()
	}
	return addr, nil
}

// resolve replaces port zero by the one in the address that was bound.
func (p namedPort) resolve(addr string) error {
	if *p.port != 0 {
		return nil
	}
	u, err := url.Parse(addr)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(u.Host)
	if err != nil {
		return err
	}
	*p.port, err = strconv.Atoi(port)
	return err
}

// closeSockets closes what bind has opened, at the same time.
func (k *Kernel) closeSockets(linger time.Duration) {
	var group sync.WaitGroup
	for _, s := range []echo{k.shell, k.control, k.stdin, k.iopub, k.hb} {
		if s == nil {
			continue
		}
		group.Go(func() {
			if err := s.Close(linger); err != nil {
				k.log.Warn("jupyter: close", "cause", err)
			}
		})
	}
	group.Wait()
}
