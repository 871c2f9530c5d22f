//go:build unix

package shapes

// Fork exists on some systems only.
func Fork() {}

// Flag is on other systems something else.
const Flag int = 8
