package arrows

// plan says which packages of this module a package may import.
//
// DO NOT CHANGE THIS DATA TO FIX BUILDS. Move the code to the room it belongs
// to, or ask for a small interface where it is used.
//
// A line is "package: packages", relative to the module; "x/..." is x and
// everything below. The first line that matches a package is its rule, and a
// package without a line has no place. Imports between packages that a pattern
// has on both sides only go one way, since Go allows no cycles.
const plan = `
	# What everything stands on.
	internal/golden:
	internal/arrows:
	internal/kern:
	internal/kern/blas: internal/kern
	interp/display:
	interp/cell:        interp/display
	interp/engine:
	interp/engine/...:  interp/engine

	# The interpreter session: no sockets, no mathematics, no one interpreter.
	interp:             interp/cell interp/display interp/engine

	# The protocol: no Go syntax, no mathematics.
	internal/zmtp/...:    internal/zmtp/...
	internal/jupyter/...: internal/jupyter internal/zmtp/... interp/display

	# Other ways to hold a session.
	internal/nbrun/...: internal/nbrun/... interp interp/cell interp/display
	internal/repl/line:
	internal/repl:      internal/repl/line interp interp/display

	# Operators and transforms. data and figure stand beside op.
	mathdl/op:          internal/kern
	mathdl/fastblas:    internal/kern/blas
	mathdl/op/optest:   mathdl/op
	mathdl/fft:         mathdl/op internal/kern
	mathdl/data:
	mathdl/figure:
	mathdl/metric:
	mathdl/wavelet:     mathdl/op mathdl/fft internal/kern
	mathdl/shearlet:    mathdl/op mathdl/fft mathdl/wavelet internal/kern
	mathdl/radon:       mathdl/op mathdl/fft internal/kern

	# Learning and solving.
	mathdl/ad:          mathdl/op mathdl/fft internal/kern
	mathdl/nn:          mathdl/ad mathdl/op mathdl/fft internal/kern
	mathdl/solve:       mathdl/op mathdl/fft internal/kern interp/cell
	mathdl/train:       mathdl/nn mathdl/ad mathdl/solve mathdl/op mathdl/data internal/kern interp/cell

	# Problems and methods; their figures are elsewhere.
	mathdl/approx:      mathdl/shearlet mathdl/wavelet mathdl/radon mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/fft mathdl/data internal/kern interp/cell
	mathdl/ct:          mathdl/shearlet mathdl/wavelet mathdl/radon mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/fft mathdl/data internal/kern interp/cell
	mathdl/edges:       mathdl/shearlet mathdl/wavelet mathdl/radon mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/fft mathdl/data internal/kern interp/cell
	mathdl/wavefront:   mathdl/edges mathdl/metric mathdl/shearlet mathdl/nn mathdl/ad mathdl/train mathdl/op mathdl/data internal/kern
	mathdl/lti:         mathdl/ct mathdl/radon mathdl/fft mathdl/shearlet mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/data internal/kern interp/cell
	mathdl/plug:        mathdl/solve mathdl/op
	mathdl/unroll:      mathdl/ct mathdl/radon mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/data
	mathdl/prior:       mathdl/radon mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op
	mathdl/explain:     mathdl/shearlet mathdl/wavelet mathdl/radon mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/fft mathdl/data internal/kern interp/cell
	mathdl/pde:         mathdl/domain mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/op mathdl/fft mathdl/data internal/kern interp/cell
	mathdl/domain:      mathdl/op internal/kern
	mathdl/sparse:      mathdl/op internal/kern
	mathdl/fem:         mathdl/sparse mathdl/domain mathdl/op internal/kern
	mathdl/exact:       mathdl/domain mathdl/fft mathdl/op internal/kern
	mathdl/rom:         mathdl/fem mathdl/sparse mathdl/domain mathdl/nn mathdl/ad mathdl/train mathdl/solve mathdl/fft mathdl/op mathdl/data internal/kern interp/cell
	mathdl/bsde:        mathdl/exact mathdl/domain mathdl/nn mathdl/ad mathdl/train mathdl/op internal/kern interp/cell
	mathdl/paper:       mathdl/... interp/cell

	# Wiring: the symbols meet the session in one place.
	internal/gensymbols/...: internal/gensymbols/...
	symbols:            interp/cell interp/display mathdl/... internal/gensymbols/bundle
	internal/session:   interp interp/engine interp/engine/yaegi symbols mathdl/fastblas internal/gensymbols/bundle
	cmd/kernel:         interp interp/cell interp/display internal/session internal/jupyter internal/nbrun/... internal/repl internal/repl/line
	internal/check:     internal/golden
	internal/night:     mathdl/...
	internal/retrain:   mathdl/...
	notebooks:
	bench/...:          bench/... mathdl/... interp/... internal/...
`

// testPlan says what tests may import beyond the plan. All lines that match a
// package count.
const testPlan = `
	...:                  internal/golden
	interp/...:           interp/... internal/session symbols internal/gensymbols/bundle
	internal/jupyter/...: internal/jupyter/... internal/zmtp/...
	internal/repl/...:    internal/repl/...
	mathdl/...:           mathdl/...
	cmd/kernel:           internal/jupyter/jupytertest
	notebooks:            interp interp/cell interp/display internal/session internal/nbrun/...
`

// modules says which packages may import a foreign module, tests included.
const modules = `
	github.com/traefik/yaegi:     interp/engine/yaegi
	github.com/go-zeromq/zmq4:    internal/zmtp/...
	github.com/yuin/goldmark:     internal/nbrun/page
	golang.org/x/sys:             internal/kern/... bench/... interp internal/jupyter internal/zmtp internal/repl/line
	golang.org/x/term:            internal/repl/line interp/cell
	golang.org/x/tools:           internal/gensymbols/... internal/session symbols interp interp/engine/yaegi
	golang.org/x/image:           mathdl/figure symbols
	gonum.org/v1/gonum:           mathdl/... internal/kern/blas internal/session interp/display symbols bench/...
	gonum.org/v1/plot:            mathdl/... interp/display symbols bench/...
`

// never lists what must not even be reached through others: a package, a
// colon, and what its dependencies must not contain.
const never = `
	mathdl/...:           interp interp/engine/... internal/session internal/jupyter/... internal/zmtp/... symbols github.com/traefik/yaegi github.com/go-zeromq/zmq4
	interp:               internal/jupyter/... internal/zmtp/... mathdl/... symbols github.com/traefik/yaegi
	interp/engine/...:    internal/... mathdl/... symbols
	interp/cell:          interp internal/... mathdl/... github.com/traefik/yaegi
	internal/jupyter/...: interp interp/engine/... interp/cell mathdl/... symbols github.com/traefik/yaegi
	internal/zmtp/...:    interp/... internal/jupyter/... mathdl/... symbols
	internal/nbrun/...:   internal/session internal/jupyter/... internal/zmtp/... mathdl/... symbols github.com/traefik/yaegi
	internal/repl/...:    internal/session internal/jupyter/... internal/zmtp/... internal/nbrun/... mathdl/... symbols github.com/traefik/yaegi
	cmd/kernel:           internal/check internal/golden internal/gensymbols bench/...
`
