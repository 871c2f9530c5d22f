package paper

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/rom"
	"github.com/mathdl/kernel/mathdl/train"
)

// ParametricParams are the parameters of [Parametric]. The zero value means the published experiment.
type ParametricParams struct {
	Case           *rom.Case // nil means rom.Trig(10, −1, 1, false)
	Mesh           int       // 2·Mesh² triangles; 0 means 100, which is 9801 unknowns
	Samples, Tests int       // 0 means 20000 and 5000
	Hidden, Width  int       // of the network to the nodes; 0 means 10 and 300
	Epochs, Batch  int       // of Adam; 0 means 500 and 256: the paper stops when training stagnates
	Rate           float64   // of Adam, falling as a cosine; 0 means 2·10⁻⁴
	Init           nn.Init   // of the weights; zero means 𝒩(0, 0.1²)
	Centred        bool      // begin with the mean of the data, as the last bias
	Alone          bool      // no network to coefficients beside that to the nodes
	DType          ad.DType  // precision of the training; zero means float64
	Dir            string    // where solutions are kept; "" means nowhere
	Seed           uint64
	Record         func(train.Epoch)
}

// ParametricResult are mean relative errors in H¹ of new samples.
type ParametricResult struct {
	Case       string
	Mean       float64 // of the mean of the data
	Direct     float64 // of the network from y to the values at all nodes, as published
	Own        float64 // of it on its own data
	POD        float64 // of a network to coefficients in a basis of 30, on the same data
	Parameters int
	Data, Fit  time.Duration // what the solutions took, and the network to the nodes
}

// String returns the line of the experiment.
func (r *ParametricResult) String() string {
	return fmt.Sprintf("%s: mean %.3g, network to the nodes %.3g (own data %.3g; %d parameters), to coefficients %.3g; data %v, training %v",
		r.Case, r.Mean, r.Direct, r.Own, r.Parameters, r.POD, r.Data.Round(time.Second), r.Fit.Round(time.Second))
}

// Parametric trains the network of Geist et al. (2021) from the parameters y of a coefficient to the values of u_y at all nodes, in the
// mean of ‖Φ(y) − u_y‖_{H¹}/‖u_y‖_{H¹}: 11 affine layers, leaky ReLU 0.2, weights 𝒩(0, 0.1²). Besides, a small network to
// coefficients in a POD basis learns the same data. What was published is qualitative: the error grows mildly with p.
// The error of ctx is returned with what there is.
func Parametric(ctx context.Context, p ParametricParams) (*ParametricResult, error) {
	p.defaults()
	r, start := &ParametricResult{Case: p.Case.Name}, time.Now()
	all, err := rom.NewSolver(p.Case, p.Mesh).Generate(ctx, p.Samples+p.Tests, p.Seed, &rom.DataSettings{Dir: p.Dir})
	r.Data = time.Since(start)
	if err != nil {
		return r, err
	}
	data, test := all.Split(p.Samples)
	r.Mean = test.Baseline(data)
	r.POD = math.NaN()
	if !p.Alone {
		pod, err := rom.PODNet(ctx, data, rand.New(rand.NewPCG(p.Seed, 41)), nil)
		if err != nil {
			return r, err
		}
		r.POD = pod.Error(test)
	}
	start = time.Now()
	net, err := rom.Direct(ctx, data, rand.New(rand.NewPCG(p.Seed, 42)), &rom.NetSettings{
		Depth: p.Hidden, Width: p.Width, Epochs: p.Epochs, Batch: p.Batch, Rate: p.Rate, Init: p.Init, Centred: p.Centred, DType: p.DType, Record: p.Record})
	if net == nil {
		return r, err
	}
	r.Direct, r.Own, r.Parameters, r.Fit = net.Error(test), net.Error(data), net.Phi.P(), time.Since(start)
	return r, err
}

func (p *ParametricParams) defaults() {
	if p.Case == nil {
		p.Case = rom.Trig(10, -1, 1, false)
	}
	for _, d := range []struct {
		x *int
		v int
	}{{&p.Mesh, 100}, {&p.Samples, 20000}, {&p.Tests, 5000}, {&p.Hidden, 10}, {&p.Width, 300}, {&p.Epochs, 500}, {&p.Batch, 256}} {
		if *d.x == 0 {
			*d.x = d.v
		}
	}
	if p.Rate == 0 {
		p.Rate = 2e-4
	}
	if p.Init.Fill == nil {
		p.Init = nn.Normal(0.1)
	}
}

// AntiderivativeParams are the parameters of [Antiderivative]. The zero value means the demonstration of DeepXDE.
type AntiderivativeParams struct {
	Iterations int // of Adam on all 150 functions; 0 means 10000
	Seed       uint64
	Record     func(train.Epoch)
}

// Antiderivative trains a DeepONet with 100 sensors, branch 100-40-40, trunk 1-40-40 and ReLU on 150 random functions and their integrals, and
// returns the mean relative error on 1000 others. The experiment is that of DeepXDE, where the functions are drawn in another way.
func Antiderivative(ctx context.Context, p AntiderivativeParams) (rel float64, err error) {
	if p.Iterations == 0 {
		p.Iterations = 10000
	}
	const m, n = 100, 150
	rnd := rand.New(rand.NewPCG(p.Seed, 43))
	points := mat.NewDense(m, 1, nil)
	for i := range m {
		points.Set(i, 0, float64(i)/(m-1))
	}
	net := rom.NewDeepONet([]int{m, 40, 40}, []int{1, 40, 40}, nn.ReLU, points, rnd)
	data, test := rom.Antiderivatives(n+1000, m, 0.2, rnd).Split(n/1150., rnd)
	_, err = train.Fit(ctx, net, data, &train.Settings{Epochs: p.Iterations, Batch: train.FullBatch, Method: train.Adam(1e-3), Rand: rnd, Record: p.Record})
	return rom.RelL2(net, test), err
}
