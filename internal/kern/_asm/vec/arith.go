package main

// Kernels that are one or two instructions for each element; their meaning is said where package kern
// declares the functions.

// unary makes a kernel dst = g(a).
func unary(op string, g func(f x, a v) v) kernel {
	return kernel{op: op, ptrs: "da", body: func(f x, e *env) { e.store('d', g(f, e.load('a'))) }}
}

// side makes a kernel that takes two vectors at a time, where that is worth the code.
func side(k kernel) kernel {
	k.times = 2
	return k
}

// binary makes a kernel dst = g(a, b).
func binary(op string, g func(f x, a, b v) v) kernel {
	return kernel{op: op, ptrs: "dab", body: func(f x, e *env) { e.store('d', g(f, e.load('a'), e.load('b'))) }}
}

// scalar makes a kernel dst = g(a, p).
func scalar(op string, params int, g func(f x, a v, p []v) v) kernel {
	return kernel{op: op, ptrs: "da", params: params, body: func(f x, e *env) { e.store('d', g(f, e.load('a'), e.p)) }}
}

// grad makes a kernel dst += b·g(a): a is input or output of a function, b the derivative with respect
// to its output.
func grad(op string, g func(f x, a v) v) kernel {
	return kernel{op: op, ptrs: "dab", body: func(f x, e *env) {
		t := g(f, e.load('a'))
		s := e.load('d')
		e.store('d', f.addmul(s, e.load('b'), t))
	}}
}

// accum makes a kernel dst += g(a, b).
func accum(op string, g func(f x, a, b v) v) kernel {
	return kernel{op: op, ptrs: "dab", body: func(f x, e *env) {
		t := g(f, e.load('a'), e.load('b'))
		e.store('d', f.add(t, e.load('d')))
	}}
}

// sign is -1, 0 or 1, and a itself if that is 0 or NaN.
func sign(f x, a v) v {
	one := f.or(f.and(a, f.signBit()), f.c(1))
	return f.pick(f.cmp(a, ordered, f.one(0)), one, a)
}

var arithmetic = []kernel{
	binary("Add", func(f x, a, b v) v { return f.add(a, b) }),
	binary("Sub", func(f x, a, b v) v { return f.sub(a, b) }),
	binary("Mul", func(f x, a, b v) v { return f.mul(a, b) }),
	binary("Div", func(f x, a, b v) v { return f.div(a, b) }),
	binary("Maximum", func(f x, a, b v) v { return f.max(a, b) }),
	binary("Minimum", func(f x, a, b v) v { return f.min(a, b) }),
	{op: "MulAdd", ptrs: "dab", body: func(f x, e *env) {
		s := e.load('d')
		e.store('d', f.addmul(s, e.load('a'), e.load('b')))
	}},
	{op: "FMA", ptrs: "dabc", body: func(f x, e *env) {
		e.store('d', f.muladd(e.load('a'), e.load('b'), e.load('c')))
	}},
	{op: "Select", ptrs: "dabc", body: func(f x, e *env) {
		m := f.cmp(e.load('c'), gt, f.one(0))
		e.store('d', f.pick(m, e.load('a'), e.load('b')))
	}},
	scalar("Scale", 1, func(f x, a v, p []v) v { return f.mul(a, p[0]) }),
	scalar("AddScalar", 1, func(f x, a v, p []v) v { return f.add(a, p[0]) }),
	{op: "Axpy", ptrs: "da", params: 1, body: func(f x, e *env) {
		s := e.load('d')
		e.store('d', f.addmul(s, e.load('a'), e.p[0]))
	}},
	{op: "Axpby", ptrs: "da", params: 2, body: func(f x, e *env) {
		s := f.mul(e.load('d'), e.p[1])
		e.store('d', f.addmul(s, e.load('a'), e.p[0]))
	}},
	scalar("Clamp", 2, func(f x, a v, p []v) v { return f.min(p[1], f.max(p[0], a)) }),
	unary("Abs", func(f x, a v) v { return f.abs(a) }),
	unary("Sign", sign),
	unary("Square", func(f x, a v) v { return f.mul(a, a) }),
	unary("Sqrt", func(f x, a v) v { return f.sqrt(a) }),
	unary("Recip", func(f x, a v) v { return f.div(f.one(1), a) }),
	unary("ReLU", func(f x, a v) v { return f.max(f.one(0), a) }),

	grad("TanhGrad", func(f x, y v) v { return f.nmuladd(f.copy(y), y, f.c(1)) }),
	grad("SigmoidGrad", func(f x, y v) v { return f.mul(y, f.sub(f.one(1), y)) }),
	{op: "ReLUGrad", ptrs: "dab", body: func(f x, e *env) {
		m := f.cmp(e.load('a'), gt, f.one(0))
		e.store('d', f.add(e.load('d'), f.only(m, e.load('b'))))
	}},
	{op: "ReLUMask", ptrs: "dab", body: func(f x, e *env) {
		e.store('d', f.only(f.cmp(e.load('a'), gt, f.one(0)), e.load('b')))
	}},
	accum("LogGrad", func(f x, a, b v) v { return f.div(b, a) }),
	accum("SqrtGrad", func(f x, a, b v) v { return f.div(b, f.add(a, a)) }),
	grad("RecipGrad", func(f x, y v) v { return f.neg(f.mul(y, y)) }),
	grad("AbsGrad", sign),
}
