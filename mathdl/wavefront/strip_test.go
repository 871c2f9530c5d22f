package wavefront

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// The network on patches and on strips, whose first layer is shared, say the same.
func TestStrips(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 1))
	p := RandomPhantom(40, rnd)
	e, err := newLens(40, 40).see(context.Background(), p.Image)
	if err != nil {
		t.Fatal(err)
	}
	d := &Detector{Net: Network(rnd)}
	for i := range d.Net.Params() {
		d.Net.Params()[i] += 0.01 * rnd.NormFloat64() // biases too
	}
	pixels := []int32{}
	for i := int32(0); i < 1600; i += 7 {
		pixels = append(pixels, i)
	}
	var want, got []float32
	keep := func(to *[]float32) func(int, []float32) {
		return func(_ int, s []float32) { *to = append(*to, s...) }
	}
	_ = d.odds(context.Background(), e, 40, pixels, keep(&want))
	_ = d.strip(e, 40, 40).odds(context.Background(), pixels, keep(&got))
	if len(got) != len(want) || len(got) != len(pixels)*outputs {
		t.Fatalf("got %d scores, want %d", len(got), len(want))
	}
	for i := range got {
		if math.Abs(float64(got[i]-want[i])) > 1e-4*(1+math.Abs(float64(want[i]))) {
			t.Fatalf("score %d: %v by strips, %v by patches", i, got[i], want[i])
		}
	}
}
