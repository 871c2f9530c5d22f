package shearlet

import (
	"math"
	"math/bits"
)

// MaxFFST is the largest number of scales of [NewFFST], with 4093 bands.
const MaxFFST = 10

// NewFFST returns the band-limited Parseval frame of Häuser and Steidl (2012): Σ|ψ̂_i|² = 1, so that the
// adjoint is the inverse. With x and y scaled so that the finest scale j = J-1 fills the grid, |x| ≤ 2^{2J-1},
//
//	cone |x| ≥ |y|   ψ̂_{j,k}(x, y) = ψ̂_1(4^{-j} x) ψ̂_2(2^j y/x + k),  |k| ≤ 2^j
//	cone |x| < |y|   the same with x and y exchanged,  |k| < 2^j
//	low-pass         φ̂(max(|x|, |y|))
//
// where the generators with |k| = 2^j are continued into the other cone. There are 2^{J+2}-3 bands. Scales 0
// means ⌊½ log₂ max(rows, cols)⌋, at least 1. Of set, which may be nil, Extend counts. On an axis of even
// length a value at the frequency n/2, which is its own negative, is the root mean square over ±n/2; this
// keeps the sum 1 and the generators real, for all combinations of sizes.
//
// NewFFST panics with a [*op.ShapeError] unless rows and cols are positive, and with another error if
// scales is out of range.
func NewFFST(rows, cols, scales int, set *Settings) *System {
	const where = "shearlet.NewFFST"
	ext := bandLimited(where, rows, cols, set)
	if scales == 0 {
		scales = max(1, (bits.Len(uint(max(rows, cols)))-1)/2)
	}
	needRange(where, "scales", scales, 1, MaxFFST)
	f := &ffst{J: scales, ny: ext.grid[0], nx: ext.grid[1]}
	f.half = f.nx/2 + 1
	for cone := 1; cone <= 2; cone++ {
		for j := range scales {
			top := 1<<j + 1 - cone
			for k := -top; k <= top; k++ {
				f.bands = append(f.bands, Band{Cone: cone, Scale: j + 1, Shear: k})
			}
		}
	}
	f.bands = append(f.bands, Band{})
	return newSystem(ext, f.bands, newSparse(f.ny, f.half, len(f.bands), f.fill))
}

// bandLimited checks what the band-limited systems have in common.
func bandLimited(where string, rows, cols int, set *Settings) extension {
	needShape(where, []int{rows, cols})
	if set == nil {
		set = new(Settings)
	}
	needRange(where, "Extend", set.Extend, 0, 1<<20)
	return newExtension([]int{rows, cols}, set.Extend)
}

type ffst struct {
	J, ny, nx, half int
	bands           []Band
}

// band is the place of a generator, where |k| = 2^j is the same in both cones.
func (f *ffst) band(cone, j, k int) int {
	if k == 1<<j || k == -1<<j {
		cone = 1
	}
	if cone == 1 {
		return 2<<j - 2 + j + k + 1<<j // Σ_{i<j} (2^{i+1}+1) + k + 2^j
	}
	first := 2<<f.J - 2 + f.J
	return first + 2<<j - 2 - j + k + 1<<j - 1
}

// fill adds the squares over both signs of a frequency n/2, then takes roots.
func (f *ffst) fill(r int, t []float64) {
	ys, wy := signs(r, f.ny)
	for c := range f.half {
		xs, wx := signs(c, f.nx)
		for _, y := range ys {
			for _, x := range xs {
				f.point(t, c, f.scaled(x, f.nx), f.scaled(y, f.ny), wx*wy)
			}
		}
	}
	for k, v := range t {
		t[k] = math.Sqrt(v)
	}
}

// signs returns the frequencies that index j of n stands for, and the weight of each.
func signs(j, n int) ([]int, float64) {
	if 2*j == n {
		return []int{j, -j}, 0.5
	}
	return []int{centred(j, n)}, 1
}

// scaled maps frequencies to [-2^{2J-1}, 2^{2J-1}].
func (f *ffst) scaled(j, n int) float64 {
	if n == 1 {
		return 0
	}
	return math.Ldexp(float64(j)/float64(n/2), 2*f.J-1)
}

// point adds the squares of all generators at one frequency, times weight, to column c of t.
func (f *ffst) point(t []float64, c int, x, y, weight float64) {
	cone := 1
	if math.Abs(x) < math.Abs(y) {
		cone = 2
		x, y = y, x
	}
	if v := disc(x); v != 0 {
		t[(len(f.bands)-1)*f.half+c] += weight * v * v
	}
	for j := range f.J {
		g := ring(math.Ldexp(x, -2*j))
		if g == 0 {
			continue
		}
		u := math.Ldexp(y/x, j)
		for k := int(math.Floor(-u)); k <= int(math.Floor(-u))+1; k++ {
			if v := tent(u + float64(k)); v != 0 {
				t[f.band(cone, j, k)*f.half+c] += weight * (g * v) * (g * v)
			}
		}
	}
}
