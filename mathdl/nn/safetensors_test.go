package nn

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
)

// file makes the bytes of a file from its header and data.
func file(header string, data ...byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	return append(append(b, header...), data...)
}

func TestFileRoundTrip(t *testing.T) {
	f := &File{Meta: map[string]string{"made by": "Φ \"quoted\""}, Tensors: []NamedTensor{
		{"b", ad.Of([]float64{1, math.Pi, math.Inf(-1), math.NaN(), math.Copysign(0, -1), 5e-324})},
		{"a/ζ", ad.Of32([]float32{1, -2, 3, 4, 5, 6}, 2, 3)},
		{"scalar", ad.Of([]float64{7}).Reshape()},
		{"empty", ad.NewTensor(ad.Float32, 0, 4)},
	}}
	var b bytes.Buffer
	n, err := f.WriteTo(&b)
	if err != nil || n != int64(b.Len()) || (8+binary.LittleEndian.Uint64(b.Bytes()))%8 != 0 {
		t.Fatalf("wrote %d bytes, %v", n, err)
	}
	g, err := ReadFile(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Tensors) != 4 || g.Meta["made by"] != f.Meta["made by"] {
		t.Errorf("got %+v", g)
	}
	for i, w := range f.Tensors {
		v := g.Tensors[i]
		if v.Name != w.Name || v.Value.DType() != w.Value.DType() || !slices.Equal(v.Value.Shape(), w.Value.Shape()) {
			t.Errorf("got %s %v, want %s %v", v.Name, v.Value, w.Name, w.Value)
		}
		for k, x := range w.Value.Float64s(nil) {
			if math.Float64bits(x) != math.Float64bits(v.Value.Float64s(nil)[k]) {
				t.Errorf("%s[%d]: got %v, want %v", w.Name, k, v.Value.Float64s(nil)[k], x)
			}
		}
	}
	for _, name := range []string{"", "b", "__metadata__"} {
		bad := &File{Tensors: []NamedTensor{{"b", f.Tensors[0].Value}, {name, f.Tensors[0].Value}}}
		if _, err := bad.WriteTo(&b); err == nil {
			t.Errorf("name %q: want an error", name)
		}
	}
}

// A file of another writer: tensors in any order, blanks, no metadata.
func TestFileOfAnotherWriter(t *testing.T) {
	f, err := ReadFile(bytes.NewReader(file(`{ "y": {"shape":[1],"dtype":"F32","data_offsets":[8,12]}, "x":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}   `,
		0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0x40)))
	if err != nil || f.Tensors[0].Name != "x" || f.Tensor("x").At() != 1 || f.Tensor("y").At(0) != 2 || f.Tensor("z") != nil {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestHostileFiles(t *testing.T) {
	one := `"data_offsets":[0,8]`
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"empty", "length of the header", nil},
		{"short length", "length of the header", []byte{1, 2, 3}},
		{"huge header", "header of 18446744073709551615 bytes", bytes.Repeat([]byte{255}, 8)},
		{"announced only", "ends after 0 of 1000000 bytes", binary.LittleEndian.AppendUint64(nil, 1000000)},
		{"no object", "no JSON object", file(`[]`)},
		{"no JSON", "no JSON object", file(`hello`)},
		{"cut off", "header", file(`{"x":{`)},
		{"trailing", "something follows", file(`{} {}`)},
		{"repeated name", "repeated name", file(`{"x":{"dtype":"F64","shape":[1],` + one + `},"x":{"dtype":"F64","shape":[1],` + one + `}}`)},
		{"metadata", "__metadata__", file(`{"__metadata__":{"a":1}}`)},
		{"dtype", `dtype "I64"`, file(`{"x":{"dtype":"I64","shape":[1],`+one+`}}`, make([]byte, 8)...)},
		{"size of F16", "8 bytes for shape [3] of F16", file(`{"x":{"dtype":"F16","shape":[3],`+one+`}}`, make([]byte, 8)...)},
		{"negative extent", "shape [-1]", file(`{"x":{"dtype":"F64","shape":[-1],`+one+`}}`, make([]byte, 8)...)},
		{"overflow", "shape", file(`{"x":{"dtype":"F64","shape":[2147483647,2147483647,2147483647],`+one+`}}`, make([]byte, 8)...)},
		{"overflow to zero", "shape", file(`{"x":{"dtype":"F64","shape":[1073741824,1073741824,16],"data_offsets":[0,0]}}`)},
		{"many axes", "9 axes", file(`{"x":{"dtype":"F64","shape":[1,1,1,1,1,1,1,1,1],`+one+`}}`, make([]byte, 8)...)},
		{"size", "8 bytes for shape [2]", file(`{"x":{"dtype":"F64","shape":[2],`+one+`}}`, make([]byte, 8)...)},
		{"missing data", "of 3 bytes", file(`{"x":{"dtype":"F64","shape":[1],`+one+`}}`, 1, 2, 3)},
		{"backwards", "want them to begin at 0", file(`{"x":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}}`, make([]byte, 8)...)},
		{"hole", "want them to begin at 0", file(`{"x":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}`, make([]byte, 16)...)},
		{"overlap", "want them to begin at 8", file(`{"x":{"dtype":"F64","shape":[1],`+one+`},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, make([]byte, 8)...)},
		{"rest", "8 bytes follow", file(`{"x":{"dtype":"F64","shape":[1],`+one+`}}`, make([]byte, 16)...)},
		{"negative offset", "data_offsets", file(`{"x":{"dtype":"F64","shape":[1],"data_offsets":[-8,0]}}`)},
	} {
		f, err := ReadFile(bytes.NewReader(c.data))
		var fe FormatError
		var ue UnsupportedError
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.As(err, &fe) && !errors.As(err, &ue) {
			t.Errorf("%s: got %v, %v, want %q", c.name, f, err, c.want)
		}
	}
}

func FuzzReadFile(f *testing.F) {
	var b bytes.Buffer
	if _, err := Pack(New([]int{2, 3, 1}, ReLU, pcg(1)), ad.Float32).WriteTo(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(file(`{}`))
	f.Add(file(`{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`, 1, 2, 3, 4, 5, 6, 7, 8))
	f.Add(file(`{"x":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]},"__metadata__":{"a":"b"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := ReadFile(bytes.NewReader(data))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if _, err := got.WriteTo(&out); err != nil {
			if got.Tensor("") != nil {
				return // a name that is read but not written
			}
			t.Fatal(err)
		}
		again, err := ReadFile(bytes.NewReader(out.Bytes()))
		if err != nil || fmt.Sprint(again.Tensors) != fmt.Sprint(got.Tensors) {
			t.Fatalf("round trip: %v\n%v\n%v", err, got, again)
		}
		_, _ = got.Network()
	})
}

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "phi.safetensors")
	Φ := noisy(New([]int{3, 5, 2}, GELU, pcg(1)), pcg(2))
	M := mat.NewDense(5, 3, nil)
	M.Set(0, 0, 1)
	Φ.SetMask(1, M)
	if err := Save(path, Φ); err != nil {
		t.Fatal(err)
	}
	Ψ, err := LoadNetwork(path)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(Φ.Params(), Ψ.Params()) || Ψ.Rho.Name != "GELU" || Ψ.C() != Φ.C() || !slices.Equal(Φ.Mask(), Ψ.Mask()) {
		t.Errorf("the network changed:\n%v%v", Φ.Summary(), Ψ.Summary())
	}
	again := New([]int{3, 5, 2}, Tanh, nil)
	if err := Load(path, again); err != nil || !slices.Equal(again.Params(), Φ.Params()) {
		t.Errorf("Load: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("other files remain: %v", left)
	}

	for name, g := range graphs() {
		h := graphs()[name]
		clear(h.Params())
		var b bytes.Buffer
		if _, err := Pack(g, ad.Float64).WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		f, err := ReadFile(&b)
		if err == nil {
			err = Unpack(h, f)
		}
		if err != nil || !slices.Equal(g.Params(), h.Params()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x")
	Φ := New([]int{3, 5, 2}, Activation{Name: "mine", F: each(zero), DF: each(zero)}, pcg(1))
	if err := Save(path, Φ); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadNetwork(path); err == nil || !strings.Contains(err.Error(), `activation "mine" is not known`) {
		t.Errorf("unknown activation: got %v", err)
	}
	if Ψ, err := LoadNetwork(path, Φ.Rho); err != nil || Ψ.N(1) != 5 {
		t.Errorf("given activation: got %v", err)
	}
	for _, c := range []struct {
		m    Model
		want string
	}{
		{New([]int{3, 4, 2}, ReLU, nil), `tensor "W1": got shape [5 3], want [4 3]`},
		{New([]int{3, 5, 2, 1}, ReLU, nil), `tensor "W3" is missing`},
		{New([]int{3, 5}, ReLU, nil), `tensor "W2": the model has no such parameter`},
	} {
		if err := Load(path, c.m); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
		if nonzero(c.m.Params()) != 0 {
			t.Error("a failed load changed the model")
		}
	}
	if err := Load(filepath.Join(dir, "nothing"), Φ); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := Save(filepath.Join(dir, "no", "such", "folder"), Φ); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
