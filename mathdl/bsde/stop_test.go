//go:build !race && !noasm

package bsde

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/mathdl/kernel/mathdl/op/optest"
)

// Training in a hundred dimensions asks at least ten times a second whether to go on, on one core.
func TestStopsSoon(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name, s := range map[string]*Settings{
		"per step": {Iterations: 3, Every: 2},
		"shared":   {Iterations: 3, Every: 2, Net: Shared, Batch: 256, Hidden: []int{128, 128}},
	} {
		w := optest.NewWatch(context.Background())
		if _, err := Solve(w, AllenCahn(100), newRand(1), s); err != nil {
			t.Fatal(err)
		}
		d := w.Longest()
		t.Log(name, d)
		if d > 100*time.Millisecond {
			t.Errorf("%s: nobody looked for %v", name, d)
		}
	}
}
