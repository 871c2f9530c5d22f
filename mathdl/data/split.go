package data

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Shuffle returns the samples in an order drawn from rnd, as copies. It panics if rnd is nil.
func (s *Set) Shuffle(rnd *rand.Rand) *Set {
	needRand("data.Set.Shuffle", rnd)
	return s.Subset(order(s.Len(), rnd))
}

// Split divides the samples into round(fraction·n) and the rest, as copies: after shuffling them, or in
// the order they stand if rnd is nil. It panics unless 0 ≤ fraction ≤ 1.
func (s *Set) Split(fraction float64, rnd *rand.Rand) (first, rest *Set) {
	needFraction("data.Set.Split", fraction)
	index := order(s.Len(), rnd)
	k := share(fraction, s.Len())
	return s.Subset(index[:k]), s.Subset(index[k:])
}

// Stratified is [Set.Split] with the same fraction of every class up to one sample: both parts hold the
// classes in the proportions of the whole. It panics unless 0 ≤ fraction ≤ 1, and if a label is
// negative.
func (s *Set) Stratified(fraction float64, rnd *rand.Rand) (first, rest *Set) {
	needFraction("data.Set.Stratified", fraction)
	quota := quotas(fraction, s.Counts())
	var in, out []int
	for _, i := range order(s.Len(), rnd) {
		if c := s.Labels[i]; quota[c] > 0 {
			quota[c]--
			in = append(in, i)
		} else {
			out = append(out, i)
		}
	}
	return s.Subset(in), s.Subset(out)
}

// quotas returns k_c with Σ k_c = round(fraction·Σ n_c) and |k_c − fraction·n_c| < 1: the integer parts
// of fraction·n_c, and one more for the classes with the largest remainders.
func quotas(fraction float64, counts []int) []int {
	k, remainder := make([]int, len(counts)), make([]float64, len(counts))
	n, assigned := 0, 0
	for c, m := range counts {
		k[c] = int(fraction * float64(m))
		remainder[c] = fraction*float64(m) - float64(k[c])
		n, assigned = n+m, assigned+k[c]
	}
	byRemainder := order(len(counts), nil)
	slices.SortStableFunc(byRemainder, func(a, b int) int {
		switch {
		case remainder[a] > remainder[b]:
			return -1
		case remainder[a] < remainder[b]:
			return 1
		}
		return 0
	})
	for _, c := range byRemainder[:share(fraction, n)-assigned] {
		k[c]++
	}
	return k
}

// Batches returns the samples in portions of the given size, the last of which may be smaller: after
// shuffling them, or in the order they stand if rnd is nil. The portions share no memory with s.
// It panics unless size ≥ 1.
func (s *Set) Batches(size int, rnd *rand.Rand) []*Set {
	if size < 1 {
		panic(fmt.Sprintf("data.Set.Batches: got size %d, want 1 or more", size))
	}
	all := s.Subset(order(s.Len(), rnd))
	var batches []*Set
	for lo := 0; lo < all.Len(); lo += size {
		hi := min(lo+size, all.Len())
		X := all.X.Slice(lo, hi, 0, all.Dim()).(*mat.Dense)
		batches = append(batches, all.with(X, all.Labels[lo:hi:hi]))
	}
	return batches
}

// order returns 0, …, n−1, shuffled unless rnd is nil.
func order(n int, rnd *rand.Rand) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	if rnd != nil {
		rnd.Shuffle(n, func(i, j int) { index[i], index[j] = index[j], index[i] })
	}
	return index
}

// share is round(fraction·n).
func share(fraction float64, n int) int { return int(fraction*float64(n) + 0.5) }

// needFraction panics unless 0 ≤ fraction ≤ 1, and so for NaN.
func needFraction(where string, fraction float64) {
	if !(fraction >= 0 && fraction <= 1) {
		panic(fmt.Sprintf("%s: got fraction %v, want a number in [0, 1]", where, fraction))
	}
}

func needRand(where string, rnd *rand.Rand) {
	if rnd == nil {
		panic(where + ": got no source of randomness, want a *rand.Rand")
	}
}
