package paper

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/mathdl/kernel/mathdl/bsde"
	"github.com/mathdl/kernel/mathdl/train"
)

// DeepBSDEParams are the parameters of [DeepBSDE].
type DeepBSDEParams struct {
	Example string // "hjb", "allen-cahn", "risk", "rates", "burgers", "gradient" or "reaction"
	D       int    // 0 means 100, 50 for "burgers"
	Shared  bool   // one network Z(t, x) in place of the published one per step
	Iter    int    // iterations of Adam; 0 means the published number
	Seed    uint64
	Record  func(bsde.Progress)
}

// deepBSDE are the published configurations (Han, Jentzen and E 2018, and their code).
var deepBSDE = map[string]struct {
	make func(d int) *bsde.Equation
	d    int
	rate float64
	iter int
	paid string
}{
	"hjb":        {func(d int) *bsde.Equation { return bsde.HJB(d, 1) }, 100, 1e-2, 2000, "0.17 %"},
	"allen-cahn": {bsde.AllenCahn, 100, 5e-4, 4000, "0.30 %"},
	"risk":       {bsde.DefaultRisk, 100, 8e-3, 6000, "0.46 %"},
	"rates":      {bsde.DifferentRates, 100, 5e-3, 4000, "0.39 %, as quoted"},
	"burgers":    {bsde.BurgersType, 50, 1e-2, 30000, "0.35 %, as quoted"},
	"gradient":   {bsde.QuadraticGradient, 100, 5e-3, 4000, "0.08 %, as quoted"},
	"reaction":   {bsde.ReactionDiffusion, 100, 1e-2, 24000, "0.35 %, as quoted"},
}

// DeepBSDE runs an example of Han, Jentzen and E (2018) with the networks, rates and iterations published, and
// returns what it found and what was published. With Shared it takes a network of (t, x), batches of 256
// and a rate that falls along a cosine. The result tells what the trivial guess Z = 0 achieves: of the
// published examples only some beat it. The error of ctx is returned with what there is.
func DeepBSDE(ctx context.Context, p DeepBSDEParams) (r *bsde.Result, published string, err error) {
	c, ok := deepBSDE[p.Example]
	if !ok {
		return nil, "", fmt.Errorf("paper.DeepBSDE: no example %q", p.Example)
	}
	if p.D == 0 {
		p.D = c.d
	}
	if p.Iter == 0 {
		p.Iter = c.iter
	}
	s := &bsde.Settings{Iterations: p.Iter, Rate: c.rate, Record: p.Record}
	if p.Shared {
		s.Net, s.Batch, s.Rate, s.RateY, s.Hidden, s.Schedule = bsde.Shared, 256, 2e-3, 2e-2, []int{p.D + 28, p.D + 28}, train.Cosine(0.01)
	}
	r, err = bsde.Solve(ctx, c.make(p.D), rand.New(rand.NewPCG(p.Seed, 14)), s)
	return r, c.paid, err
}
