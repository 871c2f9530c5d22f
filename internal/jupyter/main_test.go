package jupyter_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter"
)

// TestMain makes the test binary a kernel when it is called like one.
func TestMain(m *testing.M) {
	if len(os.Args) != 3 || os.Args[1] != "serve" {
		os.Exit(m.Run())
	}
	if err := serveFile(os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serveFile serves a connection file. If there is none it writes one, and a line
// to standard output.
func serveFile(path string) error {
	c, err := jupyter.ReadConnection(path)
	written := err == nil
	if errors.Is(err, fs.ErrNotExist) {
		c, err = jupyter.NewConnection(), nil
	}
	if err != nil {
		return err
	}
	k, err := jupyter.Listen(c, nil)
	if err != nil {
		return err
	}
	if !written {
		if err := k.Connection().Write(path); err != nil {
			return err
		}
		fmt.Println("serving")
	}
	return k.Serve(context.Background(), gopher{newScript()})
}
