package domain

import (
	"fmt"
	"math"

	"github.com/mathdl/kernel/mathdl/op"
)

// Domain is a bounded open set Ω ⊂ ℝᵈ. Make one with [Interval], [Box], [Ball], [Polygon] and
// [SlitSquare], combine them with [Union], [Intersection], [Difference] and [Times]. A Domain does not
// change and serves any number of goroutines.
type Domain struct {
	Name    string
	Lo, Hi  []float64 // the bounding box
	Measure float64   // |Ω|
	Exact   bool      // whether the measures are exact, or estimated
	Faces   []Face    // the parts of ∂Ω
	Time    bool      // whether the last coordinate is time, as in Times

	contains func(x []float64) bool       // x ∈ closure of Ω
	fill     func(x, u []float64)         // maps the unit cube of dimension params onto Ω; nil: rejection
	params   int                          // of fill
	gauss    func(n int) (*Points, error) // quadrature with about n points along an axis; nil: none
}

// Face is a part Γ of the boundary.
type Face struct {
	Name    string
	Measure float64 // |Γ|; 1 for a point

	params int
	at     func(x, normal, u []float64) // maps the unit cube of dimension params onto Γ
	on     func(x []float64) bool       // x ∈ Γ, up to rounding
	keep   func(x []float64) bool       // which of these points count; nil: all
}

// MisuseError is the panic value for domains and points that make no sense.
type MisuseError struct {
	Func, What string
	Got, Want  string
}

// Error returns "domain.Box: extent 2: got -1, want a positive number".
func (e *MisuseError) Error() string {
	return fmt.Sprintf("%s: %s: got %s, want %s", e.Func, e.What, e.Got, e.Want)
}

// D returns the dimension d.
func (Ω *Domain) D() int { return len(Ω.Lo) }

// String returns the name.
func (Ω *Domain) String() string { return Ω.Name }

// Contains reports whether x is in the closure of Ω. It panics with a *op.ShapeError unless x has length d.
func (Ω *Domain) Contains(x []float64) bool {
	if len(x) != Ω.D() {
		panic(&op.ShapeError{Func: "domain.Contains", What: "x", Got: []int{len(x)}, Want: []int{Ω.D()}})
	}
	return Ω.contains(x)
}

// Face returns the face with the given name. It panics with a *MisuseError that lists the names if there
// is none.
func (Ω *Domain) Face(name string) *Face {
	for i := range Ω.Faces {
		if Ω.Faces[i].Name == name {
			return &Ω.Faces[i]
		}
	}
	panic(&MisuseError{"domain.Face", "face of " + Ω.Name, fmt.Sprintf("%q", name), fmt.Sprintf("one of %q", Ω.faceNames())})
}

func (Ω *Domain) faceNames() []string {
	var s []string
	for _, f := range Ω.Faces {
		s = append(s, f.Name)
	}
	return s
}

// OnBoundary reports whether x lies on a face, up to rounding.
func (Ω *Domain) OnBoundary(x []float64) bool {
	for _, f := range Ω.Faces {
		if f.on(x) && (f.keep == nil || f.keep(x)) {
			return true
		}
	}
	return false
}

// Interval returns (a, b), with the faces "x1-" and "x1+". It panics with a *MisuseError unless a < b.
func Interval(a, b float64) *Domain {
	Ω := Box([]float64{a}, []float64{b})
	Ω.Name = fmt.Sprintf("(%.4g, %.4g)", a, b)
	return Ω
}

// Cube returns (0, 1)ᵈ.
func Cube(d int) *Domain {
	hi := make([]float64, d)
	for i := range hi {
		hi[i] = 1
	}
	Ω := Box(make([]float64, d), hi)
	Ω.Name = fmt.Sprintf("(0, 1)^%d", d)
	return Ω
}

// Box returns the product of the intervals (loᵢ, hiᵢ), with the faces "x1-", "x1+", "x2-", …. It panics with
// a *op.ShapeError if lo and hi differ in length and with a *MisuseError unless lo < hi.
func Box(lo, hi []float64) *Domain {
	if len(lo) != len(hi) {
		panic(&op.ShapeError{Func: "domain.Box", What: "hi", Got: []int{len(hi)}, Want: []int{len(lo)}})
	}
	if len(lo) == 0 {
		panic(&MisuseError{"domain.Box", "dimension", "0", "1 or more"})
	}
	lo, hi = append([]float64(nil), lo...), append([]float64(nil), hi...)
	Ω := &Domain{Name: fmt.Sprintf("box %.4g – %.4g", lo, hi), Lo: lo, Hi: hi, Measure: 1, Exact: true, params: len(lo)}
	for i := range lo {
		if !(lo[i] < hi[i]) || math.IsInf(hi[i]-lo[i], 0) {
			panic(&MisuseError{"domain.Box", fmt.Sprintf("extent of axis %d", i+1), fmt.Sprintf("(%.4g, %.4g)", lo[i], hi[i]), "lo < hi, finite"})
		}
		Ω.Measure *= hi[i] - lo[i]
	}
	Ω.contains = func(x []float64) bool {
		for i, v := range x {
			if !(lo[i] <= v && v <= hi[i]) {
				return false
			}
		}
		return true
	}
	Ω.fill = func(x, u []float64) {
		for i := range x {
			x[i] = lo[i] + u[i]*(hi[i]-lo[i])
		}
	}
	for i := range lo {
		Ω.Faces = append(Ω.Faces, Ω.boxFace(i, -1), Ω.boxFace(i, 1))
	}
	Ω.gauss = func(n int) (*Points, error) { return gaussBox(lo, hi, n), nil }
	return Ω
}

// boxFace is the face of a box across axis i on the given side.
func (Ω *Domain) boxFace(i int, side float64) Face {
	value, name := Ω.Lo[i], fmt.Sprintf("x%d-", i+1)
	if side > 0 {
		value, name = Ω.Hi[i], fmt.Sprintf("x%d+", i+1)
	}
	tol := 1e-12 * (Ω.Hi[i] - Ω.Lo[i])
	return Face{Name: name, Measure: Ω.Measure / (Ω.Hi[i] - Ω.Lo[i]), params: Ω.D() - 1,
		at: func(x, normal, u []float64) {
			lo, hi := Ω.Lo[:len(x)], Ω.Hi[:len(x)]
			for j := range i {
				x[j] = lo[j] + u[j]*(hi[j]-lo[j])
			}
			for j := i + 1; j < len(x); j++ {
				x[j] = lo[j] + u[j-1]*(hi[j]-lo[j])
			}
			clear(normal)
			x[i], normal[i] = value, side
		},
		on: func(x []float64) bool { return math.Abs(x[i]-value) <= tol && Ω.contains(x) },
	}
}

// Ball returns the ball of radius r about the centre c in any dimension, with the face "sphere". It panics
// with a *MisuseError unless r > 0.
func Ball(c []float64, r float64) *Domain {
	d := len(c)
	if d == 0 || !(r > 0) || math.IsInf(r, 0) {
		panic(&MisuseError{"domain.Ball", "radius and dimension", fmt.Sprintf("%.4g, %d", r, d), "r > 0, d > 0"})
	}
	c = append([]float64(nil), c...)
	Ω := &Domain{Name: fmt.Sprintf("ball of radius %.4g in dimension %d", r, d), Exact: true, params: d + 1}
	for _, v := range c {
		Ω.Lo, Ω.Hi = append(Ω.Lo, v-r), append(Ω.Hi, v+r)
	}
	lg, _ := math.Lgamma(float64(d)/2 + 1)
	Ω.Measure = math.Exp(float64(d)/2*math.Log(math.Pi)-lg) * math.Pow(r, float64(d))
	Ω.contains = func(x []float64) bool { return distance(x, c) <= r }
	Ω.fill = func(x, u []float64) {
		direction(x, u[:d])
		ρ := r * math.Pow(u[d], 1/float64(d))
		for i := range x {
			x[i] = c[i] + ρ*x[i]
		}
	}
	Ω.Faces = []Face{{Name: "sphere", Measure: Ω.Measure * float64(d) / r, params: d,
		at: func(x, normal, u []float64) {
			direction(normal, u)
			for i := range x {
				x[i] = c[i] + r*normal[i]
			}
		},
		on: func(x []float64) bool { return math.Abs(distance(x, c)-r) <= 1e-12*r },
	}}
	if d == 2 {
		Ω.gauss = func(n int) (*Points, error) { return gaussDisc(c, r, n), nil }
	}
	return Ω
}

func distance(x, y []float64) float64 {
	s := 0.0
	for i, v := range x {
		s += (v - y[i]) * (v - y[i])
	}
	return math.Sqrt(s)
}

// direction maps the unit cube of dimension d to the sphere, uniformly: by angles for d ≤ 3, beyond by
// normal quantiles.
func direction(e, u []float64) {
	switch len(e) {
	case 1:
		e[0] = 1
		if u[0] < 0.5 {
			e[0] = -1
		}
	case 2:
		e[1], e[0] = math.Sincos(2 * math.Pi * u[0])
	case 3:
		z := 2*u[1] - 1
		s, c := math.Sincos(2 * math.Pi * u[0])
		ρ := math.Sqrt(1 - z*z)
		e[0], e[1], e[2] = ρ*c, ρ*s, z
	default:
		norm := 0.0
		for i := range e {
			e[i] = math.Erfinv(min(max(2*u[i]-1, -1+1e-15), 1-1e-15))
			norm += e[i] * e[i]
		}
		if norm == 0 {
			e[0], norm = 1, 1
		}
		for i := range e {
			e[i] /= math.Sqrt(norm)
		}
	}
}
