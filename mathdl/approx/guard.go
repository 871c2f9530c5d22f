package approx

import "context"

// stopped is the panic that leaves a MapAll whose context has ended.
type stopped struct{ err error }

// mapAll is F.MapAll, left at the first band after ctx has ended, with the error of ctx; dst is then not to be
// used. record, which may be nil, is called after every band.
func mapAll(ctx context.Context, F Transform, dst, x [][]float64, record func(band, bands int),
	f func(i int, c [][]float64)) (out [][]float64, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, ok := r.(stopped)
			if !ok {
				panic(r)
			}
			out, err = dst, s.err
		}
	}()
	done, bands := 0, len(F.Scales())
	out = F.MapAll(dst, x, func(i int, c [][]float64) {
		if err := ctx.Err(); err != nil {
			panic(stopped{err})
		}
		f(i, c)
		if done++; record != nil {
			record(done, bands)
		}
	})
	return out, nil
}
