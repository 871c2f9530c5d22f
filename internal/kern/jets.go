package kern

// Jets are the derivatives of a function at many points, as they go through the layers of a network: a block
// of rows for each channel (the value, a first derivative, …), a row for each neuron, a number in it for each
// point. So x[c][i][p], of n rows, is x[(c·n+i)·points+p], and points lie side by side in vectors: a layer of
// ten neurons fills the lanes as well as one of a thousand. A multiple of JetPoints of them is fast.

// JetPoints is what the number of points should be a multiple of.
const JetPoints = 32

// JetAffine takes jets through x ↦ Wx + b, where W is m × n, row by row:
//
//	y[c][j][p] = Σ_i W[j][i] x[c][i][p] + b[j] if c = 0
//
// y must not overlap x. It panics with a *LengthError for operands of other lengths.
func JetAffine(y, w, b, x []float64, m, n, channels, points int) {
	jetLengths("JetAffine", y, w, b, x, m, n, channels, points)
	for c := range channels {
		y, x := y[c*m*points:(c+1)*m*points], x[c*n*points:(c+1)*n*points]
		f := jetProduct{w: w, rs: n, cs: 1, rows: m, k: n, points: points}
		if c == 0 {
			f.b = b
		}
		f.run(y, x)
	}
}

// JetAffineBack takes the gradient g in the result of JetAffine to that in x,
//
//	e[c][i][p] = Σ_j W[j][i] g[c][j][p],
//
// and with sum adds it to e. e must not overlap g. It panics as JetAffine does.
func JetAffineBack(e, w, g []float64, sum bool, m, n, channels, points int) {
	jetLengths("JetAffineBack", g, w, nil, e, m, n, channels, points)
	f := jetProduct{w: w, rs: 1, cs: n, rows: n, k: m, points: points, sum: sum}
	for c := range channels {
		f.run(e[c*n*points:(c+1)*n*points], g[c*m*points:(c+1)*m*points])
	}
}

// JetAffineGrad adds the gradient in W and b to dw and db:
//
//	dw[j][i] += Σ_c Σ_p g[c][j][p] x[c][i][p],  db[j] += Σ_p g[0][j][p]
//
// It panics as JetAffine does.
func JetAffineGrad(dw, db, g, x []float64, m, n, channels, points int) {
	jetLengths("JetAffineGrad", g, dw, db, x, m, n, channels, points)
	if !jetOuterAsm(dw, n, g, m, x, n, channels, points, points) {
		jetOuterGo(dw, g, m, x, n, channels, points)
	}
	for at := 0; at < points; at += len(jetOnes) {
		few := min(points-at, len(jetOnes))
		if !jetOuterAsm(db, 1, g[at:], m, jetOnes[:], 1, 1, few, points) {
			for j := range db {
				for _, v := range g[j*points+at : j*points+at+few] {
					db[j] += v
				}
			}
		}
	}
}

// jetOnes is a row of ones, with which a sum is a product.
var jetOnes = func() (x [256]float64) {
	for i := range x {
		x[i] = 1
	}
	return x
}()

func jetLengths(name string, y, w, b, x []float64, m, n, channels, points int) {
	sameLen(name, "y", len(y), channels*m*points)
	sameLen(name, "x", len(x), channels*n*points)
	sameLen(name, "w", len(w), m*n)
	if b != nil {
		sameLen(name, "b", len(b), m)
	}
}

// jetProduct is y[j][p] = b[j] + Σ_i w[j·rs+i·cs] x[i][p], with b = 0 if it is nil, added to y with sum.
type jetProduct struct {
	w, b    []float64
	rs, cs  int
	rows, k int
	points  int
	sum     bool
}

func (f *jetProduct) run(y, x []float64) {
	if !f.asm(y, x) {
		f.portable(y, x)
	}
}

func (f *jetProduct) portable(y, x []float64) {
	for j := range f.rows {
		d := y[j*f.points : (j+1)*f.points]
		switch {
		case f.b != nil:
			Fill(d, f.b[j])
		case !f.sum:
			clear(d)
		}
		i := 0
		row := func(i int) (w float64, r []float64) { return f.w[j*f.rs+i*f.cs], x[i*f.points:][:len(d)] }
		for ; i+4 <= f.k; i += 4 { // four at a time: d is loaded and stored less often
			w0, x0 := row(i)
			w1, x1 := row(i + 1)
			w2, x2 := row(i + 2)
			w3, x3 := row(i + 3)
			for p := range d {
				d[p] += w0*x0[p] + w1*x1[p] + w2*x2[p] + w3*x3[p]
			}
		}
		for ; i < f.k; i++ {
			w, r := row(i)
			for p, v := range r {
				d[p] += w * v
			}
		}
	}
}

func jetOuterGo(d, g []float64, m int, x []float64, n, channels, points int) {
	for c := range channels {
		for j := range m {
			a := g[(c*m+j)*points : (c*m+j+1)*points]
			for i := range n {
				s := 0.0
				for p, v := range x[(c*n+i)*points : (c*n+i+1)*points] {
					s += a[p] * v
				}
				d[j*n+i] += s
			}
		}
	}
}
