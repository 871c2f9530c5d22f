package wavelet

import (
	"fmt"
	"math"
	"slices"

	"github.com/mathdl/kernel/mathdl/op"
)

const root2 = math.Sqrt2

// Extension says how a signal goes on beyond its ends; the package comment has the details.
type Extension byte

// The extensions.
const (
	Periodic Extension = iota
	Symmetric
)

// String returns the name of the constant.
func (e Extension) String() string {
	if e == Periodic {
		return "Periodic"
	}
	return "Symmetric"
}

// Settings chooses the kind of a transform; the zero value, or nil, means decimated, periodic, with as many
// levels as are sensible.
type Settings struct {
	// Levels is the number J of steps; 0 means as many as leave no axis of the low-pass shorter than the
	// filters, but one, and as the extension allows.
	Levels     int
	Extension  Extension
	Stationary bool
}

// MaxLevels bounds Settings.Levels.
const MaxLevels = 24

// Transform is the wavelet transform of arrays of one shape, ℝ^shape → ℝ^n; [Transform.Bands] says where the
// coefficients lie. It is immutable and may be used by several goroutines at once.
type Transform struct {
	shape  []int
	w      *Wavelet
	set    Settings
	levels []level // fine to coarse
	bands  []Band
	size   int
}

// Band is a block of coefficients.
type Band struct {
	// Scale counts from 1, the coarsest; 0 is the low-pass.
	Scale int
	// High has bit a set where the band is high-pass along axis a.
	High int
	// Shape and Offset say where its coefficients are.
	Shape  []int
	Offset int
	// Norm is the norm of the atoms whose inner products with x are the coefficients, away from the
	// ends: the gain for white noise.
	Norm float64
}

// Len is the number of coefficients.
func (b Band) Len() int { return product(b.Shape) }

// level is one step of all axes.
type level struct {
	in   []int   // shape of the array
	axis []*step // nil for an axis left alone
	band []int   // for every combination of high axes, the band it becomes, or -1 for the next level
}

var _ op.Linear = (*Transform)(nil)

// New returns the transform for arrays of the given shape, in one to three dimensions or more. It panics
// with a [*op.ShapeError] if the shape is empty or an extent not positive, and with another error if there are
// more levels than the shape allows.
func New(shape []int, w *Wavelet, set *Settings) *Transform {
	if set == nil {
		set = new(Settings)
	}
	checkShape(shape)
	t := &Transform{shape: slices.Clone(shape), w: w, set: *set}
	t.set.Levels = t.depth()
	in := t.shape
	for j := 1; j <= t.set.Levels; j++ {
		l := t.level(in, j)
		t.levels = append(t.levels, l)
		in = l.part(0)
	}
	t.arrange(in)
	return t
}

func checkShape(shape []int) {
	want := slices.Clone(shape)
	if len(shape) == 0 {
		want = []int{1}
	}
	for i := range want {
		want[i] = max(want[i], 1)
	}
	if !slices.Equal(shape, want) {
		panic(&op.ShapeError{Func: "wavelet.New", What: "shape, at least one axis and positive extents", Got: shape, Want: want})
	}
}

// depth returns the number of levels.
func (t *Transform) depth() int {
	most := MaxLevels
	if t.set.Extension == Periodic && !t.set.Stationary {
		for _, n := range t.shape {
			if n > 1 {
				most = min(most, twos(n))
			}
		}
	}
	J := t.set.Levels
	if J < 0 || J > most {
		panic(fmt.Errorf("wavelet.New: levels: got %d, want 0 to %d for shape %v and extension %v: a periodic step wants even extents",
			J, most, t.shape, t.set.Extension))
	}
	if J > 0 {
		return J
	}
	if product(t.shape) == 1 {
		return 1
	}
	for _, n := range t.shape {
		if n > 1 {
			k := 0
			for n>>(k+1) >= t.w.Len()-1 && k < most {
				k++
			}
			most = min(most, max(k, 1))
		}
	}
	if most == 0 {
		panic(fmt.Errorf("wavelet.New: shape: got %v, want even extents for periodic extension", t.shape))
	}
	return most
}

// twos is the number of factors 2 of n.
func twos(n int) int {
	k := 0
	for n%2 == 0 {
		n /= 2
		k++
	}
	return k
}

func (t *Transform) level(in []int, j int) level {
	l := level{in: in, axis: make([]*step, len(in))}
	for a, n := range in {
		if t.shape[a] > 1 || product(t.shape) == 1 && t.set.Extension == Symmetric {
			l.axis[a] = newStep(n, j, t.w, t.set.Extension, t.set.Stationary)
		}
	}
	return l
}

// part is the shape of the block that is high along the axes of a combination.
func (l *level) part(high int) []int {
	s := slices.Clone(l.in)
	for a, st := range l.axis {
		switch {
		case st == nil:
			if high>>a&1 == 1 {
				s[a] = 0
			}
		case high>>a&1 == 1:
			s[a] = st.high
		default:
			s[a] = st.low
		}
	}
	return s
}

// arrange lists the bands, coarse to fine, and their norms.
func (t *Transform) arrange(low []int) {
	for j := len(t.levels) - 1; j >= 0; j-- {
		l := &t.levels[j]
		l.band = make([]int, 1<<len(l.in))
		l.band[0] = -1
		for high := 1; high < len(l.band); high++ {
			l.band[high] = -1
			s := l.part(high)
			if product(s) == 0 {
				continue
			}
			l.band[high] = len(t.bands)
			t.add(Band{Scale: len(t.levels) - j, High: high, Shape: s, Norm: t.norm(j, high)})
		}
	}
	t.add(Band{Shape: low, Norm: t.norm(len(t.levels)-1, 0)})
}

func (t *Transform) add(b Band) {
	b.Offset = t.size
	t.bands = append(t.bands, b)
	t.size += b.Len()
}

// norm is the norm of an atom in the middle of a band: a product over the axes.
func (t *Transform) norm(j, high int) float64 {
	n := 1.0
	for a := range t.shape {
		if j < 0 || t.levels[j].axis[a] == nil {
			continue
		}
		var x []float64
		for i := j; i >= 0; i-- {
			s := t.levels[i].axis[a]
			y := make([]float64, s.low+s.high)
			switch {
			case i < j:
				copy(y, x)
			case high>>a&1 == 1:
				y[s.low+s.high/2] = 1
			default:
				y[s.low/2] = 1
			}
			x = make([]float64, s.n)
			s.analysisT.one(x, y)
		}
		n *= op.R(len(x)).Norm(x)
	}
	return n
}

func product(shape []int) int {
	n := 1
	for _, k := range shape {
		n *= k
	}
	return n
}
