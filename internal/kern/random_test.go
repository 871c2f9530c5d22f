package kern

import (
	"math"
	"testing"
)

// The known answers that come with the reference implementation of Salmon et al. (Random123).
func TestPhilox(t *testing.T) {
	for _, c := range []struct {
		s    stream
		b    uint64
		want [4]uint32
	}{
		{stream{0, 0}, 0, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{stream{math.MaxUint64, math.MaxUint64}, math.MaxUint64, [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{stream{0x299f31d0_a4093822, 0x03707344_13198a2e}, 0x85a308d3_243f6a88, [4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		if got := c.s.philox(c.b); got != c.want {
			t.Errorf("philox: got %x, want %x", got, c.want)
		}
	}
}

// Groups of words must be those of the single blocks, over the carry into the upper counter word.
func TestPhiloxWords(t *testing.T) {
	s := stream{0x0123456789abcdef, 0xfedcba9876543210}
	for _, g := range []uint64{0, 1, 1<<28 - 2, 1<<28 - 1, 1<<59 + 5} {
		w := make([]uint32, 4*philoxGroup)
		s.words(w, g)
		for i := range len(w) / 4 {
			want := s.philox(g*16 + uint64(i))
			for k, v := range want {
				if got := w[i/16*64+k*16+i%16]; got != v {
					t.Fatalf("group %d, block %d, word %d: got %x, want %x", g, i, k, got, v)
				}
			}
		}
	}
}

func testMoments[T Float](t *testing.T) {
	const n = 1 << 18
	x := make([]T, n+7)
	check := func(what string, got, want, tol float64) {
		t.Helper()
		if math.Abs(got-want) > tol {
			t.Errorf("%s: got %v, want %v ± %v", what, got, want, tol)
		}
	}
	moment := func(k int) (s float64) {
		for _, v := range x {
			s += math.Pow(float64(v), float64(k))
		}
		return s / float64(len(x))
	}
	sd := 4 / math.Sqrt(n) // four standard errors, times those of the quantity
	Uniform(x, source(5))
	check("uniform mean", moment(1), 0.5, sd*0.29)
	check("uniform second moment", moment(2), 1./3, sd*0.3)
	for _, v := range x {
		if v < 0 || v >= 1 {
			t.Fatalf("uniform: got %v, want a number in [0, 1)", v)
		}
	}
	Normal(x, source(6))
	check("normal mean", moment(1), 0, sd)
	check("normal variance", moment(2), 1, sd*math.Sqrt(2))
	check("normal third moment", moment(3), 0, sd*math.Sqrt(15))
	check("normal fourth moment", moment(4), 3, sd*math.Sqrt(96))
	var lag float64
	for i := range x[1:] {
		lag += float64(x[i]) * float64(x[i+1])
	}
	check("normal autocorrelation", lag/n, 0, sd)
}

func TestRandomMoments(t *testing.T) {
	testMoments[float64](t)
	testMoments[float32](t)
}

// A fill depends on the seed alone, and a shorter one is its beginning.
func TestRandomPrefix(t *testing.T) {
	long, short := make([]float32, 70001), make([]float32, 1000)
	Normal(long, source(7))
	Normal(short, source(7))
	for i, v := range short {
		if v != long[i] {
			t.Fatalf("element %d: got %v and %v", i, v, long[i])
		}
	}
	defer SetThreads(SetThreads(1))
	again := make([]float32, len(long))
	Normal(again, source(7))
	for i, v := range again {
		if v != long[i] {
			t.Fatalf("element %d depends on the number of threads", i)
		}
	}
}
