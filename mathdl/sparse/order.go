package sparse

// leafSize is how small a part of the graph is before it is no longer divided.
const leafSize = 24

// Order returns a nested dissection of the graph of a symmetric matrix: order[k] is the number of the unknown
// that comes k-th. A part is divided by a level of a breadth-first search from a node far outside, thinned to
// the nodes that touch the next level; the halves come first, the separator last.
//
// Reference: George, SIAM J. Numer. Anal. 10 (1973); Davis 2006, section 7.6.
func Order(A *Matrix) []int {
	need("sparse.Order", "columns", A.Cols, A.Rows)
	d := &dissection{A: A, part: make([]int, A.Rows), level: make([]int, A.Rows), out: make([]int, A.Rows)}
	all := make([]int, A.Rows)
	for i := range all {
		all[i] = i
	}
	d.parts = 1
	for i := range d.part {
		d.part[i] = 1
	}
	d.divide(all, A.Rows)
	return d.out
}

type dissection struct {
	A     *Matrix
	part  []int // which part a node is in; 0 for those that have their place
	level []int // 1 and above once seen by a search
	parts int
	out   []int
	queue []int
}

// divide puts nodes, all of one part, into out[end-len(nodes):end].
func (d *dissection) divide(nodes []int, end int) {
	for len(nodes) > leafSize {
		seen := d.search(nodes[0])
		seen = d.search(seen[len(seen)-1]) // from far outside
		if len(seen) < len(nodes) {        // not connected: what was seen, then the rest
			comp, rest := d.split(nodes)
			d.divide(comp, end)
			nodes, end = rest, end-len(comp)
			continue
		}
		low, high, sep := d.cut(seen)
		if len(high) == 0 || len(low) == 0 {
			break
		}
		for k, v := range sep {
			d.part[v] = 0
			d.out[end-len(sep)+k] = v
		}
		end -= len(sep)
		d.mark(low)
		d.mark(high)
		d.divide(high, end)
		nodes, end = low, end-len(high)
	}
	for k, v := range nodes {
		d.part[v] = 0
		d.out[end-len(nodes)+k] = v
	}
}

func (d *dissection) mark(nodes []int) {
	d.parts++
	for _, v := range nodes {
		d.part[v] = d.parts
	}
}

// search returns the nodes of the part of v that can be reached from v, nearest first, with their levels.
func (d *dissection) search(v int) []int {
	for _, u := range d.queue {
		d.level[u] = 0
	}
	p := d.part[v]
	q := append(d.queue[:0], v)
	d.level[v] = 1
	for k := 0; k < len(q); k++ {
		u := q[k]
		for _, w := range d.A.Index[d.A.Ptr[u]:d.A.Ptr[u+1]] {
			if d.part[w] == p && d.level[w] == 0 {
				d.level[w] = d.level[u] + 1
				q = append(q, w)
			}
		}
	}
	d.queue = q
	return q
}

// split separates the nodes seen by the last search from the others.
func (d *dissection) split(nodes []int) (comp, rest []int) {
	for _, v := range nodes {
		if d.level[v] > 0 {
			comp = append(comp, v)
		} else {
			rest = append(rest, v)
		}
	}
	d.mark(comp)
	d.mark(rest)
	return comp, rest
}

// cut divides nodes in the order of their levels by the level of the one in the middle.
func (d *dissection) cut(seen []int) (low, high, sep []int) {
	m := d.level[seen[len(seen)/2]]
	if m == d.level[seen[len(seen)-1]] && m > 1 {
		m-- // the last level separates nothing
	}
	p := d.part[seen[0]]
	for _, v := range seen {
		switch l := d.level[v]; {
		case l < m:
			low = append(low, v)
		case l > m:
			high = append(high, v)
		case d.touches(v, m+1, p):
			sep = append(sep, v)
		default:
			low = append(low, v)
		}
	}
	return low, high, sep
}

func (d *dissection) touches(v, level, p int) bool {
	for _, w := range d.A.Index[d.A.Ptr[v]:d.A.Ptr[v+1]] {
		if d.part[w] == p && d.level[w] == level {
			return true
		}
	}
	return false
}
