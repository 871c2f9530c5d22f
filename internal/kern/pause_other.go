//go:build !amd64 || noasm

package kern

import "sync/atomic"

var pauseLoad atomic.Uint32

// pause lets a moment pass.
func pause(n int) {
	for range 4 * n {
		pauseLoad.Load()
	}
}
