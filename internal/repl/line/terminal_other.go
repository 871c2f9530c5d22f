//go:build !windows

package line

import "os"

// enableSequences reports whether f understands control sequences; outside
// Windows every terminal that does not call itself dumb does.
func enableSequences(*os.File) bool { return true }
