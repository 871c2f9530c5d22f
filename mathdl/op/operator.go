package op

// Operator is a map A: X → Y.
type Operator interface {
	// Domain returns X.
	Domain() Space
	// Range returns Y.
	Range() Space
	// Apply stores A(x) in dst, which may be nil, and returns it. It panics with a *ShapeError
	// if a length does not fit.
	Apply(dst, x []float64) []float64
}

// Linear is a linear operator with its exact adjoint: ⟨Ax, y⟩_Y = ⟨x, A*y⟩_X up to rounding.
type Linear interface {
	Operator
	// Adjoint stores A*y in dst, which may be nil, and returns it.
	Adjoint(dst, y []float64) []float64
}

// Smooth is an operator that can be differentiated.
type Smooth interface {
	Operator
	// Derivative returns DA(x): X → Y, the linear operator with A(x+h) = A(x) + DA(x)h + o(h).
	// Apply is the Jacobian-vector product (forward mode), Adjoint the vector-Jacobian product
	// (backpropagation). The result keeps what it needs of x: x may be changed afterwards.
	Derivative(x []float64) Linear
}

// LinearFunc is a linear operator written as two functions, for example in a notebook cell:
//
//	op.LinearFunc{X: op.R(n), Y: op.R(n), Fwd: f, FwdStar: fstar}
//
// Fwd(dst, x) stores Ax and FwdStar(dst, y) stores A*y, the adjoint for the inner products of X and
// Y; both overwrite all of dst, whose length is right, and must not keep their arguments.
type LinearFunc struct {
	X, Y    Space
	Fwd     func(dst, x []float64)
	FwdStar func(dst, y []float64)
}

var _ Linear = LinearFunc{}

// Domain returns X.
func (f LinearFunc) Domain() Space { return f.X }

// Range returns Y.
func (f LinearFunc) Range() Space { return f.Y }

// Apply stores Ax in dst, which may be nil. It panics with a [*ShapeError] on a wrong length.
func (f LinearFunc) Apply(dst, x []float64) []float64 {
	f.X.check("op.LinearFunc.Apply", "x", x)
	dst = f.Y.take("op.LinearFunc.Apply", dst)
	f.Fwd(dst, x)
	return dst
}

// Adjoint stores A*y in dst, which may be nil. It panics with a [*ShapeError] on a wrong length,
// and if FwdStar is nil.
func (f LinearFunc) Adjoint(dst, y []float64) []float64 {
	if f.FwdStar == nil {
		panic("op.LinearFunc.Adjoint: the field FwdStar is nil")
	}
	f.Y.check("op.LinearFunc.Adjoint", "y", y)
	dst = f.X.take("op.LinearFunc.Adjoint", dst)
	f.FwdStar(dst, y)
	return dst
}

// SmoothFunc is a smooth operator written as three functions. F(dst, x) stores A(x),
// JVP(dst, x, h) stores DA(x)h, VJP(dst, x, y) stores DA(x)*y. Programs of package ad need no such
// struct: ad.Smooth derives both products.
type SmoothFunc struct {
	X, Y Space
	F    func(dst, x []float64)
	JVP  func(dst, x, h []float64)
	VJP  func(dst, x, y []float64)
}

var _ Smooth = SmoothFunc{}

// Domain returns X.
func (f SmoothFunc) Domain() Space { return f.X }

// Range returns Y.
func (f SmoothFunc) Range() Space { return f.Y }

// Apply stores A(x) in dst, which may be nil. It panics with a [*ShapeError] on a wrong length.
func (f SmoothFunc) Apply(dst, x []float64) []float64 {
	f.X.check("op.SmoothFunc.Apply", "x", x)
	dst = f.Y.take("op.SmoothFunc.Apply", dst)
	f.F(dst, x)
	return dst
}

// Derivative returns DA(x), with its own copy of x.
func (f SmoothFunc) Derivative(x []float64) Linear {
	f.X.check("op.SmoothFunc.Derivative", "x", x)
	at := append([]float64(nil), x...)
	return LinearFunc{
		X: f.X, Y: f.Y,
		Fwd:     func(dst, h []float64) { f.JVP(dst, at, h) },
		FwdStar: func(dst, y []float64) { f.VJP(dst, at, y) },
	}
}

// AsSmooth returns a linear operator as a smooth one: its derivative is A itself, everywhere.
func AsSmooth(A Linear) Smooth { return linearSmooth{A} }

type linearSmooth struct{ Linear }

func (s linearSmooth) Derivative(x []float64) Linear {
	s.Domain().check("op.AsSmooth", "x", x)
	return s.Linear
}
