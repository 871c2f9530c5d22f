// Package optest tests implementations of the interfaces of package op, in the manner of
// testing/fstest: whoever defines an interface ships the tests of its contract.
//
// [Linear] asks for linearity and for the adjoint identity ⟨Ax, y⟩_Y = ⟨x, A*y⟩_X in the weighted
// inner products, and when it fails it says by which factor the adjoint is off. [Smooth] compares
// the derivative with central differences and asks its adjoint for the same identity. [CheckLinear]
// and [CheckSmooth] do the same outside a test, for example in a notebook. [Watch] measures how soon long work would
// notice that it is cancelled.
package optest
