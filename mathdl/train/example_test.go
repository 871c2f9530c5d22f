package train_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/ad"
	"github.com/mathdl/kernel/mathdl/nn"
	"github.com/mathdl/kernel/mathdl/train"
)

// A network learns the sine on [0, π].
func ExampleFit() {
	n := 64
	X, Y := mat.NewDense(n, 1, nil), mat.NewDense(n, 1, nil)
	for i := range n {
		x := math.Pi * float64(i) / float64(n-1)
		X.Set(i, 0, x)
		Y.Set(i, 0, math.Sin(x))
	}
	Φ := nn.New([]int{1, 16, 1}, nn.Tanh, rand.New(rand.NewPCG(1, 1)))
	res, err := train.Fit(context.Background(), Φ, train.Data{X: X, Y: Y}, &train.Settings{
		Epochs: 300, Batch: 16, Method: train.Adam(0.01), Schedule: train.Cosine(0),
	})
	fmt.Println(res.Status, err)
	fmt.Printf("Φ(π/2) = %.1f\n", Φ.Apply(nil, []float64{math.Pi / 2})[0])
	// Output:
	// finished <nil>
	// Φ(π/2) = 1.0
}

func ExampleMinimize() {
	banana := func(x *ad.Var) *ad.Var { // 100(y − x²)² + (1 − x)²
		a, b := ad.Slice(x, 0, 0, 1), ad.Slice(x, 0, 1, 2)
		return ad.Add(ad.Scale(100, ad.Square(ad.Sub(b, ad.Square(a)))), ad.Square(ad.AddScalar(a, -1)))
	}
	m, err := train.Minimize(context.Background(), ad.Record(banana, 2), []float64{-1.2, 1}, nil)
	fmt.Printf("%.4f %v %v\n", m.X, m.Status, err)
	// Output: [1.0000 1.0000] converged <nil>
}

// A loop of one's own: the path of gradient descent with momentum.
func ExampleStepper() {
	w := []float64{1, 1}
	s := train.Momentum(0.05, 0.9).Start(2)
	for range 3 {
		s.Step(w, []float64{w[0], 10 * w[1]})
		fmt.Printf("%.4f\n", w)
	}
	// Output:
	// [0.9500 0.5000]
	// [0.8575 -0.2000]
	// [0.7314 -0.7300]
}

func ExampleConfuse() {
	Φ := nn.Of(nn.ReLU, nn.NewAffine([][]float64{{1}}, []float64{-0.5}))
	d := train.Data{X: mat.NewDense(4, 1, []float64{0, 0.2, 0.7, 1}), Labels: []int{0, 0, 0, 1}}
	fmt.Print(train.Confuse(Φ, d))
	// Output:
	// 2 1
	// 0 1
}

func ExampleCrossValidate() {
	rnd := rand.New(rand.NewPCG(1, 1))
	n := 90
	d := train.Data{X: mat.NewDense(n, 2, nil), Labels: make([]int, n)}
	for i := range n {
		d.Labels[i] = i % 2
		d.X.SetRow(i, []float64{rnd.Float64() + float64(i%2), rnd.Float64()})
	}
	results, err := train.CrossValidate(context.Background(), func(int) nn.Model {
		return nn.New([]int{2, 8, 2}, nn.ReLU, rand.New(rand.NewPCG(3, 3)))
	}, d, 3, rnd, &train.Settings{Epochs: 100, Method: train.Adam(0.01)})
	mean, _ := train.MeanScore(results)
	fmt.Println(len(results), mean > 0.95, err)
	// Output: 3 true <nil>
}

// A run that is cancelled and continued ends where it would have ended.
func ExampleCheckpoint() {
	d := train.Data{X: mat.NewDense(4, 1, []float64{0, 1, 2, 3}), Y: mat.NewDense(4, 1, []float64{1, 3, 5, 7})}
	fit := func(epochs int, from *train.Checkpoint) *train.Result {
		Φ := nn.New([]int{1, 4, 1}, nn.Tanh, rand.New(rand.NewPCG(1, 1)))
		res, err := train.Fit(context.Background(), Φ, d, &train.Settings{Epochs: epochs, Batch: 2, Resume: from})
		if err != nil {
			fmt.Println(err)
		}
		return res
	}
	whole := fit(20, nil)
	first := fit(7, nil)
	second := fit(20, first.State)
	fmt.Println(slices.Equal(whole.Theta, second.Theta))
	// Output: true
}
