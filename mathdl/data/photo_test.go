package data

import (
	"math"
	"slices"
	"testing"
)

func TestPhoto(t *testing.T) {
	const n = 64
	x := Photo(n)
	if again := Photo(n); len(x) != n*n || !slices.Equal(x, again) {
		t.Fatalf("got %d pixels, want %d, the same each time", len(x), n*n)
	}
	lo, hi, mean := slices.Min(x), slices.Max(x), 0.0
	for _, v := range x {
		mean += v / (n * n)
	}
	if lo < 0 || hi > 255 || hi-lo < 180 || math.Abs(mean-130) > 20 {
		t.Errorf("got values from %.1f to %.1f with mean %.1f, want 0 to 255 in full and about 130", lo, hi, mean)
	}
	if one := Photo(1); len(one) != 1 || math.Abs(one[0]-mean) > 80 {
		t.Errorf("one pixel: got %v", one)
	}
}

// Pixels are means: a small picture is a large one, averaged, nearly.
func TestPhotoMeans(t *testing.T) {
	const n, k = 32, 4
	small, large := Photo(n), Photo(n*k)
	off := 0.0
	for i := range small {
		m := 0.0
		for a := range k {
			for b := range k {
				m += large[(i/n*k+a)*n*k+i%n*k+b] / (k * k)
			}
		}
		off += (small[i] - m) * (small[i] - m) / (n * n)
	}
	if off = math.Sqrt(off); off > 12 {
		t.Errorf("root mean square difference: got %.1f grey values, want at most 12", off)
	}
}

func TestPhotoMisuse(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no pixels: got no panic")
		}
	}()
	Photo(0)
}
