package kern

import "math"

// Operations on the rows and columns of a row-major matrix: a has rows × cols elements, row i starts at
// a[i*lda], lda ≥ cols. They panic with a *LengthError when a slice is too short.

func matrix[T Float](fn, what string, a []T, rows, cols, lda int) {
	if lda < cols {
		panic(&LengthError{fn, "stride of " + what, lda, cols})
	}
	if rows > 0 && cols > 0 {
		atLeast(fn, what, len(a), (rows-1)*lda+cols)
	}
}

// rowGrain is how many rows of that many columns make a piece of work worth handing to another core.
func rowGrain(cols int) int { return max(1, (1<<14)/max(cols, 1)) }

// RowSums computes
//
//	for i := range rows { dst[i] = Σ_j a[i*lda+j] }
func RowSums[T Float](dst, a []T, rows, cols, lda int) {
	matrix("RowSums", "matrix", a, rows, cols, lda)
	atLeast("RowSums", "dst", len(dst), rows)
	share(rows, rowGrain(cols), rowSums[T]{rowArgs[T]{dst: dst, a: a, cols: cols, lda: lda}})
}

// rowArgs is what an operation on rows works with.
type rowArgs[T Float] struct {
	dst, a, v      []T
	cols, ldd, lda int
}

func (r *rowArgs[T]) in(i int) []T  { return r.a[i*r.lda : i*r.lda+r.cols] }
func (r *rowArgs[T]) out(i int) []T { return r.dst[i*r.ldd : i*r.ldd+r.cols] }

type rowSums[T Float] struct{ rowArgs[T] }

func (r *rowSums[T]) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		r.dst[i] = Sum(r.in(i))
	}
}

// colBlock is the number of rows whose sum is formed at once, fixed so that the order of adding is.
const colBlock = 256

// ColSums adds the rows:
//
//	for j := range cols { dst[j] += Σ_i a[i*lda+j] }
//
// Blocks of rows are summed one by one, then added in their order.
func ColSums[T Float](dst, a []T, rows, cols, lda int) {
	matrix("ColSums", "matrix", a, rows, cols, lda)
	atLeast("ColSums", "dst", len(dst), cols)
	dst = dst[:cols]
	blocks := (rows + colBlock - 1) / colBlock
	if blocks == 1 {
		addRows(dst, a, 0, rows, lda)
		return
	}
	part, back := borrow[T](blocks * cols)
	defer give(back)
	clear(part)
	share(blocks, rowGrain(colBlock*cols), colSums[T]{rowArgs[T]{dst: part, a: a, cols: cols, lda: lda}, rows})
	addRows(dst, part, 0, blocks, cols)
}

type colSums[T Float] struct {
	rowArgs[T]
	rows int
}

func (c *colSums[T]) piece(lo, hi int) {
	for k := lo; k < hi; k++ {
		addRows(c.dst[k*c.cols:(k+1)*c.cols], c.a, k*colBlock, min((k+1)*colBlock, c.rows), c.lda)
	}
}

// addRows adds rows lo ≤ i < hi to dst. Short rows are taken several at a time, as one long row.
func addRows[T Float](dst, a []T, lo, hi, lda int) {
	c := len(dst)
	if lda == c && c > 0 && hi-lo > 4 {
		times := wideRow / c
		if w := foldBytes / size[T](); w == c {
			addWide(dst, a[lo*c:hi*c])
			return
		} else if w%c == 0 {
			times = w / c // what the kernel takes
		}
		if times > 1 && hi-lo > 2*times {
			wide, back := borrow[T](times * c)
			defer give(back)
			clear(wide)
			addWide(wide, a[lo*c:hi*c])
			a, lo, hi = wide, 0, times
		}
	}
	for i := lo; i < hi; i++ {
		Add(dst, dst, a[i*lda:i*lda+c])
	}
}

const (
	wideRow   = 512 // the length from which on the cost of a call per row does not matter
	foldBytes = 512 // the length of rows the kernel Fold adds up
)

// addWide adds a, cut into pieces as long as dst, to dst.
func addWide[T Float](dst, a []T) {
	f := vecs[kind[T]()][opFold]
	if n := len(a) / len(dst) * len(dst); f != nil && n > 0 && len(dst)*size[T]() == foldBytes {
		for ; len(a) >= len(dst); a = a[min(vecBlock, n):] {
			n = min(vecBlock, len(a)/len(dst)*len(dst))
			f(ptr(dst), ptr(a), nil, nil, n, nil)
		}
	}
	for ; len(a) > 0; a = a[min(len(dst), len(a)):] {
		d := dst[:min(len(dst), len(a))]
		Add(d, d, a[:len(d)])
	}
}

// AddRow adds the same row, such as a bias, to every row:
//
//	for i := range rows { for j := range cols { a[i*lda+j] += v[j] } }
func AddRow[T Float](a []T, rows, cols, lda int, v []T) {
	matrix("AddRow", "matrix", a, rows, cols, lda)
	atLeast("AddRow", "row", len(v), cols)
	share(rows, rowGrain(cols), addRow[T]{rowArgs[T]{a: a, v: v[:cols], cols: cols, lda: lda}})
}

type addRow[T Float] struct{ rowArgs[T] }

func (r *addRow[T]) piece(lo, hi int) { addToRows(r.a, r.lda, lo, hi, r.v) }

// addToRows adds v to rows lo ≤ i < hi, to several at a time if they are short.
func addToRows[T Float](a []T, lda, lo, hi int, v []T) {
	c := len(v)
	times := min(2*wideRow/max(c, 1), hi-lo)
	if lda != c || times < 4 {
		for i := lo; i < hi; i++ {
			r := a[i*lda : i*lda+c]
			Add(r, r, v)
		}
		return
	}
	wide, back := borrow[T](times * c)
	defer give(back)
	for i := range times {
		copy(wide[i*c:], v)
	}
	for a = a[lo*c : hi*c]; len(a) > 0; a = a[min(len(wide), len(a)):] {
		r := a[:min(len(wide), len(a))]
		Add(r, r, wide[:len(r)])
	}
}

// AddCol adds the same column, such as a bias, to every column:
//
//	for i := range rows { for j := range cols { a[i*lda+j] += v[i] } }
func AddCol[T Float](a []T, rows, cols, lda int, v []T) {
	matrix("AddCol", "matrix", a, rows, cols, lda)
	atLeast("AddCol", "column", len(v), rows)
	share(rows, rowGrain(cols), addCol[T]{rowArgs[T]{a: a, v: v, cols: cols, lda: lda}})
}

type addCol[T Float] struct{ rowArgs[T] }

func (r *addCol[T]) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		AddScalar(r.in(i), r.v[i], r.in(i))
	}
}

// MulRow multiplies every row elementwise by v:
//
//	for i := range rows { for j := range cols { dst[i*ldd+j] = a[i*lda+j] * v[j] } }
func MulRow[T Float](dst []T, ldd int, a []T, rows, cols, lda int, v []T) {
	matrix("MulRow", "matrix", a, rows, cols, lda)
	matrix("MulRow", "dst", dst, rows, cols, ldd)
	atLeast("MulRow", "row", len(v), cols)
	share(rows, rowGrain(cols), mulRow[T]{rowArgs[T]{dst, a, v[:cols], cols, ldd, lda}})
}

type mulRow[T Float] struct{ rowArgs[T] }

func (r *mulRow[T]) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		Mul(r.out(i), r.in(i), r.v)
	}
}

// LogSumExpRows computes, without overflow,
//
//	for i := range rows { dst[i] = ln Σ_j e^a[i*lda+j] }
func LogSumExpRows[T Float](dst, a []T, rows, cols, lda int) {
	matrix("LogSumExpRows", "matrix", a, rows, cols, lda)
	atLeast("LogSumExpRows", "dst", len(dst), rows)
	atLeast("LogSumExpRows", "row", cols, 1)
	share(rows, rowGrain(8*cols), logSumExp[T]{rowArgs[T]{dst: dst, a: a, cols: cols, lda: lda}})
}

type logSumExp[T Float] struct{ rowArgs[T] }

func (r *logSumExp[T]) piece(lo, hi int) {
	tmp, back := borrow[T](r.cols)
	defer give(back)
	for i := lo; i < hi; i++ {
		m, s := expRow(tmp, r.in(i))
		r.dst[i] = m
		if !math.IsInf(float64(m), 0) {
			r.dst[i] += T(math.Log(float64(s)))
		}
	}
}

// SoftmaxRows computes, without overflow,
//
//	for i := range rows { for j := range cols { dst[i*ldd+j] = e^a[i*lda+j] / Σ_k e^a[i*lda+k] } }
//
// A row that holds +Inf, or nothing but -Inf, becomes NaN. dst may be a.
func SoftmaxRows[T Float](dst []T, ldd int, a []T, rows, cols, lda int) {
	matrix("SoftmaxRows", "matrix", a, rows, cols, lda)
	matrix("SoftmaxRows", "dst", dst, rows, cols, ldd)
	atLeast("SoftmaxRows", "row", cols, 1)
	share(rows, rowGrain(8*cols), softmax[T]{rowArgs[T]{dst: dst, a: a, cols: cols, ldd: ldd, lda: lda}})
}

type softmax[T Float] struct{ rowArgs[T] }

func (r *softmax[T]) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		d := r.out(i)
		_, s := expRow(d, r.in(i))
		Scale(d, 1/s, d)
	}
}

// expRow sets dst = e^(x-m), where m is the largest element, and returns m and Σ dst.
func expRow[T Float](dst, x []T) (m, s T) {
	m = Max(x)
	if math.IsInf(float64(m), -1) { // nothing but -Inf: e^x is zero everywhere
		clear(dst)
		return m, 0
	}
	if !run(opExpShift, dst, x, nil, nil, &params[T]{m}) {
		AddScalar(dst, -m, x)
		Exp(dst, dst)
	}
	return m, Sum(dst)
}

// SoftmaxGradRows takes the output y = softmax of each row:
//
//	dx[i*ldx+j] += y[i*ldy+j] * (dy[i*ldd+j] - Σ_k dy[i*ldd+k]·y[i*ldy+k])
func SoftmaxGradRows[T Float](dx []T, ldx int, y []T, ldy int, dy []T, ldd, rows, cols int) {
	matrix("SoftmaxGradRows", "dx", dx, rows, cols, ldx)
	matrix("SoftmaxGradRows", "output", y, rows, cols, ldy)
	matrix("SoftmaxGradRows", "dy", dy, rows, cols, ldd)
	share(rows, rowGrain(8*cols), softmaxGrad[T]{rowArgs[T]{dst: dx, a: y, cols: cols, ldd: ldx, lda: ldy}, dy, ldd})
}

type softmaxGrad[T Float] struct {
	rowArgs[T]
	dy  []T
	ldy int
}

func (r *softmaxGrad[T]) piece(lo, hi int) {
	tmp, back := borrow[T](r.cols)
	defer give(back)
	for i := lo; i < hi; i++ {
		p, d := r.in(i), r.dy[i*r.ldy:i*r.ldy+r.cols]
		AddScalar(tmp, -Dot(d, p), d)
		MulAdd(r.out(i), p, tmp)
	}
}

// Transpose writes the transpose of a (rows × cols) to dst (cols × rows):
//
//	for i := range rows { for j := range cols { dst[j*ldd+i] = a[i*lda+j] } }
//
// dst and a must not overlap.
func Transpose[T Float](dst []T, ldd int, a []T, rows, cols, lda int) {
	matrix("Transpose", "matrix", a, rows, cols, lda)
	matrix("Transpose", "dst", dst, cols, rows, ldd)
	const b = transposeBlock
	share((rows+b-1)/b, max(1, rowGrain(b*cols)), transposeArgs[T]{rowArgs[T]{dst: dst, a: a, cols: cols, ldd: ldd, lda: lda}, rows})
}

const transposeBlock = 64 // rows and columns of a tile

type transposeArgs[T Float] struct {
	rowArgs[T]
	rows int
}

func (t *transposeArgs[T]) piece(lo, hi int) {
	const b = transposeBlock
	for i := lo * b; i < min(hi*b, t.rows); i += b {
		for j := 0; j < t.cols; j += b {
			transposeTile(t.dst[j*t.ldd+i:], t.ldd, t.a[i*t.lda+j:], min(b, t.rows-i), min(b, t.cols-j), t.lda)
		}
	}
}

// transposeTile transposes as many whole blocks as there are, then what is beside and below them.
func transposeTile[T Float](dst []T, ldd int, a []T, rows, cols, lda int) {
	side := 32 / size[T]()
	r := rows / side * side
	c := transposeAsm(dst, ldd, a, r, cols, lda)
	for i := range rows {
		from := c
		if i >= r {
			from = 0
		}
		for j := from; j < cols; j++ {
			dst[j*ldd+i] = a[i*lda+j]
		}
	}
}
