// Package ad differentiates programs on tensors: forward mode, reverse mode and any nesting of the two.
//
// # Idea
//
// A function of this package computes its result at once and records what it did on a [Tape]. [Grad]
// walks the record backwards, [Push] forwards, and both append the derivative as further operations of
// the same kind. So a derivative is a recorded value like any other: it can be combined, differentiated
// again, and replayed. One table holds what is known of each primitive, its name, its computation in
// both precisions and its two derivatives, and the tests are driven by that table.
//
// # Notation
//
//	x ∈ ℝⁿ                Var      a recorded value, made by Tape.Var or Tape.Leaf
//	f(x)                  Fn       a program func(x *Var) *Var
//	∇f(x)                 Grad, ValueGrad
//	Df(x)v                Push, JVP      forward mode
//	Df(x)ᵀw               Pull, VJP      reverse mode, backpropagation
//	∇²f(x)v               HessVec, Hessian    forward over reverse
//	f^(k)(x)[v,…,v]/k!    Jet, Taylor    Taylor coefficients along a line
//	x ↦ f(x) as operator  Smooth   for everything that takes an op.Smooth
//
// # Shapes
//
// Tensors are dense and row-major. Elementwise operations broadcast: shapes are aligned at their last
// axes, a missing axis counts as 1, and an extent of 1 is repeated to meet the other. Nothing else is
// repeated or reshaped in silence; a shape that does not fit panics with a *op.ShapeError that says what
// it got and what it wants.
//
// # Precision
//
// A tape computes in float64 or in float32, chosen when it is made; data of the other precision are
// converted on the way in. float64 is the default.
//
// # Memory and speed
//
// All values lie in memory of their tape. [Tape.Reset] takes it back at once, and the next pass of the
// same size allocates nothing. [Tape.Replay] goes further: it repeats a recorded computation, with its
// derivatives, without running the program that recorded it. A training loop records one step and
// replays it. What a program decided by looking at values stays decided in a replay.
//
// A computation that is only to be replayed can be recorded without being computed: after [Tape.Defer]
// variables have shapes and no values, and [Tape.Plan] merges repeated computations, leaves out what no
// result depends on, and lets values that are not needed at the same time share memory.
//
// # Limits
//
// There are no operations in place, which is why views are safe. Derivatives at kinks are one-sided:
// that of |x| and of ReLU at 0 is 0. A tape grows with the computation; there is no recomputation in
// place of storage.
//
// # References
//
// Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008: chapters 3 (forward and reverse
// mode), 5 (Hessian products), 13 (Taylor coefficients).
package ad
