package nn

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/mathdl/kernel/mathdl/ad"
)

// File is the content of a file in the safetensors format: named tensors in the order of their data, and
// text about them. Numbers are kept to the last bit.
//
// Format: eight bytes hold the length of the header, little-endian; the header is JSON that gives for
// every tensor its dtype, its shape and where its data begin and end; then come the data, little-endian,
// without holes. Tensors of float64 and float32 are read and written; those of binary16 (F16) and of its kin with
// the exponent of float32 (BF16) are read as float32, exactly.
//
// Specification: https://github.com/huggingface/safetensors, section Format.
type File struct {
	Tensors []NamedTensor
	Meta    map[string]string
	// Half writes float32 as F16, rounded to the nearest: half the size, three decimal digits.
	Half bool
}

// NamedTensor is a tensor of a File.
type NamedTensor struct {
	Name  string
	Value *ad.Tensor
}

// FormatError says what is wrong with a file that is not of the format.
type FormatError string

// Error returns the reason.
func (e FormatError) Error() string { return "nn: safetensors: " + string(e) }

// UnsupportedError says what a file of the format holds that is not supported here.
type UnsupportedError string

// Error returns the reason.
func (e UnsupportedError) Error() string { return "nn: safetensors: not supported: " + string(e) }

// maxHeader is the limit of the specification for the header, in bytes.
const maxHeader = 100 << 20

// entry is the description of a tensor in the header.
type entry struct {
	DType   string    `json:"dtype"`
	Shape   []int64   `json:"shape"`
	Offsets [2]uint64 `json:"data_offsets"`
}

// Tensor returns the tensor with the given name, or nil.
func (f *File) Tensor(name string) *ad.Tensor {
	for _, t := range f.Tensors {
		if t.Name == name {
			return t.Value
		}
	}
	return nil
}

// WriteTo writes the file. It fails if a name occurs twice, is empty, or is that of the text.
func (f *File) WriteTo(w io.Writer) (n int64, err error) {
	header, err := f.header()
	if err != nil {
		return 0, err
	}
	var b bytes.Buffer
	b.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header))))
	b.Write(header)
	for _, t := range f.Tensors {
		f.writeNumbers(&b, t.Value)
	}
	return b.WriteTo(w)
}

// header returns the JSON header, padded with blanks so that the data are aligned.
func (f *File) header() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	seen := map[string]bool{"": true, "__metadata__": true}
	if len(f.Meta) > 0 {
		if err := member(&b, "__metadata__", f.Meta); err != nil {
			return nil, err
		}
	}
	at := uint64(0)
	for _, t := range f.Tensors {
		if seen[t.Name] {
			return nil, fmt.Errorf("nn.File.WriteTo: name %q: empty, reserved or used twice", t.Name)
		}
		seen[t.Name] = true
		e := entry{DType: f.dtype(t.Value), Shape: []int64{}}
		e.Offsets = [2]uint64{at, at + uint64(t.Value.Len()*widths[e.DType])}
		for _, n := range t.Value.Shape() {
			e.Shape = append(e.Shape, int64(n))
		}
		at = e.Offsets[1]
		if err := member(&b, t.Name, e); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	return b.Bytes(), nil
}

// widths are the bytes of a number of each type that is read.
var widths = map[string]int{"F64": 8, "F32": 4, "F16": 2, "BF16": 2}

// dtype is the type in which t is written.
func (f *File) dtype(t *ad.Tensor) string {
	switch {
	case t.DType() == ad.Float64:
		return "F64"
	case f.Half:
		return "F16"
	}
	return "F32"
}

// member appends a member to a JSON object.
func member(b *bytes.Buffer, name string, value any) error {
	if b.Len() > 1 {
		b.WriteByte(',')
	}
	for i, v := range []any{name, value} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("nn.File.WriteTo: %w", err)
		}
		if i == 1 {
			b.WriteByte(':')
		}
		b.Write(text)
	}
	return nil
}

func (f *File) writeNumbers(b *bytes.Buffer, t *ad.Tensor) {
	var word [8]byte
	if f.dtype(t) == "F16" {
		for _, v := range t.Data32() {
			b.Write(binary.LittleEndian.AppendUint16(word[:0], toHalf(v)))
		}
		return
	}
	for _, v := range t.Data64() {
		binary.LittleEndian.PutUint64(word[:], math.Float64bits(v))
		b.Write(word[:])
	}
	for _, v := range t.Data32() {
		binary.LittleEndian.PutUint32(word[:4], math.Float32bits(v))
		b.Write(word[:4])
	}
}

// ReadFile reads a file in the safetensors format to its end. Memory grows with what is really there, not
// with what a header claims. It returns a [FormatError] for anything that is not of the format, an
// [UnsupportedError] for tensors of other types, and the reader's own errors.
func ReadFile(r io.Reader) (*File, error) {
	var length [8]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, short(err, "the length of the header")
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n < 2 || n > maxHeader {
		return nil, FormatError(fmt.Sprintf("header of %d bytes, want 2 to %d", n, maxHeader))
	}
	header, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err != nil {
		return nil, err
	}
	if uint64(len(header)) < n {
		return nil, FormatError(fmt.Sprintf("file ends after %d of %d bytes of the header", len(header), n))
	}
	f, entries, err := parseHeader(header)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return f, f.fill(entries, data)
}

func short(err error, what string) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return FormatError("file ends in " + what)
	}
	return err
}

// parseHeader reads the names in their order, which a map would lose, and refuses doubled ones.
func parseHeader(header []byte) (*File, []entry, error) {
	d := json.NewDecoder(bytes.NewReader(header))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, FormatError("header is no JSON object")
	}
	f := &File{}
	var entries []entry
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok || seen[name] {
			return nil, nil, FormatError(fmt.Sprintf("header: bad or repeated name %v", key))
		}
		seen[name] = true
		if name == "__metadata__" {
			if err := d.Decode(&f.Meta); err != nil {
				return nil, nil, FormatError("header: __metadata__: " + err.Error())
			}
			continue
		}
		var e entry
		if err := d.Decode(&e); err != nil {
			return nil, nil, FormatError(fmt.Sprintf("header: %q: %v", name, err))
		}
		f.Tensors = append(f.Tensors, NamedTensor{Name: name})
		entries = append(entries, e)
	}
	if _, err := d.Token(); err != nil {
		return nil, nil, FormatError("header: " + err.Error())
	}
	if rest := strings.Trim(string(header[d.InputOffset():]), " "); rest != "" {
		return nil, nil, FormatError("header: something follows the object")
	}
	return f, entries, nil
}

// fill makes the tensors from the data, which must be covered without holes and overlaps.
func (f *File) fill(entries []entry, data []byte) error {
	order := make([]int, len(entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := entries[i].Offsets, entries[j].Offsets
		if a == b {
			return 0
		} else if a[0] < b[0] || a[0] == b[0] && a[1] < b[1] {
			return -1
		}
		return 1
	})
	at := uint64(0)
	sorted := make([]NamedTensor, 0, len(order))
	for _, i := range order {
		name, e := f.Tensors[i].Name, entries[i]
		if e.Offsets[0] != at || e.Offsets[1] < at || e.Offsets[1] > uint64(len(data)) {
			return FormatError(fmt.Sprintf("%q: data from %d to %d of %d bytes, want them to begin at %d", name, e.Offsets[0], e.Offsets[1], len(data), at))
		}
		t, err := e.tensor(name, data[at:e.Offsets[1]])
		if err != nil {
			return err
		}
		sorted = append(sorted, NamedTensor{name, t})
		at = e.Offsets[1]
	}
	if at != uint64(len(data)) {
		return FormatError(fmt.Sprintf("%d bytes follow the data of the last tensor", uint64(len(data))-at))
	}
	f.Tensors = sorted
	return nil
}

// maxAxes is the number of axes a tensor may have here.
const maxAxes = 8

// tensor decodes the bytes of one tensor after checking that they are as many as its shape says.
func (e entry) tensor(name string, data []byte) (*ad.Tensor, error) {
	width, ok := widths[e.DType]
	if !ok {
		return nil, UnsupportedError(fmt.Sprintf("%q has dtype %q, want F64, F32, F16 or BF16", name, e.DType))
	}
	d := ad.Float32
	if e.DType == "F64" {
		d = ad.Float64
	}
	if len(e.Shape) > maxAxes {
		return nil, UnsupportedError(fmt.Sprintf("%q has %d axes, want at most %d", name, len(e.Shape), maxAxes))
	}
	n, shape := int64(1), make([]int, len(e.Shape))
	for i, k := range e.Shape {
		if k < 0 || k > math.MaxInt32 || n > math.MaxInt64/8/max(k, 1) {
			return nil, FormatError(fmt.Sprintf("%q: shape %v", name, e.Shape))
		}
		n *= k
		shape[i] = int(k)
	}
	if n*int64(width) != int64(len(data)) {
		return nil, FormatError(fmt.Sprintf("%q: %d bytes for shape %v of %s", name, len(data), e.Shape, e.DType))
	}
	t := ad.NewTensor(d, shape...)
	e.decode(t, data)
	return t, nil
}

// decode fills t with numbers of the type.
func (e entry) decode(t *ad.Tensor, data []byte) {
	for i := range t.Data64() {
		t.Data64()[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	x := t.Data32()
	for i := range x {
		switch e.DType {
		case "F32":
			x[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		case "F16":
			x[i] = fromHalf(binary.LittleEndian.Uint16(data[2*i:]))
		default:
			x[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(data[2*i:])) << 16)
		}
	}
}
