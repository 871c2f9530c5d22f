package main

import (
	"math"

	"github.com/mmcloughlin/avo/reg"
)

// The maps along one axis, for the points 0, ±a, ±b and infinity with a² = 1/2 and b² = 2; package kern
// has them as formulas.
var a, b = math.Sqrt(0.5), math.Sqrt2

const third, sixth = 1. / 3, 1. / 6

// numbers are all the constants; needs says who needs which.
var (
	numbers = []float64{a, b, a / 2, 2 * b, 0.5, 2, 2.5, third, 2 * third, sixth, 2 * third * a, sixth * b}
	needs   = map[string][]float64{
		"winoInput":      {a, b, 0.5, 2, 2.5},
		"winoOutput":     {a, b, a / 2, 2 * b, 0.5, 2},
		"winoOutputAdd":  {a, b, a / 2, 2 * b, 0.5, 2},
		"winoOutputGrad": {a, b, 0.5, 2},
		"winoFilter":     {0.5, 2, 2 * third, sixth, 2 * third * a, sixth * b},
		"winoFilterGrad": {third, 2 * third, sixth, 2 * third * a, sixth * b},
	}
)

type vecs = []reg.VecVirtual

// input is Bᵀ.
var input = []part{
	{[]int{0}, func(k *square, x vector) vecs { return ends(k, x, 0) }},
	{[]int{1, 2}, func(k *square, x vector) vecs { return inputPair(k, x, a, 2) }},
	{[]int{3, 4}, func(k *square, x vector) vecs { return inputPair(k, x, b, 0.5) }},
	{[]int{5}, func(k *square, x vector) vecs { return ends(k, x, 1) }},
}

// ends is x_i + x_i+4 - 5/2 x_i+2.
func ends(k *square, x vector, i int) vecs {
	y := x.fresh(i)
	k.Add(x.read(i+4), y, y)
	k.minus(y, 2.5, x.read(i+2))
	return vecs{y}
}

// inputPair is x₄ - q x₂ ± p (x₃ - q x₁).
func inputPair(k *square, x vector, p, q float64) vecs {
	e := x.fresh(4)
	k.minus(e, q, x.read(2))
	o := x.fresh(3)
	k.minus(o, q, x.read(1))
	return k.pair(e, p, o)
}

// output is Aᵀ, in an even and an odd part.
var output = []part{
	{[]int{0, 2}, func(k *square, x vector) vecs {
		s := x.fresh(1)
		k.Add(x.read(2), s, s)
		t := x.fresh(3)
		k.Add(x.read(4), t, t)
		y := k.Vec()
		k.Mul(k.c[0.5], s, y)
		k.plus(y, 2, t)
		k.Add(t, s, s)
		k.Add(x.read(0), s, s)
		return vecs{s, y}
	}},
	{[]int{1, 3}, func(k *square, x vector) vecs {
		s := x.fresh(1)
		k.Sub(x.read(2), s, s)
		t := x.fresh(3)
		k.Sub(x.read(4), t, t)
		z := x.fresh(5)
		k.plus(z, a/2, s)
		k.plus(z, 2*b, t)
		k.Mul(k.c[a], s, s)
		k.plus(s, b, t)
		return vecs{s, z}
	}},
}

// outputGrad is A.
var outputGrad = []part{
	{[]int{0}, func(k *square, x vector) vecs { return vecs{x.fresh(0)} }},
	{[]int{1, 2}, func(k *square, x vector) vecs { return gradPair(k, x, a, 0.5) }},
	{[]int{3, 4}, func(k *square, x vector) vecs { return gradPair(k, x, b, 2) }},
	{[]int{5}, func(k *square, x vector) vecs { return vecs{x.fresh(3)} }},
}

// gradPair is x₀ + q x₂ ± p (x₁ + q x₃).
func gradPair(k *square, x vector, p, q float64) vecs {
	e := x.fresh(0)
	k.plus(e, q, x.read(2))
	o := x.fresh(1)
	k.plus(o, q, x.read(3))
	return k.pair(e, p, o)
}

// filter is G.
var filter = []part{
	{[]int{0}, func(k *square, x vector) vecs { return vecs{x.fresh(0)} }},
	{[]int{1, 2}, func(k *square, x vector) vecs {
		e := x.fresh(0)
		k.plus(e, 0.5, x.read(2))
		y := k.Vec()
		k.Xor(y, y, y)
		k.minus(y, 2*third, e)
		return swap(k.pair(y, 2*third*a, x.read(1)))
	}},
	{[]int{3, 4}, func(k *square, x vector) vecs {
		e := x.fresh(0)
		k.plus(e, 2, x.read(2))
		k.Mul(k.c[sixth], e, e)
		return k.pair(e, sixth*b, x.read(1))
	}},
	{[]int{5}, func(k *square, x vector) vecs { return vecs{x.fresh(2)} }},
}

func swap(v vecs) vecs { return vecs{v[1], v[0]} }

// filterGrad is Gᵀ.
var filterGrad = []part{
	{[]int{0, 2}, func(k *square, x vector) vecs {
		s := x.fresh(1)
		k.Add(x.read(2), s, s)
		t := x.fresh(3)
		k.Add(x.read(4), t, t)
		y, z := x.fresh(0), x.fresh(5)
		k.minus(y, 2*third, s)
		k.plus(y, sixth, t)
		k.minus(z, third, s)
		k.plus(z, third, t)
		return vecs{y, z}
	}},
	{[]int{1}, func(k *square, x vector) vecs {
		s := x.fresh(1)
		k.Sub(x.read(2), s, s)
		t := x.fresh(3)
		k.Sub(x.read(4), t, t)
		k.Mul(k.c[sixth*b], t, t)
		k.minus(t, 2*third*a, s)
		return vecs{t}
	}},
}
