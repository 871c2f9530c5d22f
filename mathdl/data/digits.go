package data

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the digits
	"fmt"
	"io"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// The format of digits.gz: records of side² pixels, each 0 to inkLevels, and a class.
const (
	digitSide  = 8
	inkLevels  = 16
	digitKinds = 10
)

//go:embed digits.gz
var digitsFile []byte

// Digits returns 1797 images of handwritten digits with 8 × 8 pixels. A pixel counts the black ones
// among the 4 × 4 of a larger scan; divided by 16 it is a number in [0, 1], 0 for paper and 1 for ink.
// Row i of X holds image i row by row, so d = 64; Labels[i] is the digit.
//
// The order is that of the source, in which the images of a writer, of 13, stand near each other; the
// first ten are the digits 0 to 9. Every call returns a set of its own.
//
// Credit: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, 1998, UCI Machine
// Learning Repository, https://doi.org/10.24432/C50P49, CC BY 4.0.
func Digits() *Set {
	s, err := decodeDigits(bytes.NewReader(digitsFile))
	if err != nil {
		panic(fmt.Sprintf("data.Digits: the embedded file: %v", err)) // a test reads it
	}
	return s
}

// decodeDigits reads the format above.
func decodeDigits(r io.Reader) (*Set, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	const d = digitSide * digitSide
	n := len(b) / (d + 1)
	if n == 0 || len(b)%(d+1) != 0 {
		return nil, fmt.Errorf("got %d bytes, want records of %d", len(b), d+1)
	}
	s := &Set{
		Name: "digits", X: mat.NewDense(n, d, nil), Labels: make([]int, n), Shape: []int{digitSide, digitSide},
		Source: "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, 1998, UCI Machine Learning Repository, doi:10.24432/C50P49, CC BY 4.0",
	}
	for c := range digitKinds {
		s.Classes = append(s.Classes, strconv.Itoa(c))
	}
	for i := range n {
		record := b[i*(d+1) : (i+1)*(d+1)]
		if err := fillDigit(s, i, record[:d], record[d]); err != nil {
			return nil, fmt.Errorf("image %d: %w", i, err)
		}
	}
	return s, nil
}

func fillDigit(s *Set, i int, pixels []byte, class byte) error {
	if class >= digitKinds {
		return fmt.Errorf("got class %d, want a digit", class)
	}
	s.Labels[i] = int(class)
	row := s.X.RawRowView(i)
	for j, v := range pixels {
		if v > inkLevels {
			return fmt.Errorf("got pixel %d, want at most %d", v, inkLevels)
		}
		row[j] = float64(v) / inkLevels
	}
	return nil
}
