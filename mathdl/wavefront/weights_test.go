package wavefront

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/edges"
)

// The weights that are shipped answer the question of DeNSE rightly for phantoms of other seeds.
func TestPretrained(t *testing.T) {
	s, err := Pretrained().Evaluate(context.Background(), 256, 2, 0, rand.New(rand.NewPCG(41, 1)))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(s)
	if s.Smooth < 0.95 || s.Binary < 0.95 || s.Singular < 0.95 || s.Pixels != 4000 {
		t.Errorf("%v; want .95", s)
	}
}

// On a phantom it finds more of the wavefront set than the edge measure, and tells the directions better than Canny's gradient.
func TestExtract(t *testing.T) {
	const n = 128
	p := RandomPhantom(n, rand.New(rand.NewPCG(42, 1)))
	s, err := Pretrained().Extract(context.Background(), p.Image, n, n)
	if err != nil {
		t.Fatal(err)
	}
	e, err := edges.New(n, n, nil).Edges(context.Background(), p.Image)
	if err != nil {
		t.Fatal(err)
	}
	net, measure := p.Compare(s.Mask, s.Angle, 1.5), p.Compare(e.Mask, e.Angle, 1.5)
	_, slope := edges.Gradient(p.Image, n, n, 1)
	canny := p.Compare(edges.Canny(p.Image, n, n, 1, 0.005, 0.01), slope, 1.5)
	t.Log("network:", net)
	t.Log("measure:", measure)
	t.Log("Canny:  ", canny)
	if net.Hit < 0.94 || net.Precision < 0.94 || net.Hit < measure.Hit || net.Angle > min(measure.Angle, canny.Angle) {
		t.Errorf("network: %v", net)
	}
}

// The points of a straight edge lie on it, between the pixels too, wherever it is and whatever the image's values.
func TestExtractStep(t *testing.T) {
	const n = 64
	for _, deg := range []float64{0, 33, 90, 140} {
		sin, cos := math.Sincos(deg * math.Pi / 180)
		f := make([]float64, n*n)
		for i := range f {
			x := float64(i%n-n/2)*cos + float64(i/n-n/2)*sin - 0.3
			f[i] = 7 + 100*min(1, max(0, 0.5+x))
		}
		s, err := Pretrained().Extract(context.Background(), f, n, n)
		if err != nil {
			t.Fatal(err)
		}
		var off, turned []float64
		for _, q := range s.Points {
			if q.Row > 12 && q.Row < n-12 && q.Col > 12 && q.Col < n-12 {
				off = append(off, math.Abs((q.Col-n/2)*cos+(q.Row-n/2)*sin-0.3))
				turned = append(turned, math.Abs(math.Remainder(q.Angle-deg*math.Pi/180, math.Pi))*180/math.Pi)
			}
		}
		if len(off) < 35 {
			t.Fatalf("%g°: %d points", deg, len(off))
		}
		slices.Sort(off)
		slices.Sort(turned)
		t.Logf("%g°: %d points, at most %.2f pixels and %.2f° off", deg, len(off), off[len(off)-1], turned[len(off)-1])
		if off[len(off)-1] > 0.75 || turned[len(off)-1] > 3 {
			t.Errorf("%g°: %.2f pixels and %.2f° off", deg, off[len(off)-1], turned[len(off)-1])
		}
	}
}
