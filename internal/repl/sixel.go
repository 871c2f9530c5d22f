package repl

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"strings"

	"github.com/mathdl/kernel/internal/repl/line"
)

// sixelColours is the number of colour registers every sixel terminal has.
const sixelColours = 256

// sixel is DEC's graphics: bands of six rows of pixels, one colour at a time.
// Each character stands for the six pixels of a column, the lowest bit on top.
func sixel(data []byte, size line.Size) (string, error) {
	if _, err := config(data); err != nil {
		return "", err
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return "", fmt.Errorf("repl: image: %w", err)
	}
	p := quantise(shrink(onWhite(img), size.Cols*cellWidth))
	var b strings.Builder
	fmt.Fprintf(&b, "\x1bPq\"1;1;%d;%d", p.Rect.Dx(), p.Rect.Dy())
	for i, c := range p.Palette {
		r, g, bl, _ := c.RGBA()
		fmt.Fprintf(&b, "#%d;2;%d;%d;%d", i, percent(r), percent(g), percent(bl))
	}
	for y := 0; y < p.Rect.Dy(); y += 6 {
		band(&b, p, y)
	}
	b.WriteString("\x1b\\")
	return b.String(), nil
}

func percent(v uint32) uint32 { return (v*100 + 0x7fff) / 0xffff }

// onWhite puts an image on paper: terminals differ in what they do with transparency.
func onWhite(img image.Image) *image.RGBA {
	r := image.Rectangle{Max: img.Bounds().Size()}
	out := image.NewRGBA(r)
	draw.Draw(out, r, image.White, image.Point{}, draw.Src)
	draw.Draw(out, r, img, img.Bounds().Min, draw.Over)
	return out
}

// shrink divides both sides by the smallest integer that makes img at most width wide,
// by averages over squares.
func shrink(img *image.RGBA, width int) *image.RGBA {
	size := img.Rect.Size()
	k := (size.X + width - 1) / max(1, width)
	if k <= 1 || size.Y < k {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, size.X/k, size.Y/k))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.SetRGBA(x, y, mean(img, x*k, y*k, k))
		}
	}
	return out
}

// mean is the average colour of the k × k pixels from (x, y) on.
func mean(img *image.RGBA, x, y, k int) color.RGBA {
	var sum [3]int
	for j := y; j < y+k; j++ {
		for i := x; i < x+k; i++ {
			c := img.RGBAAt(i, j)
			sum[0] += int(c.R)
			sum[1] += int(c.G)
			sum[2] += int(c.B)
		}
	}
	n := k * k
	return color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255}
}

// quantise keeps the colours of an image with few of them, as most plots are,
// and otherwise dithers it to a fixed palette.
func quantise(img *image.RGBA) *image.Paletted {
	var own color.Palette
	index := map[color.RGBA]uint8{}
	p := image.NewPaletted(img.Rect, nil)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			i, ok := index[c]
			if !ok {
				if len(own) == sixelColours {
					p.Palette = palette.Plan9
					draw.FloydSteinberg.Draw(p, img.Rect, img, image.Point{})
					return p
				}
				i = uint8(len(own))
				index[c] = i
				own = append(own, c)
			}
			p.SetColorIndex(x, y, i)
		}
	}
	p.Palette = own
	return p
}

// band writes the six rows from y on, colour over colour.
func band(b *strings.Builder, p *image.Paletted, y int) {
	width, rows := p.Rect.Dx(), min(6, p.Rect.Dy()-y)
	var masks [sixelColours][]byte
	for j := range rows {
		for x := range width {
			i := p.ColorIndexAt(x, y+j)
			if masks[i] == nil {
				masks[i] = make([]byte, width)
			}
			masks[i][x] |= 1 << j
		}
	}
	for i, mask := range masks {
		if mask != nil {
			fmt.Fprintf(b, "#%d", i)
			runs(b, mask)
			b.WriteByte('$') // back to the band's left edge
		}
	}
	b.WriteByte('-') // to the next band
}

// runs writes masks with repetitions shortened to !count.
func runs(b *strings.Builder, mask []byte) {
	for i := 0; i < len(mask); {
		n := 1
		for i+n < len(mask) && mask[i+n] == mask[i] {
			n++
		}
		c := '?' + mask[i]
		if n > 3 {
			fmt.Fprintf(b, "!%d%c", n, c)
		} else {
			b.WriteString(strings.Repeat(string(rune(c)), n))
		}
		i += n
	}
}
