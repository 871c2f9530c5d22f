package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

// In the columns of the result mean and variance are β and γ²; running moments follow the replays only.
func TestBatchNormMoments(t *testing.T) {
	for _, d := range []DType{Float64, Float32} {
		tape := NewTape(d)
		rnd := rand.New(rand.NewPCG(1, 1))
		x := tape.Var(uniform(50*3, -2, 5, rnd), 50, 3)
		γ, β := tape.Var([]float64{1, 2, 0.5}), tape.Var([]float64{0, -1, 3})
		mean, variance := tape.Zeros(3), tape.Full(1, 3)
		y := BatchNorm(x, γ, β, mean, variance, 0, 0.25)
		if mean.Float64s(nil)[0] != 0 {
			t.Error("recording changed the running moments")
		}
		tape.Replay()
		m := Mean(y, 0)
		v := Mean(Square(Sub(y, m)), 0)
		xm := Mean(x, 0)
		xv := Mean(Square(Sub(x, xm)), 0)
		for j := range 3 {
			g, b := γ.Float64s(nil)[j], β.Float64s(nil)[j]
			if math.Abs(m.Float64s(nil)[j]-b) > 1e-5 || math.Abs(v.Float64s(nil)[j]-g*g) > 1e-5 {
				t.Errorf("%v column %d: moments %v, %v, want %v, %v", d, j, m, v, b, g*g)
			}
			if got, want := mean.Float64s(nil)[j], 0.25*xm.Float64s(nil)[j]; math.Abs(got-want) > 1e-5 {
				t.Errorf("running mean: got %v, want %v", got, want)
			}
			if got, want := variance.Float64s(nil)[j], 0.75+0.25*xv.Float64s(nil)[j]*50/49; math.Abs(got-want) > 1e-5 {
				t.Errorf("running variance: got %v, want %v", got, want)
			}
		}
		z := Normalize(x, γ, β, xm, xv, 0)
		if e := Max(Reshape(Abs(Sub(z, y)), 150)).Float(); e > 1e-5 {
			t.Errorf("%v: Normalize with the same moments differs by %v", d, e)
		}
	}
}

func TestDropout(t *testing.T) {
	tape := NewTape(Float64)
	x := tape.Full(1, 20000)
	y := Dropout(x, 0.25, rand.New(rand.NewPCG(1, 1)))
	zeros := 0
	for _, v := range y.Float64s(nil) {
		if v == 0 {
			zeros++
		} else if math.Abs(v-1/0.75) > 1e-15 {
			t.Fatalf("got element %v, want 0 or 4/3", v)
		}
	}
	if math.Abs(float64(zeros)/20000-0.25) > 0.01 {
		t.Errorf("share of zeros: got %v, want 0.25", float64(zeros)/20000)
	}
	before := y.Float64s(nil)
	tape.Replay()
	same := 0
	for i, v := range y.Float64s(nil) {
		if v == before[i] {
			same++
		}
	}
	if same == 20000 {
		t.Error("a replay draws the same mask")
	}
	if Dropout(x, 0, nil) != x {
		t.Error("p = 0 is the identity")
	}
}
