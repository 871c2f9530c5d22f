package repl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/mathdl/kernel/internal/repl/line"
)

// editorSource reads cells from a person.
type editorSource struct {
	*line.Editor
	err io.Writer
}

// cell prompts with the number errors will refer to.
func (s *editorSource) cell(n int) (string, error) {
	first := fmt.Sprintf("In[%d]: ", n)
	next := strings.Repeat(" ", len(first)-len("...: ")) + "...: "
	text, err := s.Read(first, next)
	if err == nil {
		if err := s.History.Add(text); err != nil {
			fmt.Fprintln(s.err, err)
		}
	}
	return text, err
}

func (s *editorSource) line(prompt string, hidden bool) (string, error) {
	return s.Line(prompt, hidden)
}

// plainSource reads cells from lines that come from nobody in particular.
type plainSource struct {
	in       *bufio.Reader
	out      io.Writer
	complete func(text string) (bool, string)
}

// cell collects lines until they are complete; what the end of the input cuts
// off is a cell too, and its error says what is missing.
func (s *plainSource) cell(int) (string, error) {
	var text strings.Builder
	for {
		l, err := s.in.ReadString('\n')
		text.WriteString(l)
		if err != nil {
			if errors.Is(err, io.EOF) && strings.TrimSpace(text.String()) != "" {
				err = nil
			}
			return text.String(), err
		}
		if done, _ := s.complete(text.String()); done {
			return strings.TrimRight(text.String(), "\r\n"), nil
		}
	}
}

// line takes the next line of the input; a prompt would only soil the output.
func (s *plainSource) line(string, bool) (string, error) {
	l, err := s.in.ReadString('\n')
	if l != "" {
		err = nil
	}
	return strings.TrimRight(l, "\r\n"), err
}

func historyFile(o Options) string {
	if o.History != "" {
		return o.History
	}
	return HistoryFile(o.Env)
}

// HistoryFile is where a user's cells are remembered: mathdl/history below
// $XDG_STATE_HOME, by default ~/.local/state, on Windows %LocalAppData%. It is
// "" when there is no home.
func HistoryFile(env func(string) string) string {
	dir := env("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) { // relative paths are invalid by the specification
		dir = stateHome()
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "mathdl", "history")
}

func stateHome() string {
	if runtime.GOOS == "windows" {
		dir, _ := os.UserCacheDir() // %LocalAppData%
		return dir
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "state")
}
