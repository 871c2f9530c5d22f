package ad

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mathdl/kernel/mathdl/op"
)

func TestTensorViewsShareMemory(t *testing.T) {
	for _, d := range []DType{Float64, Float32} {
		x := NewTensor(d, 2, 3)
		for i := range 6 {
			x.SetAt(float64(i), i/3, i%3)
		}
		r := x.Rows(1, 2)
		r.SetAt(30, 0, 0)
		if got := x.Reshape(3, -1).At(1, 1); got != 30 {
			t.Errorf("%v: element 3 after writing through a view: got %v, want 30", d, got)
		}
		c := x.Clone()
		c.SetAt(-1, 0, 0)
		if x.At(0, 0) != 0 {
			t.Errorf("%v: a clone shares memory", d)
		}
		if got := x.Float64s(nil); !slices.Equal(got, []float64{0, 1, 2, 30, 4, 5}) {
			t.Errorf("%v: got %v", d, got)
		}
	}
}

func TestTensorConversion(t *testing.T) {
	x := Of([]float64{1, 1.0 / 3, 1e300})
	y := x.Convert(Float32)
	if y.DType() != Float32 || y.At(1) != float64(float32(1.0/3)) {
		t.Errorf("got %v", y)
	}
	z := NewTensor(Float64, 3)
	z.CopyFrom(Of32([]float32{1, 2, 3}))
	z.CopyFrom(z)
	if z.At(2) != 3 || Of32([]float32{1}).Data64() != nil || len(x.Data64()) != 3 {
		t.Errorf("got %v", z)
	}
}

func TestTensorString(t *testing.T) {
	for _, c := range []struct {
		x    *Tensor
		want string
	}{
		{Of([]float64{1, 2.5}), "[1 2.5] float64 [2]"},
		{Of32([]float32{1, -2, 3, 40}, 2, 2), "[[ 1 -2]\n [ 3 40]] float32 [2 2]"},
		{NewTensor(Float64).Reshape(), "0"},
		{NewTensor(Float64, 2000), "[0 0 0 … 0 0 0] float64 [2000]"},
		{NewTensor(Float64, 0, 3), "[] float64 [0 3]"},
		{nil, "Tensor(nil)"},
	} {
		if got := c.x.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if Float32.String() != "float32" || DType(7).String() != "DType(7)" {
		t.Error("names of precisions")
	}
}

// Misuse panics with a message that says what was got and what was wanted.
func TestMisuse(t *testing.T) {
	tape, other := NewTape(Float64), NewTape(Float64)
	a, b, v := tape.Zeros(2, 3), tape.Zeros(4, 5), tape.Zeros(3)
	for _, c := range []struct {
		name, want string
		typed      bool
		f          func()
	}{
		{"broadcast", "ad.Add: shapes do not broadcast: second operand: got shape [4 5], want [2 3]", true, func() { Add(a, b) }},
		{"matmul", "got shape [4 5], want [2 3]", true, func() { MatMul(a, b) }},
		{"matmul of 3 axes", "want matrices or vectors", false, func() { MatMul(tape.Zeros(1, 2, 3), a) }},
		{"affine", "b: got shape [3], want [4]", true, func() { Affine(tape.Zeros(1, 5), b, v) }},
		{"affine columns", "ad.Affine: columns of x and of W", true, func() { Affine(a, b, v) }},
		{"reshape", "ad.Reshape: shape: got shape [4 2], want [2 3]", true, func() { Reshape(a, 4, 2) }},
		{"reshape -1", "got shape [4 -1], want [2 3]", true, func() { Reshape(a, 4, -1) }},
		{"reshape two -1", "at most one -1", false, func() { Reshape(a, -1, -1) }},
		{"slice", "ad.Slice: got range [1, 4) of axis 1", false, func() { Slice(a, 1, 1, 4) }},
		{"axis", "got axis 2 for shape [2 3]", false, func() { Sum(a, 2) }},
		{"axis twice", "got axis 1 twice", false, func() { Sum(a, 1, -1) }},
		{"concat", "operand 1 along axis 0", true, func() { Concat(0, a, b) }},
		{"transpose", "want a permutation of 2 axes", false, func() { Transpose(a, 0, 0) }},
		{"gather", "got row 2 for shape [2 3]", false, func() { Gather(a, []int{2}) }},
		{"pick", "got column 3", false, func() { Pick(a, []int{0, 3}) }},
		{"where", "ad.Where: operand", true, func() { Where(a, a, v) }},
		{"dot", "ad.Dot: second operand", true, func() { Dot(a, v) }},
		{"tapes", "different tapes", false, func() { Add(a, other.Zeros(2, 3)) }},
		{"float", "want one element", false, func() { a.Float() }},
		{"grad of another tape", "another tape", false, func() { Grad(a, other.Zeros(1)) }},
		{"pull", "ad.Pull: g: got shape [3], want [2 3]", true, func() { Pull(a, v, a) }},
		{"push", "direction 0", true, func() { Push([]*Var{a}, []*Var{a}, []*Var{v}) }},
		{"second derivative of a map", "second derivative of cubic", false, func() {
			x := tape.Zeros(2)
			g := Grad(Map(x, "cubic", cubic, cubicSlope), x)[0]
			Grad(g, x)
		}},
		{"value of a vector", "want one element", false, func() { ValueGrad(nil, Sin, []float64{1, 2}) }},
		{"dst", "ad.ValueGrad: dst: got shape [1], want [2]", true, func() { ValueGrad([]float64{0}, func(x *Var) *Var { return Sum(x) }, []float64{1, 2}) }},
		{"data", "ad.Of: data: got shape [3], want [4]", true, func() { Of([]float64{1, 2, 3}, 2, 2) }},
		{"index", "index [2 0] out of range", false, func() { NewTensor(Float64, 2, 2).At(2, 0) }},
		{"indices", "got 1 indices for shape [2 2]", false, func() { NewTensor(Float64, 2, 2).At(1) }},
		{"negative", "negative extent", false, func() { NewTensor(Float64, -1) }},
		{"max of nothing", "last axis with elements", false, func() { Max(tape.Zeros(2, 0)) }},
		{"channels", "ad.Conv2D: channels: w: got shape [3 3 2 1]", true, func() { Conv2D(tape.Zeros(1, 5, 5, 3), tape.Zeros(3, 3, 2, 1), nil, Window{}) }},
		{"filter too large", "non-empty result", false, func() { Conv2D(tape.Zeros(1, 2, 2, 3), tape.Zeros(3, 3, 3, 1), nil, Window{}) }},
		{"transposed", "the convolution gives images of: got shape [3 3], want [4 4]", true, func() {
			ConvTranspose2D(tape.Zeros(1, 4, 4, 1), tape.Zeros(3, 3, 2, 1), 5, 5, Window{})
		}},
		{"pool", "padding below the window", false, func() { MaxPool2D(tape.Zeros(1, 4, 4, 1), 2, 2, Window{Pad: [2]int{2, 0}}) }},
		{"images", "ad.AvgPool2D: images: got shape [2 3], want 4 axes", false, func() { AvgPool2D(a, 2, 2, Window{}) }},
		{"upsample", "want positive ones", false, func() { UpsampleNearest(tape.Zeros(1, 4, 4, 1), 0, 2) }},
		{"batch norm", "ad.BatchNorm: beta: got shape [2], want [3]", true, func() { BatchNorm(a, v, tape.Zeros(2), v, v, 0, 0) }},
		{"dropout", "want 0 ≤ p < 1", false, func() { Dropout(a, 1, nil) }},
		{"order", "ad.Jet: got order 5", false, func() { Jet(a, a, a, 5) }},
		{"many axes", "want at most 8", false, func() { tape.Zeros(1, 1, 1, 1, 1, 1, 1, 1, 1) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				r := recover()
				text, _ := r.(string)
				var s *op.ShapeError
				if e, ok := r.(error); ok {
					text = e.Error()
					errors.As(e, &s)
				}
				if !strings.Contains(text, c.want) || (s != nil) != c.typed {
					t.Errorf("got panic %v (%T), want %q", r, r, c.want)
				}
			}()
			c.f()
		})
	}
}
