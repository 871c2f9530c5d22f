package unroll

import (
	"embed"
	"fmt"

	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/op"
)

//go:embed weights/*.safetensors
var weights embed.FS

// PretrainedGradient returns the learned gradient that was trained for [AdlerOktem] with [Size]², with 16 channels and
// a Λ of its own in each of 10 iterations; A is the transform of that setting, or one like it. The package comment says
// how it was trained. It panics as [NewGradient] does.
func PretrainedGradient(A op.Linear) *Gradient {
	g := NewGradient(A, nil, &GradientSettings{Channels: 16})
	load("learned-gradient", g)
	return g
}

// PretrainedPrimalDual returns the learned primal-dual method that was trained like [PretrainedGradient], with 6
// iterations and 16 channels. It panics as [NewPrimalDual] does.
func PretrainedPrimalDual(A op.Linear) *PrimalDual {
	g := NewPrimalDual(A, nil, &PrimalDualSettings{Iterations: 6, Channels: 16})
	load("primal-dual", g)
	return g
}

// PretrainedPost returns the post-processing that was trained like [PretrainedGradient], with the default settings. It
// panics as [NewPost] does.
func PretrainedPost(A op.Linear) *Post {
	g := NewPost(A, nil, nil)
	load("post", g)
	return g
}

// load reads parameters that this package ships.
func load(name string, m nn.Model) {
	r, err := weights.Open("weights/" + name + ".safetensors")
	if err == nil {
		defer r.Close()
		var f *nn.File
		if f, err = nn.ReadFile(r); err == nil {
			err = nn.Unpack(m, f)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("unroll: weights of %s: %v", name, err))
	}
}
