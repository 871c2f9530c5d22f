// Bench measures this module beside what a user would otherwise take:
//
//	go run ./bench                     every suite
//	go run ./bench -list               the suites
//	go run ./bench -only kernel        one suite
//	go run ./bench -only kernel/ready  one figure
//	go run ./bench -json               a JSON object a row
//	go run ./bench -install            make the Python environment of the peers
//
// # Idea
//
// A number of seconds says little on another machine, on a busy one nothing. So
// each figure is measured on both sides in one run, in turns (A B A B …), with the
// same number of threads and the same precision, and what is told is the ratio
// of the medians.
//
// # Terminology
//
//	suite      figures that belong together; a file that calls register
//	figure     something both sides can do, and what it costs
//	ours       the side of this module
//	peer       another program or library that does the same
//	row        one figure with one peer
//	round      one measurement of every side; a row is made of several
//	cost       what is measured: time, memory; less is better, always
//	ratio      median cost of the peer over ours: above 1 we are better
//	wanted     the ratio the project has set itself, where it has
//
// # Adding a suite
//
// One file with
//
//	func init() { register(Suite{Name: "kern", About: "…", Run: benchKern}) }
//
// where benchKern calls [Bench.Pair] for each figure:
//
//	python := b.Python("kern", 2) // peers/kern.py, with two threads
//	b.Pair(ctx, Pair{
//		Name: "gemm/512", Threads: 2, Precision: "float32",
//		Ours:  Loop(func() error { … }),
//		Peers: []Peer{python.Case("numpy", "gemm.numpy", map[string]any{"n": 512})},
//	})
//
// A case is a function in the module, see peers/cases.py; its packages go to
// requirements.txt. Job in place of Ours prepares what is timed, and then the row
// tells what either side's memory has grown by. Flops, the operations of a call, adds
// the share of the measured peak. With Fastest the peers are ways to do the same, of
// which the best has the row. [Bench.Mean] prints the geometric mean of rows before
// it; figures that do not fit a pair are written by [Bench.Row].
//
// # Absent peers
//
// Nothing needs to be installed. A figure whose peer is not there is measured for
// us alone, and its row says what is missing and how to get it. Python is the one
// that MATHDL_PYTHON names, else the environment that -install has made in
// the user's cache directory.
//
// # Threads
//
// The processes of peers get their number of threads by environment (see environ),
// ours by GOMAXPROCS; worker threads of OpenMP sleep when they wait, because on a
// machine that does anything else they otherwise take the processors they wait for.
//
// # Limits
//
// A ratio compares two programs on this machine, not two algorithms. Rounds are
// few, and nothing is done about frequency scaling; the minimum beside the median
// tells how calm the machine was.
//
// Kernels are driven by a client of our own, which waits for nothing but the
// kernel. Front ends have pauses of their own, the same for all kernels: seen
// through jupyter_client, a start ten times as short is one about half as long.
package main
