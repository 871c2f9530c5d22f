package main

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed peers/*.py
var peerFiles embed.FS

// answerLimit is how long a Python peer may take for one answer.
const answerLimit = 10 * time.Minute

// Python is a Python process that measures cases of one module; see
// peers/server.py. It is started by the first measurement.
type Python struct {
	module  string
	threads int
	dir     string // where the modules are
	command func() (string, error)

	cmd     *exec.Cmd
	in      io.WriteCloser
	answers chan answerOrError
	failed  error             // why nothing more is to be expected
	version map[string]string // by case
	memory  map[string]int64  // by case
}

type serverKey struct {
	module  string
	threads int
}

// Python returns the process that measures the cases of a module in peers/ with
// that many threads: one process for all suites, since packages take long to load.
func (b *Bench) Python(module string, threads int) *Python {
	key := serverKey{module, threads}
	p := b.servers[key]
	if p == nil {
		p = newPython(module, threads, filepath.Join(b.tmp, "peers"), findPython)
		b.servers[key] = p
	}
	return p
}

func newPython(module string, threads int, dir string, command func() (string, error)) *Python {
	return &Python{module: module, threads: threads, dir: dir, command: command, version: make(map[string]string), memory: make(map[string]int64)}
}

// request asks for one measurement.
type request struct {
	Case   string  `json:"case"`
	Args   any     `json:"args"`
	Budget float64 `json:"budget"`
}

// answer is what comes back, or what a process says first.
type answer struct {
	Ready   bool    `json:"ready"`
	Seconds float64 `json:"seconds"`
	Memory  int64   `json:"memory"` // grown by the work
	Version string  `json:"version"`
	Missing string  `json:"missing"`
	Error   string  `json:"error"`
}

type answerOrError struct {
	answer answer
	err    error
}

// Measure measures a case. Its arguments must be those of a Python function: a
// map, or a struct with names for JSON.
func (p *Python) Measure(name string, args any) Measure {
	return func(ctx context.Context) (float64, error) {
		if err := p.start(ctx); err != nil {
			return 0, err
		}
		b, err := json.Marshal(request{Case: name, Args: args, Budget: Budget.Seconds()})
		if err != nil {
			return 0, fmt.Errorf("bench: %s: %w", name, err)
		}
		if _, err := p.in.Write(append(b, '\n')); err != nil {
			return 0, p.fail(fmt.Errorf("bench: %s: %w", name, err))
		}
		a, err := p.next(ctx)
		if err != nil {
			return 0, fmt.Errorf("bench: %s: %w", name, err)
		}
		p.version[name], p.memory[name] = a.Version, a.Memory
		return a.Seconds, nil
	}
}

// Case returns the peer of a pair that a case of the package measures.
func (p *Python) Case(pkg, name string, args any) Peer {
	return Peer{
		Name: pkg, Measure: p.Measure(name, args),
		Version: func() string { return p.version[name] },
		Memory:  func() int64 { return p.memory[name] },
	}
}

// start starts the process, once.
func (p *Python) start(ctx context.Context) error {
	if p.cmd != nil || p.failed != nil {
		return p.failed
	}
	exe, err := p.command()
	if err != nil {
		return p.fail(err)
	}
	if err := unpack(p.dir); err != nil {
		return p.fail(err)
	}
	cmd := exec.Command(exe, filepath.Join(p.dir, "server.py"), strconv.Itoa(p.threads), p.module)
	cmd.Env = environ(p.threads)
	cmd.Stderr = os.Stderr
	if p.in, err = cmd.StdinPipe(); err != nil {
		return p.fail(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return p.fail(err)
	}
	if err := cmd.Start(); err != nil {
		return p.fail(err)
	}
	p.cmd, p.answers = cmd, make(chan answerOrError)
	go readAnswers(out, p.answers)
	if _, err := p.next(ctx); err != nil {
		return p.fail(err)
	}
	return nil
}

// fail ends the process and remembers why.
func (p *Python) fail(err error) error {
	p.failed = err
	p.stop()
	return err
}

// stop ends the process.
func (p *Python) stop() {
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return
	}
	p.in.Close()
	p.cmd.Process.Kill()
	for range p.answers { // the reader ends with the pipe, which Wait closes
	}
	p.cmd.Wait()
}

// readAnswers passes on lines until the process has ended.
func readAnswers(r io.Reader, to chan<- answerOrError) {
	defer close(to)
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var a answer
		err = json.Unmarshal(line, &a)
		to <- answerOrError{a, err}
	}
}

// next waits for an answer. After an error that leaves it open which request the
// next answer belongs to, the process is ended.
func (p *Python) next(ctx context.Context) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	select {
	case r, ok := <-p.answers:
		switch {
		case !ok:
			return answer{}, p.fail(fmt.Errorf("bench: peers/%s.py: the process has ended", p.module))
		case r.err != nil:
			return answer{}, p.fail(fmt.Errorf("bench: peers/%s.py: %w", p.module, r.err))
		case r.answer.Missing != "":
			return answer{}, &Absent{Name: r.answer.Missing, How: howPython}
		case r.answer.Error != "":
			return answer{}, errors.New(r.answer.Error)
		}
		return r.answer, nil
	case <-ctx.Done():
		return answer{}, p.fail(fmt.Errorf("bench: peers/%s.py: %w", p.module, ctx.Err()))
	}
}

// unpack writes the modules to a directory, so that Python finds them wherever
// this program runs.
func unpack(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files, err := fs.Glob(peerFiles, "peers/*.py")
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := peerFiles.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, strings.TrimPrefix(file, "peers/")), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
