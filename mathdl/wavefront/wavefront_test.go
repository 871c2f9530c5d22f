package wavefront

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

// Points of the boundary have gauge 1 and the gradient of the gauge as normal.
func TestBoundary(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		s := RandomShape(256, rnd)
		all := s.Boundary()
		for i, p := range all {
			if g := s.gauge(p.Row, p.Col); math.Abs(g-1) > 1e-12 {
				t.Fatalf("%+v: gauge %g at point %d", s, g, i)
			}
			const h = 1e-5
			y := s.gauge(p.Row+h, p.Col) - s.gauge(p.Row-h, p.Col)
			x := s.gauge(p.Row, p.Col+h) - s.gauge(p.Row, p.Col-h)
			if d := math.Remainder(p.Angle-math.Atan2(y, x), math.Pi); !p.Corner && math.Abs(d) > 1e-4 {
				t.Fatalf("%+v: normal off by %g at point %d", s, d, i)
			}
			if j := (i + 1) % len(all); !s.Square && math.Hypot(all[j].Row-p.Row, all[j].Col-p.Col) > pace {
				t.Fatalf("%+v: a gap after point %d", s, i)
			}
		}
	}
}

// The painted area is π|p×q| or 4|p×q|, and the step across a boundary the opacity.
func TestPaint(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 1))
	for range 8 {
		s := RandomShape(128, rnd)
		s.C, s.Product = [2]float64{63.2, 64.9}, false
		f := make([]float64, 128*128)
		s.paint(f, 128)
		sum, want := 0.0, math.Pi
		for _, v := range f {
			sum += v / s.Opacity
		}
		if s.Square {
			want = 4
		}
		want *= math.Abs(s.P[0]*s.Q[1] - s.P[1]*s.Q[0])
		if math.Abs(sum/want-1) > 0.005 {
			t.Errorf("%+v: area %.2f, want %.2f", s, sum, want)
		}
		p := NewPhantom(128, []Shape{s})
		if len(p.Points) == 0 || slices.Min(p.Image) != 0 || math.Abs(slices.Max(p.Image)-1) > 1e-12 {
			t.Fatalf("%+v: %d points", s, len(p.Points))
		}
		for _, b := range p.Points {
			if !b.Corner && math.Abs(b.Score-1) > 1e-12 {
				t.Fatalf("%+v: step %g", s, b.Score)
			}
		}
	}
}

// A circle shows all classes, a corner has them all, and what is hidden is left out.
func TestLabels(t *testing.T) {
	disc := Shape{C: [2]float64{60, 64}, P: [2]float64{30, 0}, Q: [2]float64{0, 30}, Opacity: 1}
	faint := Shape{Square: true, C: [2]float64{20, 20}, P: [2]float64{10, 0}, Q: [2]float64{0, 10}, Opacity: 0.01}
	box := Shape{Square: true, C: [2]float64{105, 105}, P: [2]float64{10, 0}, Q: [2]float64{0, 10}, Opacity: 1}
	l := NewPhantom(128, []Shape{disc, faint, box}).label(LowestStep)
	union, corners := uint64(0), 0
	for _, s := range l.set {
		if s == every {
			corners++
		} else {
			union |= s
		}
	}
	if union != every || corners != 4 {
		t.Errorf("classes %b, %d corners", union, corners)
	}
	if l.set[60*128+94]&1 == 0 || l.set[30*128+64]>>(Classes/2)&1 == 0 { // normals along a row and down a column
		t.Errorf("classes %b and %b", l.set[60*128+94], l.set[30*128+64])
	}
	list := l.sort()
	if i := int32(20*128 + 30); !l.skip[i] || slices.Contains(list[far], i) || slices.Contains(list[singular], i) {
		t.Error("a hidden step was asked about")
	}
	if l.skip[95*128+95] || !l.skip[96*128+94] || l.skip[95*128+98] {
		t.Error("a corner is asked about, pixels beside it are not")
	}
	for k := range Classes {
		if Class(Middle(k)) != k {
			t.Errorf("Class(Middle(%d)) = %d", k, Class(Middle(k)))
		}
	}
}

// A patch forgets the contrast and the brightness, and tells the network nothing that is too large.
func TestPatch(t *testing.T) {
	p := RandomPhantom(48, rand.New(rand.NewPCG(4, 1)))
	l, x, y := newLens(48, 48), make([]float64, patchLen), make([]float64, patchLen)
	g := make([]float64, len(p.Image))
	for i, v := range p.Image {
		g[i] = 0.3 + 0.5*v
	}
	a, _ := l.see(context.Background(), p.Image)
	b, _ := l.see(context.Background(), g)
	at := slices.Index(p.label(LowestStep).set, every) // a corner
	a.patch(x, at/48, at%48)
	b.patch(y, at/48, at%48)
	for i := range x {
		if math.Abs(x[i]-y[i]) > 0.01 || math.Abs(x[i]) > 30 {
			t.Fatalf("coefficient %d is %.3f, and %.3f of half the contrast", i, x[i], y[i])
		}
	}
}

// The same settings give the same bits on any number of processors, and the loss falls.
func TestTrain(t *testing.T) {
	set := &Training{Size: 48, Epochs: 3, Samples: 256, Seed: 5}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	a, res, err := Train(context.Background(), set)
	if err != nil {
		t.Fatal(err)
	}
	if h := res.History; h.Last().Loss > h[0].Loss-0.15 {
		t.Errorf("loss from %.3f to %.3f", h[0].Loss, h.Last().Loss)
	}
	runtime.GOMAXPROCS(3)
	b, _, err := Train(context.Background(), set)
	if err != nil || !slices.Equal(a.Net.Params(), b.Net.Params()) {
		t.Errorf("weights depend on the number of processors; %v", err)
	}
}

func TestSaved(t *testing.T) {
	d := &Detector{Net: Network(rand.New(rand.NewPCG(6, 1)))}
	path := t.TempDir() + "/w.safetensors"
	if err := d.Save(path); err != nil {
		t.Fatal(err)
	}
	e, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range d.Net.Params() {
		if e.Net.Params()[i] != float64(float32(v)) {
			t.Fatalf("parameter %d is %v, was %v", i, e.Net.Params()[i], v)
		}
	}
	if _, err := Load(path + "x"); err == nil {
		t.Error("no error for a file that is not there")
	}
}

func TestMisuse(t *testing.T) {
	d := &Detector{Net: Network(rand.New(rand.NewPCG(7, 1)))}
	ctx, cancel := context.WithCancel(context.Background())
	if s, err := d.Extract(ctx, make([]float64, 12), 3, 4); err != nil || len(s.Points) > 0 {
		t.Errorf("constant image: %v, %v", s, err)
	}
	cancel()
	if _, err := d.Extract(ctx, []float64{0, 1}, 2, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := d.Evaluate(ctx, 32, 1, 0, rand.New(rand.NewPCG(8, 1))); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	refused[*op.ShapeError](t, "Extract", func() { _, _ = d.Extract(ctx, make([]float64, 5), 2, 3) })
	refused[*RangeError](t, "rows", func() { _, _ = d.Extract(ctx, nil, 0, 3) })
	refused[*RangeError](t, "phantoms", func() { _, _ = d.Evaluate(ctx, 32, 0, 0, nil) })
	refused[*RangeError](t, "RandomPhantom", func() { RandomPhantom(8, nil) })
	refused[*RangeError](t, "Epochs", func() { _, _, _ = Train(ctx, &Training{Epochs: -1}) })
}

func refused[E error](t *testing.T, name string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if _, ok := recover().(E); !ok {
			t.Errorf("%s: no typed panic", name)
		}
	}()
	f()
}
