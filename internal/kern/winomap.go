package kern

// winoMap names a linear map from squares of vectors to squares of vectors, X ↦ M·X·Mᵀ.
type winoMap byte

// The maps, with the points 0, ±a, ±b and ∞ of Cook and Toom, a = 1/√2 and b = √2. See winograd.go.
const (
	winoInput      winoMap = iota // M = Bᵀ
	winoOutput                    // M = Aᵀ, and bias
	winoOutputAdd                 // the same, added
	winoOutputGrad                // M = A
	winoFilter                    // M = G
	winoFilterGrad                // M = Gᵀ, added
	winoMaps
)

// winoIn and winoOut are the sides of the squares.
var (
	winoIn  = [winoMaps]int{6, 6, 6, 4, 3, 6}
	winoOut = [winoMaps]int{6, 4, 4, 6, 6, 3}
)

const (
	winoA = 0.70710678118654752440 // 1/√2
	winoB = 1.41421356237309504880 // √2
)

// grid is where squares of vectors lie: element (i, j) of square t begins at x[t*tile + i*row + j*col].
type grid[T Float] struct {
	x              []T
	row, col, tile int
}

// last is the index of the last element of k squares of side with vectors of n elements.
func (g *grid[T]) last(side, k, n int) int { return (k-1)*g.tile + (side-1)*(g.row+g.col) + n - 1 }

// squares is the application of a map to squares of vectors of n elements. Of the two grids one is in scratch
// space, where vectors are padded to whole ones of the processor, and may be read and written up to there;
// so is bias.
type squares[T Float] struct {
	m        winoMap
	src, dst grid[T]
	n, tiles int
	bias     []T
}

func (s *squares[T]) run() {
	if s.tiles > 0 && s.n > 0 && !s.asm() {
		s.portable()
	}
}

func (s *squares[T]) portable() {
	in, out := winoIn[s.m], winoOut[s.m]
	var x, y [6][6]T
	for t := range s.tiles {
		for c := range s.n {
			for i := range in {
				for j := range in {
					x[j][i] = s.src.x[t*s.src.tile+i*s.src.row+j*s.src.col+c]
				}
			}
			for j := range in { // columns of X become rows of (MX)ᵀ
				winoAxis(s.m, &x[j])
			}
			for i := range out {
				for j := range in {
					y[i][j] = x[j][i]
				}
				winoAxis(s.m, &y[i])
				for j := range out {
					s.put(t*s.dst.tile+i*s.dst.row+j*s.dst.col+c, c, y[i][j])
				}
			}
		}
	}
}

func (s *squares[T]) put(at, c int, v T) {
	if s.bias != nil {
		v += s.bias[c]
	}
	if s.m == winoOutputAdd || s.m == winoFilterGrad {
		v += s.dst.x[at]
	}
	s.dst.x[at] = v
}

// winoAxis replaces x by M·x.
func winoAxis[T Float](m winoMap, x *[6]T) {
	const a, b = winoA, winoB
	switch m {
	case winoInput:
		e, o := x[4]-2*x[2], x[3]-2*x[1]
		f, p := x[4]-x[2]/2, x[3]-x[1]/2
		*x = [6]T{x[0] + x[4] - 2.5*x[2], e + a*o, e - a*o, f + b*p, f - b*p, x[1] + x[5] - 2.5*x[3]}
	case winoOutput, winoOutputAdd:
		s, d, t, e := x[1]+x[2], x[1]-x[2], x[3]+x[4], x[3]-x[4]
		*x = [6]T{x[0] + s + t, a*d + b*e, s/2 + 2*t, a/2*d + 2*b*e + x[5]}
	case winoOutputGrad:
		e, o := x[0]+x[2]/2, x[1]+x[3]/2
		f, p := x[0]+2*x[2], x[1]+2*x[3]
		*x = [6]T{x[0], e + a*o, e - a*o, f + b*p, f - b*p, x[3]}
	case winoFilter:
		e, f := -2*(x[0]+x[2]/2)/3, (x[0]+2*x[2])/6
		o, p := -2*a/3*x[1], b/6*x[1]
		*x = [6]T{x[0], e + o, e - o, f + p, f - p, x[2]}
	case winoFilterGrad:
		s, d, t, e := x[1]+x[2], x[1]-x[2], x[3]+x[4], x[3]-x[4]
		*x = [6]T{x[0] - 2*s/3 + t/6, b/6*e - 2*a/3*d, (t-s)/3 + x[5]}
	}
}
