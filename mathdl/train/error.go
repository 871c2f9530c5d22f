package train

import (
	"fmt"
	"strings"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/ad"
)

// DivergenceError says that the loss became infinite or no number, and where that began.
type DivergenceError struct {
	Epoch, Step int     // both from 1
	Loss        float64 // what it was
	LossName    string
	Op, Where   string // the first operation with such a value, and its layer
	Rate        float64
	Remedy      string
}

// Error returns a sentence that names step, loss, layer and remedy.
func (e *DivergenceError) Error() string {
	at := e.Op
	if e.Where != "" {
		at += " in " + e.Where
	}
	return fmt.Sprintf("train.Fit: the loss (%s) is %v in step %d (epoch %d); it comes from %s; %s",
		e.LossName, e.Loss, e.Step, e.Epoch, at, e.Remedy)
}

// diverged finds where a value that is no number comes from.
func (r *run[T]) diverged(p *program[T], loss float64) error {
	e := &DivergenceError{Epoch: r.epoch + 1, Step: r.step.t + 1, Loss: loss, LossName: r.Loss.Name, Rate: r.rate()}
	e.Op, e.Where = p.origin(r.e)
	switch {
	case strings.HasPrefix(e.Op, "the data"):
		e.Remedy = "remove or replace the values that are no finite numbers"
	case e.Step == 1:
		e.Remedy = "the first step already fails: scale the data or the initial weights down"
	default:
		e.Remedy = fmt.Sprintf("lower the rate (now %.3g), or bound the gradient by Settings.ClipNorm", e.Rate)
	}
	return e
}

// origin names the first value that is not finite, in the order of computation.
func (p *program[T]) origin(e *engine[T]) (what, where string) {
	for _, b := range e.blocks {
		if !finite(e.θ[b.Lo:b.Hi]) {
			return "the parameters " + b.Name, ""
		}
	}
	if !finite(p.x) {
		return "the data x", ""
	}
	if !finite(p.y) {
		return "the data y", ""
	}
	if v := p.tape.FirstNonFinite(); v != nil {
		return describe(v)
	}
	return "the loss", ""
}

func describe(v *ad.Var) (what, where string) { return v.Op(), v.Where() }

func finite[T kern.Float](x []T) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}
