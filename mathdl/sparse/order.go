package sparse

import "context"

// leafSize is how small a part of the graph is before it is no longer divided; its unknowns are eliminated at
// once.
const leafSize = 48

// Order returns a nested dissection of the graph of a symmetric matrix: order[k] is the number of the unknown
// that comes k-th. A part is divided by a level of a breadth-first search from a node far outside: the
// smallest one that leaves a quarter of the rest on either side; the halves come first, the separator last.
//
// Reference: George, SIAM J. Numer. Anal. 10 (1973); George and Liu 1981, chapter 8.
func Order(A *Matrix) []int {
	need("sparse.Order", "columns", A.Cols, A.Rows)
	return dissect(context.Background(), A).order
}

// tree is a nested dissection: node k has the unknowns order[start[k]:start[k+1]]. Children come before their
// parent, −1 for a root; an unknown is connected to those of its own subtree and of its ancestors only.
type tree struct {
	order         []int
	start         []int
	parent, depth []int
}

// dissection writes nodes parents first; reverse turns them round.
type dissection struct {
	ctx   context.Context
	A     *Matrix
	part  []int // which part an unknown is in
	level []int // of the last search; −1 for those not seen
	parts int
	queue []int
	t     tree
}

// dissect stops early, with less than all unknowns, when ctx is cancelled.
func dissect(ctx context.Context, A *Matrix) tree {
	d := &dissection{ctx: ctx, A: A, part: make([]int, A.Rows), level: make([]int, A.Rows), t: tree{start: []int{0}}}
	all := make([]int, A.Rows)
	for i := range all {
		all[i] = i
	}
	d.divide(all, -1, 0)
	return d.t.reverse()
}

// node adds a node and returns its number.
func (d *dissection) node(nodes []int, parent, depth int) int {
	t := &d.t
	t.order = append(t.order, nodes...)
	t.start = append(t.start, len(t.order))
	t.parent, t.depth = append(t.parent, parent), append(t.depth, depth)
	return len(t.parent) - 1
}

// divide dissects a part below a node.
func (d *dissection) divide(nodes []int, parent, depth int) {
	if len(nodes) == 0 || d.ctx.Err() != nil {
		return
	}
	if len(nodes) <= leafSize {
		d.node(nodes, parent, depth)
		return
	}
	d.parts++
	for _, v := range nodes {
		d.part[v] = d.parts
	}
	seen, levels := d.search(nodes, nodes[0])
	if len(seen) < len(nodes) {
		d.components(nodes, parent, depth)
		return
	}
	for range 2 { // from far outside
		seen, levels = d.search(nodes, seen[len(seen)-1])
	}
	cut := smallest(levels)
	if cut < 0 {
		d.node(nodes, parent, depth)
		return
	}
	lo, hi := levels[cut], levels[cut+1]
	k := d.node(seen[lo:hi], parent, depth)
	low, high := append([]int(nil), seen[:lo]...), append([]int(nil), seen[hi:]...)
	d.divide(low, k, depth+1)
	d.divide(high, k, depth+1)
}

// components dissects a part that is not connected: large components by themselves, small ones together.
func (d *dissection) components(nodes []int, parent, depth int) {
	var large [][]int
	var small []int
	for _, v := range nodes {
		d.level[v] = -1
	}
	for _, v := range nodes {
		if d.level[v] >= 0 {
			continue
		}
		seen, _ := d.visit(v)
		switch {
		case len(seen) > leafSize:
			large = append(large, append([]int(nil), seen...))
			continue
		case len(small)+len(seen) > leafSize:
			d.node(small, parent, depth)
			small = small[:0]
		}
		small = append(small, seen...)
	}
	if len(small) > 0 {
		d.node(small, parent, depth)
	}
	for _, c := range large {
		d.divide(c, parent, depth)
	}
}

// search visits the part of v anew.
func (d *dissection) search(nodes []int, v int) (seen, levels []int) {
	for _, u := range nodes {
		d.level[u] = -1
	}
	return d.visit(v)
}

// visit goes through the part of v breadth first: level l is seen[levels[l]:levels[l+1]].
func (d *dissection) visit(v int) (seen, levels []int) {
	q := append(d.queue[:0], v)
	d.level[v] = 0
	levels = []int{0}
	for i := 0; i < len(q); i++ {
		u := q[i]
		if d.level[u] == len(levels) {
			levels = append(levels, i)
		}
		for _, j := range d.A.Index[d.A.Ptr[u]:d.A.Ptr[u+1]] {
			if w := int(j); d.part[w] == d.part[v] && d.level[w] < 0 {
				d.level[w] = d.level[u] + 1
				q = append(q, w)
			}
		}
	}
	d.queue = q
	return q, append(levels, len(q))
}

// smallest is the smallest level with enough on either side, −1 if there is none.
func smallest(levels []int) int {
	best, n := -1, levels[len(levels)-1]
	for l := 1; l+2 < len(levels); l++ {
		size := levels[l+1] - levels[l]
		if 4*min(levels[l], n-levels[l+1]) < n-size {
			continue
		}
		if best < 0 || size < levels[best+1]-levels[best] {
			best = l
		}
	}
	return best
}

// reverse turns the nodes round, so that children come first.
func (t tree) reverse() tree {
	n := len(t.parent)
	f := tree{order: make([]int, 0, len(t.order)), start: []int{0}}
	for k := n - 1; k >= 0; k-- {
		f.order = append(f.order, t.order[t.start[k]:t.start[k+1]]...)
		f.start = append(f.start, len(f.order))
		p := t.parent[k]
		if p >= 0 {
			p = n - 1 - p
		}
		f.parent, f.depth = append(f.parent, p), append(f.depth, t.depth[k])
	}
	return f
}
