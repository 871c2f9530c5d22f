package main

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		s           Series
		median, min float64
	}{
		{Series{3}, 3, 3},
		{Series{5, 1, 4}, 4, 1},
		{Series{4, 1, 3, 2}, 2.5, 1},
		{Series{7, 7, 1, 7}, 7, 1},
		{Series{math.MaxFloat64, math.MaxFloat64}, math.MaxFloat64, math.MaxFloat64},
	} {
		before := slices.Clone(tt.s)
		if m, least := tt.s.Median(), tt.s.Min(); m != tt.median || least != tt.min {
			t.Errorf("%v: got %v and %v, want %v and %v", tt.s, m, least, tt.median, tt.min)
		}
		if !slices.Equal(tt.s, before) {
			t.Errorf("%v was sorted", before)
		}
	}
	if m, least := Series(nil).Median(), Series(nil).Min(); !math.IsNaN(m) || !math.IsNaN(least) {
		t.Errorf("of nothing: got %v and %v, want NaN", m, least)
	}
}

func TestQuantity(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{1.5, Seconds, "1.50 s"},
		{0.12345, Seconds, "123 ms"},
		{0.0000123, Seconds, "12.3 µs"},
		{4e-8, Seconds, "40.0 ns"},
		{0, Seconds, "0.00 s"},
		{50 << 20, Bytes, "50.0 MiB"},
		{1023, Bytes, "1023 B"},
		{3 << 30, Bytes, "3.00 GiB"},
		{12, "steps", "12.0 steps"},
		{1e-9, "error", "1.00e-09 error"},
		{math.NaN(), Seconds, "–"},
	} {
		if got := quantity(tt.v, tt.unit); got != tt.want {
			t.Errorf("%v %s: got %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}

func TestCompare(t *testing.T) {
	r := Row{Want: 2}.compare(Series{2, 1, 4}, Series{6, 5, 9})
	if *r.Ours != 2 || *r.OursMin != 1 || *r.Peer != 6 || *r.PeerMin != 5 || *r.Ratio != 3 || r.missed() {
		t.Errorf("got %+v", r)
	}
	if r := (Row{Want: 2}).compare(Series{2}, Series{3}); !r.missed() {
		t.Errorf("ratio %v of 2 wanted is not missed", *r.Ratio)
	}
	for _, r := range []Row{
		Row{Want: 2}.compare(Series{2}, nil), Row{Want: 2}.compare(nil, Series{2}), Row{Want: 2}.compare(Series{0}, Series{2}),
	} {
		if r.Ratio != nil || r.missed() {
			t.Errorf("got %+v, want no ratio", r)
		}
	}
}

// The keys are what others read.
func TestJSON(t *testing.T) {
	const always = "name unit ours peer peer_name ratio threads precision memory"
	for _, tt := range []struct {
		row  Row
		want string
	}{
		{
			Row{Name: "kern/gemm", Unit: Seconds, PeerName: "torch", Threads: 2, Precision: "float32", Memory: &Memory{1, 2}}.compare(Series{1}, Series{3}),
			`{"name":"kern/gemm","unit":"s","ours":1,"peer":3,"peer_name":"torch","ratio":3,"threads":2,"precision":"float32","memory":{"ours":1,"peer":2},"ours_min":1,"peer_min":3}`,
		},
		{
			Row{Name: "kern/gemm", Unit: Seconds, PeerName: "torch", Absent: "torch is absent: <pip>"}.compare(Series{1}, nil),
			`{"name":"kern/gemm","unit":"s","ours":1,"peer":null,"peer_name":"torch","ratio":null,"threads":0,"precision":"","memory":null,"ours_min":1,"absent":"torch is absent: <pip>"}`,
		},
	} {
		var b bytes.Buffer
		if err := (jsonLines{&b}).row(tt.row); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != tt.want+"\n" {
			t.Errorf("got  %swant %s", got, tt.want)
		}
		var keys map[string]any
		if err := json.Unmarshal(b.Bytes(), &keys); err != nil {
			t.Fatal(err)
		}
		for key := range strings.FieldsSeq(always) {
			if _, ok := keys[key]; !ok {
				t.Errorf("no key %s", key)
			}
		}
	}
}

func TestTable(t *testing.T) {
	var b strings.Builder
	out := &table{w: &b}
	absent := Row{Name: "kernel/one", Unit: Seconds, PeerName: "gonb", Absent: "gonb is absent: go install it", Want: 20}
	for _, r := range []Row{
		Row{Name: "kernel/one", Unit: Seconds, PeerName: "ipykernel", PeerVersion: "7", Threads: 2, Want: 1, Memory: &Memory{Ours: 1 << 20}}.
			compare(Series{1e-3, 2e-3}, Series{3e-3}),
		Row{Name: "kern/gemm", Unit: Seconds, PeerName: "größe", Precision: "float32", Want: 3, Note: "odd", Share: &Share{Ours: .714}}.compare(Series{2}, Series{3}),
		absent.compare(Series{1}, nil),
		absent,
	} {
		if err := out.row(r); err != nil {
			t.Fatal(err)
		}
	}
	out.end()
	const want = `
figure                        ours     (min)      peer     (min)   ratio peer             threads precision memory            peak
kernel/one                 1.50 ms   1.00 ms   3.00 ms   3.00 ms   2.00× ipykernel 7            2           1.00 MiB/–                  wanted 1×: ok
kern/gemm                   2.00 s    2.00 s    3.00 s    3.00 s   1.50× größe                  – float32                     71%/–     wanted 3×: MISSED; odd
kernel/one                  1.00 s    1.00 s         –         –       – gonb absent            –                                       wanted 20×: not measured
kernel/one                       –         –         –         –       – gonb absent            –                                       wanted 20×: not measured
gonb is absent: go install it
`
	if got := "\n" + b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
