package ad

// custom holds the functions of a Map.
type custom struct {
	name  string
	f, df func(dst, x []float64)
	x, y  []float64 // scratch, for float32
}

// Map returns f(x) elementwise for a function given as slices, for example one written in a notebook
// cell: f(dst, x) stores f(xᵢ) in dstᵢ and df stores f′(xᵢ). Both see all elements in one call, in
// double precision, and must not keep their arguments. The name appears in messages.
//
// The second derivative of f is not known: a derivative of the derivative with respect to x panics and
// says so. Compose f of functions of this package where that is needed.
func Map(x *Var, name string, f, df func(dst, x []float64)) *Var {
	v := x.tape.emit(opMap, x.val.shape, x)
	v.extra = &custom{name: name, f: f, df: df}
	return v.run()
}

func mapFwd(v *Var) { v.extra.(*custom).f(v.val.f64, v.in[0].val.f64) }

func mapFwd32(v *Var) {
	c := v.extra.(*custom)
	c.widen(&v.in[0].val)
	c.f(c.y, c.x)
	v.val.SetFloat64s(c.y)
}

func mapGradOf(v, g *Var) *Var {
	w := v.tape.emit(opMapGrad, v.val.shape, v.in[0], g)
	w.extra = v.extra
	return w.run()
}

func mapGradFwd(v *Var) {
	c := v.extra.(*custom)
	c.df(v.val.f64, v.in[0].val.f64)
	for i, g := range v.in[1].val.f64 {
		v.val.f64[i] *= g
	}
}

func mapGradFwd32(v *Var) {
	c := v.extra.(*custom)
	c.widen(&v.in[0].val)
	c.df(c.y, c.x)
	for i, g := range v.in[1].val.f32 {
		v.val.f32[i] = float32(c.y[i]) * g
	}
}

// widen copies x to scratch in double precision.
func (c *custom) widen(x *Tensor) {
	if n := x.Len(); len(c.x) != n {
		c.x, c.y = make([]float64, n), make([]float64, n)
	}
	x.Float64s(c.x)
}

func mapCurve(v, _, _ *Var) *Var {
	panic("ad.Map: the second derivative of " + v.extra.(*custom).name + " is not known")
}
