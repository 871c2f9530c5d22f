package paper

import (
	"math"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/shearlet"
)

func TestAtoms(t *testing.T) {
	const n = 96
	r, err := Atoms(AtomParams{N: n})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Names) != 9 || len(r.Space[0]) != 48*48 || len(r.Frequency[0]) != n*n {
		t.Fatalf("got %d atoms of %d pixels and %d frequencies", len(r.Names), len(r.Space[0]), len(r.Frequency[0]))
	}
	if r.Names[8] != "cone 2: 4, 0" {
		t.Errorf("last: got %q", r.Names[8])
	}
	// The finest atoms without shear lie across each other: rows and columns change places.
	a, d := Extent(r.Space[6], 48)
	if b, e := Extent(r.Space[8], 48); math.Abs(a-e) > 1e-9 || math.Abs(b-d) > 1e-9 || d < 3*a {
		t.Errorf("extents: got %v × %v and %v × %v", a, d, b, e)
	}
	if r.Tiling[n/2*n+n/2] != 0 || slices.Max(r.Tiling) != 4 {
		t.Errorf("tiling: got scale %v in the middle and %v at most, want 0 and 4", r.Tiling[n/2*n+n/2], slices.Max(r.Tiling))
	}
	for i := range r.Tiling { // real generators: the plane is divided symmetrically, but for the border
		x, y := i%n, i/n
		if x == 0 || y == 0 {
			continue
		}
		if r.Tiling[i] != r.Tiling[(n-y)*n+n-x] {
			t.Fatalf("tiling at (%d, %d): got %v, and %v at the negative", x, y, r.Tiling[i], r.Tiling[(n-y)*n+n-x])
		}
	}
	if _, err := Atoms(AtomParams{N: 32, Bands: []Shear{{1, 9, 0}}}); err == nil {
		t.Error("scale 9: got no error")
	}
	if got := (Shear{}).String(); got != "low-pass" {
		t.Errorf("got %q", got)
	}
}

// α-scaling: from one scale to the next an atom is half as wide and 2^-α as long.
func TestScaling(t *testing.T) {
	const n = 256
	for _, α := range []float64{0, 0.5, 1} {
		s := shearlet.NewAlpha(n, n, []float64{α, α, α, α, α}, nil)
		var w, l []float64
		for i, b := range s.Bands() {
			if b.Cone == 1 && b.Shear == 0 {
				x, y := Extent(s.Atom(nil, i), n)
				w, l = append(w, x), append(l, y)
			}
		}
		if q := w[3] / w[2]; math.Abs(q-0.5) > 0.01 {
			t.Errorf("α = %g: width: got a factor of %.3f, want ½", α, q)
		}
		if q, want := l[3]/l[2], math.Pow(2, -α); math.Abs(q-want) > 0.01 {
			t.Errorf("α = %g: length: got a factor of %.3f, want %.3f", α, q, want)
		}
	}
}

// The picture has count atoms and lies along the edge; without a scale it is empty.
func TestCover(t *testing.T) {
	const n = 128
	for _, α := range []float64{0.5, 1} {
		x := Cover(α, n, 2, 6)
		if got := slices.Max(x); len(x) != n*n || got < 0.5 || got > 4 {
			t.Errorf("α = %g: got %d pixels, at most %v", α, len(x), got)
		}
		inner, all := 0.0, 0.0
		for i, v := range x {
			u, w := float64(i%n)/n-0.5, float64(i/n)/n-0.5
			all += v * v
			if r := math.Hypot(u, w); r > 0.15 && r < 0.45 {
				inner += v * v
			}
		}
		if inner < 0.9*all {
			t.Errorf("α = %g: share of the energy near the edge: got %.2f, want 0.9 or more", α, inner/all)
		}
	}
	if x := Cover(1, n, 9, 20); slices.Max(x) != 0 {
		t.Error("scale 9: got a picture that is not empty")
	}
}
