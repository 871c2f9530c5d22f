package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/mathdl/kernel/bench/front"
)

func init() {
	register(Suite{
		Name:  "kernel",
		About: "the Jupyter kernel beside ipykernel and gonb: start, latency, output, interrupt, memory",
		Run:   benchKernel,
	})
}

// contender is a kernel that is measured.
type contender struct {
	name, version string
	argv          []string
	env           []string // settings besides those of environ
	cells         cells
	signal        bool // interrupts come as a signal
	wants         map[string]float64
	absent        *Absent

	results map[string]*side // by figure
}

// benchKernel measures all kernels, each in a process of its own every round.
func benchKernel(ctx context.Context, b *Bench) error {
	exe, err := b.Build(ctx, "kernel", "./cmd/kernel")
	if err != nil {
		return err
	}
	ours := &contender{name: "kernel", argv: []string{exe, "serve", front.FilePlace}, cells: ourCells}
	peers := []*contender{ipykernel(ctx, b), gonb(ctx)}
	if err := compete(ctx, b, append([]*contender{ours}, peers...)); err != nil {
		return err
	}
	for _, f := range figures {
		for _, p := range peers {
			if err := b.Row(kernelRow(f, ours, p)); err != nil {
				return err
			}
		}
	}
	return ours.failure()
}

// compete measures the contenders in turns. The order changes from round to round,
// so that none has always the same one before it, and a start that is not
// measured comes first: it reads files that are on disk only, and writes caches.
func compete(ctx context.Context, b *Bench, all []*contender) error {
	all = present(all)
	for _, c := range all {
		if err := c.warm(ctx, b); err != nil {
			return err
		}
	}
	for round := range b.Rounds() {
		for i := range all {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := all[(i+round)%len(all)].measure(ctx, b); err != nil {
				return err
			}
		}
	}
	return nil
}

func present(all []*contender) []*contender {
	var here []*contender
	for _, c := range all {
		if c.absent == nil {
			here = append(here, c)
		}
	}
	return here
}

// warm starts the kernel once.
func (c *contender) warm(ctx context.Context, b *Bench) error {
	r, err := c.start(b)
	if err != nil {
		return err
	}
	defer r.stop()
	if r.client, err = r.process.Dial(ctx); err == nil {
		_, err = r.client.Ready(ctx)
	}
	if err != nil {
		c.side("ready").add(0, err)
	}
	return ctx.Err()
}

// measure takes all figures of one process. After one that failed the kernel may
// be in any state: those that follow are not measured in this round.
func (c *contender) measure(ctx context.Context, b *Bench) error {
	r, err := c.start(b)
	if err != nil {
		return err
	}
	defer r.stop()
	for _, f := range figures {
		if f.need != always && !b.Wants(f.name) {
			continue
		}
		limited, cancel := context.WithTimeout(ctx, patience)
		v, err := f.take(limited, r)
		cancel()
		c.side(f.name).add(v, err)
		if err != nil && !errors.Is(err, front.ErrNoProc) {
			break
		}
	}
	return ctx.Err()
}

func (c *contender) side(figure string) *side {
	if c.results == nil {
		c.results = make(map[string]*side)
	}
	s := c.results[figure]
	if s == nil {
		s = new(side)
		c.results[figure] = s
	}
	return s
}

// failure returns an error for the first figure that could not be measured.
func (c *contender) failure() error {
	for _, f := range figures {
		if s := c.results[f.name]; s != nil && s.err != nil && !errors.Is(s.err, front.ErrNoProc) {
			return fmt.Errorf("%s: %w", f.name, s.err)
		}
	}
	return nil
}

// kernelRow compares a figure of two contenders.
func kernelRow(f figure, ours, peer *contender) Row {
	r := Row{
		Name: f.name, About: f.about, Unit: cmp.Or(f.unit, Seconds), PeerName: peer.name, PeerVersion: peer.version,
		Threads: allThreads(), Want: peer.wants[f.name],
	}
	if peer.absent != nil {
		r.Absent = peer.absent.Error()
	}
	o, p := ours.side(f.name), peer.side(f.name)
	r.Note = notes(o.trouble("ours"), p.trouble(peer.name))
	r.Memory = &Memory{Ours: ours.resident(), Peer: peer.resident()}
	return r.compare(o.series, p.series)
}

// resident returns the memory after the first cell, 0 if it was not measured.
func (c *contender) resident() int64 {
	if s := c.side(memoryFigure).series; len(s) > 0 {
		return int64(s.Median())
	}
	return 0
}

// running is a kernel under measurement.
type running struct {
	*contender
	process *front.Process
	client  *front.Client
	dir     string
	fresh   int // number of the last cell that differed from those before it

	ready, first time.Duration // since the start
}

func (c *contender) start(b *Bench) (*running, error) {
	dir, err := os.MkdirTemp(b.Tmp(), c.name+"-")
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	p, err := front.Start(dir, c.argv, environ(allThreads(), append(c.env, "TMPDIR="+dir)...))
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return &running{contender: c, process: p, dir: dir}, nil
}

func (r *running) stop() {
	r.process.Stop(r.client)
	os.RemoveAll(r.dir)
}

// ipykernel is what a notebook runs on if nobody chooses. Its settings and its
// history are kept away from those of the user.
func ipykernel(ctx context.Context, b *Bench) *contender {
	c := &contender{
		name: "ipykernel", cells: pythonCells, signal: true,
		env: []string{
			"IPYTHONDIR=" + filepath.Join(b.Tmp(), "ipython"),
			"JUPYTER_RUNTIME_DIR=" + filepath.Join(b.Tmp(), "runtime"),
		},
		wants: map[string]float64{"ready": 2, "one": 1},
	}
	python, err := findPython()
	if err == nil {
		c.version, err = distribution(ctx, python, "ipykernel")
	}
	if err != nil {
		c.absent = absence(c.name, err)
	}
	c.argv = []string{python, "-m", "ipykernel_launcher", "-f", front.FilePlace}
	return c
}

// gonb is the other kernel for Go that runs: it compiles every cell.
func gonb(ctx context.Context) *contender {
	const how = "go install github.com/janpfeifer/gonb@v0.11.1, beside goimports and gopls from golang.org/x/tools, " +
		"all in a directory of PATH"
	c := &contender{name: "gonb", cells: gonbCells, wants: map[string]float64{"one": 20}}
	for _, tool := range []string{"gopls", "goimports", "gonb"} {
		exe, err := exec.LookPath(tool)
		if err != nil {
			c.absent = &Absent{Name: tool, How: how}
			return c
		}
		c.argv = []string{exe, "--kernel", front.FilePlace}
	}
	out, err := exec.CommandContext(ctx, c.argv[0], "-V").Output()
	if err == nil {
		c.version = strings.TrimSpace(string(out))
	}
	return c
}

// absence returns err as what keeps a peer from being measured.
func absence(name string, err error) *Absent {
	var a *Absent
	if errors.As(err, &a) {
		return a
	}
	return &Absent{Name: name, How: err.Error()}
}
