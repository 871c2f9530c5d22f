//go:build !noasm

package pde

import "testing"

// Row R2 in ten dimensions: too long without assembly.
func TestHarmonicInTenDimensions(t *testing.T) { harmonic(t, 10) }
