package kern

// The cuts of matrix products without assembly.
const (
	goTileRows = 4
	goPanel    = 64
)

// pack copies rows × w elements of o to consecutive rows of width ≥ w elements; what the elements beyond
// w become is unspecified.
func pack[T Float](dst []T, width int, o operand[T], rows, w int) {
	if packAsm(dst, width, o, rows, w) {
		return
	}
	for r := range rows {
		d, s := dst[r*width:][:w], o.x[r*o.rs:]
		if o.cs == 1 {
			copy(d, s[:w])
			continue
		}
		for q := range d {
			d[q] = s[q*o.cs]
		}
	}
}

// packedRows is the space for rows rows of A, for each column.
func packedRows[T Float](rows int) int {
	full, part, rest := splitRows[T](rows)
	return (full + min(part, 1) + min(rest, 1)) * panelA[T]()
}

// packRows copies rows × kb elements of A into panels, one for each tile of rows, in each of which the
// columns follow each other.
func packRows[T Float](dst []T, a operand[T], rows, kb int) {
	full, part, rest := splitRows[T](rows)
	h, pitch, at := tileRows[T](), panelA[T](), 0
	panel := func(h int) {
		if h == 0 {
			return
		}
		o := a.from(at, 0)
		pack(dst[:pitch*kb], pitch, operand[T]{o.x, o.cs, o.rs}, kb, h)
		dst, at = dst[pitch*kb:], at+h
	}
	for range full {
		panel(h)
	}
	panel(part)
	panel(rest)
}
