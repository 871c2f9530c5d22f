//go:build !race && !noasm

package fem

import (
	"runtime"
	"testing"
	"time"

	"github.com/mathdl/kernel/mathdl/op/optest"
)

// Both methods ask at least ten times a second whether to go on, on one core, on 40000 nodes.
func TestStopsSoon(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	p := Problem{V: NewSpace(UnitSquare(200), 1), F: load, C: Const(1), Conditions: []Condition{Dirichlet(nil, nil)}}
	for _, m := range []Method{Direct, Multigrid} {
		w := optest.NewWatch(ctx)
		if _, err := p.Solve(w, &Settings{Method: m}); err != nil {
			t.Fatal(err)
		}
		d := w.Longest()
		t.Log(m, d)
		if d > 100*time.Millisecond {
			t.Errorf("method %d: nobody looked for %v", m, d)
		}
	}
}
