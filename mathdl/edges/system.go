package edges

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/fft"
	"github.com/mathdl/kernel/mathdl/op"
)

// Defaults of [Settings].
const (
	Scales       = 4    // half octaves, finest first
	Level        = 2    // L: 4·2^L orientations in half a turn
	Finest       = 0.9  // ρ_0, radians per pixel: the finest band peaks at √2 ρ_0
	Spread       = 0.7  // w_0: width of the directional window in steps of the shear
	NoiseFactor  = 4.0  // β_s ≥ NoiseFactor · σ · gain of the atom
	MinContrast  = 0.02 // β_s ≥ MinContrast · (max f - min f)
	Threshold    = 0.15 // least measure that is marked
	LeastStep    = 0.4  // least step of the image itself, as a share of the height that the coefficients tell
	MaxScales    = 12
	MaxLevel     = 5
	borderPixels = 24
	octave       = 2 // scales to the next octave
)

// Settings of a [System]. The zero value of a field means its default.
type Settings struct {
	Scales      int     // number of half octaves, at most MaxScales
	Level       int     // L, at most MaxLevel
	NoiseFactor float64 // multiples of the noise's deviation in a coefficient
	MinContrast float64 // least contrast, as a share of the range of the image
	Threshold   float64 // least measure that is marked, below 1
	Sigma       float64 // deviation of the noise in an image; 0: estimated by [Noise]
}

// RangeError is what is panicked with when a number is outside its range.
type RangeError struct {
	Where, Name string
	Got         float64
	Want        string
}

// Error says which number it is, what it was and what it should be.
func (e *RangeError) Error() string {
	return fmt.Sprintf("%s: %s is %v, want %s", e.Where, e.Name, e.Got, e.Want)
}

// System is the system of complex shearlets for images of one size. It is immutable: use one from several goroutines.
type System struct {
	rows, cols, prows, pcols, top, left int

	set          Settings
	orientations int
	tau, gamma   []float64 // of each orientation
	rho, width   []float64 // of each scale
	shear        []float64 // τ of each frequency
	plan         *fft.Plan
}

// New returns the system for images of rows × cols pixels. Images are continued by reflection, so a border is no
// edge. It panics with a *RangeError if a size or a setting is outside its range.
func New(rows, cols int, set *Settings) *System {
	const where = "edges.New"
	need(where, "rows", float64(rows), rows > 0, "> 0")
	need(where, "cols", float64(cols), cols > 0, "> 0")
	s := &System{rows: rows, cols: cols, set: settings(where, set)}
	s.orientations = 4 << s.set.Level
	for k := range s.orientations {
		s.tau = append(s.tau, wrap(4*float64(k)/float64(s.orientations), 4))
		s.gamma = append(s.gamma, gamma(s.tau[k]))
	}
	for j := range s.set.Scales + octave {
		s.rho = append(s.rho, Finest*math.Exp2(-float64(j)/2))
		s.width = append(s.width, Spread*math.Exp2(float64(j)/4)) // parabolic: angle ~ scale^½
	}
	s.prows, s.pcols = fft.Next(rows+2*borderPixels), fft.Next(cols+2*borderPixels)
	s.top, s.left = (s.prows-rows)/2, (s.pcols-cols)/2
	s.plan = fft.New(s.prows, s.pcols)
	s.shear = make([]float64, s.prows*s.pcols)
	for i := range s.shear {
		s.shear[i] = tau(math.Atan2(frequency(i/s.pcols, s.prows), frequency(i%s.pcols, s.pcols)))
	}
	return s
}

// settings fills in the defaults and checks the ranges.
func settings(where string, set *Settings) Settings {
	var s Settings
	if set != nil {
		s = *set
	}
	s.Scales = int(or(float64(s.Scales), Scales))
	s.Level = int(or(float64(s.Level), Level))
	s.NoiseFactor = or(s.NoiseFactor, NoiseFactor)
	s.MinContrast = or(s.MinContrast, MinContrast)
	s.Threshold = or(s.Threshold, Threshold)
	need(where, "Scales", float64(s.Scales), s.Scales > 0 && s.Scales <= MaxScales, "1 … 12")
	need(where, "Level", float64(s.Level), s.Level > 0 && s.Level <= MaxLevel, "1 … 5")
	need(where, "NoiseFactor", s.NoiseFactor, s.NoiseFactor > 0, "> 0")
	need(where, "MinContrast", s.MinContrast, s.MinContrast > 0, "> 0")
	need(where, "Threshold", s.Threshold, s.Threshold > 0 && s.Threshold < 1, "in (0, 1)")
	need(where, "Sigma", s.Sigma, s.Sigma >= 0, "≥ 0")
	return s
}

func or(x, def float64) float64 {
	if x == 0 {
		return def
	}
	return x
}

func need(where, name string, got float64, ok bool, want string) {
	if !ok {
		panic(&RangeError{where, name, got, want})
	}
}

func needLen(where string, x []float64, rows, cols int) {
	if len(x) != rows*cols {
		panic(&op.ShapeError{Func: where, What: "image", Got: []int{len(x)}, Want: []int{rows, cols}})
	}
}

// Orientations returns the directions of the atoms' normals in radians, in [-π/4, 3π/4).
func (s *System) Orientations() []float64 { return append([]float64(nil), s.gamma...) }
