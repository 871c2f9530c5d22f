package repl

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/repl/line"
)

// TestInPlace looks at the sequences that replace what is on the screen: n rows up
// and erase is written <n>.
func TestInPlace(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"progress", "show p 1%\nupdate p 50%\nupdate p 100%", "1%\n<1>50%\n<1>100%\n"},
		{"two rows", `show p a\nb` + "\n" + "update p c", "a\nb\n<2>c\n"},
		{"wrapped", "show p 12345678901\nupdate p x", "12345678901\n<2>x\n"},
		{"exactly full", "show p 1234567890\nupdate p x", "1234567890\n<1>x\n"},
		{"not the last any more", "show p 1%\nprint text\\n\nupdate p 50%", "1%\ntext\n50%\n"},
		{"another id", "show p 1%\nshow q 2%\nupdate p 3%\nupdate p 4%", "1%\n2%\n3%\n<1>4%\n"},
		{"behind text", "print abc\nshow p 1%\nupdate p 2%", "abc\n1%\n<1>2%\n"},
		{"higher than the screen", `show p 1\n2\n3\n4\n5\n6` + "\nupdate p x", "1\n2\n3\n4\n5\n6\nx\n"},
		{"clear", "print a\\nb\nclear\nprint c", "a\nb\n<2>c\n"},
		{"clear waits", "print a\nclear wait\nprint c", "a\n<1>c\n"},
		{"clear without a successor", "print a\nclear wait", "a\n"},
		{"clear nothing", "clear\nprint c", "c\n"},
		{"behind a question", "ask ?\nclear\nprint c", "c\n"},
		{"coloured", "show p \x1b[31m1%\x1b[0m\nupdate p 2%", "\x1b[31m1%\x1b[0m\n<1>2%\n"},
		{"unknown sequence", "print \x1b[5A\nclear\nprint c", "\x1b[5A\nc\n"},
		{"carriage return", "print 123456\\n12\r\nclear\nprint c", "123456\n12\r<1>c\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			p := &printer{out: &out, err: &out, size: func() line.Size { return line.Size{Cols: 10, Rows: 6} }}
			p.ask = func(string, bool) (string, error) { out.Reset(); return "", fmt.Errorf("nobody") }
			r := &repl{Session: &fake{}, out: p, err: &out}
			p.begin(nil)
			for l := range strings.Lines(test.cell) {
				verb, arg, _ := strings.Cut(strings.TrimSuffix(l, "\n"), " ")
				_ = r.Session.(*fake).do(t.Context(), verb, strings.ReplaceAll(arg, `\n`, "\n"), p)
			}
			p.end()
			got := out.String()
			for n := range 10 {
				got = strings.ReplaceAll(got, fmt.Sprintf("\x1b[%dA\r\x1b[J", n), fmt.Sprintf("<%d>", n))
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestImageProtocol(t *testing.T) {
	for _, test := range []struct{ env, want string }{
		{"", "none"},
		{"TERM=xterm-256color", "none"},
		{"TERM=xterm-kitty", "kitty"},
		{"TERM=xterm-256color KITTY_WINDOW_ID=1", "kitty"},
		{"TERM_PROGRAM=ghostty", "kitty"},
		{"TERM_PROGRAM=iTerm.app", "iterm"},
		{"TERM_PROGRAM=WezTerm", "iterm"},
		{"TERM_PROGRAM=Apple_Terminal", "none"},
		{"TERM=foot", "sixel"},
		{"TERM=xterm-sixel", "sixel"},
		{"KONSOLE_VERSION=220401", "sixel"},
		{"KONSOLE_VERSION=211200", "none"},
		{"TERM=tmux-256color KITTY_WINDOW_ID=1", "none"},
		{"TMUX=/tmp/x TERM=xterm-kitty", "none"},
		{"MATHDL_IMAGES=none TERM=xterm-kitty", "none"},
		{"MATHDL_IMAGES=sixel TERM=xterm-kitty TMUX=/tmp/x", "sixel"},
		{"MATHDL_IMAGES=iterm", "iterm"},
		{"MATHDL_IMAGES=kitty", "kitty"},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(test.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		p := imageProtocol(func(name string) string { return env[name] })
		if got := protocolName(t, p); got != test.want {
			t.Errorf("%q: got %s, want %s", test.env, got, test.want)
		}
	}
}

// protocolName tells a protocol by what it writes.
func protocolName(t *testing.T, p protocol) string {
	t.Helper()
	if p == nil {
		return "none"
	}
	s, err := p(figure(t, 2, 2), line.Size{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	for prefix, name := range map[string]string{"\x1b_G": "kitty", "\x1b]1337;": "iterm", "\x1bPq": "sixel"} {
		if strings.HasPrefix(s, prefix) {
			return name
		}
	}
	return s
}

// figure is a PNG of w × h pixels: a red diagonal on green, with transparent corners.
func figure(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			switch {
			case x == y:
				img.SetNRGBA(x, y, color.NRGBA{255, 0, 0, 255})
			case x+y < w+h-2:
				img.SetNRGBA(x, y, color.NRGBA{0, 255, 0, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestKitty(t *testing.T) {
	data := bytes.Repeat([]byte{0}, 5000)
	data = append(figure(t, 900, 2), data...) // what follows the image is sent along
	s, err := kitty(data, line.Size{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	var payload string
	chunks := strings.Split(strings.TrimSuffix(s, "\x1b\\"), "\x1b\\")
	for i, c := range chunks {
		control, text, _ := strings.Cut(strings.TrimPrefix(c, "\x1b_G"), ";")
		if more := strings.HasSuffix(control, "m=1"); more != (i < len(chunks)-1) || len(text) > kittyChunk {
			t.Errorf("chunk %d of %d: control %q, %d bytes", i, len(chunks), control, len(text))
		}
		if i == 0 && control != "a=T,f=100,q=2,c=80,m=1" {
			t.Errorf("first control %q", control)
		}
		payload += text
	}
	if got, err := base64.StdEncoding.DecodeString(payload); err != nil || !bytes.Equal(got, data) {
		t.Errorf("the payload is not the image: %v", err)
	}
}

func TestImagesHostile(t *testing.T) {
	huge := figure(t, 2, 2)
	copy(huge[16:], []byte{0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff})
	for name, p := range map[string]protocol{"kitty": kitty, "iterm": iterm, "sixel": sixel} {
		for _, data := range [][]byte{nil, []byte("no png"), huge} {
			if s, err := p(data, line.Size{Cols: 80, Rows: 24}); err == nil {
				t.Errorf("%s took %.20q: %.20q", name, data, s)
			}
		}
	}
	if s, err := sixel(figure(t, 9, 9)[:60], line.Size{Cols: 80, Rows: 24}); err == nil {
		t.Errorf("sixel took half an image: %.20q", s)
	}
}

// TestSixel decodes what was encoded and compares the pixels.
func TestSixel(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {7, 5}, {12, 6}, {30, 13}} {
		data := figure(t, size.X, size.Y)
		s, err := sixel(data, line.Size{Cols: 80, Rows: 24})
		if err != nil {
			t.Fatal(err)
		}
		got := decodeSixel(t, s)
		src, _ := png.Decode(bytes.NewReader(data))
		want := onWhite(src)
		if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%v: the image came back different", size)
		}
	}
}

// TestSixelManyColours sends more colours than there are registers: the picture stays close.
func TestSixelManyColours(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			img.SetRGBA(x, y, color.RGBA{uint8(4 * x), uint8(4 * y), uint8(2 * (x + y)), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	s, err := sixel(b.Bytes(), line.Size{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	got := shrink(decodeSixel(t, s), 8) // dithering is right on average
	want := shrink(img, 8)
	for i := range want.Pix {
		if d := int(got.Pix[i]) - int(want.Pix[i]); d > 24 || d < -24 {
			t.Fatalf("byte %d: got %d, want %d", i, got.Pix[i], want.Pix[i])
		}
	}
}

// decodeSixel draws a sixel image.
func decodeSixel(t *testing.T, s string) *image.RGBA {
	t.Helper()
	body, ok := strings.CutPrefix(strings.TrimSuffix(s, "\x1b\\"), "\x1bPq\"1;1;")
	if !ok {
		t.Fatalf("not a sixel image: %.20q", s)
	}
	number := func() int {
		n := strings.IndexFunc(body+"x", func(r rune) bool { return r < '0' || r > '9' })
		v, _ := strconv.Atoi(body[:n])
		body = body[n:]
		return v
	}
	next := func() byte { c := body[0]; body = body[1:]; return c }
	w := number()
	next()
	img := image.NewRGBA(image.Rect(0, 0, w, number()))
	colours := map[int]color.RGBA{}
	x, y, current, count := 0, 0, 0, 1
	for body != "" {
		switch c := next(); c {
		case '#':
			current = number()
			if strings.HasPrefix(body, ";2;") {
				var v [3]uint8
				body = body[2:]
				for i := range v {
					next()
					v[i] = uint8((number()*255 + 50) / 100)
				}
				colours[current] = color.RGBA{v[0], v[1], v[2], 255}
			}
		case '!':
			count = number()
		case '$':
			x = 0
		case '-':
			x, y = 0, y+6
		default:
			for range count {
				for j := range 6 {
					if (c-'?')>>j&1 == 1 {
						img.SetRGBA(x, y+j, colours[current])
					}
				}
				x++
			}
			count = 1
		}
	}
	return img
}

func TestShrink(t *testing.T) {
	img := onWhite(image.NewGray(image.Rect(3, 3, 13, 11))) // black, 10 × 8
	for _, test := range []struct{ width, w, h int }{{10, 10, 8}, {9, 5, 4}, {5, 5, 4}, {4, 3, 2}, {1, 10, 8}, {0, 10, 8}} {
		got := shrink(img, test.width).Rect.Size()
		if got != image.Pt(test.w, test.h) {
			t.Errorf("to %d columns: got %v, want %d × %d", test.width, got, test.w, test.h)
		}
	}
	if c := shrink(img, 5).RGBAAt(4, 3); c != (color.RGBA{0, 0, 0, 255}) {
		t.Errorf("the mean of black is %v", c)
	}
}

func TestTerminalShowsImage(t *testing.T) {
	data := base64.StdEncoding.EncodeToString(figure(t, 2, 2))
	_, out, _, err := person(t, "image "+data+"\r\x04", map[string]string{"TERM": "xterm-kitty"})
	if err != nil || !strings.Contains(out, "\x1b_Ga=T") || strings.Contains(out, "[image]") {
		t.Errorf("got %q, %v", out, err)
	}
	_, out, _, err = person(t, "image "+data+"\r\x04", nil)
	if err != nil || strings.Contains(out, "\x1b_G") || !strings.Contains(out, "[image]") {
		t.Errorf("without images: got %q, %v", out, err)
	}
}
