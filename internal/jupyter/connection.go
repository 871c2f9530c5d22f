package jupyter

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

const (
	transportTCP = "tcp"
	transportIPC = "ipc"
	hmacSHA256   = "hmac-sha256"
	maxPort      = 1<<16 - 1
)

// Connection says where the channels of a kernel are and how messages are
// signed: the content of a connection file. A port of zero lets [Listen] choose.
type Connection struct {
	Transport       string `json:"transport"` // "tcp" or "ipc"; empty means tcp
	IP              string `json:"ip"`        // address, or path prefix of ipc; empty means 127.0.0.1 or kernel-ipc
	ShellPort       int    `json:"shell_port"`
	ControlPort     int    `json:"control_port"`
	StdinPort       int    `json:"stdin_port"`
	IOPubPort       int    `json:"iopub_port"`
	HBPort          int    `json:"hb_port"`
	SignatureScheme string `json:"signature_scheme"` // empty means hmac-sha256
	Key             string `json:"key"`              // empty: messages are not signed
	KernelName      string `json:"kernel_name,omitempty"`
}

// NewConnection returns a connection on free TCP ports of this host, with a
// random key.
func NewConnection() Connection {
	return Connection{Transport: transportTCP, IP: "127.0.0.1", SignatureScheme: hmacSHA256, Key: rand.Text()}
}

// ReadConnection reads a connection file.
func ReadConnection(path string) (Connection, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Connection{}, fmt.Errorf("jupyter.ReadConnection: %w", err)
	}
	var f struct {
		Connection
		Curve string `json:"curve_publickey"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return Connection{}, fmt.Errorf("jupyter.ReadConnection: %s: %w", path, err)
	}
	if f.Curve != "" {
		return Connection{}, fmt.Errorf("jupyter.ReadConnection: %s: encryption by CurveZMQ is not supported", path)
	}
	if _, err := f.Connection.filled(); err != nil {
		return Connection{}, fmt.Errorf("jupyter.ReadConnection: %s: %w", path, err)
	}
	return f.Connection, nil
}

// Write writes the connection file, readable by the user only because of the
// key. A reader sees the whole file or none.
func (c Connection) Write(path string) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("jupyter.Connection.Write: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".connection-*") // mode 0600
	if err != nil {
		return fmt.Errorf("jupyter.Connection.Write: %w", err)
	}
	_, err = f.Write(append(b, '\n'))
	if err = cmp.Or(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("jupyter.Connection.Write: %w", err)
	}
	return nil
}

// Endpoint returns the address of the channel with that port, in the form of
// package zmtp.
func (c Connection) Endpoint(port int) string {
	if c.Transport == transportIPC {
		return "ipc://" + c.IP + "-" + strconv.Itoa(port)
	}
	return "tcp://" + net.JoinHostPort(c.IP, strconv.Itoa(port))
}

// ports returns the ports by the names of their channels, in the order in which
// they are bound.
func (c *Connection) ports() []namedPort {
	return []namedPort{
		{"shell", &c.ShellPort}, {"control", &c.ControlPort}, {"stdin", &c.StdinPort},
		{"iopub", &c.IOPubPort}, {"hb", &c.HBPort},
	}
}

type namedPort struct {
	name string
	port *int
}

// filled returns c with defaults for what is empty, or why it cannot be used.
func (c Connection) filled() (Connection, error) {
	c.Transport = cmp.Or(c.Transport, transportTCP)
	c.SignatureScheme = cmp.Or(c.SignatureScheme, hmacSHA256)
	switch c.Transport {
	case transportTCP:
		c.IP = cmp.Or(c.IP, "127.0.0.1")
	case transportIPC:
		c.IP = cmp.Or(c.IP, "kernel-ipc")
	default:
		return c, fmt.Errorf("transport: got %q, want tcp or ipc", c.Transport)
	}
	if c.Key != "" && c.SignatureScheme != hmacSHA256 {
		return c, fmt.Errorf("signature scheme: got %q, want %s", c.SignatureScheme, hmacSHA256)
	}
	for _, p := range c.ports() {
		if *p.port < 0 || c.Transport == transportTCP && *p.port > maxPort {
			return c, fmt.Errorf("%s port: got %d, want 0 to %d", p.name, *p.port, maxPort)
		}
	}
	return c, nil
}

// choose replaces the ports that are zero where the system does not: for ipc,
// by the next number that is no file yet.
func (c *Connection) choose() {
	if c.Transport != transportIPC {
		return
	}
	taken := make(map[int]bool)
	for _, p := range c.ports() {
		taken[*p.port] = true
	}
	n := 1
	for _, p := range c.ports() {
		if *p.port != 0 {
			continue
		}
		for ; taken[n] || exists(c.IP+"-"+strconv.Itoa(n)); n++ {
		}
		*p.port, taken[n] = n, true
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
