package domain

import (
	"fmt"

	"github.com/mathdl/kernel/mathdl/op"
)

// estimatePoints is how many points of Sobol's sequence estimate a measure.
const estimatePoints = 1 << 14

// Union returns A ∪ B. It panics with a *op.ShapeError if the dimensions differ.
func Union(A, B *Domain) *Domain {
	lo, hi := make([]float64, A.D()), make([]float64, A.D())
	sameDimension("domain.Union", A, B)
	for i := range lo {
		lo[i], hi[i] = min(A.Lo[i], B.Lo[i]), max(A.Hi[i], B.Hi[i])
	}
	Ω := &Domain{Name: A.Name + " ∪ " + B.Name, Lo: lo, Hi: hi,
		contains: func(x []float64) bool { return A.contains(x) || B.contains(x) }}
	Ω.takeFaces(A, 1, func(x []float64) bool { return !B.contains(x) })
	Ω.takeFaces(B, 1, func(x []float64) bool { return !A.contains(x) })
	return Ω.estimate("domain.Union")
}

// Intersection returns A ∩ B. It panics with a *op.ShapeError if the dimensions differ and with a
// *MisuseError if nothing is left.
func Intersection(A, B *Domain) *Domain {
	sameDimension("domain.Intersection", A, B)
	lo, hi := make([]float64, A.D()), make([]float64, A.D())
	for i := range lo {
		lo[i], hi[i] = max(A.Lo[i], B.Lo[i]), min(A.Hi[i], B.Hi[i])
	}
	Ω := &Domain{Name: A.Name + " ∩ " + B.Name, Lo: lo, Hi: hi,
		contains: func(x []float64) bool { return A.contains(x) && B.contains(x) }}
	Ω.takeFaces(A, 1, B.contains)
	Ω.takeFaces(B, 1, A.contains)
	return Ω.estimate("domain.Intersection")
}

// Difference returns A \ B; the faces of B that lie in A become faces with the normal turned round. It
// panics with a *op.ShapeError if the dimensions differ and with a *MisuseError if nothing is left.
func Difference(A, B *Domain) *Domain {
	sameDimension("domain.Difference", A, B)
	Ω := &Domain{Name: A.Name + " \\ " + B.Name, Lo: A.Lo, Hi: A.Hi,
		contains: func(x []float64) bool { return A.contains(x) && (!B.contains(x) || B.OnBoundary(x)) }}
	Ω.takeFaces(A, 1, func(x []float64) bool { return !B.contains(x) })
	Ω.takeFaces(B, -1, A.contains)
	return Ω.estimate("domain.Difference")
}

func sameDimension(where string, A, B *Domain) {
	if A.D() != B.D() {
		panic(&op.ShapeError{Func: where, What: "dimension of B", Got: []int{B.D()}, Want: []int{A.D()}})
	}
}

// takeFaces adds the parts of the faces of A that satisfy keep, with the normal times side.
func (Ω *Domain) takeFaces(A *Domain, side float64, keep func(x []float64) bool) {
	for _, f := range A.Faces {
		g, at, old := f, f.at, f.keep
		g.Name = Ω.freeName(f.Name)
		g.at = func(x, normal, u []float64) {
			at(x, normal, u)
			for i := range normal {
				normal[i] *= side
			}
		}
		g.keep = func(x []float64) bool { return keep(x) && (old == nil || old(x)) }
		if share := g.share(A.D()); share > 0 {
			g.Measure *= share
			if old != nil {
				g.Measure /= f.share(A.D())
			}
			Ω.Faces = append(Ω.Faces, g)
		}
	}
}

// freeName makes a name that no other face has.
func (Ω *Domain) freeName(name string) string {
	for k, base := 2, name; ; k++ {
		taken := false
		for _, f := range Ω.Faces {
			taken = taken || f.Name == name
		}
		if !taken {
			return name
		}
		name = fmt.Sprintf("%s (%d)", base, k)
	}
}

// share is the part of a face that keep leaves.
func (f *Face) share(d int) float64 {
	if f.keep == nil {
		return 1
	}
	x, normal, in := make([]float64, d), make([]float64, d), 0
	n := 4096
	if f.params == 0 {
		n = 1
	}
	s, u := newSobol(max(f.params, 1)), make([]float64, max(f.params, 1))
	for range n {
		for i, v := range s.next() { // away from the corners, which can touch what is left out
			u[i] = v + 0.5/4096
		}
		f.at(x, normal, u)
		if f.keep(x) {
			in++
		}
	}
	return float64(in) / float64(n)
}

// estimate sets the measure. It panics for a set without points.
func (Ω *Domain) estimate(where string) *Domain {
	volume := 1.0
	for i := range Ω.Lo {
		volume *= max(Ω.Hi[i]-Ω.Lo[i], 0)
	}
	x, in := make([]float64, Ω.D()), 0
	s := newSobol(Ω.D())
	for range estimatePoints {
		for i, u := range s.next() {
			x[i] = Ω.Lo[i] + u*(Ω.Hi[i]-Ω.Lo[i])
		}
		if Ω.contains(x) {
			in++
		}
	}
	if in == 0 || volume == 0 {
		panic(&MisuseError{where, Ω.Name, "an empty set", "a set with interior points"})
	}
	Ω.Measure = volume * float64(in) / estimatePoints
	return Ω
}

// Times returns Ω × (t0, t1); time is the last coordinate. Every face of Ω becomes a face of the same name
// at all times; "initial" is Ω × {t0} and "final" is Ω × {t1}. It panics with a *MisuseError unless t0 < t1.
func Times(Ω *Domain, t0, t1 float64) *Domain {
	if !(t0 < t1) {
		panic(&MisuseError{"domain.Times", "time", fmt.Sprintf("(%.4g, %.4g)", t0, t1), "t0 < t1"})
	}
	d, span := Ω.D(), t1-t0
	P := &Domain{Name: fmt.Sprintf("%s × (%.4g, %.4g)", Ω.Name, t0, t1), Measure: Ω.Measure * span, Exact: Ω.Exact, Time: true, params: Ω.params + 1,
		Lo: append(append([]float64(nil), Ω.Lo...), t0), Hi: append(append([]float64(nil), Ω.Hi...), t1),
		contains: func(x []float64) bool { return Ω.contains(x[:d]) && t0 <= x[d] && x[d] <= t1 }}
	if Ω.fill != nil {
		P.fill = func(x, u []float64) {
			Ω.fill(x[:d], u)
			x[d] = t0 + u[Ω.params]*span
		}
	}
	for _, f := range Ω.Faces {
		P.Faces = append(P.Faces, f.atAllTimes(d, t0, span))
	}
	P.Faces = append(P.Faces, Ω.slice("initial", t0, -1), Ω.slice("final", t1, 1))
	if Ω.gauss != nil {
		P.gauss = func(n int) (*Points, error) {
			p, err := Ω.gauss(n)
			if err != nil {
				return nil, err
			}
			return p.times(t0, t1, n), nil
		}
	}
	return P
}

func (f Face) atAllTimes(d int, t0, span float64) Face {
	g := f
	g.Measure, g.params = f.Measure*span, f.params+1
	g.at = func(x, normal, u []float64) {
		f.at(x[:d], normal[:d], u)
		x[d], normal[d] = t0+u[f.params]*span, 0
	}
	g.on = func(x []float64) bool { return f.on(x[:d]) && t0 <= x[d] && x[d] <= t0+span }
	if f.keep != nil {
		g.keep = func(x []float64) bool { return f.keep(x[:d]) }
	}
	return g
}

// slice is Ω at one time.
func (Ω *Domain) slice(name string, t, side float64) Face {
	d := Ω.D()
	f := Face{Name: name, Measure: Ω.Measure, params: Ω.params,
		on: func(x []float64) bool { return x[d] == t && Ω.contains(x[:d]) }}
	fill := Ω.fill
	if fill == nil { // from the bounding box, with what is outside left out
		f.params = d
		fill = func(x, u []float64) {
			for i := range x {
				x[i] = Ω.Lo[i] + u[i]*(Ω.Hi[i]-Ω.Lo[i])
			}
		}
		f.keep = func(x []float64) bool { return Ω.contains(x[:d]) }
	}
	f.at = func(x, normal, u []float64) {
		fill(x[:d], u)
		clear(normal)
		x[d], normal[d] = t, side
	}
	return f
}
