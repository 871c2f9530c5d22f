package train

import (
	"math"
	"testing"

	"github.com/mathdl/kernel/mathdl/ad"
)

// Three steps on f = ½(w₁² + 10w₂²) from (1, 1), as PyTorch takes them. The values for NAdam are those of
// its releases from 2.0 on; before, one momentum too many stood in the bias correction (pytorch pull
// request 92699), and the first step ended at 0.8950468841.
func TestStepTraces(t *testing.T) {
	for _, c := range []struct {
		name string
		m    Method
		want [3][2]float64
	}{
		{"SGD", SGD(.05), [3][2]float64{{.95, .5}, {.9025, .25}, {.857375, .125}}},
		{"momentum", Momentum(.05, .9), [3][2]float64{{.95, .5}, {.8575, -.2}, {.731375, -.73}}},
		{"Nesterov", Nesterov(.05, .9), [3][2]float64{{.905, .05}, {.778525, -.4025}, {.631462625, -.404875}}},
		{"SGD with decay", Method{Kind: KindSGD, Rate: .05, Decay: .1}, [3][2]float64{{.945, .495}, {.893025, .245025}, {.843908625, .121287375}}},
		{"Adam", Adam(.1), [3][2]float64{{.900000001, .9000000001}, {.8004122297, .8004122279}, {.7015862745, .7015862717}}},
		{"AdamW", AdamW(.1, .1), [3][2]float64{{.890000001, .8900000001}, {.781571857, .7815718551}, {.6751012232, .6751012204}}},
		{"RMSprop", RMSprop(.01), [3][2]float64{{.90000001, .900000001}, {.8329179753, .8329179621}, {.779982282, .7799822663}}},
		{"Adagrad", Method{Kind: KindAdagrad, Rate: .1}, [3][2]float64{{.9, .9}, {.8331035269, .8331035268}, {.7804561814, .7804561813}}},
		{"NAdam", Method{Kind: KindNAdam, Rate: .1}, [3][2]float64{{.8943548232, .8943548223}, {.8199730715, .8199730699}, {.7527292676, .7527292654}}},
		{"RAdam", Method{Kind: KindRAdam, Rate: .1}, [3][2]float64{{.9, 0}, {.8052631579, -.4736842105}, {.7157700524, -.5977859779}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := []float64{1, 1}
			s := c.m.Start(2)
			w32 := []float32{1, 1}
			s32 := c.m.start(2, ad.Float32)
			for k := range 3 {
				g := []float64{w[0], 10 * w[1]}
				s.Step(w, g)
				advance(s32, w32, []float32{w32[0], 10 * w32[1]}, &s32.v32, s32.m.Rate)
				for i := range w {
					if math.Abs(w[i]-c.want[k][i]) > 1e-9 {
						t.Errorf("step %d: got w%d = %.10f, want %.10f", k+1, i+1, w[i], c.want[k][i])
					}
					if math.Abs(float64(w32[i])-c.want[k][i]) > 2e-5 {
						t.Errorf("step %d in single precision: got w%d = %.8f, want %.8f", k+1, i+1, w32[i], c.want[k][i])
					}
				}
			}
		})
	}
}

// Rules whose kernel knows no decay agree with the gradient of f + ½λ‖w‖².
func TestDecayIsPartOfTheGradient(t *testing.T) {
	for _, k := range []Kind{KindSGD, KindMomentum, KindNesterov, KindAdam, KindAMSGrad, KindRMSprop, KindAdagrad, KindNAdam, KindRAdam} {
		m := Method{Kind: k, Rate: 0.05}
		plain, decayed := []float64{1, -2}, []float64{1, -2}
		a := m.Start(2)
		m.Decay = 0.3
		b := m.Start(2)
		for range 7 {
			a.Step(plain, []float64{plain[0] + 0.3*plain[0], 10*plain[1] + 0.3*plain[1]})
			b.Step(decayed, []float64{decayed[0], 10 * decayed[1]})
		}
		for i := range plain {
			if math.Abs(plain[i]-decayed[i]) > 1e-12 {
				t.Errorf("%v: got %v, want %v", k, decayed, plain)
			}
		}
	}
}

// The first step of Adam is −η sign(g)/(1 + ε/|g|).
func TestFirstAdamStep(t *testing.T) {
	for _, g := range []float64{1e-9, -3, 1e12} {
		w := []float64{0}
		Adam(0.1).Start(1).Step(w, []float64{g})
		want := -0.1 * g / (math.Abs(g) + 1e-8)
		if math.Abs(w[0]-want) > 1e-15 {
			t.Errorf("g = %v: got %v, want %v", g, w[0], want)
		}
	}
}
