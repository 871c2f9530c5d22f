package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
)

// Measure measures a cost once. It fails with an [*Absent] when what it would
// measure is not installed.
type Measure func(ctx context.Context) (float64, error)

// Absent is the error of something that is not installed.
type Absent struct {
	Name string // of the peer
	How  string // to get it
}

// Error implements error.
func (a *Absent) Error() string { return a.Name + " is absent: " + a.How }

// Pair is a figure that is measured for us and for peers in turns.
type Pair struct {
	Name      string // without that of the suite
	About     string // what is measured
	Unit      string // empty: seconds
	Threads   int    // of either side; 0 where it makes no difference
	Precision string
	Ours      Measure
	Job       Job     // in place of Ours; then Memory is measured too
	Times     int     // how often the work of the job does what is measured; 0 means once
	Flops     float64 // floating point operations of a call, for the share of the peak; 0 says nothing
	Peers     []Peer
	Fastest   bool // the peers are ways to do the same: only the fastest has a row
	Memory    *Memory
	Note      string
}

// Job prepares work, and returns what does it once.
type Job func() (work func() error, err error)

// Peer is another side of a pair.
type Peer struct {
	Name    string
	Version func() string // asked after the last round; may be nil
	Memory  func() int64  // likewise: bytes the work has taken
	Measure Measure
	Want    float64 // the ratio to reach, 0 for none
}

// side is what has been measured of one side.
type side struct {
	measure Measure
	series  Series
	err     error // the last one
	failed  int
}

// Pair measures a figure, unless it is not wanted, and prints a row a peer. Only
// a failure of our side is an error.
func (b *Bench) Pair(ctx context.Context, p Pair) error {
	if !b.Wants(p.Name) {
		return nil
	}
	finish, err := p.prepare()
	if err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	ours := &side{measure: func(ctx context.Context) (float64, error) {
		return withThreads(p.Threads, func() (float64, error) { return p.Ours(ctx) })
	}}
	sides := []*side{ours}
	for _, peer := range p.Peers {
		sides = append(sides, &side{measure: peer.Measure})
	}
	if err := interleave(ctx, b.rounds, sides); err != nil {
		return err
	}
	finish()
	for _, i := range p.shown(sides[1:]) {
		if err := b.Row(p.row(p.Peers[i], ours, sides[i+1])); err != nil {
			return err
		}
	}
	if ours.err != nil {
		return fmt.Errorf("%s: %w", p.Name, ours.err)
	}
	return nil
}

// prepare makes the measure of a job, and returns what notes its memory after the last round.
func (p *Pair) prepare() (finish func(), err error) {
	if p.Job == nil {
		return func() {}, nil
	}
	before := resident()
	work, err := p.Job()
	if err != nil {
		return nil, err
	}
	p.Ours = each(p.Times, Loop(work))
	return func() { p.Memory = &Memory{Ours: grown(before, resident())} }, nil
}

// shown returns which peers get a row: all of them, or the fastest.
func (p *Pair) shown(peers []*side) []int {
	all := make([]int, len(peers))
	for i := range all {
		all[i] = i
	}
	if !p.Fastest || len(all) == 0 {
		return all
	}
	best := 0
	for i, s := range peers {
		if len(s.series) > 0 && !(s.series.Median() >= peers[best].series.Median()) {
			best = i
		}
	}
	for i, s := range peers {
		if i != best && len(s.series) > 0 {
			p.Note = notes(p.Note, fmt.Sprintf("%s %s", p.Peers[i].Name, quantity(s.series.Median(), cmp.Or(p.Unit, Seconds))))
		}
	}
	return []int{best}
}

// interleave measures every side once a round. A side that is absent is not
// asked again.
func interleave(ctx context.Context, rounds int, sides []*side) error {
	for range rounds {
		for _, s := range sides {
			if err := ctx.Err(); err != nil {
				return err
			}
			if s.gone() == nil {
				s.add(s.measure(ctx))
			}
		}
	}
	return nil
}

func (s *side) add(v float64, err error) {
	if err != nil {
		s.err = err
		s.failed++
		return
	}
	s.series = append(s.series, v)
}

// gone returns why the side is absent, nil if it is not.
func (s *side) gone() *Absent {
	var a *Absent
	errors.As(s.err, &a)
	return a
}

// trouble says how often a measurement failed, and why.
func (s *side) trouble(name string) string {
	if s.err == nil || s.gone() != nil {
		return ""
	}
	return fmt.Sprintf("%s failed %d times of %d: %v", name, s.failed, s.failed+len(s.series), s.err)
}

func (p Pair) row(peer Peer, ours, theirs *side) Row {
	r := Row{
		Name: p.Name, About: p.About, Unit: cmp.Or(p.Unit, Seconds), PeerName: peer.Name, Threads: p.Threads, Precision: p.Precision,
		Memory: p.memory(peer), Want: peer.Want,
		Note: notes(p.Note, ours.trouble("ours"), theirs.trouble(peer.Name)),
	}
	if a := theirs.gone(); a != nil {
		r.Absent = a.Error()
	} else if peer.Version != nil {
		r.PeerVersion = peer.Version()
	}
	r = r.compare(ours.series, theirs.series)
	if p.Flops > 0 {
		r.Share = shares(p.Flops, r.Ours, r.Peer, p.Threads, p.Precision)
	}
	return r
}

// memory is that of the pair beside what the peer tells of its own.
func (p Pair) memory(peer Peer) *Memory {
	if peer.Memory == nil {
		return p.Memory
	}
	m := Memory{Peer: peer.Memory()}
	if p.Memory != nil {
		m.Ours = p.Memory.Ours
	}
	if m == (Memory{}) {
		return nil
	}
	return &m
}

// notes joins what there is.
func notes(all ...string) string {
	var text string
	for _, n := range all {
		switch {
		case n == "":
		case text == "":
			text = n
		default:
			text += "; " + n
		}
	}
	return text
}
