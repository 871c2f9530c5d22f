// Check does everything that must hold before a change is good, in order, from
// formatting to a notebook in a browser:
//
//	go run ./internal/check            everything
//	go run ./internal/check -list      the steps
//	go run ./internal/check -only format,vet,test
//
// A line per step says how it went and how long it took; what a failing step
// printed follows, what a passing one printed does not. The last line is the sum,
// "N passed, N failed, N skipped", and the exit status is 1 when anything failed.
// A test counts as one, and so does a tool that has nothing to say.
//
// A step whose tool is absent is skipped by name. Where CI is "true" nothing is
// skipped for that reason: tools that the system's package manager has are
// installed, and what is still missing is a failure. -install installs anywhere.
//
// Python's side of the protocol (jupyter_client, nbconvert, JupyterLab) lives in
// a virtual environment in the user's cache directory, made from requirements.txt
// and named by its hash, so that the next run finds it and a change of the file makes
// another one. Nothing is written below the repository.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	f := flag.NewFlagSet("check", flag.ContinueOnError)
	f.SetOutput(stderr)
	only := f.String("only", "", "do only these `steps`, separated by commas")
	list := f.Bool("list", false, "list the steps and end")
	verbose := f.Bool("v", false, "show the commands, and the output of steps that pass")
	install := f.Bool("install", false, "install missing tools with the system's package manager")
	switch err := f.Parse(args); {
	case err == flag.ErrHelp:
		return 0
	case err != nil:
		return 2
	case f.NArg() > 0:
		fmt.Fprintf(stderr, "check: got the argument %q, want flags only\n", f.Arg(0))
		return 2
	}
	if *list {
		for _, s := range steps {
			fmt.Fprintf(stdout, "%-12s %s\n", s.name, s.about)
		}
		return 0
	}
	chosen, err := choose(steps, *only)
	if err != nil {
		fmt.Fprintln(stderr, "check:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ci := os.Getenv("CI") == "true"
	c, err := newChecker(ctx, ci, ci || *install)
	if err != nil {
		fmt.Fprintln(stderr, "check:", err)
		return 1
	}
	defer c.close()
	if *verbose {
		c.trace = stderr
	}
	return report(c, chosen, stdout, *verbose)
}

// report does the steps and prints how they went.
func report(c *checker, steps []step, out io.Writer, verbose bool) int {
	var sum outcome
	for _, s := range steps {
		start := time.Now()
		o := s.do(c)
		fmt.Fprintf(out, "%-12s %-4s %6.1f s  %s\n", s.name, o.word(), time.Since(start).Seconds(), o.counts())
		for _, reason := range o.skips {
			fmt.Fprintf(out, "    skipped: %s\n", reason)
		}
		if o.failed > 0 || verbose {
			fmt.Fprint(out, indent(o.output))
		}
		sum.add(o)
	}
	fmt.Fprintln(out, sum.counts())
	if sum.failed > 0 {
		return 1
	}
	return 0
}
