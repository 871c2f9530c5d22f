package repl

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"strconv"
	"strings"

	"github.com/mathdl/kernel/internal/repl/line"
)

// protocol turns a PNG into the sequence that makes a terminal of a size show it.
type protocol func(data []byte, size line.Size) (string, error)

// maxPixels bounds what is decoded; a larger image is shown as text.
const maxPixels = 64 << 20

// cellWidth is the width in pixels a character cell is taken to have where
// an image must be made to fit; terminals do not tell without being asked.
const cellWidth = 9

// imageProtocol finds out from the environment how the terminal shows images;
// nil when it cannot or does not say. MATHDL_IMAGES (kitty, iterm, sixel, none) overrides it.
func imageProtocol(env func(string) string) protocol {
	switch env("MATHDL_IMAGES") {
	case "kitty":
		return kitty
	case "iterm":
		return iterm
	case "sixel":
		return sixel
	case "none":
		return nil
	}
	name := env("TERM")
	switch program := env("TERM_PROGRAM"); {
	case env("TMUX") != "" || env("STY") != "" || hasPrefix(name, "screen", "tmux"):
		return nil // a multiplexer swallows what it does not know
	case env("KITTY_WINDOW_ID") != "" || strings.Contains(name, "kitty") || strings.Contains(name, "ghostty") || program == "ghostty":
		return kitty
	case program == "iTerm.app" || program == "WezTerm" || program == "mintty" || env("LC_TERMINAL") == "iTerm2":
		return iterm
	case strings.Contains(name, "sixel") || hasPrefix(name, "foot", "mlterm", "yaft", "contour") || konsole(env("KONSOLE_VERSION")):
		return sixel
	}
	return nil
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// konsole reports whether a version such as "220401" draws sixels.
func konsole(version string) bool {
	v, err := strconv.Atoi(version)
	return err == nil && v >= 220400
}

// config reads the size of a PNG without decoding it.
func config(data []byte) (image.Config, error) {
	c, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return c, fmt.Errorf("repl: image: %w", err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return c, fmt.Errorf("repl: image: got %d × %d pixels, want at most %d in all", c.Width, c.Height, maxPixels)
	}
	return c, nil
}

// kittyChunk is the length of the pieces the kitty protocol asks for.
const kittyChunk = 4096

// kitty is the graphics protocol of kitty and ghostty: PNG data in pieces, no answers wanted.
func kitty(data []byte, size line.Size) (string, error) {
	c, err := config(data)
	if err != nil {
		return "", err
	}
	control := "a=T,f=100,q=2,"
	if c.Width > size.Cols*cellWidth {
		control += fmt.Sprintf("c=%d,", size.Cols)
	}
	var b strings.Builder
	text := base64.StdEncoding.EncodeToString(data)
	for text != "" {
		n := min(kittyChunk, len(text))
		more := 0
		if n < len(text) {
			more = 1
		}
		fmt.Fprintf(&b, "\x1b_G%sm=%d;%s\x1b\\", control, more, text[:n])
		text, control = text[n:], ""
	}
	return b.String(), nil
}

// iterm is the inline image protocol of iTerm2, WezTerm and mintty.
func iterm(data []byte, size line.Size) (string, error) {
	c, err := config(data)
	if err != nil {
		return "", err
	}
	width := "auto"
	if c.Width > size.Cols*cellWidth {
		width = "100%"
	}
	return fmt.Sprintf("\x1b]1337;File=inline=1;size=%d;width=%s;preserveAspectRatio=1:%s\x07",
		len(data), width, base64.StdEncoding.EncodeToString(data)), nil
}
