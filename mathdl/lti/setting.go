package lti

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"

	"github.com/mathdl/kernel/mathdl/ct"
	"github.com/mathdl/kernel/mathdl/data"
	"github.com/mathdl/kernel/mathdl/radon"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/solve"
)

// Setting is a problem of limited-angle tomography with phantoms to learn from. Zero fields mean the defaults, those of
// the experiment of section 4.1: 256² pixels, 120 angles from -60° on, 41 shearlet bands.
type Setting struct {
	N     int     // pixels along a side; DefaultN
	Phi   float64 // φ in degrees: the angles are [-φ, φ) in steps of a degree; DefaultPhi
	Noise float64 // standard deviation over the mean of |Rf|; DefaultNoise, and below 0 none
	// Scales is how many scales the shearlets have, of one α = ½ each; DefaultScales.
	Scales int
	// Base is the weight w of the coarsest scale; it is multiplied by 3 from scale to scale. DefaultBase.
	Base float64
	// Iterations is the number of iterations of step 1; 0 means [ct.ShearletIterations].
	Iterations int
	Seed       uint64 // of the phantoms and their noise
}

// The defaults of Setting.
const (
	DefaultN      = 256
	DefaultPhi    = 60.0
	DefaultNoise  = 0.01
	DefaultScales = 4
	DefaultBase   = 1.0 / 40
	weightRatio   = 3 // Bubba et al. 2019: w_j = 3^j w_0
	supersampling = 4 // points along the side of a pixel of a phantom
)

func (s Setting) filled() Setting {
	for _, v := range []struct {
		p *int
		d int
	}{{&s.N, DefaultN}, {&s.Scales, DefaultScales}, {&s.Iterations, ct.ShearletIterations}} {
		if *v.p == 0 {
			*v.p = v.d
		}
	}
	for _, v := range []struct {
		p *float64
		d float64
	}{{&s.Phi, DefaultPhi}, {&s.Noise, DefaultNoise}, {&s.Base, DefaultBase}} {
		if *v.p == 0 {
			*v.p = v.d
		}
	}
	return s
}

// String is a line by which settings are told apart.
func (s Setting) String() string {
	s = s.filled()
	more := ""
	if s.Iterations != ct.ShearletIterations {
		more = fmt.Sprintf(" iterations %d", s.Iterations)
	}
	return fmt.Sprintf("ellipses %d² ±%g° noise %g scales %d w %g%s seed %d", s.N, s.Phi, s.Noise, s.Scales, s.Base, more, s.Seed)
}

// Problem is a Setting with its operators made. It is immutable and may be used by several goroutines at once.
type Problem struct {
	Setting
	R     *radon.Transform
	SH    *shearlet.System
	Split *ct.Split
	w     []float64

	scratch *sync.Pool // of *[]float64, as long as the coefficients
}

// NewProblem makes the operators of s. It panics with a [*solve.RangeError] for a setting out of its range.
func NewProblem(s Setting) *Problem {
	s = s.filled()
	if s.N < 16 || s.Scales < 1 || s.N>>s.Scales < 4 {
		panic(&solve.RangeError{Func: "lti.NewProblem", What: "N, Scales", Got: []int{s.N, s.Scales}, Want: "N ≥ 16 and at least 4 pixels left after Scales halvings"})
	}
	if !(s.Phi >= 1 && s.Phi <= 90) {
		panic(&solve.RangeError{Func: "lti.NewProblem", What: "Phi", Got: s.Phi, Want: "in [1, 90]"})
	}
	alpha := make([]float64, s.Scales)
	for i := range alpha {
		alpha[i] = .5
	}
	p := &Problem{Setting: s}
	p.R = radon.New(s.N, s.N, ct.LimitedAngles(s.Phi*math.Pi/180, math.Pi/180), nil)
	p.SH = shearlet.NewAlpha(s.N, s.N, alpha, nil)
	p.Split = ct.NewSplit(p.SH, s.Phi*math.Pi/180, ct.ByEnergy)
	p.w = ct.ScaleWeights(p.SH, s.Base, weightRatio)
	p.scratch = &sync.Pool{New: func() any { c := make([]float64, p.SH.Range().Size()); return &c }}
	return p
}

// Sample is a phantom with what is known of it.
type Sample struct {
	Truth []float64 // f, values in [0, 1]
	Data  []float64 // g = R_φ f + noise; nil for a sample read from a [Set]
	FBP   []float64 // filtered back projection with a Hann window
	Star  []float64 // f*, step 1 of Learning the Invisible

	Visible []float64 // SHᵀ(SH(f*)_vis), see [Problem.Visible]; nil means that it is computed where it is needed

	wanted []float64 // see Problem.wanted; nil means the same
}

// Draw makes sample i of the setting without f*, which takes longest; it depends on Seed and i alone.
func (p *Problem) Draw(i int) Sample { return p.draw(rand.New(rand.NewPCG(p.Seed, uint64(i)))) }

func (p *Problem) draw(rnd *rand.Rand) Sample {
	s := Sample{Truth: p.phantom(rnd)}
	s.Data = ct.Tomography(s.Truth, p.R, ct.RelativeGaussian(max(p.Noise, 0)), rnd).Data
	s.FBP = p.FBP(s.Data)
	return s
}

func (p *Problem) phantom(rnd *rand.Rand) []float64 {
	return data.Foreground(data.FewEllipses(rnd).Image(nil, p.N, supersampling))
}

// FBP is the filtered back projection of data g with a Hann window, the argument of post-processing networks.
func (p *Problem) FBP(g []float64) []float64 {
	return p.R.FBP(nil, g, &radon.FBPSettings{Filter: radon.Hann})
}

// Star is step 1 of Learning the Invisible,
//
//	f* = argmin_{f ≥ 0} ½‖R_φ f - g‖² + ‖SH f‖_{1,w}
//
// by [ct.Shearlets]. The error wraps that of ctx, and then the result is
// the best so far.
func (p *Problem) Star(ctx context.Context, g []float64) ([]float64, error) {
	r, err := ct.Shearlets(ctx, p.R, g, p.SH, p.w, nil, &ct.ShearletSettings{Solver: solve.Settings{Iterations: p.Iterations}})
	return r.X, err
}

// Visible is SHᵀ(SH(f*)_vis), all that a network for the invisible bands sees of f*.
func (p *Problem) Visible(star []float64) []float64 {
	scratch := p.scratch.Get().(*[]float64)
	defer p.scratch.Put(scratch)
	c := p.SH.Apply(*scratch, star)
	return p.SH.Adjoint(nil, p.Split.Visible(c, c))
}
