package lti

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/mathdl/kernel/mathdl/nn"
)

//go:embed invisible.safetensors
var invisible []byte

//go:embed post.safetensors
var post []byte

// Pretrained returns the network of a task that is shipped, for the default setting up to the seed of the phantoms. The
// commands are
//
//	go run ./internal/retrain lti
//	go run ./internal/retrain lti-post
//
// and their weights are stored in half precision. It returns an error for a problem of another setting.
func Pretrained(p *Problem, task Task) (*Net, error) {
	task.channels(p) // panics for another task
	b := invisible
	if task == PostProcessing {
		b = post
	}
	f, err := nn.ReadFile(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("lti.Pretrained: %w", err)
	}
	return Parse(f, p)
}
