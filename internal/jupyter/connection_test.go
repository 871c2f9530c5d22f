package jupyter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestConnectionFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kernel.json")
	want := NewConnection()
	want.ShellPort, want.KernelName = 5, "mathdl"
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := ReadConnection(path)
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode: got %v, %v, want no rights for others", info.Mode(), err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("files: got %v, want one", files)
	}
	if err := want.Write(filepath.Join(path, "no directory")); err == nil {
		t.Error("written where there is no directory")
	}
	if a, b := NewConnection().Key, NewConnection().Key; a == b || len(a) < 20 {
		t.Errorf("keys: got %q and %q, want two long ones", a, b)
	}
}

// The file is one that jupyter_client 8 writes.
func TestReadConnection(t *testing.T) {
	const good = `{"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "ip": "127.0.0.1",
		"key": "a-b", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": "mathdl", "jupyter_session": "x"}`
	path := filepath.Join(t.TempDir(), "c.json")
	read := func(text string) (Connection, error) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return ReadConnection(path)
	}
	want := Connection{"tcp", "127.0.0.1", 1, 4, 3, 2, 5, "hmac-sha256", "a-b", "mathdl"}
	if got, err := read(good); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, c := range [][3]string{
		{`tcp`, `udp`, "transport"}, {`sha256`, `md5`, "signature scheme"}, {`: 5,`, `: 65536,`, "hb port"},
		{`: 1,`, `: -1,`, "shell port"}, {`: 2,`, `: "2",`, "iopub_port"}, {`{`, ``, "invalid"},
		{`"jupyter_session"`, `"curve_publickey"`, "CurveZMQ"},
	} {
		if _, err := read(strings.Replace(good, c[0], c[1], 1)); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s instead of %s: got %v, want an error on %s", c[1], c[0], err, c[2])
		}
	}
	if _, err := read(strings.NewReplacer("sha256", "md5", "a-b", "").Replace(good)); err != nil {
		t.Errorf("other scheme without a key: %v", err)
	}
	if _, err := ReadConnection(path + "x"); err == nil {
		t.Error("read a file that is not")
	}
}

func TestEndpoint(t *testing.T) {
	for _, c := range []struct {
		c    Connection
		want string
	}{
		{Connection{}, "tcp://127.0.0.1:7"},
		{Connection{IP: "::1"}, "tcp://[::1]:7"},
		{Connection{Transport: "ipc"}, "ipc://kernel-ipc-7"},
		{Connection{Transport: "ipc", IP: "/run/k"}, "ipc:///run/k-7"},
	} {
		filled, err := c.c.filled()
		if got := filled.Endpoint(7); err != nil || got != c.want {
			t.Errorf("%+v: got %s, %v, want %s", c.c, got, err, c.want)
		}
	}
}
