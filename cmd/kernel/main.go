// Kernel runs Go notebooks: as a Jupyter kernel, without Jupyter, and as a
// session at a terminal. "kernel help" lists what it can do.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// The exit statuses: all is well, a cell failed or a claim does not hold, and
// the command line (or a file it names) makes no sense.
const (
	ok = iota
	failed
	misuse
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, start: newWorld}
	return p.run(args)
}

// program is one run of the command.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	start          func() (*world, error) // prepares sessions, once
}

// verb is a subcommand.
type verb struct {
	name, args, help string
	do               func(p *program, v *verb, args []string) int
}

// verbs is what the command can do. It is filled by init because help reads it.
var verbs []*verb

func init() {
	verbs = []*verb{
		{"run", "NOTEBOOK...", "execute notebooks; write them and their pages to out/", (*program).notebooks},
		{"export", "NOTEBOOK...", "write pages of notebooks as they are", (*program).export},
		{"install", "", "make the kernel known to Jupyter", (*program).install},
		{"uninstall", "", "remove what install has written", (*program).uninstall},
		{"serve", "CONNECTION-FILE", "be a Jupyter kernel; front ends call this", (*program).serve},
		{"repl", "", "a session at the terminal, or of cells from a pipe", (*program).repl},
		{"version", "", "versions of the kernel, Go and the engine", (*program).version},
		{"help", "[COMMAND]", "this list, or the flags of a command", (*program).help},
	}
}

func (p *program) run(args []string) int {
	if len(args) == 0 {
		usage(p.stderr)
		return misuse
	}
	name := strings.TrimLeft(args[0], "-") // -h and --version are understood as well
	if name == "h" {
		name = "help"
	}
	v := find(name)
	if v == nil {
		return p.misused("no command %q; kernel help lists them", args[0])
	}
	return v.do(p, v, args[1:])
}

func find(name string) *verb {
	for _, v := range verbs {
		if v.name == name {
			return v
		}
	}
	return nil
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: kernel COMMAND [FLAGS] [ARGUMENTS]")
	for _, v := range verbs {
		fmt.Fprintf(w, "  %-22s %s\n", strings.TrimSpace(v.name+" "+v.args), v.help)
	}
}

func (p *program) help(v *verb, args []string) int {
	if len(args) == 0 {
		usage(p.stdout)
		return ok
	}
	about := find(args[0])
	if about == nil || len(args) > 1 || about == v {
		return p.misused("help: got %q, want one command", args)
	}
	return about.do(&program{stdout: p.stdout, stderr: p.stdout, start: p.start}, about, []string{"-h"})
}

// flags returns the flag set of v, which writes its help to stderr.
func (p *program) flags(v *verb) *flag.FlagSet {
	f := flag.NewFlagSet(v.name, flag.ContinueOnError)
	f.SetOutput(p.stderr)
	f.Usage = func() {
		fmt.Fprintf(p.stderr, "usage: kernel %s\n%s\n", strings.TrimSpace(v.name+" [FLAGS] "+v.args), v.help)
		f.PrintDefaults()
	}
	return f
}

// parse reads flags before, between and behind the arguments; done when the
// command ends here, with the status.
func (p *program) parse(f *flag.FlagSet, args []string) (rest []string, status int, done bool) {
	for {
		err := f.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			return nil, ok, true
		case err != nil:
			return nil, misuse, true
		case f.NArg() == 0:
			return rest, ok, false
		}
		if n := len(args) - f.NArg(); n > 0 && args[n-1] == "--" {
			return append(rest, f.Args()...), ok, false
		}
		rest = append(rest, f.Arg(0))
		args = f.Args()[1:]
	}
}

// none is parse for a command without arguments.
func (p *program) none(f *flag.FlagSet, args []string) (status int, done bool) {
	rest, status, done := p.parse(f, args)
	if !done && len(rest) > 0 {
		return p.misused("%s: got the argument %q, want none", f.Name(), rest[0]), true
	}
	return status, done
}

// misused says what is wrong with the command line.
func (p *program) misused(format string, args ...any) int {
	fmt.Fprintf(p.stderr, "kernel: "+format+"\n", args...)
	return misuse
}

// fail says what went wrong.
func (p *program) fail(err error) int {
	fmt.Fprintln(p.stderr, "kernel:", err)
	return failed
}
