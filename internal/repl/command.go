package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/mathdl/kernel/internal/repl/line"
	"github.com/mathdl/kernel/interp"
)

// errQuit ends the session.
var errQuit = errors.New("repl: quit")

// command is one thing a line with a colon can ask for.
type command struct {
	name, arg, help string
	do              func(r *repl, ctx context.Context, arg string) error
}

// commands is the table :help prints and completion offers. It is filled by
// init because :help reads it.
var commands []command

func init() {
	commands = []command{
		{":help", "", "this list", (*repl).help},
		{":vars", "", "the variables of the session with their types", (*repl).vars},
		{":time", "[CODE]", "run CODE and say how long it took; alone, say it of every cell from now on", (*repl).time},
		{":load", "FILE", "run the cells of a Go file", (*repl).load},
		{":save", "FILE", "write the cells that ran so far to a new Go file (:save! replaces one)", (*repl).save},
		{":save!", "FILE", "", (*repl).replace},
		{":quit", "", "end the session, as ctrl-d does", (*repl).quit},
	}
}

// isCommand reports whether text is for the terminal: a colon starts no Go statement.
func isCommand(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), ":") }

// asked matches ?name, ??name, name? and name??; Go has no question mark.
var asked = regexp.MustCompile(`^\s*(\?{0,2})\s*([\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)*)\s*(\?{0,2})\s*$`)

// question finds the name somebody asks about; a second question mark asks for more detail.
func question(text string) (name string, detail int, ok bool) {
	m := asked.FindStringSubmatch(text)
	if m == nil || m[1]+m[3] == "" {
		return "", 0, false
	}
	return m[2], min(1, len(m[1]+m[3])-1), true
}

func (r *repl) command(ctx context.Context, text string) error {
	name, arg, _ := strings.Cut(text, " ")
	for _, c := range commands {
		if c.name == name {
			return c.do(r, ctx, strings.TrimSpace(arg))
		}
	}
	return r.complain("no command %s; :help lists them", name)
}

func (r *repl) help(context.Context, string) error {
	for _, c := range commands {
		if c.help != "" {
			fmt.Fprintf(r.out.out, "%-14s %s\n", c.name+" "+c.arg, c.help)
		}
	}
	fmt.Fprintf(r.out.out, "%-14s %s\n", "NAME? ?NAME", "what NAME is (?? says more)")
	return nil
}

func (r *repl) vars(context.Context, string) error {
	width := 0
	for _, v := range r.Variables() {
		width = max(width, line.Width(v.Name))
	}
	for _, v := range r.Variables() {
		fmt.Fprintf(r.out.out, "%s%s  %s\n", v.Name, strings.Repeat(" ", width-line.Width(v.Name)), v.Type)
	}
	return nil
}

func (r *repl) time(ctx context.Context, code string) error {
	if code == "" {
		r.timing = !r.timing
		fmt.Fprintln(r.err, "timing is", map[bool]string{true: "on", false: "off"}[r.timing])
		return nil
	}
	defer func(old bool) { r.timing = old }(r.timing)
	r.timing = true
	return r.run(ctx, code)
}

func (r *repl) load(ctx context.Context, file string) error {
	if file == "" {
		return r.complain(":load wants a file")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return r.complain(":load: %v", err)
	}
	for _, code := range splitCells(string(text)) {
		if err := r.run(ctx, code); err != nil {
			return err
		}
	}
	return nil
}

func (r *repl) save(_ context.Context, file string) error {
	return r.write(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY)
}

func (r *repl) replace(_ context.Context, file string) error {
	return r.write(file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY)
}

func (r *repl) write(file string, flags int) error {
	if file == "" {
		return r.complain(":save wants a file")
	}
	f, err := os.OpenFile(file, flags, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return r.complain(":save: %s exists; :save! replaces it", file)
	}
	if err == nil {
		_, err = f.WriteString(joinCells(r.cells))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return r.complain(":save: %v", err)
	}
	fmt.Fprintf(r.err, "%d cells in %s\n", len(r.cells), file)
	return nil
}

func (r *repl) quit(context.Context, string) error { return errQuit }

// candidates completes commands, and everything else as the session does.
func (r *repl) candidates(text string, offset int) (from, to int, items []line.Candidate) {
	if isCommand(text) && !strings.Contains(strings.TrimSpace(text[:offset]), " ") {
		from = strings.IndexByte(text, ':')
		for _, c := range commands {
			if strings.HasPrefix(c.name, text[from:offset]) && c.help != "" {
				items = append(items, line.Candidate{Text: c.name, Detail: c.help})
			}
		}
		return from, offset, items
	}
	c := r.Complete(text, offset)
	for _, item := range c.Items {
		items = append(items, candidate(item))
	}
	return c.From, c.To, items
}

// candidate shows the kind of an item where its detail does not begin with it.
func candidate(item interp.Item) line.Candidate {
	detail := item.Detail
	if !strings.HasPrefix(detail, item.Kind) {
		detail = strings.TrimSpace(item.Kind + " " + detail)
	}
	return line.Candidate{Text: item.Text, Detail: detail}
}
