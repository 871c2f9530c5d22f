package figure

import (
	"image"
	"image/color"
)

// GraySettings say how numbers become grey values.
type GraySettings struct {
	Min, Max float64 // the values of black and white; both zero: the range of the data
	Invert   bool    // black for Max
	Scale    int     // pixels for one number in each direction; zero means one
}

// Gray returns the matrix x, row-major and rows × cols, as a grey image. NaN is black.
func Gray(x []float64, rows, cols int, s *GraySettings) *image.Gray {
	need("figure.Gray", "x", len(x), rows*cols)
	var set GraySettings
	if s != nil {
		set = *s
	}
	lo, hi := limits(set.Min, set.Max, x)
	p := Glow
	if set.Invert {
		p = Ink
	}
	t := colors(p)
	k := max(1, set.Scale)
	m := image.NewGray(image.Rect(0, 0, cols*k, rows*k))
	for i := range rows * k {
		for j := range cols * k {
			m.SetGray(j, i, color.Gray{Y: t.at(x[i/k*cols+j/k], lo, hi).R})
		}
	}
	return m
}

// Colors returns the matrix x, row-major and rows × cols, as an image of one pixel for each number.
// A nil palette is Sequential; NaN is transparent.
func Colors(x []float64, rows, cols int, p Palette, lo, hi float64) *image.NRGBA {
	need("figure.Colors", "x", len(x), rows*cols)
	lo, hi = limits(lo, hi, x)
	return paint(x, rows, cols, colors(p), lo, hi)
}

func paint(x []float64, rows, cols int, t *table, lo, hi float64) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, cols, rows))
	for i := range rows {
		for j := range cols {
			m.SetNRGBA(j, i, t.at(x[i*cols+j], lo, hi))
		}
	}
	return m
}

// magnify repeats the pixels of m so that its longer side has at least goal pixels: canvases smooth
// what they enlarge, and the pixels of a small image are its content.
func magnify(m *image.NRGBA, goal int) *image.NRGBA {
	size := m.Bounds().Size()
	k := (goal + max(size.X, size.Y, 1) - 1) / max(size.X, size.Y, 1)
	if k <= 1 {
		return m
	}
	out := image.NewNRGBA(image.Rect(0, 0, size.X*k, size.Y*k))
	for y := range size.Y {
		line := out.Pix[y*k*out.Stride:]
		for x := range size.X {
			for i := range k {
				copy(line[4*(x*k+i):], m.Pix[y*m.Stride+4*x:][:4])
			}
		}
		for i := 1; i < k; i++ {
			copy(out.Pix[(y*k+i)*out.Stride:][:out.Stride], line[:out.Stride])
		}
	}
	return out
}
