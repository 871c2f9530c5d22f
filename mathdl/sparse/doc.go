// Package sparse has sparse symmetric matrices and what solves equations with them: Cholesky factors and
// conjugate gradients with multigrid.
//
// # Notation
//
//	A            Matrix       rows compressed: Ptr, Index, Val
//	P A Pᵀ       Order        nested dissection: few entries of L beside those of A
//	A = L Lᵀ     Factor       Cholesky, front by front; Analysis is the part that depends on the pattern alone
//	A⁻¹b         Cholesky.Solve, PCG
//	x ↦ B x ≈ A⁻¹x  Multigrid a V-cycle on smoothed aggregates
//
//	A := sparse.Triplets(n, n, i, j, v)
//	L, err := sparse.Factor(ctx, A, nil)
//	x := L.Solve(nil, b)
//
// # Conventions
//
// Indices increase within a row, each occurs once. All results have the same bits for any number of
// processors: rows are shared out, sums are not.
//
// # Limits
//
// Factors and multigrid are for symmetric positive definite matrices; only the lower triangle is looked at
// by Factor. The factor of a plane mesh with n unknowns has O(n log n) entries, of a solid one O(n^{4/3}):
// there multigrid is the way.
//
// # References
//
// George, SIAM J. Numer. Anal. 10 (1973): nested dissection. Duff and Reid, ACM TOMS 9 (1983): the multifrontal
// method. Vaněk, Mandel and Brezina, Computing 56 (1996): smoothed aggregation.
package sparse
