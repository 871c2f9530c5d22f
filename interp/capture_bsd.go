//go:build unix && !linux

package interp

import "golang.org/x/sys/unix"

func dup2(old, to int) error { return unix.Dup2(old, to) }
