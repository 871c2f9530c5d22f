package nn

import (
	"fmt"
	"math/rand/v2"
)

// UNet describes the U-Net (Ronneberger, Fischer and Brox 2015): on every level two convolutions 3 × 3;
// between levels a max pooling on the way down and a transposed convolution on the way up; the result of
// each level on the way down is joined to what comes up; a convolution 1 × 1 at the end.
type UNet struct {
	In       []int // H × W × C; H and W divisible by 2^(levels−1)
	Channels []int // of each level, from the top: {16, 32, 64}
	Out      int   // channels of the result; 0 means those of In
	Rho      Activation
	Norm     bool // batch normalisation after every convolution
	Residual bool // add the argument to the result: the network learns the difference
}

// New returns the network with random weights, or zero weights if rnd is nil. The zero Rho means ReLU.
// It panics if there are no levels, if H or W cannot be halved often enough, or if a residual network
// changes the number of channels.
func (u UNet) New(rnd *rand.Rand) *Graph {
	if len(u.In) != 3 || len(u.Channels) == 0 {
		panic(fmt.Sprintf("nn.UNet: got In %v and Channels %v, want H × W × C and at least one level", u.In, u.Channels))
	}
	if f := 1 << (len(u.Channels) - 1); u.In[0]%f != 0 || u.In[1]%f != 0 {
		panic(fmt.Sprintf("nn.UNet: got images of %d × %d, want extents divisible by %d for %d levels", u.In[0], u.In[1], f, len(u.Channels)))
	}
	if u.Out == 0 {
		u.Out = u.In[2]
	}
	if u.Rho.F == nil {
		u.Rho = ReLU
	}
	body := append(u.level(0), Conv{Out: u.Out, K: [2]int{1, 1}})
	if u.Residual {
		return NewGraph(u.In, rnd, Residual{body})
	}
	return NewGraph(u.In, rnd, body...)
}

// level is everything from level k down and up again.
func (u UNet) level(k int) Sequence {
	c := u.Channels[k]
	s := append(u.block(c), u.block(c)...)
	if k == len(u.Channels)-1 {
		return s
	}
	inner := append(Sequence{Pool{}}, u.level(k+1)...)
	inner = append(inner, ConvTranspose{Out: c})
	s = append(s, Skip{inner})
	return append(s, append(u.block(c), u.block(c)...)...)
}

// block is a convolution with what follows it.
func (u UNet) block(c int) Sequence {
	s := Sequence{Conv{Out: c, NoBias: u.Norm}}
	if u.Norm {
		s = append(s, BatchNorm{})
	}
	return append(s, Act{u.Rho})
}
