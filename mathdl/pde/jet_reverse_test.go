package pde

import (
	"math"
	"testing"

	"github.com/mathdl/kernel/internal/kern"
	"github.com/mathdl/kernel/mathdl/domain"
	"github.com/mathdl/kernel/mathdl/nn"
)

// The gradient of a network by the reverse mode is that by channels, and so is a second derivative, and so is the
// gradient of both in θ.
func TestReverse(t *testing.T) {
	ux, uz, uw := partial{}.with(0), partial{}.with(2), partial{}.with(3)
	for kind, list := range [][]partial{{uz, ux, uw}, {uw, ux.with(0)}, {uz.with(2), ux, uw}} {
		testReverse(t, kind, list)
	}
}

func testReverse(t *testing.T, kind int, list []partial) {
	t.Helper()
	for _, ρ := range []nn.Activation{nn.Tanh, nn.Sin, nn.ReLU3} {
		for _, Φ := range []nn.Model{nn.New([]int{4, 7, 5, 1}, ρ, newRand(1)), NewResNet(4, 6, 3, 1, ρ, newRand(2)), NewResNet(4, 4, 2, 1, ρ, newRand(3))} {
			f := On(domain.Cube(4), "a", "b", "c", "d")
			f.Scaled(Φ)
			w, set := f.nets[0], newChannels()
			for _, p := range list {
				set.need(p)
			}
			const b = 64
			r := newCarrier(w, set, b)
			switch r.(type) {
			case *reverse, *bends, *tanhBends:
			default:
				t.Fatalf("set %d: got %T, want the reverse mode", kind, r)
			}
			j := newJets(w, set, b)
			j.constants()
			θ, X := f.theta(), flat(f.Domain.Interior(b, domain.Halton, nil).X)
			for i := range θ {
				θ[i] += 0.2 * math.Sin(float64(i))
			}
			seed, C := make([]float64, b*len(set.list)), len(set.list)
			for i := range seed {
				seed[i] = math.Cos(float64(3 * i))
			}
			var grads [2][]float64
			for k, c := range []carrier{j, r} {
				grads[k] = make([]float64, len(θ))
				c.load(X)
				c.forward(θ)
				c.backward(grads[k], θ, seed)
			}
			for c := range C {
				if d := distance(j.output(c), r.output(c)); d > 1e-13 {
					t.Errorf("set %d, %s, %v: channel %d differs by %v", kind, ρ.Name, Φ, c, d)
				}
			}
			if d := distance(grads[0], grads[1]); d > 1e-12 {
				t.Errorf("set %d, %s, %v: gradients differ by %v", kind, ρ.Name, Φ, d)
			}
		}
	}
}

// distance is ‖x − y‖ relative to ‖x‖.
func distance(x, y []float64) float64 {
	d := append([]float64(nil), x...)
	kern.Axpy(d, -1, y)
	return norm(d) / norm(x)
}
