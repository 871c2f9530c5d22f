//go:build !noasm

package kern

// pause executes n PAUSE instructions.
//
//go:noescape
func pause(n int)
