package sparse

import "context"

// leafSize is how small a part of the graph is before it is no longer divided; its unknowns are eliminated at
// once.
const leafSize = 32

// Order returns a nested dissection of the graph of a symmetric matrix: order[k] is the number of the unknown
// that comes k-th. A part is divided by a level of a breadth-first search from a node far outside: the
// smallest one that leaves a quarter of the rest on either side; the halves come first, the separator last.
//
// Reference: George, SIAM J. Numer. Anal. 10 (1973); George and Liu 1981, chapter 8.
func Order(A *Matrix) []int {
	need("sparse.Order", "columns", A.Cols, A.Rows)
	t := dissect(context.Background(), A)
	order := make([]int, len(t.order))
	for k, i := range t.order {
		order[k] = int(i)
	}
	return order
}

// tree is a nested dissection: node k has the unknowns order[start[k]:start[k+1]]. Children come before their
// parent, −1 for a root; an unknown is connected to those of its own subtree and of its ancestors only.
type tree struct {
	order         []int32
	start         []int
	parent, depth []int
}

// dissection writes nodes parents first; reverse turns them round. A part is a piece of perm, and a search orders it.
type dissection struct {
	ctx        context.Context
	ptr, adj   []int32 // the graph
	perm, seen []int32
	mark       []int32 // the last search that saw an unknown, −1 for those in nodes
	searches   int32
	levels     []int // of the last search: level l is perm[levels[l]:levels[l+1]]
	t          tree
}

// dissect stops early, with less than all unknowns, when ctx is cancelled.
func dissect(ctx context.Context, A *Matrix) tree {
	n := A.Rows
	d := &dissection{ctx: ctx, ptr: make([]int32, n+1), adj: make([]int32, 0, len(A.Index)),
		perm: make([]int32, n), seen: make([]int32, n), mark: make([]int32, n)}
	for i := range n {
		for _, j := range A.Index[A.Ptr[i]:A.Ptr[i+1]] {
			if j != i {
				d.adj = append(d.adj, int32(j))
			}
		}
		d.ptr[i+1], d.perm[i] = int32(len(d.adj)), int32(i)
	}
	d.t = tree{order: make([]int32, 0, n), start: []int{0}}
	d.search(0, n)
	d.divide(0, n, -1, 0)
	return d.t.reverse()
}

// node adds a node and returns its number.
func (d *dissection) node(nodes []int32, parent, depth int) int {
	for _, v := range nodes {
		d.mark[v] = -1
	}
	t := &d.t
	t.order = append(t.order, nodes...)
	t.start = append(t.start, len(t.order))
	t.parent, t.depth = append(t.parent, parent), append(t.depth, depth)
	return len(t.parent) - 1
}

// divide dissects the part from lo to hi, whose last unknown is far outside, below a node.
func (d *dissection) divide(lo, hi, parent, depth int) {
	if lo == hi || d.ctx.Err() != nil {
		return
	}
	if hi-lo <= leafSize {
		d.node(d.perm[lo:hi], parent, depth)
		return
	}
	if d.search(lo, hi); d.levels[len(d.levels)-1] < hi {
		d.components(lo, hi, parent, depth)
		return
	}
	from, to := smallest(d.levels)
	if from == to {
		d.node(d.perm[lo:hi], parent, depth)
		return
	}
	k := d.node(d.perm[from:to], parent, depth)
	d.divide(lo, from, k, depth+1)
	d.divide(to, hi, k, depth+1)
}

// components dissects a part that is not connected, which a search has begun with: large components by themselves, small
// ones together.
func (d *dissection) components(lo, hi, parent, depth int) {
	var small []int32
	for end := lo; lo < hi; lo = end {
		end = d.levels[len(d.levels)-1]
		if end-lo > leafSize {
			d.divide(lo, end, parent, depth)
		} else {
			if len(small)+end-lo > leafSize {
				d.node(small, parent, depth)
				small = small[:0]
			}
			small = append(small, d.perm[lo:end]...)
		}
		if end < hi {
			d.search(end, hi)
		}
	}
	if len(small) > 0 {
		d.node(small, parent, depth)
	}
}

// search goes through the part from lo to hi breadth first, from its last unknown. What it reaches comes first then.
func (d *dissection) search(lo, hi int) {
	d.searches++
	v, mark := d.perm[hi-1], d.searches
	part, q := d.mark[v], d.seen[lo:lo:hi]
	q, d.mark[v] = append(q, v), mark
	d.levels = d.levels[:0]
	for i, end := 0, 0; i < len(q); i++ {
		if i == end {
			d.levels = append(d.levels, lo+i)
			end = len(q)
		}
		u := q[i]
		for _, w := range d.adj[d.ptr[u]:d.ptr[u+1]] {
			if d.mark[w] == part {
				d.mark[w] = mark
				q = append(q, w)
			}
		}
	}
	if n := len(q); n < hi-lo {
		for _, u := range d.perm[lo:hi] {
			if d.mark[u] != mark {
				q = append(q, u)
			}
		}
		copy(d.perm[lo:hi], q)
		d.levels = append(d.levels, lo+n)
		return
	}
	copy(d.perm[lo:hi], q)
	d.levels = append(d.levels, hi)
}

// smallest is the smallest level with enough on either side, empty if there is none.
func smallest(levels []int) (from, to int) {
	lo, hi := levels[0], levels[len(levels)-1]
	for l := 1; l+2 < len(levels); l++ {
		a, b := levels[l], levels[l+1]
		if 4*min(a-lo, hi-b) < hi-lo-(b-a) {
			continue
		}
		if from == to || b-a < to-from {
			from, to = a, b
		}
	}
	return from, to
}

// reverse turns the nodes round, so that children come first.
func (t tree) reverse() tree {
	n := len(t.parent)
	f := tree{order: make([]int32, 0, len(t.order)), start: make([]int, 1, n+1), parent: make([]int, n), depth: make([]int, n)}
	for k := range n {
		old := n - 1 - k
		f.order = append(f.order, t.order[t.start[old]:t.start[old+1]]...)
		f.start = append(f.start, len(f.order))
		f.parent[k], f.depth[k] = -1, t.depth[old]
		if p := t.parent[old]; p >= 0 {
			f.parent[k] = n - 1 - p
		}
	}
	return f
}
