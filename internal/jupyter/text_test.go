package jupyter

import (
	"testing"
	"unicode/utf8"
)

func TestUnit(t *testing.T) {
	for version, want := range map[string]unit{
		"5.1": utf16Units, "4.9": utf16Units, "5.0": utf16Units,
		"5.2": codePoints, "5.10": codePoints, "6.0": codePoints, "": codePoints, "new": codePoints,
	} {
		if got := unitOf(version); got != want {
			t.Errorf("%q: got %d, want %d", version, got, want)
		}
	}
}

func TestPositions(t *testing.T) {
	const code = "aé𝜃\u0301b" // 1, 2, 4, 2 and 1 bytes; 𝜃 is two units
	for _, c := range []struct {
		u           unit
		pos, offset int
		back        int // position of offset
	}{
		{codePoints, -1, 0, 0}, {codePoints, 0, 0, 0}, {codePoints, 1, 1, 1}, {codePoints, 2, 3, 2},
		{codePoints, 3, 7, 3}, {codePoints, 4, 9, 4}, {codePoints, 5, 10, 5}, {codePoints, 99, 10, 5},
		{utf16Units, 2, 3, 2}, {utf16Units, 3, 7, 4}, {utf16Units, 4, 7, 4}, {utf16Units, 5, 9, 5}, {utf16Units, 6, 10, 6},
	} {
		if got := c.u.offset(code, c.pos); got != c.offset {
			t.Errorf("unit %d, position %d: got byte %d, want %d", c.u, c.pos, got, c.offset)
		}
		if got := c.u.position(code, c.offset); got != c.back {
			t.Errorf("unit %d, byte %d: got position %d, want %d", c.u, c.offset, got, c.back)
		}
	}
	if got := codePoints.position(code, 5); got != 2 {
		t.Errorf("within a character: got %d, want its position 2", got)
	}
	if got := codePoints.position(code, -3); got != 0 {
		t.Errorf("before the code: got %d, want 0", got)
	}
}

func FuzzPosition(f *testing.F) {
	f.Add("a𝜃b", 2)
	f.Add("\xff\xfe", 1)
	f.Fuzz(func(t *testing.T, code string, n int) {
		for _, u := range []unit{codePoints, utf16Units} {
			offset := u.offset(code, n)
			if offset < 0 || offset > len(code) || utf8.ValidString(code) && !utf8.ValidString(code[:offset]) {
				t.Fatalf("%q, position %d: got byte %d", code, n, offset)
			}
			if !utf8.ValidString(code) {
				continue // JSON does not let such code in
			}
			if again := u.offset(code, u.position(code, offset)); again != offset {
				t.Fatalf("%q, byte %d: got %d there and back", code, offset, again)
			}
		}
	})
}
