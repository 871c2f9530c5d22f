package nn

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Pack returns the parameters of a model as tensors with the names of its layout, in precision d;
// float64 is exact.
func Pack(m Model, d ad.DType) *File {
	f := &File{}
	θ := m.Params()
	for _, b := range m.Layout() {
		t := ad.Of(θ[b.Lo:b.Hi:b.Hi], b.Shape...)
		f.Tensors = append(f.Tensors, NamedTensor{b.Name, t.Convert(d)})
	}
	if Φ, ok := m.(*Network); ok {
		Φ.describe(f, d)
	}
	return f
}

// describe adds what is needed to make the network again: its activation and its masks.
func (Φ *Network) describe(f *File, d ad.DType) {
	f.Meta = map[string]string{"activation": Φ.Rho.Name}
	m := Φ.Mask()
	for i, b := range Φ.Layout() {
		if T := Φ.T[i/2]; i%2 == 0 && T.Mask != nil || i%2 == 1 && T.MaskB != nil {
			f.Tensors = append(f.Tensors, NamedTensor{b.Name + ".mask", ad.Of(m[b.Lo:b.Hi:b.Hi], b.Shape...).Convert(d)})
		}
	}
}

// Unpack gives a model the parameters of a file. Names and shapes must be those of its layout; tensors
// that the model does not know are an error, and then the model is unchanged.
func Unpack(m Model, f *File) error {
	layout := m.Layout()
	known := map[string]bool{}
	for _, b := range layout {
		t := f.Tensor(b.Name)
		if t == nil {
			return fmt.Errorf("nn.Unpack: tensor %q is missing", b.Name)
		}
		if !slices.Equal(t.Shape(), b.Shape) {
			return fmt.Errorf("nn.Unpack: tensor %q: got shape %v, want %v", b.Name, t.Shape(), b.Shape)
		}
		known[b.Name], known[b.Name+".mask"] = true, true
	}
	for _, t := range f.Tensors {
		if !known[t.Name] {
			return fmt.Errorf("nn.Unpack: tensor %q: the model has no such parameter", t.Name)
		}
	}
	θ := m.Params()
	for _, b := range layout {
		f.Tensor(b.Name).Float64s(θ[b.Lo:b.Hi])
	}
	return nil
}

// Save writes the parameters of a model to a file in the safetensors format, exactly. The file is
// complete or absent: it is written beside its place and then moved there.
func Save(path string, m Model) error { return Pack(m, ad.Float64).Save(path) }

// Load gives a model the parameters that Save wrote for one of the same layout.
func Load(path string, m Model) error {
	f, err := OpenFile(path)
	if err != nil {
		return err
	}
	return Unpack(m, f)
}

// LoadNetwork returns the network that Save wrote, with its activation and masks. The activation must be
// one of [Activations] or have been given here; a leaky ReLU comes back with the default slope unless it
// is given.
func LoadNetwork(path string, known ...Activation) (*Network, error) {
	f, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	return f.Network(known...)
}

// Network makes the network that a file describes; see [LoadNetwork].
func (f *File) Network(known ...Activation) (*Network, error) {
	Φ := &Network{}
	name, ok := f.Meta["activation"]
	for _, ρ := range append(slices.Clone(known), Activations()...) {
		if ρ.Name == name && Φ.Rho.F == nil {
			Φ.Rho = ρ
		}
	}
	if !ok || Φ.Rho.F == nil {
		return nil, fmt.Errorf("nn.File.Network: activation %q is not known; give it as an argument", name)
	}
	for l := 1; f.Tensor(fmt.Sprintf("W%d", l)) != nil; l++ {
		T, err := f.affine(l)
		if err != nil {
			return nil, err
		}
		if l > 1 && Φ.N(l-1) != T.W.RawMatrix().Cols {
			return nil, fmt.Errorf("nn.File.Network: W%d: got %d columns, want %d", l, T.W.RawMatrix().Cols, Φ.N(l-1))
		}
		Φ.T = append(Φ.T, T)
	}
	if len(Φ.T) == 0 {
		return nil, fmt.Errorf("nn.File.Network: tensor %q is missing", "W1")
	}
	return Φ, Unpack(Φ, f)
}

// affine makes the map T_ℓ with its masks.
func (f *File) affine(l int) (T Affine, err error) {
	W, b := f.Tensor(fmt.Sprintf("W%d", l)), f.Tensor(fmt.Sprintf("b%d", l))
	if W.Dims() != 2 || b == nil || b.Dims() != 1 || W.Len() == 0 || b.Len() != W.Shape()[0] {
		return T, fmt.Errorf("nn.File.Network: W%d and b%d do not make an affine map", l, l)
	}
	r, c := W.Shape()[0], W.Shape()[1]
	T = zeroAffine(r, c)
	if m := f.Tensor(fmt.Sprintf("W%d.mask", l)); m != nil {
		if m.Len() != r*c {
			return T, fmt.Errorf("nn.File.Network: mask of W%d: got %d entries, want %d", l, m.Len(), r*c)
		}
		T.Mask = mat.NewDense(r, c, m.Float64s(nil))
	}
	if m := f.Tensor(fmt.Sprintf("b%d.mask", l)); m != nil {
		if m.Len() != r {
			return T, fmt.Errorf("nn.File.Network: mask of b%d: got %d entries, want %d", l, m.Len(), r)
		}
		T.MaskB = mat.NewVecDense(r, m.Float64s(nil))
	}
	return T, nil
}

// OpenFile reads a file in the safetensors format; see [ReadFile].
func OpenFile(path string) (*File, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("nn.OpenFile: %w", err)
	}
	defer r.Close()
	f, err := ReadFile(bufio.NewReader(r))
	if err != nil {
		return nil, fmt.Errorf("nn.OpenFile: %s: %w", path, err)
	}
	return f, nil
}

// Save writes the file; it is complete or absent.
func (f *File) Save(path string) error {
	return atomically(path, func(w io.Writer) error {
		_, err := f.WriteTo(w)
		return err
	})
}

// atomically writes a temporary file beside path and renames it.
func atomically(path string, write func(w io.Writer) error) (err error) {
	dir := "."
	if i := strings.LastIndexByte(path, os.PathSeparator); i >= 0 {
		dir = path[:i+1]
	}
	t, err := os.CreateTemp(dir, ".save-*")
	if err != nil {
		return fmt.Errorf("nn.Save: %w", err)
	}
	defer func() {
		if err != nil {
			os.Remove(t.Name())
		}
	}()
	if err = write(t); err != nil {
		t.Close()
		return err
	}
	if err = t.Chmod(0o644); err == nil {
		err = t.Sync()
	}
	if e := t.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(t.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("nn.Save: %w", err)
	}
	return nil
}
