// Package exact has reference solutions of the equations that networks are tried on: formulas and spectral methods exact to many
// digits, so that no test needs a file.
//
//	u_t + u u_x = ν u_xx, u(x,0) = −sin πx          Burgers       Cole 1951, Hopf 1950, with Gauss-Hermite points
//	i h_t + ½h_xx + |h|²h = 0, h(x,0) = 2 sech x    Schrodinger   Strang's splitting
//	u_t = 1e-4 u_xx + 5u − 5u³, u(x,0) = x² cos πx  AllenCahn     Strang's splitting, the reaction exact
//	u_t + u u_x + 0.0025 u_xxx = 0, u = cos πx      KdV           integrating factor, Runge-Kutta 4
//	u_t + Δu = λ|∇u|², u(x,T) = ln((1+|x|²)/2)      HJB           one integral
//	u_t + Δu + u − u³ = 0, u(x,T) = 1/(2+0.4|x|²)   AllenCahnRadial  in |x|², Chebyshev points, Strang's splitting
//
// The second, third and fourth are periodic, on [−5,5] and [−1,1]; they are those of Raissi, Perdikaris and Karniadakis, J. Comput. Phys. 378 (2019).
// Solutions on a grid are returned at the end of each of the asked times, in rows.
package exact
