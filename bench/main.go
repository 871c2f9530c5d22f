package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const defaultRounds = 5

func run(args []string, stdout, stderr io.Writer) int {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	only := f.String("only", "", "measure only these `names`, suites or figures (suite/figure), separated by commas")
	asJSON := f.Bool("json", false, "print a JSON object a row")
	list := f.Bool("list", false, "list the suites and end")
	install := f.Bool("install", false, "make the Python environment of the peers and end")
	rounds := f.Int("rounds", defaultRounds, "measurements of each side")
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case f.NArg() > 0:
		fmt.Fprintf(stderr, "bench: got the argument %q, want flags only\n", f.Arg(0))
		return 2
	case *rounds < 1:
		fmt.Fprintf(stderr, "bench: -rounds: got %d, want 1 or more\n", *rounds)
		return 2
	}
	if *list {
		printSuites(stdout)
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *install {
		return report(stderr, installPython(ctx, stdout))
	}
	want, err := parseFilter(*only)
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 2
	}
	var rows printer = &table{w: stdout}
	if *asJSON {
		rows = jsonLines{stdout}
	}
	return report(stderr, measure(ctx, want, *rounds, rows))
}

// report prints what went wrong, a line each, and returns the exit status.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "bench:", err)
	return 1
}

// measure runs the suites that are wanted. One that fails does not keep the
// others from running.
func measure(ctx context.Context, want filter, rounds int, rows printer) error {
	b, err := newBench(rounds, want, rows)
	if err != nil {
		return err
	}
	defer b.close()
	var failed error
	for _, s := range suites() {
		if !want.suite(s.Name) {
			continue
		}
		if err := s.Run(ctx, b.of(s.Name)); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.Name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	rows.end()
	return errors.Join(failed, want.unmet(b.done))
}
