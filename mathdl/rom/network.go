package rom

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/fem"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

// Defaults of NetSettings.
const (
	DefaultDepth  = 3
	DefaultWidth  = 64
	DefaultEpochs = 150
	DefaultBatch  = 64
	DefaultRate   = 2e-3
	DefaultModes  = 30
)

// NetSettings of PODNet and Direct. Zero fields mean defaults, a nil *NetSettings all of them.
type NetSettings struct {
	Depth, Width, Epochs, Batch int
	Rate                        float64  // of Adam, falling to 0 as a cosine
	Modes                       int      // PODNet: dimension of the basis
	Init                        nn.Init  // of the weights; zero means uniform on ±1/√in
	Centred                     bool     // Direct: begin with the mean of the data, as the last bias
	DType                       ad.DType // precision of the training; zero means float64
	Progress                    bool
	Record                      func(train.Epoch)
}

func (s *NetSettings) filled() NetSettings {
	var c NetSettings
	if s != nil {
		c = *s
	}
	for _, d := range []struct {
		x *int
		v int
	}{{&c.Depth, DefaultDepth}, {&c.Width, DefaultWidth}, {&c.Epochs, DefaultEpochs}, {&c.Batch, DefaultBatch}, {&c.Modes, DefaultModes}} {
		if *d.x <= 0 {
			*d.x = d.v
		}
	}
	if c.Rate <= 0 {
		c.Rate = DefaultRate
	}
	if c.Init.Fill == nil {
		c.Init = small
	}
	return c
}

// Net is a trained map y ↦ u_y.
type Net struct {
	Phi   *nn.Network
	Basis *Basis  // nil for a network to the nodes
	Scale float64 // of the outputs
	Fit   *train.Result

	c *Case
}

// residual is a network as training sees it here: a row of its input is y, the target and further columns, and its
// output what of the target is left, so that the norm of each sample can be its own.
type residual struct {
	*nn.Network
	record func(out, x *ad.Var) *ad.Var
}

func (r residual) Record(p *nn.Pass, x *ad.Var) *ad.Var {
	return r.record(r.Network.Record(p, ad.Slice(x, 1, 0, r.D())), x)
}

// root is √(Σ_j out_j): what residual returns are squares.
var root = train.Loss{Name: "relative error in H¹", F: func(out, _ *ad.Var) *ad.Var {
	return ad.Sqrt(ad.AddScalar(ad.Sum(out, -1), 1e-12))
}}

// PODNet trains a network from y to the coefficients of u_y in a POD basis of the set, for the mean of ‖Φ(y) − u_y‖_G/‖u_y‖_G. It panics
// and errs as train.Fit does; with an error of train.Fit the net so far is returned. The context is looked at before training too.
func PODNet(ctx context.Context, s *Set, rnd *rand.Rand, set *NetSettings) (*Net, error) {
	c := set.filled()
	b, err := POD(ctx, s, c.Modes, true)
	if err != nil {
		return nil, err
	}
	C, err := b.coefficients(ctx, s.U)
	if err != nil {
		return nil, fmt.Errorf("rom.PODNet: %w", err)
	}
	k, p, n := b.K(), s.Case.P, s.N()
	scale := b.Sigma[0] / math.Sqrt(float64(n))
	X := mat.NewDense(n, p+k+2, nil)
	for i := range n {
		if err := sometimes(ctx, i); err != nil {
			return nil, fmt.Errorf("rom.PODNet: %w", err)
		}
		x, u := X.RawRowView(i), s.U.RawRowView(i)
		s.Case.unit(x[:p], s.Y.RawRowView(i))
		copy(x[p:], C.RawRowView(i))
		missed := make([]float64, len(u))
		for j, v := range b.Lift(C.Slice(i, i+1, 0, k)).RawRowView(0) {
			missed[j] = u[j] - v
		}
		inverse := 1 / fem.Norm(s.G, u)
		x[p+k] = math.Pow(fem.Norm(s.G, missed)*inverse, 2)
		x[p+k+1] = inverse
	}
	net := &Net{Phi: nn.New(widths(p, k, c), nn.Leaky(0.2), rnd), Basis: b, Scale: scale, c: s.Case}
	net.Phi.Init(c.Init, rnd)
	err = net.train(ctx, X, k+1, rnd, c, func(out, x *ad.Var) *ad.Var {
		r := ad.Mul(ad.Sub(ad.Scale(scale, out), ad.Slice(x, 1, p, p+k)), ad.Slice(x, 1, p+k+1, p+k+2))
		return ad.Concat(1, ad.Square(r), ad.Slice(x, 1, p+k, p+k+1))
	})
	return net, err
}

// Direct trains a network from y to the values at all inner nodes, for the same error: the experiment of the paper, in any size.
func Direct(ctx context.Context, s *Set, rnd *rand.Rand, set *NetSettings) (*Net, error) {
	c := set.filled()
	p, n, d := s.Case.P, s.N(), len(s.Free)
	X := mat.NewDense(n, p+d+1, nil)
	for i := range n {
		if err := sometimes(ctx, i); err != nil {
			return nil, fmt.Errorf("rom.Direct: %w", err)
		}
		x, u := X.RawRowView(i), s.U.RawRowView(i)
		s.Case.unit(x[:p], s.Y.RawRowView(i))
		copy(x[p:], u)
		x[p+d] = 1 / fem.Norm(s.G, u)
	}
	net := &Net{Phi: nn.New(widths(p, d, c), nn.Leaky(0.2), rnd), Scale: 1, c: s.Case}
	net.Phi.Init(c.Init, rnd)
	if c.Centred {
		mean, err := s.mean(ctx)
		if err != nil {
			return nil, fmt.Errorf("rom.Direct: %w", err)
		}
		copy(net.Phi.T[net.Phi.L()-1].B.RawVector().Data, mean)
	}
	err := net.train(ctx, X, d, rnd, c, func(out, x *ad.Var) *ad.Var {
		r := ad.Mul(ad.Sub(out, ad.Slice(x, 1, p, p+d)), ad.Slice(x, 1, p+d, p+d+1))
		return ad.Mul(r, ad.Apply(s.G, r))
	})
	return net, err
}

// small is uniform on ±1/√in. The outputs then begin near zero, the mean of the data; He's begin far from it.
var small = nn.Init{Name: "uniform, ±1/√in", Fill: func(w []float64, in, _ int, rnd *rand.Rand) {
	a := 1 / math.Sqrt(float64(in))
	for i := range w {
		w[i] = a * (2*rnd.Float64() - 1)
	}
}}

func widths(in, out int, c NetSettings) []int {
	w := []int{in}
	for range c.Depth {
		w = append(w, c.Width)
	}
	return append(w, out)
}

func (net *Net) train(ctx context.Context, X *mat.Dense, outputs int, rnd *rand.Rand, c NetSettings, record func(out, x *ad.Var) *ad.Var) error {
	n, _ := X.Dims()
	var err error
	net.Fit, err = train.Fit(ctx, residual{net.Phi, record}, train.Data{X: X, Y: mat.NewDense(n, outputs, nil)}, &train.Settings{
		Epochs: c.Epochs, Batch: c.Batch, Method: train.Adam(c.Rate), Schedule: train.Cosine(0), Loss: root,
		DType: c.DType, Rand: rnd, Progress: c.Progress, Record: c.Record,
	})
	if err != nil {
		return fmt.Errorf("rom: %w", err)
	}
	return nil
}

// Predict returns Φ(yᵢ) at the inner nodes in row i for the rows yᵢ of Y.
func (net *Net) Predict(Y *mat.Dense) *mat.Dense {
	n, p := Y.Dims()
	X := mat.NewDense(n, p, nil)
	for i := range n {
		net.c.unit(X.RawRowView(i), Y.RawRowView(i))
	}
	out := net.Phi.Batch(nil, X)
	if net.Basis == nil {
		return out
	}
	out.Scale(net.Scale, out)
	return net.Basis.Lift(out)
}

// Error returns the mean relative error on a set.
func (net *Net) Error(s *Set) float64 { return s.Error(net.Predict(s.Y)) }

// Row is a line of the experiment: the errors of one case.
type Row struct {
	Case           string
	P              int
	Mean, POD, Net float64 // of the mean of the data, of the projection to the basis, of the network
	Train          float64 // of the network on its own data
	Parameters     int
}

// String returns the line.
func (r Row) String() string {
	return fmt.Sprintf("%-44s mean %.3f   basis %.2g   network %.4f (own data %.4f)", r.Case, r.Mean, r.POD, r.Net, r.Train)
}

// Experiment makes data for a case on the mesh of 2n² triangles, trains a PODNet on samples of them, and tests it on tests more.
func Experiment(ctx context.Context, c *Case, n, samples, tests int, seed uint64, set *NetSettings) (Row, error) {
	all, err := NewSolver(c, n).Generate(ctx, samples+tests, seed, nil)
	if err != nil {
		return Row{Case: c.Name}, err
	}
	data, test := all.Split(samples)
	net, err := PODNet(ctx, data, rand.New(rand.NewPCG(seed, 1)), set)
	if err != nil {
		return Row{Case: c.Name}, err
	}
	return Row{Case: c.Name, P: c.P, Mean: test.Baseline(data), POD: net.Basis.Error(test, net.Basis.K()),
		Net: net.Error(test), Train: net.Error(data), Parameters: net.Phi.P()}, nil
}
