// Command retrain trains the networks whose weights this module ships, as they were trained:
//
//	go run ./internal/retrain [-seed N] [-dir DIR] [-epochs N] NAME
//
// It writes DIR/NAME.checkpoint after every epoch and goes on from there if it is there; at the end, and whenever it is
// interrupted, DIR/NAME.safetensors holds the weights in single precision. Copied beside the package they are
// what the package loads. Without -epochs it is the run that was shipped.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

var (
	seed   = flag.Uint64("seed", 1, "decides everything that is random")
	dir    = flag.String("dir", "out", "where checkpoints and weights go")
	epochs = flag.Int("epochs", 0, "instead of the number of the run that was shipped")
)

// job is one training.
type job struct {
	model  nn.Model
	source train.Source
	set    train.Settings
	test   func() string                                   // says in words how good the model is now; nil for none
	ready  func(ctx context.Context) (train.Source, error) // makes what takes long and gives the source; nil for none
	file   func() *nn.File                                 // what is stored at the end; nil for the weights in single precision
}

// jobs by name. They get the generator that makes the first weights.
var jobs = map[string]func(rnd *rand.Rand) job{}

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	make, ok := jobs[flag.Arg(0)]
	if !ok {
		fmt.Fprintf(os.Stderr, "usage: retrain [-seed N] [-dir DIR] [-epochs N] %s\n", strings.Join(slices.Sorted(maps.Keys(jobs)), "|"))
		os.Exit(2)
	}
	if err := run(ctx, flag.Arg(0), make(rand.New(rand.NewPCG(*seed, 1)))); err != nil {
		fmt.Fprintln(os.Stderr, "retrain:", err)
		os.Exit(1)
	}
}

// run trains, from the checkpoint if there is one.
func run(ctx context.Context, name string, j job) error {
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	if j.ready != nil {
		src, err := j.ready(ctx)
		if err != nil {
			return err
		}
		j.source = src
	}
	if j.file == nil {
		j.file = func() *nn.File { return nn.Pack(j.model, ad.Float32) }
	}
	state := filepath.Join(*dir, name+".checkpoint")
	c, err := train.LoadCheckpoint(state)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	j.set.Resume = c
	if *epochs > 0 {
		j.set.Epochs = *epochs
	}
	j.set.Rand = rand.New(rand.NewPCG(*seed, 2))
	var failed error
	j.set.Checkpoint = func(c *train.Checkpoint) {
		failed = errors.Join(failed, c.Save(state))
		j.report(c)
	}
	r, err := train.FitSource(ctx, j.model, j.source, &j.set)
	if r == nil {
		return err
	}
	fmt.Println(r)
	return errors.Join(err, failed, j.file().Save(filepath.Join(*dir, name+".safetensors")))
}

// half makes what is stored at the end half as long.
func (j job) half() job {
	j.file = func() *nn.File {
		f := nn.Pack(j.model, ad.Float32)
		f.Half = true
		return f
	}
	return j
}

// report prints where training stands.
func (j job) report(c *train.Checkpoint) {
	h, note := c.History.Last(), ""
	if j.test != nil {
		copy(j.model.Params(), c.Theta)
		note = j.test()
	}
	fmt.Printf("%4d  loss %.5g  %s  %v\n", h.Epoch, h.Loss, note, h.Time.Round(1e9))
}
