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
	n      int
	set    []uint64
	hidden []bool // pixels of a step too low to be asked about
}

// label finds the labels of a phantom for steps of at least that height.
func (p *Phantom) label(lowest float64) *labels {
	l := &labels{p.N, make([]uint64, p.N*p.N), make([]bool, p.N*p.N)}
	for _, b := range p.Points {
		i := int(math.Round(b.Row))*p.N + int(math.Round(b.Col))
		switch {
		case b.Score < lowest:
			l.hidden[i] = true
		case b.Corner:
			l.set[i] = every
		default:
			l.set[i] |= 1 << Class(b.Angle)
		}
	}
	return l
}

// kinds of pixels
const (
	singular = iota // a boundary runs through
	near            // none does, but one through a pixel at most ring away
	far
	kinds
)

// ring is how far, in pixels of rows or columns, a pixel is near a boundary.
const ring = 3

// sort lists the pixels of each kind; those with nothing but a hidden step are left out.
func (l *labels) sort() (list [kinds][]int32) {
	around := make([]bool, len(l.set))
	for i, set := range l.set {
		if set == 0 {
			continue
		}
		for r := max(i/l.n-ring, 0); r <= min(i/l.n+ring, l.n-1); r++ {
			for c := max(i%l.n-ring, 0); c <= min(i%l.n+ring, l.n-1); c++ {
				around[r*l.n+c] = true
			}
		}
	}
	for i, set := range l.set {
		switch {
		case set != 0:
			list[singular] = append(list[singular], int32(i))
		case l.hidden[i]:
		case around[i]:
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
