package main

// decayed is g + decay·w.
func decayed(f x, g, w, decay v) v { return f.addmul(g, w, decay) }

// adam advances the moments in a and b by the gradient d, with the scalars p, and returns the step.
func adam(f x, e *env, d v) v {
	m := f.mul(e.load('a'), e.p[0])
	f.addmul(m, d, e.p[1])
	e.store('a', m)
	s := f.mul(e.load('b'), e.p[2])
	f.addmul(s, f.mul(d, d), e.p[3])
	e.store('b', s)
	root := f.add(f.sqrt(f.mul(s, e.p[5])), e.p[6])
	return f.div(f.mul(m, e.p[4]), root)
}

var optimisers = []kernel{
	{op: "SGD", ptrs: "da", params: 2, body: func(f x, e *env) {
		w := e.load('d')
		e.store('d', f.submul(w, decayed(f, e.load('a'), w, e.p[1]), e.p[0]))
	}},
	{op: "Momentum", ptrs: "dab", params: 3, body: func(f x, e *env) {
		w := e.load('d')
		d := decayed(f, e.load('b'), w, e.p[2])
		s := f.muladd(e.load('a'), e.p[1], d)
		e.store('a', s)
		e.store('d', f.submul(w, s, e.p[0]))
	}},
	{op: "Nesterov", ptrs: "dab", params: 3, body: func(f x, e *env) {
		w := e.load('d')
		d := decayed(f, e.load('b'), w, e.p[2])
		s := f.muladd(e.load('a'), e.p[1], d)
		e.store('a', s)
		e.store('d', f.submul(w, f.addmul(d, s, e.p[1]), e.p[0]))
	}},
	{op: "Adam", ptrs: "dabc", params: 8, body: func(f x, e *env) {
		w := e.load('d')
		e.store('d', f.sub(w, adam(f, e, decayed(f, e.load('c'), w, e.p[7]))))
	}},
	{op: "AdamW", ptrs: "dabc", params: 8, body: func(f x, e *env) {
		w := f.mul(e.load('d'), e.p[7])
		e.store('d', f.sub(w, adam(f, e, e.load('c'))))
	}},
	{op: "RMSProp", ptrs: "dab", params: 4, body: func(f x, e *env) {
		g := e.load('b')
		s := f.mul(e.load('a'), e.p[1])
		f.addmul(s, f.mul(g, g), e.p[2])
		e.store('a', s)
		step := f.div(f.mul(g, e.p[0]), f.add(f.sqrt(s), e.p[3]))
		e.store('d', f.sub(e.load('d'), step))
	}},
}
