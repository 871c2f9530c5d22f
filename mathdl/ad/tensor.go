package ad

import (
	"fmt"
	"slices"

	"github.com/mathdl/kernel/mathdl/op"
)

// Tensor is an array of numbers with a shape, dense and in row-major order: element (i₁, …, i_r) of a
// tensor of shape (n₁, …, n_r) is number (…(i₁n₂ + i₂)n₃ + …)n_r + i_r. A tensor without axes is one
// number.
//
// [Tensor.Reshape] and [Tensor.Rows] are views that share memory; everything else copies and says so.
// The zero Tensor is not usable.
type Tensor struct {
	shape []int
	dtype DType
	f64   []float64 // the numbers, if dtype is Float64
	f32   []float32 // the numbers, if dtype is Float32
}

// NewTensor returns a tensor of zeros. It panics if an extent is negative.
func NewTensor(d DType, shape ...int) *Tensor {
	t := &Tensor{shape: slices.Clone(shape), dtype: d}
	n := size("ad.NewTensor", shape)
	if d == Float32 {
		t.f32 = make([]float32, n)
	} else {
		t.f64 = make([]float64, n)
	}
	return t
}

// Of returns a float64 tensor that shares memory with data; without a shape it is a vector.
// It panics with a *op.ShapeError unless the shape has len(data) elements.
func Of(data []float64, shape ...int) *Tensor {
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	needLen("ad.Of", "data", len(data), size("ad.Of", shape))
	return &Tensor{shape: slices.Clone(shape), f64: data}
}

// Of32 returns a float32 tensor that shares memory with data; without a shape it is a vector.
// It panics with a *op.ShapeError unless the shape has len(data) elements.
func Of32(data []float32, shape ...int) *Tensor {
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	needLen("ad.Of32", "data", len(data), size("ad.Of32", shape))
	return &Tensor{shape: slices.Clone(shape), dtype: Float32, f32: data}
}

// Shape returns the extents of the axes; it must not be changed.
func (t *Tensor) Shape() []int { return t.shape }

// Dims returns the number of axes.
func (t *Tensor) Dims() int { return len(t.shape) }

// DType returns the precision.
func (t *Tensor) DType() DType { return t.dtype }

// Len returns the number of elements.
func (t *Tensor) Len() int { return size("", t.shape) }

// At returns the element with the given index, one number per axis.
// It panics if the index is out of range or has the wrong length.
func (t *Tensor) At(index ...int) float64 {
	k := t.offset("ad.Tensor.At", index)
	if t.dtype == Float32 {
		return float64(t.f32[k])
	}
	return t.f64[k]
}

// SetAt stores v in the element with the given index.
// It panics if the index is out of range or has the wrong length.
func (t *Tensor) SetAt(v float64, index ...int) {
	k := t.offset("ad.Tensor.SetAt", index)
	if t.dtype == Float32 {
		t.f32[k] = float32(v)
	} else {
		t.f64[k] = v
	}
}

func (t *Tensor) offset(where string, index []int) int {
	if len(index) != len(t.shape) {
		panic(fmt.Sprintf("%s: got %d indices for shape %v, want %d", where, len(index), t.shape, len(t.shape)))
	}
	k := 0
	for a, i := range index {
		if i < 0 || i >= t.shape[a] {
			panic(fmt.Sprintf("%s: index %v out of range for shape %v", where, index, t.shape))
		}
		k = k*t.shape[a] + i
	}
	return k
}

// Float64s copies the elements to dst, which may be nil, converting them if need be, and returns it.
// It panics with a *op.ShapeError if dst has another length.
func (t *Tensor) Float64s(dst []float64) []float64 {
	if dst == nil {
		dst = make([]float64, t.Len())
	}
	needLen("ad.Tensor.Float64s", "dst", len(dst), t.Len())
	if t.dtype == Float64 {
		copy(dst, t.f64)
	}
	for i, v := range t.f32 {
		dst[i] = float64(v)
	}
	return dst
}

// SetFloat64s copies x to the elements, converting it if need be.
// It panics with a *op.ShapeError if x has another length.
func (t *Tensor) SetFloat64s(x []float64) {
	needLen("ad.Tensor.SetFloat64s", "x", len(x), t.Len())
	if t.dtype == Float64 {
		copy(t.f64, x)
		return
	}
	for i, v := range x {
		t.f32[i] = float32(v)
	}
}

// Data64 returns the numbers of a float64 tensor, sharing memory, and nil for float32.
func (t *Tensor) Data64() []float64 { return t.f64 }

// Data32 returns the numbers of a float32 tensor, sharing memory, and nil for float64.
func (t *Tensor) Data32() []float32 { return t.f32 }

// CopyFrom copies the elements of x, which has the same shape, converting them if need be.
// It panics with a *op.ShapeError if the shapes differ.
func (t *Tensor) CopyFrom(x *Tensor) {
	if !slices.Equal(t.shape, x.shape) {
		panic(&op.ShapeError{Func: "ad.Tensor.CopyFrom", What: "x", Got: x.shape, Want: t.shape})
	}
	copyData(t, x)
}

// copyData copies as many elements as there are, whatever the shapes.
func copyData(dst, src *Tensor) {
	switch {
	case dst.dtype == Float64 && src.dtype == Float64:
		copy(dst.f64, src.f64)
	case dst.dtype == Float32 && src.dtype == Float32:
		copy(dst.f32, src.f32)
	case dst.dtype == Float64:
		for i, v := range src.f32 {
			dst.f64[i] = float64(v)
		}
	default:
		for i, v := range src.f64 {
			dst.f32[i] = float32(v)
		}
	}
}

// Convert returns a copy in precision d.
func (t *Tensor) Convert(d DType) *Tensor {
	c := NewTensor(d, t.shape...)
	copyData(c, t)
	return c
}

// Clone returns a copy.
func (t *Tensor) Clone() *Tensor { return t.Convert(t.dtype) }

// Reshape returns a view of the same elements in another shape, in which one extent may be -1: it is
// what remains. It panics with a *op.ShapeError if the numbers of elements differ.
func (t *Tensor) Reshape(shape ...int) *Tensor {
	s := infer("ad.Tensor.Reshape", slices.Clone(shape), t.shape)
	return &Tensor{shape: s, dtype: t.dtype, f64: t.f64, f32: t.f32}
}

// Rows returns a view of elements lo ≤ i₁ < hi along the first axis.
// It panics unless 0 ≤ lo ≤ hi ≤ n₁.
func (t *Tensor) Rows(lo, hi int) *Tensor {
	needRange("ad.Tensor.Rows", lo, hi, t.shape, 0)
	v := &Tensor{shape: slices.Clone(t.shape), dtype: t.dtype}
	v.shape[0] = hi - lo
	v.share(t, lo*size("", t.shape[1:]))
	return v
}

// share makes the numbers of t those of src from offset on.
func (t *Tensor) share(src *Tensor, offset int) {
	n := offset + size("", t.shape)
	if t.dtype == Float32 {
		t.f32 = src.f32[offset:n:n]
	} else {
		t.f64 = src.f64[offset:n:n]
	}
}
