package paper

import (
	"context"
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/approx"
	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

// RateParams are the parameters of [Rates]. The zero value means the size at which the slopes are stated.
type RateParams struct {
	N       int       // pixels in each direction; 0 means 2048
	Alpha   []float64 // the systems; nil means ½, shearlets, and 1, wavelets
	Terms   []int     // numbers of terms, ascending; nil means N, 2N, 4N, 8N and 16N
	From    int       // the window of the fit begins here; 0 means 2048
	Samples int       // per pixel and axis; 0 means 2
	// Record is called when a number of terms is done for an α.
	Record func(alpha float64, terms int, err float64)
}

// RateResult is what [Rates] found: for every α a curve and its slope.
type RateResult struct {
	Alpha  []float64
	Curves []*approx.Curve
	Slopes []approx.Rate
	// Frame is the number of coefficients per pixel of every system.
	Frame []float64
	// Edge is the length of the discontinuity times the pixels per unit: near this many terms the grid shows.
	Edge float64
}

// Rates measures how fast the N-term approximation of the test cartoon converges, ‖f - f_N‖ against N, in the decimated Parseval
// frames of α-shearlets. These have one construction, one redundancy and one way to count for every α, so that their slopes compare
// what Theorems 3.3 and 3.5 compare: N^-1 up to a logarithm for α = ½ and N^{-1/2} for α = 1. It returns what
// it has with the error of ctx when that ends, and an error for fewer than three terms in the window.
func Rates(ctx context.Context, p RateParams) (*RateResult, error) {
	p.defaults()
	f := approx.TestCartoon()
	x := f.Raster(nil, p.N, p.Samples)
	r := &RateResult{Edge: f.B.(approx.Star).Length() * float64(p.N)}
	for _, a := range p.Alpha {
		system := decimated(a, p.N)
		d := approx.DecimatedShearlets(system)
		d.Name = fmt.Sprintf("α = %g", a)
		c, err := approx.NTerm(ctx, d, x, p.Terms, &approx.NTermSettings{Record: func(n int, e float64) {
			if p.Record != nil {
				p.Record(a, n, e)
			}
		}})
		if err != nil {
			return r, err
		}
		slope, err := c.Fit(p.From, p.Terms[len(p.Terms)-1])
		if err != nil {
			return r, err
		}
		r.Alpha, r.Frame = append(r.Alpha, a), append(r.Frame, system.Redundancy())
		r.Curves, r.Slopes = append(r.Curves, c), append(r.Slopes, slope)
	}
	return r, nil
}

// scalesFor is a number of scales that suits n pixels: 6 for 2048.
func scalesFor(n int) int { return max(1, int(math.Round(math.Log2(float64(n))))-5) }

func (p *RateParams) defaults() {
	if p.N == 0 {
		p.N = 2048
	}
	if p.Alpha == nil {
		p.Alpha = []float64{0.5, 1}
	}
	if p.Terms == nil {
		for k := range 5 {
			p.Terms = append(p.Terms, p.N<<k)
		}
	}
	if p.From == 0 {
		p.From = 2048
	}
	if p.Samples == 0 {
		p.Samples = 2
	}
}

// Ratio returns the errors of the second system over those of the first, for every number of terms.
func (r *RateResult) Ratio() []float64 {
	if len(r.Curves) < 2 {
		return nil
	}
	q := make([]float64, len(r.Curves[0].Error))
	for i, e := range r.Curves[0].Error {
		q[i] = r.Curves[1].Error[i] / e
	}
	return q
}

// JumpParams are the parameters of [Jump]; the zero value means the size at which the errors are stated.
type JumpParams struct {
	N      int     // pixels in each direction; 0 means 1024
	Radius float64 // of the disc; 0 means 0.35
	Terms  []int   // nil means 32, 64, …, 4096
	To     int     // the last N of the fit; 0 means 512
}

// Jump measures the same for the indicator of a disc and an orthonormal basis, that of Haar wavelets, where the largest
// coefficients are the best choice: at scale j about 2^j of them meet the circle, each of size 2^-j, hence N^{-1/2}.
func Jump(ctx context.Context, p JumpParams) (*approx.Curve, approx.Rate, error) {
	if p.N == 0 {
		p.N = 1024
	}
	if p.Radius == 0 {
		p.Radius = 0.35
	}
	if p.Terms == nil {
		for n := 32; n <= 4096; n *= 2 {
			p.Terms = append(p.Terms, n)
		}
	}
	if p.To == 0 {
		p.To = 512
	}
	x := approx.Cartoon{B: approx.Disc(0.5, 0.5, p.Radius)}.Raster(nil, p.N, 8)
	d := approx.Wavelets(wavelet.New([]int{p.N, p.N}, wavelet.Haar(), nil))
	d.Name = "Haar"
	c, err := approx.NTerm(ctx, d, x, p.Terms, nil)
	if err != nil {
		return c, approx.Rate{}, err
	}
	r, err := c.Fit(p.Terms[0], p.To)
	return c, r, err
}

// NaiveParams are the parameters of [Naive]; the zero value means the size at which the errors are stated.
type NaiveParams struct {
	N     int   // pixels in each direction; 0 means 512
	Terms []int // nil means 4096, 16384, …, 4^8
}

// Naive takes the largest coefficients of two undecimated systems, 49 compactly supported shearlets and the band-limited
// ones of Häuser and Steidl. Each band has a coefficient for every pixel, the low-pass as well, though a few of these would do:
// thousands of terms repeat the same thing, and the curve begins to fall where a basis has long arrived.
func Naive(ctx context.Context, p NaiveParams) ([]*approx.Curve, error) {
	if p.N == 0 {
		p.N = 512
	}
	if p.Terms == nil {
		p.Terms = []int{4096, 16384, 65536}
	}
	x := approx.TestCartoon().Raster(nil, p.N, 4)
	var out []*approx.Curve
	for _, s := range []struct {
		name   string
		system *shearlet.System
	}{
		{"compactly supported, 49 bands", shearlet.New(p.N, p.N, 4, nil)},
		{"band-limited, 61 bands", shearlet.NewFFST(p.N, p.N, 4, nil)},
	} {
		d := approx.Shearlets(s.system)
		d.Name = s.name
		c, err := approx.NTerm(ctx, d, x, p.Terms, nil)
		if err != nil {
			return out, err
		}
		out = append(out, c)
	}
	return out, nil
}
