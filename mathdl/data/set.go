package data

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// Set is a sample of points with classes. One put together by hand from X and Labels is as good as one
// of this package; the other fields may stay empty. A part without samples has a nil X.
type Set struct {
	Name    string
	X       *mat.Dense // n × d, row i is xᵢ
	Labels  []int      // the class of xᵢ, from 0
	Classes []string   // the names of the classes
	Shape   []int      // rows and columns of samples that are images; nil if they are not
	Source  string     // where the samples come from, with the credit they ask for
}

// Len returns n, the number of samples.
func (s *Set) Len() int {
	if s.X == nil || s.X.IsEmpty() {
		return 0
	}
	n, _ := s.X.Dims()
	return n
}

// Dim returns d, the number of coordinates of a sample, and 0 if there are no samples.
func (s *Set) Dim() int {
	if s.Len() == 0 {
		return 0
	}
	_, d := s.X.Dims()
	return d
}

// At returns xᵢ, which shares memory with X. It panics if i is out of range.
func (s *Set) At(i int) []float64 {
	s.needIndex("data.Set.At", i)
	return s.X.RawRowView(i)
}

// Rows returns x₁, …, x_n as slices that share memory with X: what figure.Montage shows.
func (s *Set) Rows() [][]float64 {
	x := make([][]float64, s.Len())
	for i := range x {
		x[i] = s.X.RawRowView(i)
	}
	return x
}

// Class returns the name of the class of xᵢ. It panics if i is out of range.
func (s *Set) Class(i int) string {
	s.needIndex("data.Set.Class", i)
	c := s.Labels[i]
	if c < 0 || c >= len(s.Classes) {
		return fmt.Sprint(c)
	}
	return s.Classes[c]
}

// Kinds returns K, the number of classes: that of their names, or one more than the largest label if
// that is more.
func (s *Set) Kinds() int {
	k := len(s.Classes)
	for _, c := range s.Labels {
		k = max(k, c+1)
	}
	return k
}

// Counts returns the number of samples of every class. It panics if a label is negative.
func (s *Set) Counts() []int {
	s.needLabels("data.Set.Counts")
	counts := make([]int, s.Kinds())
	for i, c := range s.Labels {
		if c < 0 {
			panic(fmt.Sprintf("data.Set.Counts: got label %d of sample %d, want 0 or more", c, i))
		}
		counts[c]++
	}
	return counts
}

// Subset returns copies of the samples with the given numbers, in the given order; a number may come
// more than once. It panics if one is out of range.
func (s *Set) Subset(index []int) *Set {
	for _, i := range index {
		s.needIndex("data.Set.Subset", i)
	}
	p := s.with(nil, make([]int, len(index)))
	for k, i := range index {
		p.Labels[k] = s.Labels[i]
	}
	if len(index) == 0 {
		return p
	}
	p.X = mat.NewDense(len(index), s.Dim(), nil)
	for k, i := range index {
		p.X.SetRow(k, s.X.RawRowView(i))
	}
	return p
}

// with returns a set like s with other samples.
func (s *Set) with(X *mat.Dense, labels []int) *Set {
	return &Set{Name: s.Name, X: X, Labels: labels, Classes: slices.Clone(s.Classes), Shape: slices.Clone(s.Shape), Source: s.Source}
}

// String returns "digits: 1797 samples in ℝ⁶⁴, 10 classes".
func (s *Set) String() string {
	name := s.Name
	if name == "" {
		name = "set"
	}
	return fmt.Sprintf("%s: %s in %s, %s", name, counted(s.Len(), "sample", "samples"), space(s.Dim()), counted(s.Kinds(), "class", "classes"))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// space writes ℝᵈ.
func space(d int) string {
	raised := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	return "ℝ" + strings.Map(func(r rune) rune { return raised[r-'0'] }, fmt.Sprint(d))
}

// needIndex panics unless there are a sample i and its label.
func (s *Set) needIndex(where string, i int) {
	s.needLabels(where)
	if i < 0 || i >= s.Len() {
		panic(fmt.Sprintf("%s: got sample %d, want 0 ≤ i < %d", where, i, s.Len()))
	}
}

// needLabels panics unless every sample has a label.
func (s *Set) needLabels(where string) {
	if len(s.Labels) != s.Len() {
		panic(&ShapeError{Func: where, What: "Labels", Got: len(s.Labels), Want: s.Len()})
	}
}
