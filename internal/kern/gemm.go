package kern

// Op says how a matrix enters a product.
type Op byte

// NoTrans takes a matrix as it is stored, Trans its transpose.
const (
	NoTrans Op = iota
	Trans
)

// Gemm computes the matrix product
//
//	C = alpha·op(A)·op(B) + beta·C
//
// with row-major matrices: op(A) is m × k, op(B) is k × n and C is m × n; element (i, j) of the stored
// matrix A is a[i*lda+j]. With beta = 0, C is not read. C must not overlap A or B. It panics with a
// *LengthError when a slice or a stride is too short.
//
//	for i := range m {
//		for j := range n {
//			s := 0
//			for l := range k { s += opA[i][l] * opB[l][j] }
//			c[i*ldc+j] = alpha*s + beta*c[i*ldc+j]
//		}
//	}
//
// The bits of C do not depend on the number of threads.
func Gemm[T Float](ta, tb Op, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) {
	checkGemm("Gemm", ta, tb, m, n, k, a, lda, b, ldb, c, ldc)
	gemm(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, Epilogue[T]{})
}

// Act is an activation applied to a product.
type Act byte

// The activations an Epilogue may name.
const (
	ActNone Act = iota
	ActReLU
	ActTanh
	ActSigmoid
	ActGELU
	ActGELUErf
	ActSoftplus
	ActSin
)

// Epilogue is what GemmEpilogue does to a product while it is still in the cache: add Row[j] to column j
// and Col[i] to row i, where they are not nil, then apply Act.
type Epilogue[T Float] struct {
	Row []T // n values, such as the bias of a layer whose samples are rows
	Col []T // m values, such as the bias of a layer whose samples are columns
	Act Act
}

// GemmEpilogue computes
//
//	C = Act(alpha·op(A)·op(B) + beta·C + Row + Col)
//
// as Gemm does.
func GemmEpilogue[T Float](ta, tb Op, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int, e Epilogue[T]) {
	checkGemm("GemmEpilogue", ta, tb, m, n, k, a, lda, b, ldb, c, ldc)
	if e.Row != nil {
		atLeast("GemmEpilogue", "row bias", len(e.Row), n)
	}
	if e.Col != nil {
		atLeast("GemmEpilogue", "column bias", len(e.Col), m)
	}
	gemm(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, e)
}

// GemmBatch computes count products of the same shape; product i starts at a[i*strideA], b[i*strideB]
// and c[i*strideC]. A stride of 0 uses the same A or B throughout.
func GemmBatch[T Float](ta, tb Op, count, m, n, k int, alpha T, a []T, lda, strideA int, b []T, ldb, strideB int, beta T, c []T, ldc, strideC int) {
	if count <= 0 {
		return
	}
	last := count - 1
	checkGemm("GemmBatch", ta, tb, m, n, k, tail(a, last*strideA), lda, tail(b, last*strideB), ldb, tail(c, last*strideC), ldc)
	one := product[T]{m: m, n: n, k: k, alpha: alpha, beta: beta, a: stored(ta, a, lda), b: stored(tb, b, ldb), c: c, ldc: ldc}
	share(count, max(1, batchWork/max(1, m*n*k)), batchArgs[T]{one, strideA, strideB, strideC})
}

type batchArgs[T Float] struct {
	one                       product[T] // the first
	strideA, strideB, strideC int
}

func (b *batchArgs[T]) piece(lo, hi int) {
	for i := lo; i < hi; i++ {
		p := b.one
		p.a.x, p.b.x, p.c = p.a.x[i*b.strideA:], p.b.x[i*b.strideB:], p.c[i*b.strideC:]
		p.multiply()
	}
}

// batchWork is the number of multiplications in a piece of a batch.
const batchWork = 1 << 19

// Gemv computes the matrix-vector product
//
//	y = alpha·op(A)·x + beta·y
//
// with the stored matrix A of m × n elements. With beta = 0, y is not read.
func Gemv[T Float](ta Op, m, n int, alpha T, a []T, lda int, x []T, beta T, y []T) {
	matrix("Gemv", "A", a, m, n, lda)
	if ta == NoTrans {
		atLeast("Gemv", "x", len(x), n)
		atLeast("Gemv", "y", len(y), m)
		gemm(NoTrans, NoTrans, m, 1, n, alpha, a, lda, x, 1, beta, y, 1, Epilogue[T]{})
		return
	}
	atLeast("Gemv", "x", len(x), m)
	atLeast("Gemv", "y", len(y), n)
	gemm(NoTrans, NoTrans, 1, n, m, alpha, x, m, a, lda, beta, y, n, Epilogue[T]{})
}

// Ger adds an outer product:
//
//	for i := range m { for j := range n { a[i*lda+j] += alpha * x[i] * y[j] } }
func Ger[T Float](m, n int, alpha T, x, y []T, a []T, lda int) {
	matrix("Ger", "A", a, m, n, lda)
	atLeast("Ger", "x", len(x), m)
	atLeast("Ger", "y", len(y), n)
	gemm(NoTrans, NoTrans, m, n, 1, alpha, x, 1, y, n, 1, a, lda, Epilogue[T]{})
}

func checkGemm[T Float](fn string, ta, tb Op, m, n, k int, a []T, lda int, b []T, ldb int, c []T, ldc int) {
	if ta == NoTrans {
		matrix(fn, "A", a, m, k, lda)
	} else {
		matrix(fn, "A", a, k, m, lda)
	}
	if tb == NoTrans {
		matrix(fn, "B", b, k, n, ldb)
	} else {
		matrix(fn, "B", b, n, k, ldb)
	}
	matrix(fn, "C", c, m, n, ldc)
}

// finish applies the epilogue to rows i0 ≤ i < i1 and columns j0 ≤ j < j1 of C.
func (e *Epilogue[T]) finish(c []T, ldc, i0, i1, j0, j1 int) {
	if e.Row == nil && e.Col == nil && e.Act == ActNone {
		return
	}
	if e.Row != nil {
		addToRows(c[j0:], ldc, i0, i1, e.Row[j0:j1])
	}
	if e.Col == nil && ldc == j1-j0 { // one long row
		activate(c[i0*ldc:i1*ldc], e.Act)
		return
	}
	for i := i0; i < i1; i++ {
		r := c[i*ldc+j0 : i*ldc+j1]
		if e.Col != nil {
			AddScalar(r, e.Col[i], r)
		}
		activate(r, e.Act)
	}
}

func activate[T Float](x []T, a Act) {
	switch a {
	case ActReLU:
		ReLU(x, x)
	case ActTanh:
		Tanh(x, x)
	case ActSigmoid:
		Sigmoid(x, x)
	case ActGELU:
		GELU(x, x)
	case ActGELUErf:
		GELUErf(x, x)
	case ActSoftplus:
		Softplus(x, x)
	case ActSin:
		Sin(x, x)
	}
}
