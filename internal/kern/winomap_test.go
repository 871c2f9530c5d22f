package kern

import (
	"fmt"
	"testing"
)

// winoMatrix is M of a map as a matrix, from the points: B is from the polynomials ∏(x-q) without one factor.
func winoMatrix(m winoMap) [6][6]float64 {
	const a, b = winoA, winoB
	B := [6][6]float64{ // Bᵀ
		{1, 0, -2.5, 0, 1, 0},
		{0, -2 * a, -2, a, 1, 0}, {0, 2 * a, -2, -a, 1, 0},
		{0, -b / 2, -0.5, b, 1, 0}, {0, b / 2, -0.5, -b, 1, 0},
		{0, 1, 0, -2.5, 0, 1},
	}
	var A, G, M [6][6]float64 // A, G
	for i, p := range []float64{0, a, -a, b, -b} {
		n := 1.0
		for j, q := range []float64{0, a, -a, b, -b} {
			if i != j {
				n *= p - q
			}
		}
		A[i] = [6]float64{1, p, p * p, p * p * p}
		G[i] = [6]float64{1 / n, p / n, p * p / n}
	}
	A[5][3], G[5][2] = 1, 1
	transposed := map[winoMap]bool{winoOutput: true, winoOutputAdd: true, winoFilterGrad: true}
	M = map[winoMap][6][6]float64{winoInput: B, winoOutput: A, winoOutputAdd: A, winoOutputGrad: A, winoFilter: G, winoFilterGrad: G}[m]
	if transposed[m] {
		for i := range 6 {
			for j := range i {
				M[i][j], M[j][i] = M[j][i], M[i][j]
			}
		}
	}
	return M
}

func testWinoMap[T Float](t *testing.T, m winoMap, n, tiles int) {
	rnd := source(uint64(n))
	in, out := winoIn[m], winoOut[m]
	pad := winoPad[T](n)
	toImage := m == winoOutput || m == winoOutputAdd || m == winoFilterGrad
	ns, nd := n, pad
	if toImage {
		ns, nd = pad, n
	}
	src, _ := guarded[T](t, rnd, tiles*in*in*ns, 1)
	dst, ok := guarded[T](t, rnd, tiles*out*out*nd, 1)
	bias, _ := guarded[T](t, rnd, pad, 1)
	before := append([]T(nil), dst...)
	s := squares[T]{
		m: m, n: n, tiles: tiles,
		src: grid[T]{src, in * ns, ns, in * in * ns}, dst: grid[T]{dst, out * nd, nd, out * out * nd},
	}
	add := m == winoOutputAdd || m == winoFilterGrad
	if m == winoOutput || m == winoOutputAdd {
		s.bias = bias
	}
	s.run()
	ok()
	M := winoMatrix(m)
	for k := range tiles {
		for i := range out {
			for j := range out {
				for c := range n {
					want := 0.0
					for p := range in {
						for q := range in {
							want += M[i][p] * M[j][q] * float64(src[((k*in+p)*in+q)*ns+c])
						}
					}
					at := ((k*out+i)*out+j)*nd + c
					if add {
						want += float64(before[at])
					}
					if s.bias != nil {
						want += float64(bias[c])
					}
					closeTo(t, fmt.Sprint("element ", k, i, j, c), dst[at:at+1], []float64{want}, 300*eps[T]())
				}
			}
		}
	}
}

func TestWinoMaps(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for m := range winoMaps {
			for _, n := range []int{1, 5, 8, 16, 33} {
				testWinoMap[float32](t, m, n, 3)
				testWinoMap[float64](t, m, n, 2)
			}
		}
	})
}
