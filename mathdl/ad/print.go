package ad

import (
	"fmt"
	"strings"
)

const (
	printEdge  = 3    // elements shown at both ends of a long axis
	printLimit = 1000 // longer tensors are shown in part
)

// String returns the elements with four digits, nested like the axes, followed by shape and precision
// unless the tensor is a single number. Long axes are shown in part.
func (t *Tensor) String() string {
	var b strings.Builder
	if t == nil {
		return "Tensor(nil)"
	}
	if len(t.f64)+len(t.f32) < t.Len() {
		return fmt.Sprintf("not computed %v %v", t.dtype, t.shape)
	}
	w := t.width()
	t.print(&b, 0, 0, w)
	if len(t.shape) > 0 {
		fmt.Fprintf(&b, " %v %v", t.dtype, t.shape)
	}
	return b.String()
}

// print writes the sub-array at offset, whose first axis is axis.
func (t *Tensor) print(b *strings.Builder, axis, offset, w int) {
	if axis == len(t.shape) {
		fmt.Fprintf(b, "%*s", w, t.text(offset))
		return
	}
	n, stride := t.shape[axis], size("", t.shape[axis+1:])
	last := axis == len(t.shape)-1
	b.WriteByte('[')
	for i := 0; i < n; i++ {
		if i > 0 && last {
			b.WriteByte(' ')
		} else if i > 0 {
			b.WriteString("\n" + strings.Repeat(" ", axis+1))
		}
		if i == printEdge && n > 2*printEdge && t.Len() > printLimit {
			b.WriteString("…")
			i = n - printEdge - 1
			continue
		}
		t.print(b, axis+1, offset+i*stride, w)
	}
	b.WriteByte(']')
}

func (t *Tensor) text(k int) string {
	if t.dtype == Float32 {
		return fmt.Sprintf("%.4g", t.f32[k])
	}
	return fmt.Sprintf("%.4g", t.f64[k])
}

// width is that of the widest element of a small matrix, so that its columns align.
func (t *Tensor) width() int {
	if len(t.shape) < 2 || t.Len() > printLimit {
		return 0
	}
	w := 0
	for k := range t.Len() {
		w = max(w, len(t.text(k)))
	}
	return w
}
