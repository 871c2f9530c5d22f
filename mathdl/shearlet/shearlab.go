package shearlet

import (
	"fmt"
	"slices"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/op"
)

// Settings chooses among the systems of [New] and [New3]. The zero value, or nil, gives the default system
// of ShearLab.
type Settings struct {
	// Levels is the shear level d_s of every scale, coarse to fine: scale s has the shears
	// -2^{d_s}, …, 2^{d_s}. Nil means d_s = ⌈s/2⌉, parabolic scaling.
	Levels []int
	// Full keeps the shears ±2^{d_s} in the later cones too, where they repeat, nearly, those of the first.
	Full bool
	// Complex puts after every generator, but for the low-pass, its Hilbert transform along the cone:
	// the two are the real and the imaginary part of a complex shearlet. Two dimensions only.
	Complex bool
	// Extend is the number of pixels by which an image is at least continued, by reflection, at every
	// side, so that opposite borders do not touch; 0 leaves it periodic.
	Extend int
}

// The largest numbers of scales and shear levels.
const (
	MaxScales = 16
	MaxLevel  = 8
)

// New returns the cone-adapted compactly supported shearlet system for images of the given numbers of rows
// and columns. With the low-pass φ and scales s = 1, …, J, coarse to fine, its generators are
//
//	cone 1     ψ̂_{s,k}(ω) = W_{d_s,k}(ω_x, ω_y) G_{J+1-s}(ω_x),  |k| ≤ 2^{d_s}
//	cone 2     the same with ω_x and ω_y exchanged and -k for k, |k| < 2^{d_s}
//	low-pass   φ̂(ω) = H_J(ω_x) H_J(ω_y)
//
// where ω_x runs along a row. These are the spectra of ShearLab (Kutyniok, Lim, Reisenhofer 2016), in
// closed form: 4 scales have 49 bands, levels 0, 0, 1, 1 have 25. All are real and even. Filters longer
// than the image are wrapped around, so that any size does.
//
// New panics with a [*op.ShapeError] unless rows and cols are positive and Levels has one element per
// scale, and with another error if a number is out of range.
func New(rows, cols, scales int, set *Settings) *System {
	if set == nil {
		set = new(Settings)
	}
	levels := checkSettings("shearlet.New", []int{rows, cols}, scales, set)
	ext := newExtension([]int{rows, cols}, set.Extend)
	bands, spec := shearLab(ext.grid[0], ext.grid[1], levels, set.Full, set.Complex)
	return newSystem(ext, bands, spec)
}

// checkSettings returns the shear levels.
func checkSettings(where string, shape []int, scales int, set *Settings) []int {
	needShape(where, shape)
	needRange(where, "scales", scales, 1, MaxScales)
	needRange(where, "Extend", set.Extend, 0, 1<<20)
	levels := set.Levels
	if levels == nil {
		for s := 1; s <= scales; s++ {
			levels = append(levels, (s+1)/2)
		}
	}
	need(where, "Levels", len(levels), scales)
	for _, d := range levels {
		needRange(where, "shear level", d, 0, MaxLevel)
	}
	return levels
}

func needShape(where string, shape []int) {
	want := slices.Clone(shape)
	for i := range want {
		want[i] = max(want[i], 1)
	}
	if !slices.Equal(shape, want) {
		panic(&op.ShapeError{Func: where, What: "image, at least one pixel", Got: shape, Want: want})
	}
}

func needRange(where, what string, got, lo, hi int) {
	if got < lo || got > hi {
		panic(fmt.Errorf("%s: %s: got %d, want %d to %d", where, what, got, lo, hi))
	}
}

// closed holds the generators as products of a wedge and a band-pass, to be multiplied row by row.
type closed struct {
	rows, half int
	part       []factors
}

// factors describes one generator.
type factors struct {
	wedge  []float64 // rows × half; nil for the low-pass
	mirror bool      // take row -r of it
	x, y   []float64 // factors by column and by row; nil means 1
}

func (c *closed) row(dst []float64, i, r int) (lo, hi int) {
	p := &c.part[i]
	g := 1.0
	if p.y != nil {
		g = p.y[r]
	}
	dst = dst[:c.half]
	switch {
	case p.wedge == nil:
		kern.Scale(dst, g, p.x)
	case p.x == nil:
		kern.Scale(dst, g, c.wedgeRow(p, r))
	default:
		kern.Mul(dst, p.x, c.wedgeRow(p, r))
		if p.y != nil {
			kern.Scale(dst, g, dst)
		}
	}
	return 0, len(dst)
}

func (c *closed) wedgeRow(p *factors, r int) []float64 {
	if p.mirror {
		r = (c.rows - r) % c.rows
	}
	return p.wedge[r*c.half:][:c.half]
}
