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
//	Burgers  section 4.2            a physics-informed network for Burgers' equation, as published
//	Slit, Harmonic  section 4.2     the Deep Ritz method on the slit square and in ten dimensions
//	DeepBSDE section 4.2            equations in a hundred dimensions
package paper
