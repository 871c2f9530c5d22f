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
	a, b := make([]T, c), make([]T, c) // y = a·x + b
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
	sums := make([]T, 2*c)
	db, dg := sums[:c], sums[c:]
	ColSums(db, dy, rows, c, c)
	dotColumns(dg, x, dy, mean, rows, c)
	Mul(dg, dg, inv)
	Add(dgamma, dgamma, dg)
	Add(dbeta, dbeta, db)
	// dx += p·dy + q·x + r, column by column
	p, q, r := make([]T, c), make([]T, c), make([]T, c)
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
	wide := repeat(mean, times)
	blocks := (rows + colBlock - 1) / colBlock
	part := make([]T, blocks*len(wide))
	For(blocks, rowGrain(colBlock*c), func(lo, hi int) {
		d := make([]T, len(wide))
		for k := lo; k < hi; k++ {
			sum := part[k*len(wide) : (k+1)*len(wide)]
			for i := k * colBlock; i < min((k+1)*colBlock, rows); i += times {
				at, n := i*c, (min(i+times, (k+1)*colBlock, rows)-i)*c
				Sub(d[:n], x[at:at+n], wide[:n])
				v := d[:n]
				if y != nil {
					v = y[at : at+n]
				}
				MulAdd(sum[:n], d[:n], v)
			}
		}
	})
	clear(dst)
	addRows(dst, part, 0, blocks*times, c)
}

// affineRows computes y = a·x + b with one a and b for each column, or, with a second matrix z,
// y += a·x + b + q·z. Short rows are taken several at a time, with a and b repeated.
func affineRows[T Float](y, x, a, b, z, q []T, rows int) {
	c := len(a)
	if c == 0 {
		return
	}
	times := min(rows, max(1, wideRow/c))
	a, b, q = repeat(a, times), repeat(b, times), repeat(q, times)
	w := len(a)
	For((rows*c+w-1)/w, rowGrain(w), func(lo, hi int) {
		for k := lo; k < hi; k++ {
			i, j := k*w, min((k+1)*w, rows*c)
			out, n := y[i:j], j-i
			if z == nil {
				FMA(out, x[i:j], a[:n], b[:n])
				continue
			}
			MulAdd(out, x[i:j], a[:n])
			MulAdd(out, z[i:j], q[:n])
			Add(out, out, b[:n])
		}
	})
}

func repeat[T Float](v []T, times int) []T {
	r := make([]T, 0, len(v)*times)
	for range times {
		r = append(r, v...)
	}
	return r
}
