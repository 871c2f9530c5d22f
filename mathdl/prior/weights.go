package prior

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/mathdl/kernel/mathdl/nn"
)

//go:embed weights/critic.safetensors
var criticWeights []byte

// PretrainedCritic returns the Ψ that was trained on random ellipses of 128² pixels and their filtered back projections
// with the plain ramp, in the setting of Adler and Öktem: by go run ./internal/retrain critic, seed 1, 1600 pairs, three
// minutes on a busy core. It panics if rows or cols are not positive.
func PretrainedCritic(rows, cols int) *nn.Graph {
	Ψ := NewCritic(rows, cols, []int{8, 16, 32}, nil)
	f, err := nn.ReadFile(bytes.NewReader(criticWeights))
	if err == nil {
		err = nn.Unpack(Ψ, f)
	}
	if err != nil {
		panic(fmt.Sprintf("prior.PretrainedCritic: %v", err))
	}
	return Ψ
}
