package domain

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"

	"github.com/mathdl/kernel/internal/kern"
)

// Sampling is a way to choose points of the unit cube, and so of a domain.
type Sampling int

// The ways. Uniform and LatinHypercube need a generator; Sobol and Halton are moved by a random vector
// modulo 1 if they are given one, which keeps their uniformity and makes them unbiased (Cranley and
// Patterson 1976). Uniform takes 256 numbers and more at once, from Philox with a key of two words of the generator.
const (
	Uniform        Sampling = iota // independent and uniform
	LatinHypercube                 // one point in each of n slabs along every axis
	Sobol                          // Sobol's sequence, up to dimension MaxSobol
	Halton                         // radical inverses to the bases 2, 3, 5, …
	Hammersley                     // Halton with i/n as the first coordinate
	Grid                           // the midpoints of cells; the number of points is rounded up to a full grid
)

// String returns the name.
func (s Sampling) String() string {
	return [...]string{"uniform", "Latin hypercube", "Sobol", "Halton", "Hammersley", "grid"}[s]
}

// Points are points with what belongs to them.
type Points struct {
	X      *mat.Dense // N × d
	Normal *mat.Dense // N × d, outer normals of length 1; nil inside
	Weight []float64  // of quadrature: Σ Weightᵢ f(xᵢ) ≈ ∫ f
	Face   []string   // the face of each point; nil inside
}

// N returns the number of points.
func (p *Points) N() int {
	if p == nil || p.X == nil {
		return 0
	}
	n, _ := p.X.Dims()
	return n
}

// Interior returns n points of Ω, with weights |Ω|/n. rnd is needed by Uniform and LatinHypercube. A Grid
// has as many points as cells, of a grid of at least n, have their midpoint in Ω. It panics with a
// *MisuseError if n is not positive, rnd is nil where it is needed, or Sobol's sequence does not reach
// the dimension.
func (Ω *Domain) Interior(n int, how Sampling, rnd *rand.Rand) *Points {
	return Ω.InteriorTo(nil, n, how, rnd)
}

// InteriorTo is Interior in the memory of dst, which is returned: points that are drawn anew in every step of a
// training need no new one. nil allocates.
func (Ω *Domain) InteriorTo(dst *Points, n int, how Sampling, rnd *rand.Rand) *Points {
	mustBePositive("domain.Interior", n)
	if dst == nil {
		dst = new(Points)
	}
	d, x := Ω.D(), dst.numbers(dst.X)
	if Ω.fill != nil {
		scratch := cubes.Get().(*[]float64)
		u := unit(*scratch, n, Ω.params, how, rnd)
		x = resized(x, len(u)/Ω.params*d)
		for i := range len(x) / d {
			Ω.fill(x[i*d:(i+1)*d], u[i*Ω.params:(i+1)*Ω.params])
		}
		*scratch = u
		cubes.Put(scratch)
	} else {
		x = Ω.reject(n, how, rnd)
	}
	dst.X, dst.Normal, dst.Face = matrix(dst.X, d, x), nil, nil
	dst.Weight = resized(dst.Weight, dst.N())
	repeat(dst.Weight, Ω.Measure/float64(dst.N()))
	return dst
}

// numbers is the memory of a matrix.
func (p *Points) numbers(m *mat.Dense) []float64 {
	if m == nil {
		return nil
	}
	return m.RawMatrix().Data
}

// resized is s with length n, of unknown values, in new memory only if it must be.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// matrix is x in rows of d numbers; m, if it has them already.
func matrix(m *mat.Dense, d int, x []float64) *mat.Dense {
	if m != nil && len(x) > 0 {
		if r := m.RawMatrix(); r.Cols == d && r.Stride == d && len(r.Data) == len(x) && &r.Data[0] == &x[0] {
			return m
		}
	}
	return mat.NewDense(len(x)/d, d, x)
}

// cubes are used again for points of the unit cube.
var cubes = sync.Pool{New: func() any { return new([]float64) }}

func mustBePositive(where string, n int) {
	if n <= 0 {
		panic(&MisuseError{where, "number of points", fmt.Sprint(n), "a positive number"})
	}
}

// repeat fills s with v, mostly by copies.
func repeat[T any](s []T, v T) {
	if len(s) == 0 {
		return
	}
	s[0] = v
	for n := 1; n < len(s); n *= 2 {
		copy(s[n:], s[:n])
	}
}

// reject draws in the bounding box until n points are inside.
func (Ω *Domain) reject(n int, how Sampling, rnd *rand.Rand) []float64 {
	d := Ω.D()
	volume := 1.0
	for i := range Ω.Lo {
		volume *= Ω.Hi[i] - Ω.Lo[i]
	}
	for m := int(math.Ceil(1.05*float64(n)*volume/Ω.Measure)) + 8; ; m *= 2 {
		var x []float64
		for u := unit(nil, m, d, how, rnd); len(u) > 0; u = u[d:] {
			p := make([]float64, d)
			for i := range p {
				p[i] = Ω.Lo[i] + u[i]*(Ω.Hi[i]-Ω.Lo[i])
			}
			if Ω.contains(p) {
				x = append(x, p...)
			}
		}
		if how == Grid {
			return x
		}
		if len(x) >= n*d {
			return x[:n*d]
		}
	}
}

// Boundary returns about n points of the named faces, of all if none is named, each face in proportion to
// its measure but at least one point, with weights |Γ|/n_Γ. It panics as Interior and Face do.
func (Ω *Domain) Boundary(n int, how Sampling, rnd *rand.Rand, faces ...string) *Points {
	mustBePositive("domain.Boundary", n)
	total, many := 0.0, Ω.many(faces)
	for i := range many {
		total += Ω.named(faces, i).Measure
	}
	p := newOnFaces(nil, Ω.D(), n+many)
	for i := range many {
		f := Ω.named(faces, i)
		p.add(f, max(1, int(math.Round(float64(n)*f.Measure/total))), how, rnd)
	}
	return p.points()
}

// PerFace returns n points of each of the named faces, of all if none is named. It panics as Boundary does.
func (Ω *Domain) PerFace(n int, how Sampling, rnd *rand.Rand, faces ...string) *Points {
	return Ω.PerFaceTo(nil, n, how, rnd, faces...)
}

// PerFaceTo is PerFace in the memory of dst, as InteriorTo is Interior.
func (Ω *Domain) PerFaceTo(dst *Points, n int, how Sampling, rnd *rand.Rand, faces ...string) *Points {
	mustBePositive("domain.PerFace", n)
	many := Ω.many(faces)
	p := newOnFaces(dst, Ω.D(), n*many)
	for i := range many {
		p.add(Ω.named(faces, i), n, how, rnd)
	}
	return p.points()
}

// many is how many faces these names stand for: none for all.
func (Ω *Domain) many(names []string) int {
	if len(names) == 0 {
		return len(Ω.Faces)
	}
	return len(names)
}

// named is face i of them.
func (Ω *Domain) named(names []string, i int) *Face {
	if len(names) == 0 {
		return &Ω.Faces[i]
	}
	return Ω.Face(names[i])
}

// onFaces collects points of faces one after the other.
type onFaces struct {
	dst               *Points
	d                 int
	x, normal, weight []float64
	face              []string
}

// newOnFaces has room for n points, in the memory of dst if it is not nil.
func newOnFaces(dst *Points, d, n int) onFaces {
	if dst == nil {
		dst = new(Points)
	}
	return onFaces{dst: dst, d: d, x: resized(dst.numbers(dst.X), n*d)[:0], normal: resized(dst.numbers(dst.Normal), n*d)[:0],
		weight: resized(dst.Weight, n)[:0], face: resized(dst.Face, n)[:0]}
}

// add draws n points of a face; a point is repeated, a face with parts left out drawn until n are there.
func (p *onFaces) add(f *Face, n int, how Sampling, rnd *rand.Rand) {
	if f.params == 0 {
		how = Grid
	}
	from := len(p.x)
	for m := n; ; m *= 2 {
		p.draw(f, m, how, rnd, from)
		if how == Grid && f.params > 0 {
			break
		}
		if len(p.x)-from >= n*p.d {
			p.x, p.normal = p.x[:from+n*p.d], p.normal[:from+n*p.d]
			break
		}
	}
	N, at := (len(p.x)-from)/p.d, len(p.face)
	p.weight, p.face = slices.Grow(p.weight, N)[:at+N], slices.Grow(p.face, N)[:at+N]
	repeat(p.weight[at:], f.Measure/float64(N))
	repeat(p.face[at:], f.Name)
}

// draw replaces what comes after the number from by those of n points that belong to the face.
func (p *onFaces) draw(f *Face, n int, how Sampling, rnd *rand.Rand, from int) {
	k := max(f.params, 1)
	scratch := cubes.Get().(*[]float64)
	defer cubes.Put(scratch)
	if f.params > 0 {
		*scratch = unit(*scratch, n, k, how, rnd)
	} else {
		*scratch = resized(*scratch, n)
		clear(*scratch)
	}
	u := *scratch
	more := len(u) / k * p.d
	x, normal := slices.Grow(p.x[:from], more), slices.Grow(p.normal[:from], more)
	for i := 0; i+k <= len(u); i += k {
		at := len(x)
		x, normal = x[:at+p.d], normal[:at+p.d]
		f.at(x[at:], normal[at:], u[i:i+k])
		if f.keep != nil && !f.keep(x[at:]) {
			x, normal = x[:at], normal[:at]
		}
	}
	p.x, p.normal = x, normal
}

func (p *onFaces) points() *Points {
	n := len(p.face)
	if n == 0 {
		panic(&MisuseError{"domain.Boundary", "points", "none", "one or more"})
	}
	q := p.dst
	q.X, q.Normal, q.Weight, q.Face = matrix(q.X, p.d, p.x), matrix(q.Normal, p.d, p.normal), p.weight, p.face
	return q
}

// Join puts points together in order. Normals and faces are kept if all parts have them. It panics with a
// *MisuseError if there are none.
func Join(parts ...*Points) *Points {
	n, d, normals := 0, 0, true
	for _, p := range parts {
		n += p.N()
		if p.N() > 0 {
			_, d = p.X.Dims()
			normals = normals && p.Normal != nil && p.Face != nil
		}
	}
	if n == 0 {
		panic(&MisuseError{"domain.Join", "points", "none", "one or more"})
	}
	out := &Points{X: mat.NewDense(n, d, nil)}
	if normals {
		out.Normal = mat.NewDense(n, d, nil)
	}
	at := 0
	for _, p := range parts {
		for i := range p.N() {
			out.X.SetRow(at, p.X.RawRowView(i))
			if normals {
				out.Normal.SetRow(at, p.Normal.RawRowView(i))
				out.Face = append(out.Face, p.Face[i])
			}
			at++
		}
		out.Weight = append(out.Weight, p.Weight...)
	}
	return out
}

// many is how many uniform numbers come from a generator that takes its key from rnd, in one go.
const many = 256

// unit returns n points of the unit cube of dimension d, row by row, in the memory of u if that is enough.
func unit(u []float64, n, d int, how Sampling, rnd *rand.Rand) []float64 {
	if rnd == nil && (how == Uniform || how == LatinHypercube) {
		panic(&MisuseError{"domain: " + how.String() + " sampling", "generator", "nil", "a *rand.Rand"})
	}
	u = slices.Grow(u[:0], n*d)[:n*d]
	switch how {
	case Uniform:
		if len(u) >= many {
			kern.Uniform(u, rnd)
			break
		}
		for i := range u {
			u[i] = rnd.Float64()
		}
	case LatinHypercube:
		for j := range d {
			for i, k := range rnd.Perm(n) {
				u[i*d+j] = (float64(k) + rnd.Float64()) / float64(n)
			}
		}
	case Sobol:
		s := newSobol(d)
		for i := range n {
			copy(u[i*d:], s.next())
		}
		shift(u, d, rnd)
	case Halton:
		for i := range n {
			for j := range d {
				u[i*d+j] = radicalInverse(i+1, prime(j))
			}
		}
		shift(u, d, rnd)
	case Hammersley:
		for i := range n {
			u[i*d] = (float64(i) + 0.5) / float64(n)
			for j := 1; j < d; j++ {
				u[i*d+j] = radicalInverse(i+1, prime(j-1))
			}
		}
		shift(u, d, rnd)
	case Grid:
		return gridUnit(n, d)
	default:
		panic(&MisuseError{"domain", "sampling", fmt.Sprint(int(how)), "Uniform, …, Grid"})
	}
	return u
}

func shift(u []float64, d int, rnd *rand.Rand) {
	if rnd == nil {
		return
	}
	s := make([]float64, d)
	for j := range s {
		s[j] = rnd.Float64()
	}
	for i := range u {
		if u[i] += s[i%d]; u[i] >= 1 {
			u[i]--
		}
	}
}

// gridUnit is the smallest grid of at least n cells, as many along every axis.
func gridUnit(n, d int) []float64 {
	k := 1
	for math.Pow(float64(k), float64(d)) < float64(n) {
		k++
	}
	total := 1
	for range d {
		total *= k
	}
	u := make([]float64, total*d)
	for i := range total {
		for j, r := d-1, i; j >= 0; j, r = j-1, r/k {
			u[i*d+j] = (float64(r%k) + 0.5) / float64(k)
		}
	}
	return u
}

func radicalInverse(i, base int) float64 {
	x, f := 0.0, 1/float64(base)
	for ; i > 0; i /= base {
		x += float64(i%base) * f
		f /= float64(base)
	}
	return x
}

// prime returns the prime number with index j: 2, 3, 5, ….
func prime(j int) int {
	for p := 2; ; p++ {
		is := true
		for q := 2; q*q <= p; q++ {
			is = is && p%q != 0
		}
		if is {
			if j == 0 {
				return p
			}
			j--
		}
	}
}
