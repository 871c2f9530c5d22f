package approx

import (
	"context"

	"github.com/mathdl/kernel/mathdl/shearlet"
	"github.com/mathdl/kernel/mathdl/wavelet"
)

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

// soon runs f and returns nil, or the error of ctx as soon as that ends. A transform of a large image cannot be interrupted: where
// the dictionary is one of this module, f then goes on in its goroutine until it is done, and what it works on must not be used again. Where it
// is a user's, ctx is looked at before f only, since an interpreted function must not outlive its cell.
func (d *Dictionary) soon(ctx context.Context, f func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch d.Analysis.(type) {
	case *shearlet.Decimated, *shearlet.System, *wavelet.Transform:
	default:
		f()
		return nil
	}
	if ctx.Done() == nil {
		f()
		return nil
	}
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		f()
	}()
	select {
	case r := <-done:
		if r != nil {
			panic(r)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
