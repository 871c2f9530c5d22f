package wavefront

import (
	"math"
	"math/bits"
)

// Classes is K, the number of classes of directions: class k holds the normals with kπ/K ≤ angle < (k+1)π/K.
const Classes = 36

// Class returns the class of a direction.
func Class(angle float64) int { return min(int(fold(angle)*Classes/math.Pi), Classes-1) }

// Middle returns the direction in the middle of a class.
func Middle(class int) float64 { return (float64(class) + 0.5) * math.Pi / Classes }

// every is the label of a corner.
const every = 1<<Classes - 1

// labels says of every pixel which classes of directions are singular in it, bit k for class k.
type labels struct {
	n    int
	set  []uint64
	skip []bool // pixels that are not asked about
}

// blur is how far, in pixels of rows or columns, a corner keeps others from being asked: its place is not known better.
const blur = 2

// label finds the labels of a phantom for steps of at least that height. Pixels with nothing but lower ones, and those
// beside corners, are not asked about.
func (p *Phantom) label(lowest float64) *labels {
	l := &labels{p.N, make([]uint64, p.N*p.N), make([]bool, p.N*p.N)}
	low := make([]bool, p.N*p.N)
	for _, b := range p.Points {
		i := int(math.Round(b.Row))*p.N + int(math.Round(b.Col))
		switch {
		case b.Score < lowest:
			low[i] = true
		case b.Corner:
			l.set[i] = every
		default:
			l.set[i] |= 1 << Class(b.Angle)
		}
	}
	for i, set := range l.set {
		switch {
		case set == every:
			l.around(i, blur, func(j int) { l.skip[j] = l.skip[j] || l.set[j] != every })
		case set == 0 && low[i]:
			l.skip[i] = true
		}
	}
	return l
}

// around calls f for the pixels at most reach rows and columns away from pixel i.
func (l *labels) around(i, reach int, f func(j int)) {
	for r := max(i/l.n-reach, 0); r <= min(i/l.n+reach, l.n-1); r++ {
		for c := max(i%l.n-reach, 0); c <= min(i%l.n+reach, l.n-1); c++ {
			f(r*l.n + c)
		}
	}
}

// kinds of pixels
const (
	singular = iota // a boundary runs through
	near            // none does, but one through a pixel at most ring away
	far
	tip // singular in all directions: also in the list of the singular ones
	kinds
)

// ring is how far, in pixels of rows or columns, a pixel is near a boundary.
const ring = 3

// sort lists the pixels of each kind that are asked about.
func (l *labels) sort() (list [kinds][]int32) {
	beside := make([]bool, len(l.set))
	for i, set := range l.set {
		if set != 0 {
			l.around(i, ring, func(j int) { beside[j] = true })
		}
	}
	for i, set := range l.set {
		switch {
		case l.skip[i]:
		case set != 0:
			list[singular] = append(list[singular], int32(i))
			if set == every {
				list[tip] = append(list[tip], int32(i))
			}
		case beside[i]:
			list[near] = append(list[near], int32(i))
		default:
			list[far] = append(list[far], int32(i))
		}
	}
	return list
}

// The outputs of a network: K directions, every direction, none.
const (
	corner  = Classes
	none    = Classes + 1
	outputs = Classes + 2
)

// target stores the distribution over the outputs that belongs to a label.
func target(y []float64, set uint64) {
	switch set {
	case 0:
		y[none] = 1
	case every:
		y[corner] = 1
	default:
		for k := range Classes {
			y[k] = float64(set>>k&1) / float64(bits.OnesCount64(set))
		}
	}
}
