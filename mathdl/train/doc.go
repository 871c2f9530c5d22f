// Package train fits models to data.
//
// # Idea
//
// Training solves
//
//	min_θ (1/n) Σᵢ 𝓛(Φ_θ(xᵢ), yᵢ) + λR(θ)
//
// by steps on batches of samples. [Fit] is the loop; everything that can be chosen is a field of
// [Settings] and a value: a [Loss], a [Regularizer], a [Method], a [Schedule]. What was reached comes
// back as a [Result] with its [History], and stands in the model.
//
// [Generate] draws data on all cores; [FitSource] trains on samples that are drawn anew in every step.
//
// For other objectives, such as residuals of differential equations, [Minimize] is L-BFGS on any
// function with a gradient, [Descend] takes steps of any method, with projection if need be, and a
// [Stepper] carries a method through a loop of one's own.
//
// # Notation
//
//	(xᵢ, yᵢ), i = 1, …, n    Data{X, Y} or Data{X, Labels}
//	𝓛                        Loss: MSE, CrossEntropy, …
//	λ, R                     Settings.Lambda, Settings.Reg: L2, L1
//	η                        Method.Rate, times Schedule
//	θ                        Result.Theta, and the parameters of the model
//
// # How it works
//
// The computation for a batch, with its gradient, is recorded once by package ad and replayed in every
// step: a step runs no recording code and allocates nothing. It is done in float64 or, with
// Settings.DType, in float32; parameters are handed back as float64.
//
// # Reproducible
//
// Everything that is left to chance, the order of the samples and dropout, depends on one number drawn
// from Settings.Rand, on the epoch and on the step. So the same settings give the same bits on any number
// of processors, and a run that was cancelled and continued from its [Checkpoint] ends with the same bits
// as one that was not.
//
// # Limits
//
// All data of [Fit] are held in memory, in the precision of the computation. Losses are means over samples; a
// batch that is not full counts with its own size.
package train
