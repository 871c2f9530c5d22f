package kern

// MulPairs multiplies complex numbers, as pairs of their parts, by real numbers,
//
//	for k := range s { dst[2*k], dst[2*k+1] = x[2*k]*s[k], x[2*k+1]*s[k] }
//
// dst may be x. It panics with a *LengthError unless dst and x have twice the length of s.
func MulPairs[T Float](dst, x, s []T) {
	sameLen("MulPairs", "dst", len(dst), 2*len(s))
	sameLen("MulPairs", "x", len(x), 2*len(s))
	for k := pairsAsm(dst, x, s, false); k < len(s); k++ {
		dst[2*k], dst[2*k+1] = x[2*k]*s[k], x[2*k+1]*s[k]
	}
}

// AddMulPairs adds the products of [MulPairs] to dst.
func AddMulPairs[T Float](dst, x, s []T) {
	sameLen("AddMulPairs", "dst", len(dst), 2*len(s))
	sameLen("AddMulPairs", "x", len(x), 2*len(s))
	for k := pairsAsm(dst, x, s, true); k < len(s); k++ {
		dst[2*k] += x[2*k] * s[k]
		dst[2*k+1] += x[2*k+1] * s[k]
	}
}
