package kern

import "math"

// Normalisation of the columns of a matrix of rows × c elements: with channels last, the rows are all
// pixels of all images, and the columns the channels (batch normalisation, Ioffe and Szegedy 2015).

// Moments computes, for each column j of x, its mean and its variance Σ_i (x_ij - mean_j)² / rows, in
// two passes and in a fixed order.
func Moments[T Float](mean, variance, x []T, rows, c int) {
	sameLen("Moments", "matrix", len(x), rows*c)
	sameLen("Moments", "mean", len(mean), c)
	sameLen("Moments", "variance", len(variance), c)
	clear(mean)
	ColSums(mean, x, rows, c, c)
	Scale(mean, 1/T(rows), mean)
	dotColumns(variance, x, nil, mean, rows, c)
	Scale(variance, 1/T(rows), variance)
}

// InvStd computes
//
//	for j := range dst { dst[j] = 1 / √(variance[j] + eps) }
func InvStd[T Float](dst, variance []T, eps T) {
	same2("InvStd", dst, variance)
	for j, v := range variance {
		dst[j] = T(1 / math.Sqrt(float64(v+eps)))
	}
}

// BatchNorm computes
//
//	y_ij = gamma_j · (x_ij - mean_j) · inv_j + beta_j
//
// with inv = 1/√(variance+ε) from InvStd. y may be x.
func BatchNorm[T Float](y, x, mean, inv, gamma, beta []T, rows, c int) {
	sameLen("BatchNorm", "matrix", len(x), rows*c)
	sameLen("BatchNorm", "output", len(y), rows*c)
	buf, back := borrow[T](2 * c)
	defer give(back)
	a, b := buf[:c], buf[c:] // y = a·x + b
	Mul(a, gamma, inv)
	for j := range b {
		b[j] = beta[j] - a[j]*mean[j]
	}
	affineRows(y, x, a, b, nil, nil, rows)
}

// BatchNormGrad adds the derivatives of BatchNorm together with those of the mean and the variance it
// was given, both taken from x itself:
//
//	x̂ = (x - mean)·inv
//	dgamma_j += Σ_i dy_ij·x̂_ij,  dbeta_j += Σ_i dy_ij
//	dx_ij += gamma_j·inv_j · (dy_ij - Σ_k dy_kj/rows - x̂_ij · Σ_k dy_kj·x̂_kj/rows)
func BatchNormGrad[T Float](dx, dgamma, dbeta, x, dy, mean, inv, gamma []T, rows, c int) {
	sameLen("BatchNormGrad", "matrix", len(x), rows*c)
	sameLen("BatchNormGrad", "output", len(dy), rows*c)
	sameLen("BatchNormGrad", "dx", len(dx), rows*c)
	buf, back := borrow[T](5 * c)
	defer give(back)
	clear(buf[:c])
	db, dg := buf[:c], buf[c:2*c]
	ColSums(db, dy, rows, c, c)
	dotColumns(dg, x, dy, mean, rows, c)
	Mul(dg, dg, inv)
	Add(dgamma, dgamma, dg)
	Add(dbeta, dbeta, db)
	// dx += p·dy + q·x + r, column by column
	p, q, r := buf[2*c:3*c], buf[3*c:4*c], buf[4*c:]
	for j := range p {
		p[j] = gamma[j] * inv[j]
		q[j] = -p[j] * inv[j] * dg[j] / T(rows)
		r[j] = -p[j]*db[j]/T(rows) - q[j]*mean[j]
	}
	affineRows(dx, dy, p, r, x, q, rows)
}

// dotColumns computes dst_j = Σ_i (x_ij-mean_j)·y_ij, with y = x-mean if y is nil. Short rows are taken
// several at a time, as one long row.
func dotColumns[T Float](dst, x, y, mean []T, rows, c int) {
	times := min(colBlock, max(1, wideRow/max(c, 1)))
	blocks := (rows + colBlock - 1) / colBlock
	buf, back := borrow[T]((blocks + 1) * times * c)
	defer give(back)
	wide, part := buf[:times*c], buf[times*c:]
	repeat(wide, mean)
	clear(part)
	share(blocks, rowGrain(colBlock*c), columnDots[T]{part, x, y, wide, rows, c, times})
	clear(dst)
	addRows(dst, part, 0, blocks*times, c)
}

type columnDots[T Float] struct {
	part, x, y, wide []T
	rows, c, times   int
}

func (w *columnDots[T]) piece(lo, hi int) {
	d, back := borrow[T](len(w.wide))
	defer give(back)
	for k := lo; k < hi; k++ {
		sum := w.part[k*len(w.wide) : (k+1)*len(w.wide)]
		for i := k * colBlock; i < min((k+1)*colBlock, w.rows); i += w.times {
			at, n := i*w.c, (min(i+w.times, (k+1)*colBlock, w.rows)-i)*w.c
			Sub(d[:n], w.x[at:at+n], w.wide[:n])
			v := d[:n]
			if w.y != nil {
				v = w.y[at : at+n]
			}
			MulAdd(sum[:n], d[:n], v)
		}
	}
}

// affineRows computes y = a·x + b with one a and b for each column, or, with a second matrix z,
// y += a·x + b + q·z. Short rows are taken several at a time, with a and b repeated.
func affineRows[T Float](y, x, a, b, z, q []T, rows int) {
	c := len(a)
	if c == 0 {
		return
	}
	times := min(rows, max(1, wideRow/c))
	w := times * c
	buf, back := borrow[T](3 * w)
	defer give(back)
	wideA, wideB, wideQ := buf[:w], buf[w:2*w], buf[2*w:]
	repeat(wideA, a)
	repeat(wideB, b)
	repeat(wideQ, q)
	share((rows*c+w-1)/w, rowGrain(w), affineArgs[T]{y[:rows*c], x, wideA, wideB, z, wideQ})
}

type affineArgs[T Float] struct{ y, x, a, b, z, q []T }

func (f *affineArgs[T]) piece(lo, hi int) {
	w := len(f.a)
	for k := lo; k < hi; k++ {
		i, j := k*w, min((k+1)*w, len(f.y))
		out, n := f.y[i:j], j-i
		if f.z == nil {
			FMA(out, f.x[i:j], f.a[:n], f.b[:n])
			continue
		}
		MulAdd(out, f.x[i:j], f.a[:n])
		MulAdd(out, f.z[i:j], f.q[:n])
		Add(out, out, f.b[:n])
	}
}

// repeat fills dst with copies of v, if there is one.
func repeat[T Float](dst, v []T) {
	for len(v) > 0 && len(dst) > 0 {
		dst = dst[copy(dst, v):]
	}
}
