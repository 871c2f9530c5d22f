// Package fem has linear and quadratic finite elements on triangles: meshes of one's own making, the matrices
// of variable coefficients, conditions of three kinds, errors. It is what the networks of package pde are
// compared with, and what makes the data of package rom.
//
// # Notation
//
//	−∇·(a∇u) + cu = f in Ω                      Problem{V, A, C, F}
//	u = g on Γ                                  Dirichlet(where, g)
//	a ∂u/∂n = g                                 Neumann(where, g)
//	a ∂u/∂n + αu = g                            Robin(where, α, g)
//	V_h, polynomials of degree 1 or 2           NewSpace(mesh, degree)
//	A_ij = ∫ a ∇φ_i·∇φ_j,  M_ij = ∫ c φ_i φ_j   Space.Stiffness, Space.Mass
//	b_i = ∫ f φ_i                               Space.Load
//	G = M + A, ‖v‖_G = ‖v‖_{H¹}                 Space.Gram
//
// # Example
//
//	V := fem.NewSpace(fem.UnitSquare(32), 1)
//	s, err := fem.Problem{V: V, F: fem.Const(1), Conditions: []fem.Condition{fem.Dirichlet(nil, nil)}}.Solve(ctx, nil)
//
// # Conventions
//
// Coefficients are functions of slices, called once with all points: a call for each point would cost more than
// the assembly when it comes from a cell. Conditions are functions of a point, since a boundary has few. A part of
// the boundary with no condition has a ∂u/∂n = 0. Nodes of P2 are the vertices, then the middles of the edges.
//
// # Limits
//
// Elements have straight edges, so P2 is of second order only on a domain with curved boundary. Two dimensions;
// [Line] is for intervals.
//
// # References
//
// Braess, Finite Elements, 3rd ed., Cambridge 2007: chapter II. Geist, Petersen, Raslan, Schneider and Kutyniok,
// J. Sci. Comput. 88 (2021): the case with coefficients interpolated at vertices.
package fem
