package train

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
)

// A checkpoint is stored as a safetensors file: its vectors as tensors, the history as a matrix with a
// row for every epoch, and the single numbers as text, floats in hexadecimal so that they are exact.

// File returns the checkpoint in the form in which it is stored.
func (c *Checkpoint) File() *nn.File {
	f := &nn.File{Meta: map[string]string{"kind": checkpointKind}}
	add := func(name string, x []float64, shape ...int) {
		f.Tensors = append(f.Tensors, nn.NamedTensor{Name: name, Value: ad.Of(x, shape...)})
	}
	add("theta", c.Theta)
	add("best", c.Best)
	for i, m := range c.Moments {
		add(fmt.Sprintf("moment%d", i), m)
	}
	rows := []float64{}
	for _, e := range c.History {
		rows = append(rows, float64(e.Epoch), float64(e.Steps), e.Loss, e.Objective, e.Accuracy, e.ValLoss, e.ValAcc, e.Rate, float64(e.Time))
	}
	add("history", rows, len(c.History), epochFields)
	for k, v := range c.integers() {
		f.Meta[k] = strconv.FormatInt(*v, 10)
	}
	f.Meta["seed"] = strconv.FormatUint(c.Seed, 10)
	for k, v := range c.floats() {
		f.Meta[k] = strconv.FormatFloat(*v, 'x', -1, 64)
	}
	return f
}

const (
	checkpointKind = "mathdl checkpoint 1"
	epochFields    = 9
)

// integers names the whole numbers of a checkpoint; they are read from and written to the copies.
func (c *Checkpoint) integers() map[string]*int64 {
	n := func(v int) *int64 { w := int64(v); return &w }
	return map[string]*int64{"epoch": n(c.Epoch), "at": n(c.At), "step": n(c.Step), "right": n(c.Right),
		"bestEpoch": n(c.BestEpoch), "waited": n(c.Waited), "spent": n(int(c.Spent))}
}

func (c *Checkpoint) setIntegers(m map[string]*int64) {
	c.Epoch, c.At, c.Step, c.Right = int(*m["epoch"]), int(*m["at"]), int(*m["step"]), int(*m["right"])
	c.BestEpoch, c.Waited, c.Spent = int(*m["bestEpoch"]), int(*m["waited"]), time.Duration(*m["spent"])
}

func (c *Checkpoint) floats() map[string]*float64 {
	return map[string]*float64{"mu": &c.Mu, "sum": &c.Sum, "bestLoss": &c.BestLoss}
}

// Save writes the checkpoint to a file, which is complete or absent.
func (c *Checkpoint) Save(path string) error { return c.File().Save(path) }

// LoadCheckpoint reads what Save wrote.
func LoadCheckpoint(path string) (*Checkpoint, error) {
	f, err := nn.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("train.LoadCheckpoint: %w", err)
	}
	return ParseCheckpoint(f)
}

// ParseCheckpoint returns the checkpoint that a file holds.
func ParseCheckpoint(f *nn.File) (*Checkpoint, error) {
	if f.Meta["kind"] != checkpointKind {
		return nil, fmt.Errorf("train.ParseCheckpoint: got a file of kind %q, want %q", f.Meta["kind"], checkpointKind)
	}
	c := &Checkpoint{}
	if err := c.parseNumbers(f.Meta); err != nil {
		return nil, fmt.Errorf("train.ParseCheckpoint: %w", err)
	}
	for name, x := range map[string]*[]float64{"theta": &c.Theta, "best": &c.Best} {
		t := f.Tensor(name)
		if t == nil {
			return nil, fmt.Errorf("train.ParseCheckpoint: tensor %q is missing", name)
		}
		*x = t.Float64s(nil)
	}
	for t := f.Tensor("moment0"); t != nil; t = f.Tensor(fmt.Sprintf("moment%d", len(c.Moments))) {
		c.Moments = append(c.Moments, t.Float64s(nil))
	}
	h := f.Tensor("history")
	if h == nil || h.Dims() != 2 || h.Shape()[1] != epochFields {
		return nil, fmt.Errorf("train.ParseCheckpoint: tensor %q is missing or has another shape", "history")
	}
	for i := range h.Shape()[0] {
		v := h.Rows(i, i+1).Float64s(nil)
		c.History = append(c.History, Epoch{int(v[0]), int(v[1]), v[2], v[3], v[4], v[5], v[6], v[7], time.Duration(v[8])})
	}
	return c, nil
}

func (c *Checkpoint) parseNumbers(meta map[string]string) (err error) {
	if c.Seed, err = strconv.ParseUint(meta["seed"], 10, 64); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	n := c.integers()
	for k, v := range n {
		if *v, err = strconv.ParseInt(meta[k], 10, 64); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
		if *v < -1 || *v > math.MaxInt32 && k != "spent" {
			return fmt.Errorf("%s: got %d", k, *v)
		}
	}
	c.setIntegers(n)
	for k, v := range c.floats() {
		if *v, err = strconv.ParseFloat(meta[k], 64); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	return nil
}
