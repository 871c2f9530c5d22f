package wavefront

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Score is what a detector reaches on phantoms it has not seen.
type Score struct {
	// Binary is the mean over the K classes of the accuracy of "this class or not" with as many pixels of the
	// class as others: what is reported of DeNSE, for one class of 90. Of the others half are on boundaries.
	Binary   float64
	PerClass []float64 // its terms
	Smooth   float64   // the same without the corners, which are of all classes
	Singular float64   // accuracy of "a boundary runs through or not", as many of each
	Class    float64   // share of the pixels with one class whose largest score is that of the class or one beside it
	Pixels   int       // how many were asked about
}

// String says it in a line.
func (s Score) String() string {
	return fmt.Sprintf("binary accuracy %.4f (without corners %.4f), singular or not %.4f, class or next %.4f, %d pixels", s.Binary, s.Smooth, s.Singular, s.Class, s.Pixels)
}

// Threshold is the probability, that of all directions included, from which a class counts as present: about its share of
// the samples, so that a detector that tells the probabilities decides best where those of the class and others are
// equally many.
const Threshold = 0.03

// Evaluate tests the detector on that many random phantoms of n × n pixels, with noise of deviation sigma, at
// 2000 pixels each: half on a boundary, a quarter at most three pixels beside one, none within two pixels of a corner but
// the corner itself. It returns ctx's error if it is cancelled, and panics with a *RangeError unless phantoms ≥ 1 and n ≥ 32.
func (d *Detector) Evaluate(ctx context.Context, n, phantoms int, sigma float64, rnd *rand.Rand) (Score, error) {
	need("wavefront.Evaluate", "phantoms", float64(phantoms), phantoms > 0, "> 0")
	t := new(tally)
	p := newPool(n, 1, 1, 0, rnd.Uint64())
	p.fixed = sigma
	for j := range phantoms {
		s := p.scene(j)
		pixels := make([]int32, perPhantom)
		for i := range pixels {
			pixels[i] = int32(s.pick(rnd))
		}
		err := d.odds(ctx, s.field, n, pixels, func(i int, score []float32) { t.add(s.labels.set[pixels[i]], score) })
		if err != nil {
			return Score{}, err
		}
	}
	return t.score(), nil
}

// perPhantom is the number of pixels that are asked about in a phantom.
const perPhantom = 2000

// tally counts decisions, [no or yes][right or all].
type tally struct {
	class    [Classes][2][2]float64
	smooth   [Classes][2][2]float64 // without corners
	singular [2][2]float64
	single   [2]float64
	p        [outputs]float64
	n        int
}

// add counts what the scores of a pixel with this label say.
func (t *tally) add(set uint64, score []float32) {
	odds := softmax(t.p[:], score)
	t.n++
	count(&t.singular, set != 0, odds > 0)
	for k := range Classes {
		said := t.p[k]+t.p[corner] > Threshold
		count(&t.class[k], set>>k&1 == 1, said)
		if set != every {
			count(&t.smooth[k], set>>k&1 == 1, said)
		}
	}
	if set != 0 && set&(set-1) == 0 {
		t.single[1]++
		k := slices.Index(t.p[:Classes], slices.Max(t.p[:Classes]))
		if near := uint64(1)<<k | uint64(1)<<((k+1)%Classes) | uint64(1)<<((k+Classes-1)%Classes); near&set != 0 {
			t.single[0]++
		}
	}
}

func count(c *[2][2]float64, truth, said bool) {
	row := &c[0]
	if truth {
		row = &c[1]
	}
	row[1]++
	if truth == said {
		row[0]++
	}
}

// score makes the shares; a class of which no pixel came has none.
func (t *tally) score() Score {
	s := Score{Singular: balanced(t.singular), Class: t.single[0] / t.single[1], Pixels: t.n}
	s.Binary, s.PerClass = shares(t.class[:])
	s.Smooth, _ = shares(t.smooth[:])
	return s
}

// shares returns the balanced accuracies of the classes, and the mean of those there are.
func shares(classes [][2][2]float64) (mean float64, all []float64) {
	seen := 0.0
	for _, c := range classes {
		v := balanced(c)
		all = append(all, v)
		if !math.IsNaN(v) {
			mean += v
			seen++
		}
	}
	return mean / seen, all
}

// balanced is the mean of the shares of right answers for yes and no.
func balanced(c [2][2]float64) float64 { return (c[0][0]/c[0][1] + c[1][0]/c[1][1]) / 2 }
