package nn

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Every number of binary16 comes back, and its neighbours in float32 are rounded to it.
func TestHalf(t *testing.T) {
	for h := range 1 << 16 {
		v := fromHalf(uint16(h))
		if v != v {
			if g := fromHalf(toHalf(v)); g == g {
				t.Fatalf("%#04x: no number became %v", h, g)
			}
			continue
		}
		if g := toHalf(v); g != uint16(h) {
			t.Fatalf("%#04x = %v came back as %#04x", h, v, g)
		}
		if up, down := math.Nextafter32(v, 1e38), math.Nextafter32(v, -1e38); v-v == 0 && v != 0 && (toHalf(up) != uint16(h) || toHalf(down) != uint16(h)) {
			t.Fatalf("%#04x = %v: its neighbours became %#04x and %#04x", h, v, toHalf(up), toHalf(down))
		}
	}
	for v, want := range map[float32]uint16{1: 0x3c00, -2: 0xc000, 65504: 0x7bff, 65519.996: 0x7bff, 65520: 0x7c00, 1e9: 0x7c00, 1 + 0x1p-11: 0x3c00, 1 + 0x3p-11: 0x3c02, 0x1p-24: 1, 0x1p-25: 0, 0x1.8p-24: 2} {
		if got := toHalf(v); got != want {
			t.Errorf("%v became %#04x, want %#04x", v, got, want)
		}
	}
}

// F16 is half as long and as exact as it says; BF16 is read.
func TestHalfFile(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	x := make([]float32, 100)
	for i := range x {
		x[i] = float32(rnd.NormFloat64())
	}
	f := &File{Half: true, Tensors: []NamedTensor{{"x", ad.Of32(x, 10, 10)}, {"y", ad.Of([]float64{math.Pi}, 1)}}}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	g, err := ReadFile(&b)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range g.Tensor("x").Data32() {
		if math.Abs(float64(v-x[i])) > math.Abs(float64(x[i]))*0x1p-11 {
			t.Errorf("element %d: %v, want %v", i, v, x[i])
		}
	}
	if v := g.Tensor("y").Data64()[0]; v != math.Pi {
		t.Errorf("float64 became %v", v)
	}
	if g, err = ReadFile(bytes.NewReader(file(`{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, 0x80, 0x3f, 0x49, 0xc0))); err != nil {
		t.Fatal(err)
	}
	if v := g.Tensor("x").Data32(); v[0] != 1 || v[1] != -3.140625 {
		t.Errorf("BF16: %v, want [1 -3.140625]", v)
	}
}
