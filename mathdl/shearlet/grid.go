package shearlet

import "slices"

// Grid returns the shape of the coefficients of a band: that of the images, or of the extended ones.
func (s *System) Grid() []int { return slices.Clone(s.ext.grid) }
