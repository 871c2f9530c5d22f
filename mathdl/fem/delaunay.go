package fem

import "math"

// delaunay triangulates points of the plane by Bowyer and Watson's method: the triangles whose circle contains the next
// point are taken out, and the hole is joined to it. The points are moved by up to jitter, the same way each time, while
// it is decided: on lattices nothing else would be.
type delaunay struct {
	x, y []float64
	tri  []triangle
	free []int
	last int // where the search for the next begins
	seen []int
	tick int
}

type triangle struct {
	v, next [3]int // next[i] is across the edge v[i], v[i+1]; -1 is outside
	dead    bool
}

func newDelaunay(px, py []float64, jitter float64) *delaunay {
	n := len(px)
	d := &delaunay{x: make([]float64, n, n+3), y: make([]float64, n, n+3)}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	h := uint64(88172645463325252)
	noise := func() float64 { // xorshift
		h ^= h << 13
		h ^= h >> 7
		h ^= h << 17
		return (float64(h>>11)/(1<<53) - 0.5) * 2 * jitter
	}
	for i := range n {
		d.x[i], d.y[i] = px[i]+noise(), py[i]+noise()
		x0, x1, y0, y1 = min(x0, px[i]), max(x1, px[i]), min(y0, py[i]), max(y1, py[i])
	}
	s, mx, my := 20*max(x1-x0, y1-y0), (x0+x1)/2, (y0+y1)/2
	d.x, d.y = append(d.x, mx-2*s, mx+2*s, mx), append(d.y, my-s, my-s, my+2*s)
	d.tri = []triangle{{v: [3]int{n, n + 1, n + 2}, next: [3]int{-1, -1, -1}}}
	for i := range n {
		d.insert(i)
	}
	return d
}

func (d *delaunay) side(a, b, c int) float64 {
	return orient(d.x[a], d.y[a], d.x[b], d.y[b], d.x[c], d.y[c])
}

// inCircle reports whether p is inside the circle through the vertices of t.
func (d *delaunay) inCircle(t *triangle, p int) bool {
	var m [3][3]float64
	for i, v := range t.v {
		dx, dy := d.x[v]-d.x[p], d.y[v]-d.y[p]
		m[i] = [3]float64{dx, dy, dx*dx + dy*dy}
	}
	return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1])-m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0])+m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0]) > 0
}

// locate walks to the triangle that contains p.
func (d *delaunay) locate(p int) int {
	t := d.last
	for steps := 0; steps <= len(d.tri); steps++ {
		moved := false
		for i := range 3 {
			c := &d.tri[t]
			if n := c.next[i]; n >= 0 && d.side(c.v[i], c.v[(i+1)%3], p) < 0 {
				t, moved = n, true
				break
			}
		}
		if !moved {
			break
		}
	}
	return t
}

func (d *delaunay) insert(p int) {
	d.tick++
	if len(d.seen) < len(d.tri) {
		d.seen = append(d.seen, make([]int, 2*len(d.tri)-len(d.seen))...)
	}
	hole := []int{d.locate(p)}
	d.seen[hole[0]] = d.tick
	type edge struct{ a, b, out int }
	var rim []edge
	for k := 0; k < len(hole); k++ {
		t := d.tri[hole[k]]
		for i, n := range t.next {
			if n >= 0 && d.seen[n] == d.tick {
				continue
			}
			if n >= 0 && d.inCircle(&d.tri[n], p) {
				d.seen[n] = d.tick
				hole = append(hole, n)
				continue
			}
			rim = append(rim, edge{t.v[i], t.v[(i+1)%3], n})
		}
	}
	for _, t := range hole {
		d.tri[t].dead = true
		d.free = append(d.free, t)
	}
	from, to := map[int]int{}, map[int]int{} // new triangles by the vertex where their outer edge begins and ends
	for _, e := range rim {
		if e.out >= 0 && d.seen[e.out] == d.tick {
			continue // taken out after the edge was found
		}
		t := len(d.tri)
		if n := len(d.free); n > 0 {
			t, d.free = d.free[n-1], d.free[:n-1]
		} else {
			d.tri = append(d.tri, triangle{})
		}
		d.tri[t] = triangle{v: [3]int{e.a, e.b, p}, next: [3]int{e.out, -1, -1}}
		if e.out >= 0 {
			o := &d.tri[e.out]
			for i := range 3 {
				if o.v[i] == e.b && o.v[(i+1)%3] == e.a {
					o.next[i] = t
				}
			}
		}
		from[e.a], to[e.b] = t, t
		d.last = t
	}
	for b, t := range to { // across b, p lies the triangle that begins at b; each pair is set once
		if n, ok := from[b]; ok {
			d.tri[t].next[1], d.tri[n].next[2] = n, t
		}
	}
}

// triangles returns those between the n points that were given.
func (d *delaunay) triangles(n int) [][3]int {
	var out [][3]int
	for _, t := range d.tri {
		if !t.dead && t.v[0] < n && t.v[1] < n && t.v[2] < n {
			out = append(out, t.v)
		}
	}
	return out
}
