//go:build !amd64 || noasm

package kern

func (f *jetProduct) asm(y, x []float64) bool { return false }

func jetOuterAsm(d []float64, ld int, g []float64, m int, x []float64, n, channels, points, row int) bool {
	return false
}

func (f *JetChain) asm(y, a, h []float64, s JetSlopes) bool { return false }

func (f *JetChain) asmBack(e, g, a, h []float64, s JetSlopes) bool { return false }

func bendAsm(q, z, aq, ax, h, kappa []float64, s JetSlopes) bool { return false }

func bendBackAsm(e, g, px, p, aq, ax, h, kappa []float64, s JetSlopes) bool { return false }

func (f *JetTanh) asm(tanhStep, []float64, int, int, []float64, int, []float64) bool { return false }
