package golden

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorder is a testing.TB that keeps failures instead of failing.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// setUpdate makes a test independent of the flag it was started with.
func setUpdate(t *testing.T, on bool) {
	old := *update
	*update = on
	t.Cleanup(func() { *update = old })
}

func TestDiff(t *testing.T) {
	tests := []struct{ name, want, got, diff string }{
		{"equal", "a\nb\n", "a\nb\n", ""},
		{"both empty", "", "", ""},
		{"line ends are no difference", "a\r\nb\r\n", "a\nb\n", ""},
		{"changed", "a\nb\nc\n", "a\nB\nc\n", "  a\n- b\n+ B\n  c\n"},
		{"appended", "a\n", "a\nb\n", "  a\n+ b\n"},
		{"removed", "a\nb\n", "b\n", "- a\n  b\n"},
		{"from nothing", "", "a\n", "+ a\n"},
		{"to nothing", "a\n", "", "- a\n"},
		{"final newline", "a\n", "a", "- a\n+ a (no newline at the end)\n"},
		{"blank line is a line", "a\n", "a\n\n", "  a\n+ \n"},
		{"moved", "x\ny\nz\n", "z\nx\ny\n", "+ z\n  x\n  y\n- z\n"},
		{"far", "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n7\n", "@ line 3\n  3\n  4\n  5\n- 6\n+ 7\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Diff(test.want, test.got); got != test.diff {
				t.Errorf("got\n%q\nwant\n%q", got, test.diff)
			}
		})
	}
}

// TestDiffRebuilds checks the identity behind every diff: its ' ' and '-' lines
// are want, its ' ' and '+' lines are got.
func TestDiffRebuilds(t *testing.T) {
	long := strings.Repeat("a\nb\n", 1500) // 3000² is beyond maxTable
	for _, pair := range [][2]string{
		{"a\nb\nc\nd\n", "b\nd\ne\n"}, {"a\na\na\n", "a\n"}, {long, strings.Repeat("b\nc\n", 1500)},
	} {
		var want, got []string
		for _, e := range align(lines(pair[0]), lines(pair[1])) {
			if e.op != '+' {
				want = append(want, e.text)
			}
			if e.op != '-' {
				got = append(got, e.text)
			}
		}
		if s := strings.Join(want, "\n") + "\n"; s != pair[0] {
			t.Errorf("want rebuilt as %.40q…", s)
		}
		if s := strings.Join(got, "\n") + "\n"; s != pair[1] {
			t.Errorf("got rebuilt as %.40q…", s)
		}
	}
}

func TestText(t *testing.T) {
	setUpdate(t, false)
	path := filepath.Join(t.TempDir(), "sub", "text.golden")
	write(t, path, []byte("one\ntwo\n"))
	for _, test := range []struct {
		path, got, want string
	}{
		{path, "one\ntwo\n", ""},
		{path, "one\n2\n", "- two\n+ 2\n"},
		{path + ".absent", "one\n", "-update"},
	} {
		r := &recorder{TB: t}
		Text(r, test.path, test.got)
		if all := strings.Join(r.errors, "\n"); !strings.Contains(all, test.want) || (test.want == "") != (all == "") {
			t.Errorf("Text(%q): got %q, want it to contain %q", test.got, all, test.want)
		}
	}
}

func TestUpdate(t *testing.T) {
	dir := t.TempDir()
	setUpdate(t, true)
	if !Updating() {
		t.Error("Updating: got false under -update")
	}
	Text(t, filepath.Join(dir, "a", "t.golden"), "hello\n")
	Image(t, filepath.Join(dir, "b", "i.png"), square(10, 10), 0)
	setUpdate(t, false)
	Text(t, filepath.Join(dir, "a", "t.golden"), "hello\n")
	Image(t, filepath.Join(dir, "b", "i.png"), square(10, 10), 0)
}

// square is a black square in the middle of a white image of n × n pixels.
func square(n int, edge uint8) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			c := color.NRGBA{255, 255, 255, 255}
			if x > 2 && x < 7 && y > 2 && y < 7 {
				c = color.NRGBA{edge, edge, edge, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func TestImage(t *testing.T) {
	setUpdate(t, false)
	path := filepath.Join(t.TempDir(), "square.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, square(10, 0)); err != nil {
		t.Fatal(err)
	}
	f.Close()
	dotted := square(10, 0)
	dotted.SetNRGBA(1, 8, color.NRGBA{0, 0, 255, 255})
	moved := image.NewNRGBA(image.Rect(5, 5, 15, 15)) // same pixels at another origin
	for y := range 10 {
		for x := range 10 {
			moved.Set(x+5, y+5, square(10, 0).At(x, y))
		}
	}
	for _, test := range []struct {
		name string
		img  image.Image
		tol  float64
		want string
	}{
		{"same", square(10, 0), 0, ""},
		{"same elsewhere", moved, 0, ""},
		{"within", square(10, 5), 0.02, ""},
		{"beyond", square(10, 6), 0.02, "16 pixels differ inside (3,3)-(7,7), the worst by 0.02353"},
		{"one pixel", dotted, 0.5, "1 pixels differ inside (1,8)-(2,9), the worst by 1 at (1,8)"},
		{"size", square(9, 0), 1, "size: got (9,9), want (10,10)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &recorder{TB: t}
			Image(r, path, test.img, test.tol)
			all := strings.Join(r.errors, "\n")
			if !strings.Contains(all, test.want) || (test.want == "") != (all == "") {
				t.Errorf("got %q, want it to contain %q", all, test.want)
			}
		})
	}
}

func TestImageOfNothing(t *testing.T) {
	a, b := image.NewNRGBA(image.Rect(0, 0, 1, 1)), image.NewNRGBA(image.Rect(0, 0, 1, 1))
	a.SetNRGBA(0, 0, color.NRGBA{255, 0, 0, 0})
	if d := compare(a, b, 0); !d.Equal() {
		t.Errorf("transparent pixels of different colour: %v", d)
	}
	b.SetNRGBA(0, 0, color.NRGBA{0, 0, 0, 255})
	if d := compare(a, b, 0.5); d.Equal() {
		t.Error("transparent and opaque black are taken for equal")
	}
}

func TestImageHostile(t *testing.T) {
	setUpdate(t, false)
	path := filepath.Join(t.TempDir(), "broken.png")
	write(t, path, []byte("not a png"))
	r := &recorder{TB: t}
	Image(r, path, square(10, 0), 0)
	if len(r.errors) != 1 || !strings.Contains(r.errors[0], "not a PNG") {
		t.Errorf("got %q, want an error naming the format", r.errors)
	}
}
