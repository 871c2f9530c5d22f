package peak

import "testing"

// A core does at least one multiply-add of its lanes a nanosecond at 1 GHz, and no machine does a
// thousand; twice the lanes are nearly twice the operations.
func TestMeasure(t *testing.T) {
	single, double := Measure(1, true), Measure(1, false)
	if width(true) == 0 {
		if single != 0 || double != 0 {
			t.Errorf("got %g and %g where the peak is unknown, want 0", single, double)
		}
		return
	}
	for name, v := range map[string]float64{"single": single, "double": double} {
		if v < 1e9 || v > 1e12 {
			t.Errorf("%s: got %.3g operations a second, want between 1e9 and 1e12", name, v)
		}
	}
	if r := single / double; r < 1.2 || r > 3 {
		t.Errorf("single over double: got %.2f, want about 2", r)
	}
}
