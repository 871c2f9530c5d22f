package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
)

// rows keeps what is printed.
type rows []Row

func (r *rows) row(one Row) error { *r = append(*r, one); return nil }

func (*rows) end() {}

// newTest returns a bench of a suite "s" that keeps its rows.
func newTest(t *testing.T, rounds int, only ...string) (*Bench, *rows) {
	t.Helper()
	kept := new(rows)
	b, err := newBench(rounds, only, kept)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.close)
	return b.of("s"), kept
}

func TestPairTakesTurns(t *testing.T) {
	b, kept := newTest(t, 3)
	var order strings.Builder
	measure := func(name string, v float64) Measure {
		return func(context.Context) (float64, error) {
			order.WriteString(name)
			v++
			return v, nil
		}
	}
	err := b.Pair(t.Context(), Pair{
		Name: "x", About: "turns", Precision: "float64", Ours: measure("a", 0), Memory: &Memory{1, 2},
		Peers: []Peer{
			{Name: "p", Measure: measure("b", 10), Version: func() string { return "1.2" }, Want: 6},
			{Name: "q", Measure: measure("c", 20)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if order.String() != "abcabcabc" {
		t.Errorf("order: got %s", &order)
	}
	for i, want := range []string{
		"s/x turns s 2 1 p 1.2 12 6 float64 6 1", "s/x turns s 2 1 q  22 11 float64 0 1",
	} {
		r := (*kept)[i]
		got := fmt.Sprint(r.Name, r.About, " ", r.Unit, *r.Ours, *r.OursMin, r.PeerName, r.PeerVersion, *r.Peer, *r.Ratio, r.Precision, r.Want, r.Memory.Ours)
		if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("row %d: got %s, want %s", i, got, want)
		}
	}
}

func TestPairOfAbsent(t *testing.T) {
	b, kept := newTest(t, 3)
	asked := 0
	err := b.Pair(t.Context(), Pair{
		Name: "x", Ours: func(context.Context) (float64, error) { return 2, nil },
		Peers: []Peer{{Name: "torch", Measure: func(context.Context) (float64, error) {
			asked++
			return 0, fmt.Errorf("case: %w", &Absent{"Python", "install it"})
		}}},
	})
	if err != nil || asked != 1 {
		t.Errorf("got %v, asked %d times, want once", err, asked)
	}
	r := (*kept)[0]
	if *r.Ours != 2 || r.Peer != nil || r.PeerName != "torch" || r.Absent != "Python is absent: install it" || r.Note != "" {
		t.Errorf("got %+v", r)
	}
}

func TestPairThatFails(t *testing.T) {
	broken := errors.New("broken")
	n := 0
	flaky := func(context.Context) (float64, error) {
		if n++; n == 1 {
			return 0, broken
		}
		return 5, nil
	}
	steady := func(context.Context) (float64, error) { return 1, nil }
	b, kept := newTest(t, 3)
	if err := b.Pair(t.Context(), Pair{Name: "x", Ours: steady, Peers: []Peer{{Name: "p", Measure: flaky}}}); err != nil {
		t.Errorf("a peer that fails: got %v", err)
	}
	if r := (*kept)[0]; *r.Peer != 5 || r.Note != "p failed 1 times of 3: broken" {
		t.Errorf("got %+v", r)
	}
	n = 0
	err := b.Pair(t.Context(), Pair{Name: "x", Ours: flaky, Peers: []Peer{{Name: "p", Measure: steady}}})
	if !errors.Is(err, broken) {
		t.Errorf("ours: got %v, want %v", err, broken)
	}
	if r := (*kept)[1]; *r.Ours != 5 || !strings.Contains(r.Note, "ours failed 1 times of 3") {
		t.Errorf("got %+v", r)
	}
}

func TestPairNotWanted(t *testing.T) {
	b, kept := newTest(t, 1, "s/y")
	never := func(context.Context) (float64, error) {
		t.Error("measured")
		return 0, nil
	}
	if err := b.Pair(t.Context(), Pair{Name: "x", Ours: never, Peers: []Peer{{Name: "p", Measure: never}}}); err != nil {
		t.Error(err)
	}
	if len(*kept) > 0 {
		t.Errorf("got %v", *kept)
	}
}

func TestPairCancelled(t *testing.T) {
	b, kept := newTest(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Pair(ctx, Pair{Name: "x", Peers: []Peer{{Name: "p"}}}); !errors.Is(err, context.Canceled) || len(*kept) > 0 {
		t.Errorf("got %v and %v", err, *kept)
	}
}

func TestPairThreads(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	b, _ := newTest(t, 1)
	for _, n := range []int{0, 1, 3} {
		want := n
		if n == 0 {
			want = before
		}
		ours := func(context.Context) (float64, error) {
			if got := runtime.GOMAXPROCS(0); got != want {
				t.Errorf("%d threads: got %d", n, got)
			}
			return 1, nil
		}
		if err := b.Pair(t.Context(), Pair{Name: "x", Threads: n, Ours: ours}); err != nil {
			t.Error(err)
		}
	}
	if got := runtime.GOMAXPROCS(0); got != before {
		t.Errorf("afterwards: got %d threads, want %d", got, before)
	}
}

func TestEnviron(t *testing.T) {
	t.Setenv("OMP_NUM_THREADS", "64")
	t.Setenv("MATHDL_BENCH_TEST", "old")
	all := map[string][]string{}
	for _, s := range environ(3, "MATHDL_BENCH_TEST=new") {
		name, value, _ := strings.Cut(s, "=")
		all[name] = append(all[name], value)
	}
	for name, want := range map[string]string{
		"OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "3", "MKL_NUM_THREADS": "3", "GOMAXPROCS": "3",
		"OMP_WAIT_POLICY": "passive", "MATHDL_BENCH_TEST": "new",
	} {
		if got := strings.Join(all[name], " "); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if len(all["PATH"]) != 1 {
		t.Errorf("PATH: got %q, want it kept", all["PATH"])
	}
}

func TestLoop(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its budget")
	}
	calls := 0
	v, err := Loop(func() error { calls++; return nil })(t.Context())
	if err != nil || v <= 0 || v > 1 || calls < leastLaps {
		t.Errorf("got %v s, %v after %d calls", v, err, calls)
	}
	broken := errors.New("broken")
	for _, at := range []int{1, 2, 5} {
		n := 0
		_, err := Loop(func() error {
			if n++; n == at {
				return broken
			}
			return nil
		})(t.Context())
		if !errors.Is(err, broken) || n != at {
			t.Errorf("error of call %d: got %v after %d", at, err, n)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Loop(func() error { return nil })(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// Of peers that are ways to do the same only the fastest has a row; the others are in its note.
func TestPairOfWays(t *testing.T) {
	b, kept := newTest(t, 2)
	steady := func(v float64) Measure { return func(context.Context) (float64, error) { return v, nil } }
	absent := func(context.Context) (float64, error) { return 0, &Absent{"torch", "install it"} }
	peers := []Peer{{Name: "absent", Measure: absent}, {Name: "slow", Measure: steady(3)}, {Name: "fast", Measure: steady(2), Want: 1}}
	if err := b.Pair(t.Context(), Pair{Name: "x", Ours: steady(1), Peers: peers, Fastest: true}); err != nil {
		t.Fatal(err)
	}
	if r := *kept; len(r) != 1 || r[0].PeerName != "fast" || *r[0].Ratio != 2 || r[0].Note != "slow 3.00 s" || r[0].Want != 1 {
		t.Errorf("got %+v", r)
	}
	if err := b.Pair(t.Context(), Pair{Name: "y", Ours: steady(1), Peers: peers[:1], Fastest: true}); err != nil {
		t.Fatal(err)
	}
	if r := *kept; len(r) != 2 || r[1].PeerName != "absent" || r[1].Absent == "" {
		t.Errorf("got %+v", r)
	}
}

func TestMean(t *testing.T) {
	b, kept := newTest(t, 1)
	half, two, none := 0.5, 8.0, Row{Name: "product/c", Threads: 1}
	for _, r := range []Row{
		{Name: "product/a", Threads: 1, Ratio: &half}, {Name: "product/b", Threads: 1, Ratio: &two}, none,
		{Name: "product/a", Threads: 2, Ratio: &two}, {Name: "other", Threads: 1, Ratio: &two},
	} {
		if err := b.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(b.Mean("mean", "product/", 1, 3), b.Mean("nothing", "absent/", 1, 3)); err != nil {
		t.Fatal(err)
	}
	r := (*kept)[len(*kept)-1]
	if r.Name != "s/mean" || math.Abs(*r.Ratio-2) > 1e-12 || !r.missed() || r.Note != "2 rows, least 0.50× (s/product/a)" {
		t.Errorf("got %+v", r)
	}
}

func TestPairOfJob(t *testing.T) {
	b, kept := newTest(t, 1)
	var held []byte
	job := func() (func() error, error) {
		held = make([]byte, 64<<20)
		return func() error { clear(held); return nil }, nil
	}
	peer := Peer{Name: "p", Measure: func(context.Context) (float64, error) { return 1, nil }, Memory: func() int64 { return 7 }}
	if err := b.Pair(t.Context(), Pair{Name: "x", Job: job, Peers: []Peer{peer}}); err != nil {
		t.Fatal(err)
	}
	m := (*kept)[0].Memory
	if m == nil || m.Peer != 7 || resident() > 0 && (m.Ours < 60<<20 || m.Ours > 100<<20) {
		t.Errorf("got %+v, want about 64 MiB and 7 B", m)
	}
	broken := errors.New("broken")
	if err := b.Pair(t.Context(), Pair{Name: "x", Job: func() (func() error, error) { return nil, broken }}); !errors.Is(err, broken) {
		t.Errorf("a job that cannot be prepared: got %v", err)
	}
}
