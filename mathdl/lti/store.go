package lti

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

const netKind = "mathdl learning the invisible 2"

// File returns the network in the form in which it is stored: single precision, with its task, its setting and, for a
// U-Net of [NewNet], its channels.
func (n *Net) File() *nn.File {
	f := nn.Pack(n.U, ad.Float32)
	f.Tensors = append(f.Tensors,
		nn.NamedTensor{Name: "scale.in", Value: ad.Of(n.In, len(n.In))},
		nn.NamedTensor{Name: "scale.out", Value: ad.Of([]float64{n.Out}, 1)})
	f.Meta = map[string]string{
		"kind": netKind, "task": n.Task.String(), "setting": n.Problem.Untrained(),
		"channels": strings.Trim(fmt.Sprint(n.Channels), "[]"),
	}
	return f
}

// Untrained is a line for what of the setting a network depends on: all but the seed.
func (s Setting) Untrained() string {
	s.Seed = 0
	return strings.TrimSuffix(s.String(), " seed 0")
}

// Save writes the network to a safetensors file, which is complete or absent.
func (n *Net) Save(path string) error { return n.File().Save(path) }

// Load returns the network that [Net.Save] wrote for the same setting up to the seed.
func Load(path string, p *Problem) (*Net, error) {
	f, err := nn.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("lti.Load: %w", err)
	}
	return Parse(f, p)
}

// Parse returns the network that a file holds, a U-Net of [NewNet].
func Parse(f *nn.File, p *Problem) (*Net, error) {
	for _, c := range []struct{ what, want string }{{"kind", netKind}, {"setting", p.Untrained()}} {
		if got := f.Meta[c.what]; got != c.want {
			return nil, fmt.Errorf("lti.Parse: %s: got %q, want %q", c.what, got, c.want)
		}
	}
	task := Invisible
	if got := f.Meta["task"]; got == PostProcessing.String() {
		task = PostProcessing
	} else if got != task.String() {
		return nil, fmt.Errorf("lti.Parse: task: got %q, want %q or %q", got, Invisible, PostProcessing)
	}
	channels, err := integers(f.Meta["channels"], p.N)
	if err != nil {
		return nil, err
	}
	n := NewNet(p, task, channels, nil)
	in, out := f.Tensor("scale.in"), f.Tensor("scale.out")
	if in == nil || out == nil || in.Len() != len(n.In) || out.Len() != 1 {
		return nil, fmt.Errorf("lti.Parse: got no scales for %d channels", len(n.In))
	}
	in.Float64s(n.In)
	n.Out = out.Float64s(nil)[0]
	weights := &nn.File{}
	for _, t := range f.Tensors {
		if !strings.HasPrefix(t.Name, "scale.") {
			weights.Tensors = append(weights.Tensors, t)
		}
	}
	return n, nn.Unpack(n.U, weights)
}

// integers reads the channels of the levels of a U-Net for images of n² pixels.
func integers(s string, n int) ([]int, error) {
	fields := strings.Fields(s)
	if len(fields) == 0 || n%(1<<(len(fields)-1)) != 0 || len(fields) > 10 {
		return nil, fmt.Errorf("lti.Parse: channels: got %q, want those of 1 to 10 levels that %d can be halved for", s, n)
	}
	var c []int
	for _, w := range fields {
		v, err := strconv.Atoi(w)
		if err != nil || v < 1 || v > 4096 {
			return nil, fmt.Errorf("lti.Parse: channels: got %q, want numbers in [1, 4096]", s)
		}
		c = append(c, v)
	}
	return c, nil
}
