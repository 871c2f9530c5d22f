package lti

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"sync"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/interp/cell"
)

// Set is a file of samples that can be continued: a line that names the setting, then for every sample f, the filtered
// back projection and f* in single precision. A sample that was not written to its end does not count.
type Set struct {
	p       *Problem
	samples []Sample
}

// OpenSet reads the samples 0, 1, …, n-1 of the problem's setting from the file of the given path, and first makes and
// appends those that are not there: as many at once as there are processors, each on one, since nearly all of the time goes
// into f*, whose coefficients take a few hundred megabytes for each sample in the making at 256². They are appended in
// their order, so that the file is the same for any number of processors, and one that was cut off can be continued. The
// file is made if there is none. Progress is shown if show is true.
//
// The error wraps that of ctx, and then the set has the samples so far; it is another one for a file of another
// setting, which is left alone.
func OpenSet(ctx context.Context, p *Problem, path string, n int, show bool) (*Set, error) {
	s := &Set{p: p}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lti.OpenSet: %w", err)
	}
	defer f.Close()
	if err := s.read(f, n); err != nil {
		return nil, fmt.Errorf("lti.OpenSet: %s: %w", path, err)
	}
	g := &growth{Set: s, f: f, early: map[int]Sample{}}
	if show {
		g.bar = cell.Progress("phantoms", n)
		defer g.bar.Done()
		g.bar.Set(len(s.samples))
	}
	first := len(s.samples)
	kern.For(n-first, 1, func(lo, hi int) {
		for i := first + lo; i < first+hi; i++ {
			g.make(ctx, i)
		}
	})
	if g.err != nil {
		return s, fmt.Errorf("lti.OpenSet: %d of %d samples: %w", len(s.samples), n, g.err)
	}
	return s, nil
}

// growth is a set whose samples are made by several goroutines.
type growth struct {
	*Set
	f   *os.File
	bar *cell.Bar

	mu    sync.Mutex
	early map[int]Sample // those that wait for one before them
	err   error          // the first; nothing is made after it
}

// make makes sample i, unless something has failed.
func (g *growth) make(ctx context.Context, i int) {
	if g.failed(ctx.Err()) {
		return
	}
	one := g.p.Draw(i)
	star, err := g.p.Star(ctx, one.Data)
	if g.failed(err) {
		return
	}
	one.Data, one.Star = nil, star
	g.mu.Lock()
	defer g.mu.Unlock()
	g.early[i] = one
	for g.err == nil {
		next, ok := g.early[len(g.samples)]
		if !ok {
			return
		}
		if _, g.err = g.f.Write(next.encode()); g.err == nil {
			delete(g.early, len(g.samples))
			g.samples = append(g.samples, g.p.decode(next.encode()))
			g.bar.Add(1)
		}
	}
}

// failed keeps the first error, and reports whether there is one.
func (g *growth) failed(err error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err == nil {
		g.err = err
	}
	return g.err != nil
}

// read takes up to n samples from f and leaves it where the next one is to be written.
func (s *Set) read(f *os.File, n int) error {
	head := []byte(s.p.String() + "\n")
	got := make([]byte, len(head))
	k, _ := f.ReadAt(got, 0)
	if k == 0 {
		_, err := f.Write(head)
		return err
	}
	if !bytes.Equal(got[:k], head) {
		return fmt.Errorf("got a file that begins with %.60q, want %q", got[:k], head)
	}
	b := make([]byte, 3*4*s.p.N*s.p.N)
	at := int64(len(head))
	for len(s.samples) < n {
		if _, err := f.ReadAt(b, at); err != nil {
			break
		}
		s.samples = append(s.samples, s.p.decode(b))
		at += int64(len(b))
	}
	if len(s.samples) < n {
		if err := f.Truncate(at); err != nil {
			return err
		}
	}
	_, err := f.Seek(at, 0)
	return err
}

func (s Sample) encode() []byte {
	b := make([]byte, 0, 3*4*len(s.Truth))
	for _, x := range [][]float64{s.Truth, s.FBP, s.Star} {
		for _, v := range x {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
		}
	}
	return b
}

// decode returns a sample in the precision of the file, so that it matters not where it is from, with what is visible of f*.
func (p *Problem) decode(b []byte) Sample {
	x := make([]float64, len(b)/4)
	for i := range x {
		x[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
	}
	n := len(x) / 3
	one := Sample{Truth: x[:n:n], FBP: x[n : 2*n : 2*n], Star: x[2*n:], Visible: p.Visible(x[2*n:])}
	one.wanted = p.wanted(one)
	return one
}

// Len returns the number of samples.
func (s *Set) Len() int { return len(s.samples) }

// At returns sample i.
func (s *Set) At(i int) Sample { return s.samples[i] }

// Samples returns all samples.
func (s *Set) Samples() []Sample { return s.samples }
