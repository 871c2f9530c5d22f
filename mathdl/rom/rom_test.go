package rom

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/fem"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

var ctx = context.Background()

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 17)) }

func sample(t *testing.T, c *Case, n int) *Set {
	t.Helper()
	s, err := NewSolver(c, 12).Generate(ctx, n, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestScaling: equal squares make a constant coefficient, for which u is that of a = 1, divided.
func TestScaling(t *testing.T) {
	one, err := NewSolver(Chessboard(1, 0.5), 20).Solve(ctx, nil, []float64{0.5})
	if err != nil {
		t.Fatal(err)
	}
	u, err := NewSolver(Chessboard(3, 0.1), 20).Solve(ctx, nil, []float64{.4, .4, .4, .4, .4, .4, .4, .4, .4})
	if err != nil {
		t.Fatal(err)
	}
	for i := range u {
		if math.Abs(u[i]/2-one[i]) > 1e-12 || u[i] < 0 {
			t.Fatalf("node %d: %g and %g", i, u[i], one[i])
		}
	}
}

func TestCoefficients(t *testing.T) {
	a, x, y := make([]float64, 1), []float64{0.25}, []float64{0.5}
	for _, c := range []struct {
		c    *Case
		p    []float64
		want float64
	}{
		{Trig(2, -1, 1, false), []float64{1, 1}, 1 + (1 + math.Sin(math.Pi/4)*math.Sin(math.Pi)) + (1+math.Sin(math.Pi/2)*math.Sin(math.Pi))/2},
		{Trig(2, 0, 1, true), []float64{0, 0}, 3},
		{Chessboard(2, 0.1), []float64{1, 2, 3, 4}, 2.1},
		{Cookies(1, 0.1), []float64{1}, 1.1},
		{CookiesVariable(1, 0.1), []float64{1, 0.5}, 0.1},
		{Clipped(1, 0.1), []float64{-1, 1, 0}, 0.1},
		{Clipped(1, 0.1), []float64{0, 1, 0}, 0.25},
	} {
		c.c.A(a, c.p, x, y)
		if math.Abs(a[0]-c.want) > 1e-12 {
			t.Errorf("%s: %g, want %g", c.c.Name, a[0], c.want)
		}
	}
}

func TestRestart(t *testing.T) {
	s, dir := NewSolver(Chessboard(2, 0.1), 4), t.TempDir()
	whole, err := s.Generate(ctx, 300, 7, nil)
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(ctx)
	if _, err := s.Generate(stopped, 256, 7, &DataSettings{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	stop()
	part, err := s.Generate(stopped, 300, 7, &DataSettings{Dir: dir})
	if !errors.Is(err, context.Canceled) || part.N() != 256 {
		t.Errorf("stopped: %v", err)
	}
	again, err := s.Generate(ctx, 300, 7, &DataSettings{Dir: dir})
	if err != nil || !mat.Equal(again.U, whole.U) || !mat.Equal(again.Y, whole.Y) {
		t.Errorf("the run that was taken up again differs: %v", err)
	}
}

func TestPOD(t *testing.T) {
	s := sample(t, Chessboard(2, 0.1), 200)
	data, test := s.Split(150)
	b, err := POD(ctx, data, 20, false)
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.K() { // orthonormal in G
		for j := range i + 1 {
			g, want := 0.0, 0.0
			for l, v := range b.G.Apply(nil, b.W.RawRowView(i)) {
				g += v * b.W.At(j, l)
			}
			if i == j {
				want = 1
			}
			if math.Abs(g-want) > 1e-9 {
				t.Fatalf("⟨w%d, w%d⟩ = %g", i, j, g)
			}
		}
	}
	g, err := Greedy(ctx, data, 20)
	if err != nil {
		t.Fatal(err)
	}
	last := math.Inf(1)
	for _, k := range []int{1, 2, 5, 10, 20} {
		e, tail, missed := b.Error(test, k), 0.0, 0.0
		for _, σ := range b.Sigma[k:] {
			tail += σ * σ
		}
		C := b.Coefficients(data.U)
		U := b.Lift(C.Slice(0, data.N(), 0, k))
		for i := range data.N() {
			r := make([]float64, len(b.Mean))
			for j := range r {
				r[j] = U.At(i, j) - data.U.At(i, j)
			}
			missed += math.Pow(fem.Norm(b.G, r), 2)
		}
		if math.Abs(missed-tail) > 1e-6*missed+1e-12 { // Schmidt, Eckart, Young
			t.Errorf("k = %d: Σ of squares %g, tail of singular values %g", k, missed, tail)
		}
		if e >= last || e > 1.5*g.Error(test, k)+1e-12 {
			t.Errorf("k = %d: error %g after %g, greedy %g", k, e, last, g.Error(test, k))
		}
		last = e
	}
}

// TestGreedy: the estimate is above the error, and the errors fall fast on the thermal block.
func TestGreedy(t *testing.T) {
	s := sample(t, Chessboard(2, 0.1), 60)
	b, bounds, err := WeakGreedy(ctx, s.Solver, s.Y, 15)
	if err != nil {
		t.Fatal(err)
	}
	if bounds[14] > 1e-2*bounds[0] {
		t.Errorf("bounds %.3g", bounds)
	}
	g, err := NewGalerkin(ctx, s.Solver, b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.N() {
		u, bound, err := g.Solve(s.Y.RawRowView(i))
		if err != nil {
			t.Fatal(err)
		}
		for j, v := range s.U.RawRowView(i) {
			u[j] -= v
		}
		if e := fem.Norm(s.G, u); e > bound+1e-9 {
			t.Errorf("sample %d: error %g, bound %g", i, e, bound)
		}
	}
}

// TestNeumann is row D2: the bound is attained by symmetric matrices whose largest eigenvalue is δ.
func TestNeumann(t *testing.T) {
	δ, n, rnd := 0.6, 8, newRand(1)
	var qr mat.QR
	M := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			M.Set(i, j, rnd.NormFloat64())
		}
	}
	qr.Factorize(M)
	var Q, A, I, exact mat.Dense
	qr.QTo(&Q)
	D := mat.NewDiagDense(n, nil)
	for i := range n {
		D.SetDiag(i, δ*float64(i+1)/float64(n))
	}
	A.Product(&Q, D, Q.T())
	I.Sub(eye(n), &A)
	if err := exact.Inverse(&I); err != nil {
		t.Fatal(err)
	}
	for k := 1; k <= 4; k++ {
		var E mat.Dense
		E.Sub(&exact, Neumann(&A, k))
		if got, want := norm2(&E), NeumannBound(δ, k); math.Abs(got-want) > 1e-6*want {
			t.Errorf("N = %d: error %g, law %g", 1<<k, got, want)
		}
	}
	inverse, bound := NeumannInverse(&I, 1-δ, 1, 5)
	var E mat.Dense
	E.Sub(&exact, inverse)
	if got := norm2(&E); got > bound+1e-13 {
		t.Errorf("error %g, bound %g", got, bound)
	}
}

// TestNeumannNet: the network of ReLU inverts within ε and within its bound, has the depth and at most the size that it should, and
// its size grows with the logarithm of 1/ε.
func TestNeumannNet(t *testing.T) {
	rnd := newRand(2)
	for _, c := range []struct {
		n    int
		δ, ε float64
	}{{1, 0.5, 0.1}, {1, 0.5, 1e-3}, {2, 0.3, 0.1}, {2, 0.6, 1e-2}, {2, 0.6, 1e-4}, {3, 0.5, 1e-2}, {3, 0.8, 0.1}} {
		net := NeumannNet(c.n, c.δ, c.ε)
		n, k, m := c.n, net.K, net.M
		size := (2*k-2)*n*n*n*(16*m+26) + k*n*n*(4*m+16)
		if net.L() != k*(m+2)+1 || net.C() > size || net.C() < size/2 {
			t.Errorf("%+v: L = %d, C = %d, want %d and at most %d", c, net.L(), net.C(), k*(m+2)+1, size)
		}
		worst := 0.0
		for trial := range 12 {
			A := mat.NewDense(n, n, nil)
			for i := range n {
				for j := range n {
					A.Set(i, j, rnd.NormFloat64())
				}
			}
			if trial == 0 { // attains the bound of the series
				A.Copy(eye(n))
			}
			A.Scale(c.δ/norm2(A), A)
			var E mat.Dense
			E.Sub(eye(n), A)
			if err := E.Inverse(&E); err != nil {
				t.Fatal(err)
			}
			E.Sub(&E, net.Inverse(A))
			worst = max(worst, norm2(&E))
		}
		t.Logf("n = %d, δ = %g, ε = %g: k = %d, m = %d, L = %d, C = %d, error %.2g, bound %.2g", n, c.δ, c.ε, k, m, net.L(), net.C(), worst, net.Bound)
		if worst > net.Bound || net.Bound > c.ε || worst < net.Bound/50 {
			t.Errorf("%+v: error %g, bound %g", c, worst, net.Bound)
		}
	}
}

func eye(n int) *mat.Dense {
	I := mat.NewDense(n, n, nil)
	for i := range n {
		I.Set(i, i, 1)
	}
	return I
}

// TestPODNet is row D1 in small; the whole row is in notebook 17.
func TestPODNet(t *testing.T) {
	r, err := Experiment(ctx, Trig(2, -1, 1, false), 20, 1500, 300, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	if r.Net > 1.5*0.0006 || r.POD > 1e-6 {
		t.Error(r)
	}
}

func TestDirect(t *testing.T) {
	s := sample(t, Trig(2, -1, 1, false), 300)
	data, test := s.Split(250)
	net, err := Direct(ctx, data, newRand(1), &NetSettings{Epochs: 150, Width: 32, Batch: 16})
	if err != nil {
		t.Fatal(err)
	}
	if e, base := net.Error(test), test.Baseline(data); e > base/3 {
		t.Errorf("error %g, of the mean %g", e, base)
	}
}

// TestDeepONet is row D3: 3000 iterations, relative error of the antiderivative at most 0.10.
func TestDeepONet(t *testing.T) {
	rnd := newRand(3)
	m := 100
	points := mat.NewDense(m, 1, nil)
	for i := range m {
		points.Set(i, 0, float64(i)/float64(m-1))
	}
	net := NewDeepONet([]int{m, 40, 40}, []int{1, 40, 40}, nn.ReLU, points, rnd)
	all := Antiderivatives(350, m, 0.2, rnd)
	data, test := all.Split(150./350, rnd)
	if _, err := train.Fit(ctx, net, data, &train.Settings{Epochs: 3000, Batch: train.FullBatch, Method: train.Adam(1e-3), Rand: rnd}); err != nil {
		t.Fatal(err)
	}
	e := RelL2(net, test)
	t.Logf("%.4f", e)
	if e > 0.10 {
		t.Errorf("relative error %.4f", e)
	}
}

// TestResolution: the parameters know nothing of the grid. Without activation that is exact on functions of few frequencies.
func TestResolution(t *testing.T) {
	for dim := 1; dim <= 2; dim++ {
		f := NewFNO(dim, 16, 3, 4, 1, newRand(4))
		at := func(n int) []float64 {
			f.SetGrid(n)
			v := mat.NewDense(1, f.points, nil)
			for j := range f.points {
				x := f.coordinates(j, n)
				v.Set(0, j, math.Cos(2*math.Pi*x[0])+math.Sin(4*math.Pi*x[0]+2*math.Pi*x[1]))
			}
			// The coordinate itself is not of few frequencies; leave it out.
			lift := f.θ[f.layout[0].Lo:f.layout[0].Hi]
			for i := range f.Width {
				for j := range dim {
					lift[i*(1+dim)+1+j] = 0
				}
			}
			return nn.ApplyRows(f, nil, v).RawRowView(0)
		}
		a, b := append([]float64(nil), at(16)...), at(32)
		for j := range a {
			k := 2 * j
			if dim == 2 {
				k = 2*(j/16)*32 + 2*(j%16)
			}
			if math.Abs(a[j]-b[k]) > 1e-12 {
				t.Fatalf("%d-D, point %d: %g and %g", dim, j, a[j], b[k])
			}
		}
	}
}

// TestFNO learns the derivative-free shift v ↦ v(· − 1/4), which a single Fourier layer can do.
func TestFNO(t *testing.T) {
	rnd, n, N := newRand(5), 16, 64
	X, Y := mat.NewDense(N, n, nil), mat.NewDense(N, n, nil)
	for i := range N {
		a, b, c := rnd.NormFloat64(), rnd.NormFloat64(), rnd.NormFloat64()
		v := func(x float64) float64 { return a + b*math.Cos(2*math.Pi*x) + c*math.Sin(4*math.Pi*x) }
		for j := range n {
			X.Set(i, j, v(float64(j)/float64(n)))
			Y.Set(i, j, v(float64(j)/float64(n)-0.25))
		}
	}
	f := NewFNO(1, n, 3, 8, 2, rnd)
	d := train.Data{X: X, Y: Y}
	if _, err := train.Fit(ctx, f, d, &train.Settings{Epochs: 150, Batch: 16, Method: train.Adam(5e-3), Schedule: train.Cosine(0), Rand: rnd}); err != nil {
		t.Fatal(err)
	}
	if e := RelL2(f, d); e > 0.05 {
		t.Errorf("relative error %.4f", e)
	}
}

// norm2 is the largest singular value.
func norm2(A *mat.Dense) float64 {
	var svd mat.SVD
	svd.Factorize(A, mat.SVDNone)
	return svd.Values(nil)[0]
}

func TestMisuse(t *testing.T) {
	s := NewSolver(Chessboard(1, 0.1), 3)
	for name, f := range map[string]func(){
		"μ":          func() { Chessboard(2, 0) },
		"p":          func() { Trig(0, 0, 1, false) },
		"parameters": func() { _, _ = s.Solve(ctx, nil, []float64{1, 2}) },
		"samples":    func() { _, _ = s.Generate(ctx, 0, 1, nil) },
		"δ":          func() { NeumannNet(2, 1, 0.1) },
		"ε":          func() { NeumannNet(2, 0.5, 0) },
		"too large":  func() { NeumannNet(1, 0.5, 0.1).Inverse(mat.NewDense(2, 2, nil)) },
		"not square": func() { Neumann(mat.NewDense(2, 3, nil), 1) },
		"modes":      func() { NewFNO(1, 8, 4, 2, 1, newRand(1)) },
		"dimension":  func() { NewFNO(3, 8, 2, 2, 1, newRand(1)) },
	} {
		func() {
			defer func() {
				if _, ok := recover().(error); !ok {
					t.Errorf("%s: no typed panic", name)
				}
			}()
			f()
		}()
	}
}
