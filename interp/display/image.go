package display

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"reflect"
)

const (
	smallSide = 64   // an image with both sides shorter is magnified
	goalSide  = 128  // to about this
	maxSide   = 2048 // pixels of the longer side in the PNG
	maxShown  = 960  // CSS pixels of the longer side
)

// Image shows m as a PNG. Images of less than 64 × 64 pixels are magnified by repeating pixels,
// those with a side above 2048 pixels are reduced by leaving pixels out, and nothing is shown with a
// side of more than 960 CSS pixels.
func Image(m image.Image) (b Bundle) {
	text := typeName(reflect.TypeOf(m))
	defer func() {
		if r := recover(); r != nil {
			b = Text(text + "\ncannot be drawn: " + panicText(r))
		}
	}()
	size := m.Bounds().Size()
	text = fmt.Sprintf("%s, %d×%d pixels", text, size.X, size.Y)
	if size.X <= 0 || size.Y <= 0 {
		return Text(text)
	}
	side := max(size.X, size.Y)
	switch {
	case side < smallSide:
		m = resize(m, size.Mul(goalSide/side))
	case side > maxSide:
		m = resize(m, scaled(size, maxSide))
	}
	shown := m.Bounds().Size()
	if max(shown.X, shown.Y) > maxShown {
		shown = scaled(shown, maxShown)
	}
	b = PNG(encodePNG(m), shown.X, shown.Y)
	b.Data[MIMEText] = text
	return b
}

// scaled returns size with its longer side made n, the other one at least 1.
func scaled(size image.Point, n int) image.Point {
	side := max(size.X, size.Y)
	f := float64(n) / float64(side)
	return image.Pt(max(1, int(f*float64(size.X)+0.5)), max(1, int(f*float64(size.Y)+0.5)))
}

// resize returns m with other numbers of pixels, each the nearest one of m. Grey images stay grey.
func resize(m image.Image, to image.Point) image.Image {
	bounds := m.Bounds()
	from := bounds.Size()
	var out draw.Image = image.NewNRGBA(image.Rectangle{Max: to})
	if m.ColorModel() == color.GrayModel {
		out = image.NewGray(image.Rectangle{Max: to})
	}
	for y := range to.Y {
		sy := bounds.Min.Y + int((float64(y)+0.5)*float64(from.Y)/float64(to.Y))
		for x := range to.X {
			sx := bounds.Min.X + int((float64(x)+0.5)*float64(from.X)/float64(to.X))
			out.Set(x, y, m.At(sx, sy))
		}
	}
	return out
}

func encodePNG(m image.Image) []byte {
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		panic(err)
	}
	return buf.Bytes()
}
