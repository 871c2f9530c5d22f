// Package kern holds the numerical kernels of mathdl for float32 and float64: matrix products,
// convolution, elementwise functions and their derivatives, reductions, optimiser updates, pooling,
// Fourier transforms, random numbers, jets of networks, and the workers that share them among processors.
//
// # Idea
//
// A kernel works on slices and sizes. Shapes, policy and automatic differentiation are elsewhere. Each
// function's comment is its Go loop; on amd64 assembly does the same, chosen once at start from what
// the processor has.
package kern
