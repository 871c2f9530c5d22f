package lti

// bands stores the visible or the invisible coefficients of f in x, channels last, times a scale.
func (n *Net) bands(x, f []float64, invisible bool, scale func(c int) float64) {
	scratch := n.Problem.scratch.Get().(*[]float64)
	defer n.Problem.scratch.Put(scratch)
	coeff := n.Problem.SH.Apply(*scratch, f)
	var from [][]float64
	var scales []float64
	for b, hidden := range n.Problem.Split.Invisible {
		if hidden == invisible {
			scales = append(scales, scale(len(from)))
			from = append(from, n.Problem.SH.Band(coeff, b))
		}
	}
	const block = 64 // pixels whose channels fit into the cache together
	for lo := 0; lo < n.Problem.N*n.Problem.N; lo += block {
		for c, band := range from {
			for i, v := range band[lo:min(lo+block, len(band))] {
				x[(lo+i)*len(from)+c] = scales[c] * v
			}
		}
	}
}

// spread puts what a network answered for the invisible bands, channels last, among the coefficients of the shearlets;
// those of visible bands are 0.
func (n *Net) spread(y []float64) []float64 {
	F := make([]float64, n.Problem.SH.Range().Size())
	_, last := n.Problem.Split.Count()
	c := 0
	for b, hidden := range n.Problem.Split.Invisible {
		if !hidden {
			continue
		}
		band := n.Problem.SH.Band(F, b)
		for i := range band {
			band[i] = y[i*last+c]
		}
		c++
	}
	return F
}
