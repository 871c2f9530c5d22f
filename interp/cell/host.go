package cell

import (
	"context"

	"github.com/mathdl/kernel/interp/display"
)

// Host is what surrounds a running cell: a session in a kernel, a terminal,
// a notebook runner. Without a host the package works as a plain library that
// writes text to standard output.
type Host interface {
	// Context is cancelled when the running cell is interrupted.
	Context() context.Context
	// Display shows b. With a non-empty id the output can be replaced later:
	// update asks to replace what was shown under id.
	Display(b display.Bundle, id string, update bool)
	// Clear removes the outputs of the cell, with wait only when the next one arrives.
	Clear(wait bool)
	// Input asks the person at the front end for a line.
	Input(prompt string, password bool) (string, error)
	// Claim records the verdict on a claim.
	Claim(r Record)
}

// Record is one claim a cell made: Got is within Tolerance of Want, or not.
type Record struct {
	Name      string  `json:"name"`
	Got       float64 `json:"got"`
	Want      float64 `json:"want"`
	Tolerance float64 `json:"tolerance"`
	Source    string  `json:"source"`
	Holds     bool    `json:"holds"`
}
