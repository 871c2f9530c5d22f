package lti

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"

	"github.com/mathdl/kernel/interp/cell"
)

// Set is a file of samples that can be continued: a line that names the setting, then for every sample f, the filtered
// back projection and f* in single precision. A sample that was not written to its end does not count.
type Set struct {
	p       *Problem
	samples []Sample
}

// OpenSet reads the samples 0, 1, …, n-1 of the problem's setting from the file of the given path, and first makes and
// appends those that are not there, one after the other; nearly all of the time goes into f*, on all cores. The file is made if
// there is none. Progress is shown if show is true.
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
	var bar *cell.Bar
	if show {
		bar = cell.Progress("phantoms", n)
		defer bar.Done()
		bar.Set(len(s.samples))
	}
	for i := len(s.samples); i < n; i++ {
		one := p.Draw(i)
		one.Star, err = p.Star(ctx, one.Data)
		if err != nil {
			return s, fmt.Errorf("lti.OpenSet: %d of %d samples: %w", i, n, err)
		}
		if _, err := f.Write(one.encode()); err != nil {
			return s, fmt.Errorf("lti.OpenSet: sample %d: %w", i, err)
		}
		one.Data = nil
		s.samples = append(s.samples, one.round())
		bar.Add(1)
	}
	return s, nil
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
		s.samples = append(s.samples, decode(b))
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

// round gives s the precision of the file, so that it matters not where a sample is from.
func (s Sample) round() Sample { return decode(s.encode()) }

func decode(b []byte) Sample {
	x := make([]float64, len(b)/4)
	for i := range x {
		x[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])))
	}
	n := len(x) / 3
	return Sample{Truth: x[:n:n], FBP: x[n : 2*n : 2*n], Star: x[2*n:]}
}

// Len returns the number of samples.
func (s *Set) Len() int { return len(s.samples) }

// At returns sample i.
func (s *Set) At(i int) Sample { return s.samples[i] }

// Samples returns all samples.
func (s *Set) Samples() []Sample { return s.samples }
