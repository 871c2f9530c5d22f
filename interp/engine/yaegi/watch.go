package yaegi

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"

	"github.com/mathdl/kernel/interp/engine"
)

// DefaultMaxStack bounds the stacks of all goroutines together: a recursion
// without end reaches it in a fraction of a second, long before the limit at
// which the Go runtime would end the process.
const DefaultMaxStack = 256 << 20

// watchEvery is short against the time a runaway recursion needs to grow by DefaultMaxStack.
const watchEvery = 4 * time.Millisecond

func init() { debug.SetMaxStack(4 << 30) }

// watch cancels the cell when stacks or heap grow beyond their limits.
func (g *Engine) watch(ctx context.Context, cancel context.CancelCauseFunc) {
	maxStack, maxHeap := g.opt.MaxStack, g.opt.MaxHeap
	if maxStack == 0 {
		maxStack = DefaultMaxStack
	}
	if maxHeap == 0 {
		maxHeap = machineMemory() / 4 * 3
	}
	s := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	base := s[0].Value.Uint64()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(s)
		if n := s[0].Value.Uint64(); n > base+maxStack {
			cancel(&engine.LimitError{What: fmt.Sprintf("stack overflow: the cell's stack grew beyond %d MB (recursion without end?)", maxStack>>20)})
			return
		}
		if n := s[1].Value.Uint64(); n > maxHeap {
			cancel(&engine.LimitError{What: fmt.Sprintf("out of memory: live data grew beyond %d MB", maxHeap>>20)})
			return
		}
	}
}

// machineMemory returns the memory this process may use: the limit of its
// control group or the machine's, 4 GiB when neither can be read.
func machineMemory() uint64 {
	total := uint64(4 << 30)
	if b, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if f := strings.Fields(line); len(f) > 1 && f[0] == "MemTotal:" {
				if n, err := strconv.ParseUint(f[1], 10, 64); err == nil {
					total = n << 10
				}
			}
		}
	}
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err == nil && n < total {
			total = n
		}
	}
	return total
}
