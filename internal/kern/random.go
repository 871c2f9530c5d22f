package kern

import (
	"math"
	"math/rand/v2"
)

// Random numbers come from Philox-4x32 with ten rounds (Salmon et al. 2011, "Parallel random numbers: as
// easy as 1, 2, 3"), which computes block number b of a stream from b and a key alone. The key is drawn
// from the caller's generator, two words for each call, so a fill depends on the state of that
// generator and on nothing else: not on the number of threads.

const (
	philoxM0, philoxM1 = 0xD2511F53, 0xCD9E8D57
	philoxW0, philoxW1 = 0x9E3779B9, 0xBB67AE85
	philoxRounds       = 10

	// A group is sixteen consecutive blocks of four words, the first words of all of them first.
	philoxGroup = 64
	// randBlock is the number of words, and of float32 numbers, generated in one piece.
	randBlock = 1 << 11
)

// stream is a key and the upper half of the counter.
type stream struct{ key, high uint64 }

func newStream(rnd *rand.Rand) stream { return stream{rnd.Uint64(), rnd.Uint64()} }

// philox returns block b of the stream.
func (s stream) philox(b uint64) [4]uint32 {
	c := [4]uint32{uint32(b), uint32(b >> 32), uint32(s.high), uint32(s.high >> 32)}
	k0, k1 := uint32(s.key), uint32(s.key>>32)
	for range philoxRounds {
		p0, p1 := uint64(philoxM0)*uint64(c[0]), uint64(philoxM1)*uint64(c[2])
		c = [4]uint32{uint32(p1>>32) ^ c[1] ^ k0, uint32(p1), uint32(p0>>32) ^ c[3] ^ k1, uint32(p0)}
		k0, k1 = k0+philoxW0, k1+philoxW1
	}
	return c
}

// words fills dst, a multiple of philoxGroup long, from group number g on.
func (s stream) words(dst []uint32, g uint64) {
	if philoxAsm(dst, s, g) {
		return
	}
	for ; len(dst) >= philoxGroup; dst = dst[philoxGroup:] {
		for i := range philoxGroup / 4 {
			w := s.philox(g*(philoxGroup/4) + uint64(i))
			dst[i], dst[16+i], dst[32+i], dst[48+i] = w[0], w[1], w[2], w[3]
		}
		g++
	}
}

// perWord is the number of words behind a number of type T.
func perWord[T Float]() int { return size[T]() / 4 }

// block fills w, randBlock words, with block number b.
func (s stream) block(w []uint32, b int) { s.words(w, uint64(b)*randBlock/philoxGroup) }

// toUniform converts the words of a block to numbers in [0, 1): 24 bits of one word, or 52 of two.
func toUniform[T Float](dst []T, w []uint32) {
	if uniformAsm(dst, w) {
		return
	}
	if is32[T]() {
		for i := range dst {
			dst[i] = T(w[i]>>8) * 0x1p-24
		}
		return
	}
	h := w[randBlock/2:]
	for i := range dst {
		dst[i] = T((uint64(w[i])<<20 | uint64(h[i])>>12)) * 0x1p-52
	}
}

// Uniform fills dst with independent numbers distributed uniformly on [0, 1), multiples of 2⁻²⁴ in
// single and of 2⁻⁵² in double precision. It draws two words from rnd.
func Uniform[T Float](dst []T, rnd *rand.Rand) {
	fillRandom(dst, rnd, false)
}

// Normal fills dst with independent standard normal numbers (Box and Muller 1958). It draws two words
// from rnd.
func Normal[T Float](dst []T, rnd *rand.Rand) {
	fillRandom(dst, rnd, true)
}

// boxMuller turns uniform numbers, of even count, into normal ones:
// √(-2 ln(1-u)) cos 2πv and √(-2 ln(1-u)) sin 2πv, with u from the first half and v from the second.
func boxMuller[T Float](x []T) {
	h := len(x) / 2
	u, v := x[:h], x[h:]
	buf, back := borrow[T](2 * h)
	defer give(back)
	s, c := buf[:h], buf[h:]
	Scale(v, 2*math.Pi, v)
	SinCos(s, c, v)
	Scale(u, -1, u)
	Log1p(u, u)
	Scale(u, -2, u)
	Sqrt(u, u)
	Mul(v, u, s)
	Mul(u, u, c)
}

// fillRandom fills dst with uniform numbers, or normal ones.
func fillRandom[T Float](dst []T, rnd *rand.Rand, normal bool) {
	share(len(dst), 8*randBlock/perWord[T](), randomArgs[T]{dst, newStream(rnd), normal})
}

type randomArgs[T Float] struct {
	dst    []T
	s      stream
	normal bool
}

func (r *randomArgs[T]) piece(lo, hi int) {
	n := randBlock / perWord[T]()
	var words [randBlock]uint32
	u, back := borrow[T](n)
	defer give(back)
	for ; lo < hi; lo += n {
		r.s.block(words[:], lo/n)
		d := r.dst[lo:min(lo+n, hi)]
		if !r.normal {
			toUniform(d, words[:])
			continue
		}
		toUniform(u, words[:])
		boxMuller(u)
		copy(d, u)
	}
}
