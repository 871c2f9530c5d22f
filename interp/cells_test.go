package interp_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mathdl/kernel/internal/session"
	"github.com/mathdl/kernel/interp"
	"github.com/mathdl/kernel/interp/display"
)

var update = flag.Bool("update", false, "write what the cells print into the files of cases")

// What tests print must not reach the sessions they test: package testing gets
// the standard output that was, cells the one that is caught.
var (
	output         *interp.Output
	stdout, stderr = os.Stdout, os.Stderr
)

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	if output, err = interp.CaptureOutput(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout = output.Stdout
	code := m.Run()
	output.Close()
	os.Exit(code)
}

// open starts a session for a test.
func open(t testing.TB) *interp.Session {
	t.Helper()
	os.Stdout, os.Stderr = stdout, stderr
	s, err := session.Open(output)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// recorder writes everything a cell shows as lines of text.
type recorder struct {
	b      strings.Builder
	stream string // the stream the last text belongs to
	input  []string
}

func (r *recorder) put(prefix, text string) {
	r.stream = ""
	for line := range strings.Lines(strings.TrimSuffix(text, "\n") + "\n") {
		r.b.WriteString(prefix + strings.TrimSuffix(line, "\n") + "\n")
	}
}

// Stream joins what arrives in pieces.
func (r *recorder) Stream(name, text string) {
	prefix := map[string]string{"stdout": "", "stderr": "stderr: "}[name]
	if r.stream == name {
		s := strings.TrimSuffix(r.b.String(), "\n")
		i := strings.LastIndex(s, "\n") + 1
		r.b.Reset()
		r.b.WriteString(s[:i])
		text = strings.TrimPrefix(s[i:], prefix) + text
	}
	r.put(prefix, text)
	r.stream = name
	if strings.HasSuffix(text, "\n") {
		r.stream = ""
	}
}

func (r *recorder) Display(b display.Bundle, id string, update bool) {
	r.put(fmt.Sprintf("display %s%s: ", id, map[bool]string{true: " (update)"}[update]), b.Plain())
}

func (r *recorder) Result(b display.Bundle) { r.put("= ", b.Plain()) }
func (r *recorder) Clear(wait bool)         { r.put("", fmt.Sprintf("clear %v", wait)) }

func (r *recorder) Input(prompt string, password bool) (string, error) {
	if len(r.input) == 0 {
		return "", errors.New("nobody answers")
	}
	line := r.input[0]
	r.input = r.input[1:]
	return line, nil
}

// run runs a cell and returns what it shows, the error included.
func run(s *interp.Session, n int, code string) string {
	r := &recorder{}
	ctx, cancel := context.WithTimeout(context.Background(), limit(code))
	defer cancel()
	if err := s.Run(ctx, n, code, r); err != nil {
		var e *interp.Error
		if !errors.As(err, &e) {
			return "unexpected error " + err.Error()
		}
		r.put("! ", string(e.Kind)+"\n"+e.Text())
	}
	return own.ReplaceAllString(timestamp.ReplaceAllString(r.b.String(), "<time>"), "and <our own>")
}

// What is not the same tomorrow: the time, and the list of our packages.
var (
	timestamp = regexp.MustCompile(`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d`)
	own       = regexp.MustCompile(`and (mathdl/[a-z/]+(, )?)+`)
)

// limit returns the time a cell gets: a comment may ask for an interrupt.
func limit(code string) time.Duration {
	var d string
	if _, err := fmt.Sscanf(code, "// interrupt after %s", &d); err == nil {
		if t, err := time.ParseDuration(d); err == nil {
			return t
		}
	}
	return time.Minute
}

// A case is a session: cells with what each of them must show.
type cells struct {
	name string
	text []string
	want []string
}

const mark = ">> "

// parseCases reads a file of cases: "=== name", cells separated by "---", what
// a cell shows on lines beginning with ">> ".
func parseCases(file string) []cells {
	var out []cells
	for _, block := range strings.Split("\n"+file, "\n=== ")[1:] {
		name, body, _ := strings.Cut(block, "\n")
		c := cells{name: name}
		for _, part := range strings.Split(body, "\n---\n") {
			var text, want []string
			for _, line := range strings.Split(strings.Trim(part, "\n"), "\n") {
				if rest, ok := strings.CutPrefix(line+" ", mark); ok {
					want = append(want, strings.TrimSuffix(rest, " "))
				} else {
					text = append(text, line)
				}
			}
			c.text = append(c.text, strings.Join(text, "\n"))
			c.want = append(c.want, strings.Join(want, "\n"))
		}
		out = append(out, c)
	}
	return out
}

// concurrent recognises cells that start goroutines, themselves or through compiled code.
var concurrent = regexp.MustCompile(`\bgo func|wg\.Go|AfterFunc|quad\.|optimize\.`)

func formatCases(cases []cells) string {
	var b strings.Builder
	for i, c := range cases {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "=== %s\n", c.name)
		for j := range c.text {
			if j > 0 {
				b.WriteString("---\n")
			}
			b.WriteString(c.text[j] + "\n")
			if c.want[j] != "" {
				b.WriteString(mark + strings.ReplaceAll(c.want[j], "\n", "\n"+mark) + "\n")
			}
		}
	}
	return b.String()
}

// TestCells runs the sessions of testdata/cells. Each file holds one subject;
// together they are the cases by which the interpreter was judged, and those of
// every mistake found since.
func TestCells(t *testing.T) {
	files, err := filepath.Glob("testdata/cells/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { testFile(t, file) })
	}
}

func testFile(t *testing.T, file string) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cases := parseCases(string(b))
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if raceEnabled && concurrent.MatchString(strings.Join(c.text, "\n")) {
				t.Skip("goroutines of a cell write its line marker without a lock")
			}
			s := open(t)
			for j, text := range c.text {
				got := strings.TrimSuffix(run(s, j+1, text), "\n")
				if *update {
					cases[i].want[j] = got
				} else if got != c.want[j] {
					t.Errorf("cell %d\n%s\ngot\n%s\nwant\n%s", j+1, text, got, c.want[j])
				}
			}
		})
	}
	if *update {
		if err := os.WriteFile(file, []byte(formatCases(cases)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
