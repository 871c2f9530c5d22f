//go:build !noasm

package kern

//go:generate sh -c "cd _asm && go run ./rand -out ../random_amd64.s -stubs ../random_stubs_amd64.go -pkg kern"

// randSet are the kernels of the random numbers.
type randSet struct {
	philox func(dst *byte, groups int, b uint64, keys, steps *uint64)
	single func(dst, src *byte, n int, par *byte)
	double func(dst, hi, lo *byte, n int, par *byte)
}

var rands *randSet

func setRandomLevel(l int) {
	switch l {
	case levelAVX512:
		rands = &randSet{philoxAVX512, uniformF32AVX512, uniformF64AVX512}
	case levelAVX2:
		rands = &randSet{philoxAVX2, uniformF32AVX2, uniformF64AVX2}
	default:
		rands = nil
	}
}

// philoxSteps are the distances of the blocks in the lanes from the first one: even, then odd ones.
var philoxSteps = [16]uint64{0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15}

// philoxAsm is stream.words with assembly, for at most randBlock words.
func philoxAsm(dst []uint32, s stream, g uint64) bool {
	if rands == nil || len(dst) < philoxGroup {
		return rands != nil
	}
	var keys [2*philoxRounds + 4]uint64
	k0, k1 := uint32(s.key), uint32(s.key>>32)
	for r := range philoxRounds {
		keys[2*r], keys[2*r+1] = uint64(k0), uint64(k1)
		k0, k1 = k0+philoxW0, k1+philoxW1
	}
	c := keys[2*philoxRounds:]
	c[0], c[1], c[2], c[3] = s.high&0xffffffff, s.high>>32, philoxM0, philoxM1
	rands.philox(ptr(dst), len(dst)/philoxGroup, g*(philoxGroup/4), hidden(&keys[0]), &philoxSteps[0])
	return true
}

// uniformAsm is toUniform for whole blocks.
func uniformAsm[T Float](dst []T, w []uint32) bool {
	if rands == nil || len(dst) != randBlock/perWord[T]() {
		return false
	}
	if is32[T]() {
		par := [1]T{0x1p-24}
		rands.single(ptr(dst), ptr(w), len(dst), ptr(par[:]))
		return true
	}
	par := [1]T{1}
	rands.double(ptr(dst), ptr(w), ptr(w[randBlock/2:]), len(dst), ptr(par[:]))
	return true
}
