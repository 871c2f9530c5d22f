package cell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// readLine reads a line from f without reading beyond it, hidden if f is a terminal. A last line
// without line end is a line; nothing before the end of the file is io.EOF.
func readLine(f *os.File, hidden bool) (string, error) {
	if hidden && term.IsTerminal(int(f.Fd())) {
		line, err := term.ReadPassword(int(f.Fd()))
		io.WriteString(os.Stdout, "\n") // the line end typed was not echoed either
		if err != nil {
			return "", fmt.Errorf("cell.Password: %w", err)
		}
		return string(line), nil
	}
	return readByByte(f)
}

// maxLine bounds what is taken for a line.
const maxLine = 1 << 20

func readByByte(r io.Reader) (string, error) {
	var line []byte
	var b [1]byte
	for len(line) < maxLine {
		n, err := r.Read(b[:])
		switch {
		case n == 1 && b[0] == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case n == 1:
			line = append(line, b[0])
		case errors.Is(err, io.EOF) && len(line) > 0:
			return string(line), nil
		case err != nil:
			return "", fmt.Errorf("cell.Input: %w", err)
		}
	}
	return "", fmt.Errorf("cell.Input: got a line of more than %d bytes", maxLine)
}
