package approx

import (
	"math"
	"math/big"
	"testing"
)

func TestConstants(t *testing.T) {
	for _, c := range []struct{ got, want float64 }{
		{f64(Pi()), math.Pi}, {f64(Ln2()), math.Ln2}, {f64(Exp(F(1))), math.E},
		{f64(Log(F(3))), math.Log(3)}, {f64(MinusLogErfc(F(6))), -math.Log(math.Erfc(6))},
	} {
		if math.Abs(c.got-c.want) > 4e-16*c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

func f64(x *big.Float) float64 { v, _ := x.Float64(); return v }
