package wavefront

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/mathdl/kernel/mathdl/nn"
)

//go:embed weights.safetensors
var weights []byte

// Pretrained returns the detector with the weights that are shipped. They were trained by the [Recipe] in stages, on phantoms of
// other seeds in each: 1.1 million samples without an output for corners, then 1.2 million with one.
//
//	go run ./internal/retrain wavefront
//
// trains a network from scratch, on 2.6 million samples.
func Pretrained() *Detector {
	f, err := nn.ReadFile(bytes.NewReader(weights))
	if err != nil {
		panic(fmt.Sprintf("wavefront.Pretrained: %v", err)) // the file is part of the program
	}
	d, err := unpack(f)
	if err != nil {
		panic(fmt.Sprintf("wavefront.Pretrained: %v", err))
	}
	return d
}
