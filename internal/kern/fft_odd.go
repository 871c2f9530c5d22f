package kern

// oddTable holds cos(2πik/r) and sin(2πik/r) for 1 ≤ k, i ≤ (r-1)/2, by k, then i: what a transform of an odd
// length r takes,
//
//	X_k = x_0 + Σ_i (x_i + x_{r-i}) cos(2πik/r) - i Σ_i (x_i - x_{r-i}) sin(2πik/r)
//
// and X_{r-k} with the other sign.
type oddTable struct {
	cs64 []float64
	cs32 []float32
}

// oddTableOf returns nil for the radices that have passes of their own.
func oddTableOf(r int) *oddTable {
	if r <= 5 {
		return nil
	}
	t := new(oddTable)
	for k := 1; k <= r/2; k++ {
		for i := 1; i <= r/2; i++ {
			w := rootOfUnity(i*k, r)
			t.cs64 = append(t.cs64, w[0], -w[1])
			t.cs32 = append(t.cs32, float32(w[0]), float32(-w[1]))
		}
	}
	return t
}

// cosines are the numbers of a table.
func cosines[T Float](t *oddTable) []T {
	if is32[T]() {
		return cast32[T](t.cs32)
	}
	return cast[T](t.cs64)
}

// oddPass is pass number l, of radix r, over blocks of r·m elements.
func (b *batch[T]) oddPass(x []T, l, r, m, blocks int) {
	w, tw, cs := 2*laneCount[T](), twiddles[T](b.p, l), cosines[T](b.p.odd[l])
	tmp, back := borrow[T](w * (r - 1))
	defer give(back)
	if oddAsm(x, r, m, blocks, tw, cs, tmp) {
		return
	}
	for ; len(x) > 0; x = x[w*r*m:] {
		for j := range m {
			butterflyOdd(x[w*j:], w*m, r, tw[2*(r-1)*j:], cs, tmp)
		}
	}
}

// butterflyOdd is butterfly for r elements of x, step numbers apart; tmp is room for r-1 elements.
func butterflyOdd[T Float](x []T, step, r int, t, cs, tmp []T) {
	w, h := 2*laneCount[T](), r/2
	for q := range w {
		first := x[q]
		for i := range h {
			a, b := x[(i+1)*step+q], x[(r-1-i)*step+q]
			tmp[2*i*w+q], tmp[(2*i+1)*w+q] = a+b, a-b
			x[q] += a + b
		}
		for k := range h {
			c, s := first, T(0)
			for i := range h {
				c += cs[2*(k*h+i)] * tmp[2*i*w+q]
				s += cs[2*(k*h+i)+1] * tmp[(2*i+1)*w+q]
			}
			x[(k+1)*step+q], x[(r-1-k)*step+q] = c, s
		}
	}
	for k := 1; k <= h; k++ {
		c, s := x[k*step:][:w], x[(r-k)*step:][:w]
		for q := range w / 2 {
			p := w/2 + q
			cr, ci, sr, si := c[q], c[p], s[q], s[p]
			c[q], c[p] = complexMul(cr+si, ci-sr, t[2*k-2], t[2*k-1])
			s[q], s[p] = complexMul(cr-si, ci+sr, t[2*(r-k)-2], t[2*(r-k)-1])
		}
	}
}
