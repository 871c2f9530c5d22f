package nn

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Conv convolves images H × W × C with Out filters of K pixels and adds a bias; see [ad.Conv2D]. The zero
// K means 3 × 3. Unless Valid is set, images are padded by zeros so that, at stride 1, they keep their
// size; Window.Pad, if not zero, says otherwise. Filters are stored as KH × KW × C × Out.
type Conv struct {
	Out    int
	K      [2]int
	Window ad.Window
	Valid  bool // no padding
	NoBias bool
}

// String returns "conv 3×3 → 16".
func (c Conv) String() string {
	k, g := c.filled()
	s := fmt.Sprintf("conv %d×%d → %d", k[0], k[1], c.Out)
	if g.Stride[0] > 1 || g.Stride[1] > 1 {
		s += fmt.Sprintf(", stride %d", g.Stride[0])
	}
	if g.Dilation[0] > 1 || g.Dilation[1] > 1 {
		s += fmt.Sprintf(", dilation %d", g.Dilation[0])
	}
	return s
}

// filled returns the extents of the filter and the window with defaults.
func (c Conv) filled() (k [2]int, g ad.Window) {
	k, g = c.K, c.Window
	for i := range k {
		if k[i] == 0 {
			k[i] = 3
		}
		if !c.Valid && c.Window.Pad == [2]int{} {
			g.Pad[i] = max(g.Dilation[i], 1) * (k[i] - 1) / 2
		}
	}
	return k, g
}

// extent is the number of positions of a filter along an axis.
func extent(n, k int, g ad.Window, axis int) int {
	room := n + 2*g.Pad[axis] - max(g.Dilation[axis], 1)*(k-1) - 1
	if room < 0 {
		return 0
	}
	return room/max(g.Stride[axis], 1) + 1
}

func (c Conv) shape(in []int) []int {
	k, g := c.filled()
	if len(in) != 3 || c.Out < 1 {
		misfit(c, in, "images H × W × C and Out ≥ 1")
	}
	out := []int{extent(in[0], k[0], g, 0), extent(in[1], k[1], g, 1), c.Out}
	if out[0] < 1 || out[1] < 1 {
		misfit(c, in, "images that the filter fits into")
	}
	return out
}

func (c Conv) params(in []int) []param {
	k, _ := c.filled()
	n := k[0] * k[1]
	p := []param{{name: "W", shape: []int{k[0], k[1], in[2], c.Out}, in: n * in[2], out: n * c.Out}}
	if !c.NoBias {
		p = append(p, param{name: "b", shape: []int{c.Out}})
	}
	return p
}

func (c Conv) record(p *cursor, x *ad.Var) *ad.Var {
	_, g := c.filled()
	W := p.next()
	if c.NoBias {
		return ad.Conv2D(x, W, nil, g)
	}
	return ad.Conv2D(x, W, p.next(), g)
}

// ConvTranspose enlarges images by the adjoint of a convolution; see [ad.ConvTranspose2D]. The zero K
// means 2 × 2 and the zero stride means 2, so that the size doubles: h = (H − 1)·stride − 2·pad +
// dilation·(K − 1) + 1. Filters are stored as KH × KW × Out × C.
type ConvTranspose struct {
	Out    int
	K      [2]int
	Window ad.Window
	NoBias bool
}

// String returns "transposed conv 2×2 → 16".
func (c ConvTranspose) String() string {
	k, _ := c.filled()
	return fmt.Sprintf("transposed conv %d×%d → %d", k[0], k[1], c.Out)
}

func (c ConvTranspose) filled() (k [2]int, g ad.Window) {
	k, g = c.K, c.Window
	for i := range k {
		if k[i] == 0 {
			k[i] = 2
		}
		if g.Stride[i] == 0 {
			g.Stride[i] = 2
		}
	}
	return k, g
}

func (c ConvTranspose) shape(in []int) []int {
	if len(in) != 3 || c.Out < 1 {
		misfit(c, in, "images H × W × C and Out ≥ 1")
	}
	k, g := c.filled()
	out := []int{0, 0, c.Out}
	for i := range k {
		out[i] = (in[i]-1)*g.Stride[i] - 2*g.Pad[i] + max(g.Dilation[i], 1)*(k[i]-1) + 1
		if out[i] < 1 {
			misfit(c, in, "images that are enlarged to at least a pixel")
		}
	}
	return out
}

func (c ConvTranspose) params(in []int) []param {
	k, g := c.filled()
	n := k[0] * k[1]
	each := max(1, n/(g.Stride[0]*g.Stride[1])) // terms that meet in a pixel
	p := []param{{name: "W", shape: []int{k[0], k[1], c.Out, in[2]}, in: each * in[2], out: n * c.Out}}
	if !c.NoBias {
		p = append(p, param{name: "b", shape: []int{c.Out}})
	}
	return p
}

func (c ConvTranspose) record(p *cursor, x *ad.Var) *ad.Var {
	_, g := c.filled()
	to := c.shape(x.Shape()[1:])
	y := ad.ConvTranspose2D(x, p.next(), to[0], to[1], g)
	if c.NoBias {
		return y
	}
	return ad.Add(y, p.next())
}

// Pool reduces windows of K pixels, 2 × 2 if that is zero, to their largest value, or to their mean.
type Pool struct {
	K      [2]int
	Window ad.Window
	Mean   bool
}

// String returns "max pool 2×2".
func (l Pool) String() string {
	k := l.size()
	return fmt.Sprintf("%s pool %d×%d", map[bool]string{false: "max", true: "mean"}[l.Mean], k[0], k[1])
}

func (l Pool) size() [2]int {
	k := l.K
	for i := range k {
		if k[i] == 0 {
			k[i] = 2
		}
	}
	return k
}

func (l Pool) shape(in []int) []int {
	if len(in) != 3 {
		misfit(l, in, "images H × W × C")
	}
	k, g := l.size(), l.Window
	for i := range k {
		if g.Stride[i] == 0 {
			g.Stride[i] = k[i]
		}
	}
	out := []int{extent(in[0], k[0], g, 0), extent(in[1], k[1], g, 1), in[2]}
	if out[0] < 1 || out[1] < 1 {
		misfit(l, in, "images that the window fits into")
	}
	return out
}

func (l Pool) params([]int) []param { return nil }

func (l Pool) record(_ *cursor, x *ad.Var) *ad.Var {
	k := l.size()
	if l.Mean {
		return ad.AvgPool2D(x, k[0], k[1], l.Window)
	}
	return ad.MaxPool2D(x, k[0], k[1], l.Window)
}

// GlobalMean reduces images H × W × C to the means of their channels.
type GlobalMean struct{}

// String returns "global mean".
func (GlobalMean) String() string { return "global mean" }

func (l GlobalMean) shape(in []int) []int {
	if len(in) != 3 {
		misfit(l, in, "images H × W × C")
	}
	return in[2:]
}

func (GlobalMean) params([]int) []param                { return nil }
func (GlobalMean) record(_ *cursor, x *ad.Var) *ad.Var { return ad.Mean(x, 1, 2) }

// Upsample enlarges images by the factor By, 2 if that is zero, by repetition of pixels or, with
// Bilinear, by interpolation.
type Upsample struct {
	By       int
	Bilinear bool
}

// String returns "upsample 2".
func (u Upsample) String() string {
	if u.Bilinear {
		return fmt.Sprintf("upsample %d, bilinear", u.by())
	}
	return fmt.Sprintf("upsample %d", u.by())
}

func (u Upsample) by() int {
	if u.By == 0 {
		return 2
	}
	return u.By
}

func (u Upsample) shape(in []int) []int {
	if len(in) != 3 || u.by() < 1 {
		misfit(u, in, "images H × W × C")
	}
	return []int{in[0] * u.by(), in[1] * u.by(), in[2]}
}

func (u Upsample) params([]int) []param { return nil }

func (u Upsample) record(_ *cursor, x *ad.Var) *ad.Var {
	if s := x.Shape(); u.Bilinear {
		return ad.UpsampleBilinear(x, s[1]*u.by(), s[2]*u.by(), false)
	}
	return ad.UpsampleNearest(x, u.by(), u.by())
}
