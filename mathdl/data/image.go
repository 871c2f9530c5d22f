package data

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/gonum/mat"
)

// Pixels returns sample i as a matrix with the extents of Shape, sharing memory with X. It panics if i
// is out of range or the samples are not images.
func (s *Set) Pixels(i int) *mat.Dense {
	s.needIndex("data.Set.Pixels", i)
	r, c := s.extents("data.Set.Pixels")
	return mat.NewDense(r, c, s.X.RawRowView(i))
}

// Image returns sample i as ink on paper: 0 is white, 1 is black, values beyond are cut off. It is a
// copy. It panics if i is out of range or the samples are not images.
func (s *Set) Image(i int) image.Image {
	s.needIndex("data.Set.Image", i)
	r, c := s.extents("data.Set.Image")
	img := image.NewGray(image.Rect(0, 0, c, r))
	for k, v := range s.X.RawRowView(i) {
		img.SetGray(k%c, k/c, color.Gray{Y: uint8(255*(1-ink(v)) + 0.5)})
	}
	return img
}

// ink cuts v off to [0, 1]; what is no number is paper.
func ink(v float64) float64 {
	if v != v {
		return 0
	}
	return min(max(v, 0), 1)
}

// extents returns the rows and columns of an image.
func (s *Set) extents(where string) (r, c int) {
	if len(s.Shape) != 2 || s.Shape[0]*s.Shape[1] != s.Dim() {
		panic(fmt.Sprintf("%s: got samples in %s of shape %v, want images of rows × columns", where, space(s.Dim()), s.Shape))
	}
	return s.Shape[0], s.Shape[1]
}
