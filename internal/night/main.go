// Command night runs the experiments of mathdl/paper at their published size:
//
//	go run ./internal/night [-seed N] [-width N …] NAME [CASE]
//
// Flags other than -seed change the size of those experiments that have it; their zero means the default of the experiment.
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

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/bsde"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/paper"
	"github.com/mathdl/kernel/mathdl/pde"
	"github.com/mathdl/kernel/mathdl/rom"
	"github.com/mathdl/kernel/mathdl/train"
)

var (
	seed       = flag.Uint64("seed", 1, "decides everything that is random")
	hidden     = flag.Int("hidden", 0, "hidden layers")
	width      = flag.Int("width", 0, "neurons in each")
	points     = flag.Int("points", 0, "points of the equation, or samples")
	adam       = flag.Int("adam", 0, "steps of Adam before L-BFGS")
	iterations = flag.Int("iterations", 0, "iterations of L-BFGS, or of Adam alone")
	stages     = flag.Int("stages", 0, "stages of Runge-Kutta")
	mesh       = flag.Int("mesh", 0, "squares along a side")
	tests      = flag.Int("tests", 0, "samples that are not trained on")
	epochs     = flag.Int("epochs", 0, "passes over the samples")
	batch      = flag.Int("batch", 0, "samples of a step")
	rate       = flag.Float64("rate", 0, "of Adam")
	single     = flag.Bool("float32", false, "train in single precision")
	begin      = flag.String("init", "", "weights to begin with: He, LeCun, Glorot; the default of the experiment")
	centred    = flag.Bool("centred", false, "begin with the mean of the data")
	alone      = flag.Bool("alone", false, "without the network to coefficients")
	dir        = flag.String("dir", "", "where to keep solutions")
)

// inits by name.
var inits = map[string]nn.Init{"He": nn.He, "LeCun": nn.LeCun, "Glorot": nn.Glorot}

// experiments by name.
var experiments = map[string]func(ctx context.Context) error{
	"burgers":  burgers(paper.Burgers, "6.7e-4"),
	"deeponet": antiderivative,

	"burgers-hard": burgers(paper.BurgersHard, "6.7e-4 by a larger network, elsewhere 7.1e-3"),

	"parametric-row": parametricRow,
	"slit":           ritz("Deep Ritz on the slit square", paper.Slit, "0.0079"),
	"harmonic":       ritz("Deep Ritz in 10 dimensions", paper.Harmonic, "0.004"),
	"well":           ritz("smallest eigenvalue in 5 dimensions", paper.Well, "0.0011"),
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
	for name, c := range map[string]func() *rom.Case{
		"trig-2":  func() *rom.Case { return rom.Trig(2, -1, 1, false) },
		"trig-10": func() *rom.Case { return rom.Trig(10, -1, 1, false) },
		"trig-20": func() *rom.Case { return rom.Trig(20, -1, 1, false) },
		"chess-4": func() *rom.Case { return rom.Chessboard(2, 0.1) }, "chess-9": func() *rom.Case { return rom.Chessboard(3, 0.1) },
		"chess-16":  func() *rom.Case { return rom.Chessboard(4, 0.1) },
		"cookies-4": func() *rom.Case { return rom.Cookies(2, 0.1) }, "cookies-8": func() *rom.Case { return rom.CookiesVariable(2, 0.1) },
		"clipped-6": func() *rom.Case { return rom.Clipped(2, 0.1) }, "clipped-15": func() *rom.Case { return rom.Clipped(4, 0.1) },
	} {
		experiments["parametric-"+name] = parametric(c)
	}
	for _, n := range []string{"hjb", "allen-cahn", "risk", "rates", "burgers", "gradient", "reaction"} {
		experiments["bsde-"+n] = highDim(n, false)
		experiments["bsde-"+n+"-shared"] = highDim(n, true)
	}
}

func pinn(name, published string, f func(context.Context, paper.PINNParams) (*paper.PINNResult, error)) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		r, err := f(ctx, paper.PINNParams{Hidden: *hidden, Width: *width, Points: *points, Adam: *adam, Iterations: *iterations, Stages: *stages, Seed: *seed, Record: func(p pde.Progress) {
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

func parametric(c func() *rom.Case) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		precision := ad.Float64
		if *single {
			precision = ad.Float32
		}
		r, err := paper.Parametric(ctx, paper.ParametricParams{Case: c(), DType: precision, Init: inits[*begin], Centred: *centred, Alone: *alone, Mesh: *mesh, Samples: *points, Tests: *tests, Hidden: *hidden, Width: *width,
			Epochs: *epochs, Batch: *batch, Rate: *rate, Dir: *dir, Seed: *seed, Record: func(e train.Epoch) {
				if e.Epoch%2 == 0 {
					fmt.Printf("%6d  error on the data %.4g\n", e.Epoch, e.Loss)
				}
			}})
		fmt.Printf("%v; seed %d\n", r, *seed)
		return err
	}
}

// parametricRow is row D1: 20 × 20 squares, 1500 samples to learn from and 300 to test. A word after the name of the experiment
// chooses the cases that have it in theirs.
func parametricRow(ctx context.Context) error {
	for i, c := range []*rom.Case{rom.Trig(2, -1, 1, false), rom.Trig(10, -1, 1, false), rom.Trig(10, 1, 1, false),
		rom.Chessboard(2, 0.1), rom.Chessboard(3, 0.1), rom.Chessboard(4, 0.1), rom.Cookies(2, 0.1)} {
		if !strings.Contains(c.Name, flag.Arg(1)) {
			continue
		}
		r, err := rom.Experiment(ctx, c, 20, 1500, 300, *seed, nil)
		if err != nil {
			return err
		}
		want := []float64{.0006, .0028, .0049, .0128, .0411, .0721, .0036}[i]
		fmt.Printf("%v   %.2f of %.4f\n", r, r.Net/want, want)
	}
	return nil
}

func antiderivative(ctx context.Context) error {
	rel, err := paper.Antiderivative(ctx, paper.AntiderivativeParams{Iterations: *iterations, Seed: *seed})
	fmt.Printf("DeepONet, antiderivative, seed %d: relative error %.3g\n", *seed, rel)
	return err
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
		fmt.Fprintf(os.Stderr, "usage: night [-seed N] %s [CASE]\n", strings.Join(names(), "|"))
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

func burgers(f func(context.Context, paper.BurgersParams) (*paper.BurgersResult, error), published string) func(context.Context) error {
	return func(ctx context.Context) error {
		r, err := f(ctx, paper.BurgersParams{Seed: *seed, Record: func(k int, loss, rel float64) {
			fmt.Printf("%6d  loss %.4g  relative error %.4g\n", k, loss, rel)
		}})
		if r != nil {
			fmt.Println(r.Fit)
			fmt.Printf("Burgers, seed %d: relative error %.3g; published %s\n", *seed, r.Rel, published)
		}
		return err
	}
}
