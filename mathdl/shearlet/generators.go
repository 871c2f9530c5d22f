package shearlet

import "github.com/mathdl/kernel/internal/kern"

// shearLab builds the generators for a grid of ny × nx frequencies.
func shearLab(ny, nx int, levels []int, full, complex bool) ([]Band, *closed) {
	half := nx/2 + 1
	b := &builder{
		closed: &closed{rows: ny, half: half}, levels: levels, complex: complex,
		x: newCircle(nx), y: newCircle(ny),
	}
	first := newWedges(nx, half, ny, ny) // along x, across y
	b.cone(1, true, func(d, k int) []float64 {
		t := first.table(d, k)
		v := make([]float64, len(t))
		kern.Transpose(v, half, t, half, ny, ny)
		return v
	})
	second := newWedges(ny, ny, nx, half)
	b.cone(2, full, second.table)
	J := len(levels)
	b.bands = append(b.bands, Band{})
	b.part = append(b.part, factors{x: b.x.lowPass(J)[:half], y: b.y.lowPass(J)})
	return b.bands, b.closed
}

type builder struct {
	*closed
	bands   []Band
	levels  []int
	complex bool
	x, y    *circle
}

// cone adds all generators of a cone; table returns the wedges with k ≥ 0.
func (b *builder) cone(cone int, full bool, table func(d, k int) []float64) {
	wedge := map[[2]int][]float64{}
	for s := 1; s <= len(b.levels); s++ {
		d := b.levels[s-1]
		top := 1 << d
		if !full {
			top--
		}
		for k := -top; k <= top; k++ {
			key := [2]int{d, max(k, -k)}
			if wedge[key] == nil {
				wedge[key] = table(d, key[1])
			}
			// In cone 2, ψ̂_k is the wedge of -k.
			f := factors{wedge: wedge[key], mirror: (k < 0) == (cone == 1) && k != 0}
			b.add(Band{Cone: cone, Scale: s, Shear: k}, f)
		}
	}
}

// add appends a generator with its band-pass and, for complex systems, its Hilbert transform.
func (b *builder) add(band Band, f factors) {
	i := len(b.levels) + 1 - band.Scale
	g := &f.x
	pass := b.x
	if band.Cone == 2 {
		g, pass = &f.y, b.y
	}
	*g = pass.bandPass(i)
	if band.Cone == 1 {
		*g = (*g)[:b.half]
	}
	b.bands = append(b.bands, band)
	b.part = append(b.part, f)
	if !b.complex {
		return
	}
	odd := f
	h := make([]float64, len(*g))
	for j, v := range *g {
		h[j] = -sign(j, pass.n) * v
	}
	if band.Cone == 1 {
		odd.x = h
	} else {
		odd.y = h
	}
	band.Odd = true
	b.bands = append(b.bands, band)
	b.part = append(b.part, odd)
}

// sign is that of frequency j of n, zero at zero and at n/2.
func sign(j, n int) float64 {
	switch {
	case j == 0 || 2*j == n:
		return 0
	case 2*j < n:
		return 1
	}
	return -1
}
