package pde

import (
	"fmt"
	"slices"
)

// term is a summand of a derivative of ρ(a): c·ρ^(k)(a)·Π a_{ch}, with k factors.
type term struct {
	c  float64
	ch []int // channels of the factors
}

// channels is a set of derivatives that are carried through a network together: number 0 is the value.
// Every derivative that the chain rule needs for another one is in the set before it.
type channels struct {
	at    map[partial]int
	list  []partial
	terms [][]term // of each channel but the first
	order int      // the largest number of factors
}

func newChannels() *channels {
	return &channels{at: map[partial]int{{}: 0}, list: []partial{{}}, terms: [][]term{nil}}
}

// need adds a derivative and what it depends on, and returns its number.
func (c *channels) need(p partial) int {
	if k, ok := c.at[p]; ok {
		return k
	}
	var terms []term
	if p.lap != 0 {
		terms = c.laplacian(p)
	} else {
		terms = c.faa(p)
	}
	k := len(c.list)
	c.at[p], c.list = k, append(c.list, p)
	for i := range terms {
		for j, ch := range terms[i].ch {
			if ch < 0 {
				terms[i].ch[j] = k
			}
		}
		c.order = max(c.order, len(terms[i].ch))
	}
	c.terms = append(c.terms, terms)
	return k
}

// laplacian is Δρ(a) = ρ′(a) Δa + ρ″(a) Σ (∂ᵢa)².
func (c *channels) laplacian(p partial) []term {
	out := []term{{1, []int{-1}}}
	for i := range 64 {
		if p.lap>>i&1 == 1 {
			k := c.need(partial{}.with(i))
			out = append(out, term{1, []int{k, k}})
		}
	}
	return out
}

// faa is the formula of Faà di Bruno: a sum over the partitions of the indices, in which a block stands
// for the derivative of a in its indices.
func (c *channels) faa(p partial) []term {
	var out []term
	for _, blocks := range partitions(p.indices()) {
		t := term{c: 1}
		for _, b := range blocks {
			q := partial{}
			for _, i := range b {
				q = q.with(i)
			}
			if q == p {
				t.ch = append(t.ch, -1) // the derivative itself
			} else {
				t.ch = append(t.ch, c.need(q))
			}
		}
		slices.Sort(t.ch)
		k := slices.IndexFunc(out, func(o term) bool { return slices.Equal(o.ch, t.ch) })
		if k >= 0 {
			out[k].c++
		} else {
			out = append(out, t)
		}
	}
	return out
}

// partitions returns all ways to divide a list into blocks, the whole list first.
func partitions(s []int) [][][]int {
	if len(s) == 0 {
		return [][][]int{{}}
	}
	last := s[len(s)-1]
	var out [][][]int
	for _, p := range partitions(s[:len(s)-1]) {
		for i := range p {
			q := make([][]int, len(p))
			copy(q, p)
			q[i] = append(slices.Clone(p[i]), last)
			out = append(out, q)
		}
		out = append(out, append(slices.Clone(p), []int{last}))
	}
	return out
}

// check panics if ρ does not have the derivatives.
func (c *channels) check(rho string) derivatives {
	r, ok := curves[rho]
	if !ok {
		panic(misuse("pde.Frame.Net", "activation", rho, "one of package nn with derivatives: tanh, sin, sigmoid, softplus, SiLU, GELU, ReLU³, ReLU"))
	}
	if c.order > r.smooth {
		panic(misuse("pde: derivatives of a network with "+rho, "order", fmt.Sprint(c.order), fmt.Sprintf("at most %d: beyond, they vanish or jump, and the residual says nothing; take tanh", r.smooth)))
	}
	return r.f
}
