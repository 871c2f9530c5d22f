package nn

import "math"

// fromHalf returns the number that 16 bits hold in the format binary16 of IEEE 754, exactly.
func fromHalf(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	exp, frac := uint32(h>>10)&31, uint32(h&0x3ff)
	switch exp {
	case 0: // ±0 and subnormal numbers
		return math.Float32frombits(sign | math.Float32bits(float32(frac)*0x1p-24))
	case 31: // ±∞ and no number
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
}

// toHalf rounds to the nearest number of binary16, to the even one of two; what is too large becomes ±∞.
func toHalf(v float32) uint16 {
	b := math.Float32bits(v)
	sign, a := uint16(b>>16)&0x8000, b&0x7fffffff
	switch {
	case a > 0x7f800000:
		return sign | 0x7e00
	case a >= 0x477ff000: // from 65520 on
		return sign | 0x7c00
	case a < 0x38800000: // below 2⁻¹⁴: a multiple of 2⁻²⁴
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(a))*0x1p24))
	}
	a += 0xfff + a>>13&1
	return sign | uint16(a>>13-112<<10)
}
