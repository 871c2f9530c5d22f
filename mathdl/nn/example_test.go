package nn_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/mathdl/nn"
)

func ExampleNew() {
	rnd := rand.New(rand.NewPCG(2022, 1))
	Φ := nn.New([]int{2, 16, 16, 1}, nn.ReLU, rnd)
	fmt.Println("L =", Φ.L(), " N_0 =", Φ.N(0), " C(Φ) =", Φ.C())
	// Output: L = 3  N_0 = 2  C(Φ) = 304
}

// The absolute value as a network, exactly: |x| = ρ(x) + ρ(−x).
func ExampleOf() {
	Φ := nn.Of(nn.ReLU,
		nn.NewAffine([][]float64{{1}, {-1}}, nil),
		nn.NewAffine([][]float64{{1, 1}}, nil))
	fmt.Println(Φ.Apply(nil, []float64{-2.5}), Φ.C())
	// Output: [2.5] 4
}

func ExampleNeuron() {
	f := nn.Neuron{W: []float64{1, 1}, B: -1.5, Rho: nn.Heaviside}
	fmt.Println(f)
	fmt.Println(f.At([]float64{0, 1}), f.At([]float64{1, 1}))
	// Output:
	// Heaviside(1·x₁ + 1·x₂ − 1.5)
	// 0 1
}

func ExampleNetwork_Batch() {
	Φ := nn.Of(nn.ReLU,
		nn.NewAffine([][]float64{{1}, {-1}}, nil),
		nn.NewAffine([][]float64{{1, 1}}, nil))
	Y := Φ.Batch(nil, mat.NewDense(3, 1, []float64{-1, 0, 2}))
	fmt.Println(mat.Formatted(Y.T()))
	// Output: [1  0  2]
}

func ExampleNetwork_Summary() {
	fmt.Print(nn.New([]int{64, 32, 10}, nn.ReLU, rand.New(rand.NewPCG(1, 1))).Summary())
	// Output:
	// Φ: ℝ⁶⁴ → ℝ¹⁰, L = 2, ρ = ReLU
	//      map         parameters          number   non-zero   then
	// T₁   ℝ⁶⁴ → ℝ³²   W: 32 × 64, b: 32   2080     2048       ReLU
	// T₂   ℝ³² → ℝ¹⁰   W: 10 × 32, b: 10   330      320
	//                                      2410     2368       C(Φ) = 2368
}

// The exclusive or, trained by hand: one hidden layer of two neurons.
func ExampleAffine() {
	Φ := nn.Of(nn.Heaviside,
		nn.NewAffine([][]float64{{1, 1}, {1, 1}}, []float64{-0.5, -1.5}),
		nn.NewAffine([][]float64{{1, -1}}, nil))
	for _, x := range [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
		fmt.Print(Φ.Apply(nil, x), " ")
	}
	// Output: [0] [1] [1] [0]
}

// A sparsity pattern that training respects: each hidden neuron sees one coordinate.
func ExampleNetwork_SetMask() {
	Φ := nn.New([]int{2, 2, 1}, nn.ReLU, rand.New(rand.NewPCG(1, 1)))
	Φ.SetMask(1, mat.NewDense(2, 2, []float64{1, 0, 0, 1}))
	fmt.Println(Φ.C(), "of", Φ.P())
	// Output: 4 of 9
}

func ExampleNewGraph() {
	g := nn.NewGraph([]int{28, 28, 1}, nil,
		nn.Conv{Out: 8}, nn.Act{Rho: nn.ReLU}, nn.Pool{},
		nn.Residual{F: nn.Sequence{nn.Conv{Out: 8}, nn.Act{Rho: nn.ReLU}}},
		nn.GlobalMean{}, nn.Dense{N: 10})
	fmt.Println(g.Domain(), "→", g.Range(), " P =", g.P())
	// Output: ℝ^28×28×1 → ℝ^10  P = 754
}

func ExampleUNet() {
	g := nn.UNet{In: []int{64, 64, 1}, Channels: []int{16, 32, 64}, Residual: true}.New(rand.New(rand.NewPCG(1, 1)))
	fmt.Println(g, " P =", g.P())
	// Output: ℝ^64×64×1 → ℝ^64×64×1  P = 116753
}

func ExampleSave() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "phi.safetensors")
	Φ := nn.New([]int{2, 8, 1}, nn.Tanh, rand.New(rand.NewPCG(1, 1)))
	fmt.Println(nn.Save(path, Φ))
	Ψ, err := nn.LoadNetwork(path)
	x := []float64{0.5, -1}
	fmt.Println(Ψ.Apply(nil, x)[0] == Φ.Apply(nil, x)[0], err)
	// Output:
	// <nil>
	// true <nil>
}
