package golden

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Image fails t when img differs from the golden PNG at path: in size, or in
// any channel of any pixel by more than tol, as a fraction of the full range
// in [0, 1]. A failure names the worst pixel and the rectangle that changed;
// under go test -artifacts it also leaves what was got and the difference as images.
func Image(t testing.TB, path string, img image.Image, tol float64) {
	t.Helper()
	if *update {
		updateImage(t, path, img, tol)
		return
	}
	b, ok := read(t, path)
	if !ok {
		return
	}
	want, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Errorf("golden.Image: %s: %v", path, err)
		return
	}
	d := compare(want, img, tol)
	if d.Equal() {
		return
	}
	t.Errorf("golden.Image: %s: %v", path, d)
	keep(t, path, img, d)
}

// updateImage keeps the file when it is already within tol: encoders and
// machines would otherwise rewrite every figure of the tree.
func updateImage(t testing.TB, path string, img image.Image, tol float64) {
	t.Helper()
	if b, err := os.ReadFile(path); err == nil {
		if want, err := png.Decode(bytes.NewReader(b)); err == nil && compare(want, img, tol).Equal() {
			return
		}
	}
	write(t, path, encode(t, img))
}

func encode(t testing.TB, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatalf("golden.Image: %v", err)
	}
	return buf.Bytes()
}

// difference is the outcome of comparing two images.
type difference struct {
	want, got image.Rectangle
	pixels    int             // pixels beyond the tolerance
	worst     float64         // largest difference of a channel, in [0, 1]
	at        image.Point     // where it is
	area      image.Rectangle // smallest rectangle around all of them
	heat      *image.Gray     // the differences, white is 1
}

// Equal reports whether nothing lies beyond the tolerance.
func (d *difference) Equal() bool { return d.want.Size() == d.got.Size() && d.pixels == 0 }

// String says what differs, for a person.
func (d *difference) String() string {
	if d.want.Size() != d.got.Size() {
		return fmt.Sprintf("size: got %v, want %v", d.got.Size(), d.want.Size())
	}
	return fmt.Sprintf("%d pixels differ inside %v, the worst by %.4g at %v", d.pixels, d.area, d.worst, d.at)
}

func compare(want, got image.Image, tol float64) *difference {
	d := &difference{want: want.Bounds(), got: got.Bounds()}
	size := d.want.Size()
	if size != d.got.Size() {
		return d
	}
	d.heat = image.NewGray(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			p := image.Pt(x, y)
			d.add(p, distance(at(want, p), at(got, p)), tol)
		}
	}
	return d
}

func (d *difference) add(p image.Point, v, tol float64) {
	d.heat.SetGray(p.X, p.Y, color.Gray{Y: uint8(255*v + 0.5)})
	if v > d.worst {
		d.worst, d.at = v, p
	}
	if v > tol {
		d.pixels++
		d.area = d.area.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
	}
}

// at reads the pixel p of img, counted from the upper left corner of its bounds.
func at(img image.Image, p image.Point) color.NRGBA64 {
	p = p.Add(img.Bounds().Min)
	c := color.NRGBA64Model.Convert(img.At(p.X, p.Y)).(color.NRGBA64)
	if c.A == 0 {
		return color.NRGBA64{} // the colour of nothing does not matter
	}
	return c
}

// distance is the largest difference of a channel, as a fraction of its range.
func distance(a, b color.NRGBA64) float64 {
	worst := 0
	for _, d := range [4]int{
		int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B), int(a.A) - int(b.A),
	} {
		worst = max(worst, d, -d)
	}
	return float64(worst) / 0xffff
}

// keep leaves the image and the differences where -artifacts collects them.
func keep(t testing.TB, path string, img image.Image, d *difference) {
	t.Helper()
	name := filepath.Base(path)
	dir := t.ArtifactDir()
	save := func(prefix string, m image.Image) {
		file := filepath.Join(dir, prefix+name)
		if err := os.WriteFile(file, encode(t, m), 0o644); err != nil {
			t.Logf("golden.Image: %v", err)
		}
	}
	save("got-", img)
	if d.heat != nil {
		save("diff-", d.heat)
	}
}
