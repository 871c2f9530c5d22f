// Package paper has the experiments of the survey, G. Kutyniok, An introduction to the mathematics of deep learning: one file for
// each claim or figure, with parameters whose zero value means the size it is stated for, a function, and a result to
// be drawn or claimed. The methods are those of the other packages; notebooks and tests run them small.
//
//	Rates    Theorems 3.3 and 3.5   the error of N shearlets beside that of N wavelets, in one frame
//	Jump     section 3.1            the same for Haar wavelets and a jump along a circle
//	Counts   Theorem 3.5            how many coefficients matter in a scale, the reason for the rates
//	Cover    Figure 2               where they lie: squares, or slim rectangles along the edge
//	Naive    section 3.1            curves of undecimated systems, which mislead
//	Atoms    Figure 3               shearlets in space and in frequency, and how they divide the plane
//	Burgers, BurgersHard  section 4.2  physics-informed networks for Burgers' equation: as published; with conditions built in
//	Slit, Harmonic, Well  section 4.2  the Deep Ritz method on the slit square and in many dimensions
//	DeepBSDE section 4.2            equations in a hundred dimensions
//	Schrodinger, AllenCahnStep, BurgersInverse, KdVInverse, NavierStokesInverse  section 4.2
//	Parametric, Antiderivative  section 4.2  networks from parameters, and from functions, to solutions
//
// # Differential equations: run to the end
//
// Errors are relative, and those of one seed, 1, unless more are given. Run again by go run ./internal/night.
//
//	experiment                            here                       published
//	Burgers, ν = 0.01/π                   4.1e-4                     6.7e-4
//	the same, built in, 4 × 20 neurons    .013 .010 .010 .017 .0073  -                 seeds 1 to 5, 2000 points, 5 s each: BurgersHard
//	Deep Ritz, slit, 591 parameters       .0049 .0031 .0031          .0079            seeds 1, 2, 3
//	Deep Ritz, 10 dimensions              .0046                      .004
//	eigenvalue, 5 dimensions              2e-5                       .0011            by an ansatz, not a penalty
//	Schrödinger, 4 × 50 neurons           .0031                      .00197           5000 points, L-BFGS only
//	Burgers, λ₁ and λ₂ unknown            0.033 %, 0.52 %            0.096 %, 0.469 %
//	KdV, λ₁ and λ₂ unknown                0.039 %, 0.075 %           0.023 %, 0.006 %
//	Navier-Stokes, λ₁ and λ₂ unknown      0.015 %, 3.0 %             0.078 %, 4.67 %  here another flow, 2000 points
//	Allen-Cahn, one step, q = 32          .0046                      .0070            published with q = 100; 4 × 100 neurons
//	HJB, d = 100                          0.18 %, loss 114 % of Var  0.17 %           Z = 0 alone: 0.22 %
//	the same, one network Z(t, x), 64 wide  0.11 %, loss 68 %        -
//	the same, 128 wide                    0.063 %, loss 39 %         -
//	Allen-Cahn, d = 100                   0.85 %, loss 673 %         0.30 %           Z = 0 alone: 0.06 %
//	the same, one network Z(t, x), 64 wide  0.22 %, loss 45 %        -
//	the same, 128 wide                    0.30 %, loss 17 %          -
//	default risk, d = 100                 0.38 %, loss 102 %         0.46 %           Z = 0 alone: 2.9 %
//	different rates, d = 100              0.10 %, loss 91 %          0.39 %           Z = 0 alone: 0.18 %
//	quadratic gradient, d = 100           0.013 %, loss 145 %        0.08 %           Z = 0 alone: 0.31 %
//	reaction-diffusion, d = 100           0.35 %, loss 2 %           0.35 %           Z = 0 alone: 0.85 %
//	Burgers type, d = 50                  0.023 %, loss 3 %          0.35 %           Z = 0 alone: 5.7 %
//	DeepONet, antiderivative, 10000 steps .019 .020 .018             -                seeds 1, 2, 3
//
// The row of parametric equations, 20 × 20 squares, 1500 samples (night parametric-row), beside an independent program:
//
//	                 T1 p=2   T1 p=10   T1 p=10, σ=1   T2 p=4   T2 p=9   T2 p=16   T3 p=4
//	here             .0005    .0032     .0059          .0129    .0432    .0725     .0041
//	elsewhere        .0006    .0028     .0049          .0128    .0411    .0721     .0036
//
// The networks to all 9801 nodes of 100 × 100 squares, 11 layers, 300 wide, 3.8 million parameters, as published. Here 2000 samples,
// batches of 16, float32, Glorot's weights and the mean of the data as the last bias, rate 10⁻³, 96 samples to test, one seed; published
// are 20000 samples, batches of 256 until training stagnates, weights 𝒩(0, 0.1²), rate 2·10⁻⁴, and these settings were found by trial
// on T2, p = 9 (night -float32 -init Glorot -centred -alone -rate 1e-3 -points 2000 -tests 96 -batch 16 -epochs 28 parametric-chess-4 and
// others, 80 s each on one core after the data):
//
//	                        T1 p=2   10      20      T2 p=4   9       16      T3 p=4   p=8, radii   T4 p=6   15
//	mean of the data        .173     .133    .117    .438     .376    .354    .165     .289         1.38     1.37
//	network to the nodes    .0031    .0113   .0148   .0196    .0754   .102    .0065    .0694        .0796    .135
//	on its own data         .0033    .0113   .0143   .0180    .0690   .0835   .0057    .0574        .0784    .122
//	epochs                  28       84      84      28       28      28      28       28           84       84
//
// From the first p to the last the error grows as p^0.7 in T1, p^1.2 in T2 and p^0.6 in T4: a power of p, far from exponentially, as far
// as two or three values of one seed can say; how hard a case is matters more. It is the order of the cases and, but for T2, the mildness that was
// published. That the networks are hardly better on their own data says that the rest is mostly an error of training: with 28 epochs
// T1 was on a plateau at .028 for p = 10 and .025 for 20, and T4 at .24 and .31. The networks to coefficients above give p^1.25 in T2; at
// 100 × 100 squares they reach .037 in T2, p = 9, and .0027 in T1, p = 10, from 2000 samples.
//
// Not run to their ends: the networks to the nodes with 20000 samples (night parametric-trig-10 and others without flags). The Allen-Cahn
// step at its published size, 100 stages and 4 × 200 neurons (night -width 200 -stages 100 -adam 10000 allen-cahn-step), came to .0054.
//
// # Acceptance
//
// What each experiment must do in seconds is a test, at the values and tolerances of the table it comes from:
//
//	R1  1-D penalty law                    pde.TestPenaltyLaw, TestNaturalCondition
//	R2  harmonic, d = 4 and 10             pde.TestHarmonic, TestHarmonicInTenDimensions
//	R3  eigenvalue, penalty and hard       pde.TestEigenvalue
//	P1  Burgers, ν = 0.1/π                 pde.TestBurgers
//	P2  one soliton                        pde.TestSoliton
//	P3  Runge-Kutta, stability and a step  pde.TestGaussScheme, TestHeatStep
//	P4  unknown coefficients               pde.TestInverse
//	P5  Korteweg-de Vries, twice the steps exact.TestKdV
//	P6  Navier-Stokes, λ₁                  pde.TestNavierStokesInverse
//	P7  Poisson, hard and soft             pde.TestPoisson
//	P8  reference solutions                exact.TestBurgers, TestSchrodinger, TestOrder
//	B1  HJB, d = 10                        bsde.TestExamples, TestReferences
//	B2  Allen-Cahn, d = 10                 bsde.TestExamples, exact.TestAllenCahnRadial
//	B3  default risk                       bsde.TestDefaultRiskByQuadrature, TestReferences
//	B4  exact examples, floor of the loss  bsde.TestExamples, TestLossFloor
//	D1  elements, POD network              fem.TestCentre, rom.TestPODNet; the whole row: night parametric-row
//	D2  Neumann's series                   rom.TestNeumann, TestNeumannNet
//	D3  DeepONet, 3000 steps               rom.TestDeepONet
package paper
