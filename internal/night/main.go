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

	"github.com/mathdl/kernel/mathdl/bsde"
	"github.com/mathdl/kernel/mathdl/paper"
	"github.com/mathdl/kernel/mathdl/pde"
)

var seed = flag.Uint64("seed", 1, "decides everything that is random")

// experiments by name.
var experiments = map[string]func(ctx context.Context) error{
	"burgers":  burgers,
	"slit":     ritz("Deep Ritz on the slit square", paper.Slit, "0.0079"),
	"harmonic": ritz("Deep Ritz in 10 dimensions", paper.Harmonic, "0.004"),
	"well":     ritz("smallest eigenvalue in 5 dimensions", paper.Well, "0.0011"),
}

func init() {
	for _, e := range []struct {
		name, published string
		f               func(context.Context, paper.PINNParams) (*paper.PINNResult, error)
	}{
		{"schrodinger", "1.97e-3", paper.Schrodinger},
		{"allen-cahn-step", "6.99e-3", paper.AllenCahnStep},
		{"burgers-inverse", "0.096 %, 0.469 %", paper.BurgersInverse},
		{"kdv-inverse", "0.023 %, 0.006 %", paper.KdVInverse},
		{"navier-stokes-inverse", "0.078 %, 4.67 %", paper.NavierStokesInverse},
	} {
		experiments[e.name] = pinn(e.name, e.published, e.f)
	}
	for _, n := range []string{"hjb", "allen-cahn", "risk", "rates", "burgers", "gradient", "reaction"} {
		experiments["bsde-"+n] = highDim(n, false)
		experiments["bsde-"+n+"-shared"] = highDim(n, true)
	}
}

func pinn(name, published string, f func(context.Context, paper.PINNParams) (*paper.PINNResult, error)) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		r, err := f(ctx, paper.PINNParams{Seed: *seed, Record: func(p pde.Progress) {
			if p.K%500 == 0 {
				fmt.Printf("%6d  loss %.5g\n", p.K, p.Loss)
			}
		}})
		if r != nil {
			fmt.Println(r.Fit)
			fmt.Printf("%s, seed %d: relative error %.3g, of the numbers %.3g; published %s\n", name, *seed, r.Rel, r.Errors, published)
		}
		return err
	}
}

func highDim(name string, shared bool) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		r, published, err := paper.DeepBSDE(ctx, paper.DeepBSDEParams{Example: name, Shared: shared, Seed: *seed, Record: func(p bsde.Progress) {
			fmt.Printf("%6d  Y0 %.6g  loss %.4g\n", p.K, p.Y0, p.Loss)
		}})
		if r != nil {
			fmt.Printf("%v\npublished error %s; seed %d\n", r, published, *seed)
		}
		return err
	}
}

func ritz(name string, f func(context.Context, paper.RitzParams) (*paper.RitzResult, error), published string) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		r, err := f(ctx, paper.RitzParams{Seed: *seed, Record: func(p pde.Progress) {
			if p.K%100 == 0 {
				fmt.Printf("%6d  loss %.5g\n", p.K, p.Loss)
			}
		}})
		if r != nil {
			fmt.Println(r.Fit)
			fmt.Printf("%s, seed %d: relative error %.3g, %v; published %s\n", name, *seed, r.Rel, r.Verdict, published)
		}
		return err
	}
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
