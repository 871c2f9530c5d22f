// Command night runs the experiments of mathdl/paper at their published size:
//
//	go run ./internal/night [-seed N] NAME
//
// It prints as it goes; the last line says what was found beside what was published.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sort"
	"strings"

	"github.com/mathdl/kernel/mathdl/paper"
)

var seed = flag.Uint64("seed", 1, "decides everything that is random")

// experiments by name.
var experiments = map[string]func(ctx context.Context) error{
	"burgers": burgers,
}

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	run, ok := experiments[flag.Arg(0)]
	if !ok {
		fmt.Fprintf(os.Stderr, "usage: night [-seed N] %s\n", strings.Join(names(), "|"))
		os.Exit(2)
	}
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "night:", err)
		os.Exit(1)
	}
}

func names() []string {
	var s []string
	for n := range experiments {
		s = append(s, n)
	}
	sort.Strings(s)
	return slices.Compact(s)
}

func burgers(ctx context.Context) error {
	r, err := paper.Burgers(ctx, paper.BurgersParams{Seed: *seed, Record: func(k int, loss, rel float64) {
		fmt.Printf("%6d  loss %.4g  relative error %.4g\n", k, loss, rel)
	}})
	if r != nil {
		fmt.Println(r.Fit)
		fmt.Printf("Burgers, seed %d: relative error %.3g; published 6.7e-4\n", *seed, r.Rel)
	}
	return err
}
