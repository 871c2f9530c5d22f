// Package domain describes the regions in which differential equations are posed, and draws points in
// them and on their faces.
//
// # Idea
//
// A [Domain] is a bounded open set Ω ⊂ ℝᵈ with what a sampler needs to know: whether a point belongs to
// its closure, a map of the unit cube onto Ω that preserves volume up to a factor, where there is one,
// and its faces, each with such a map of its own and an outer normal. Random and quasi-random points of
// the cube then become points of Ω; without a map they are drawn in the bounding box and those
// outside are left out.
//
// # Notation
//
//	Ω                        Domain     Interval, Box, Ball, Polygon, SlitSquare, Union, Difference, …
//	Ω × (t₀, t₁)             Times      time is the last coordinate
//	∂Ω = Γ₁ ∪ Γ₂ ∪ …         Domain.Faces, found by name: "x1-", "x1+", "sphere", "edge1", "initial", …
//	|Ω|, |Γ|                 Measure
//	x⁽¹⁾, …, x⁽ᴺ⁾ ∈ Ω        Domain.Interior → Points.X, a row for each point; InteriorTo in the memory of others
//	n(x)                     Points.Normal, of length 1, outwards
//	∫ f ≈ Σ wᵢ f(x⁽ⁱ⁾)       Points.Weight
//
// # Limits
//
// The measure of a set made by Union, Intersection or Difference, and of what is left of its faces, is
// estimated by 2¹⁴ points of Sobol's sequence, which Domain.Exact says. The sequence itself is tabulated
// up to dimension 21. Lengths have the unit of the coordinates.
//
// # References
//
// McKay, Beckman and Conover 1979 (Latin hypercube); Halton 1960; Sobol 1967 with the direction numbers
// of Joe and Kuo 2008; Lu, Meng, Mao and Karniadakis 2021, section 2.8 (refinement by residuals); Wu et
// al. 2023 (resampling by residuals).
package domain
