// Package golden compares what a test produced with what was approved before.
//
// The approved text or image is a file below the testdata of the calling
// package. Run
//
//	go test ./room -update
//
// to write what the tests now produce, and read the change with git diff
// before approving it. A missing file is a failure like any other difference,
// so that a fresh checkout cannot pass by creating its own expectations.
//
// Text is compared exactly, after line ends are made uniform, and the failure
// shows a line diff. Images are compared channel by channel: a tolerance is
// needed because rasterisers round differently where one machine fuses
// multiply and add and another does not. The tolerance bounds the worst
// channel rather than an average, since an average over a whole figure hides a
// missing letter.
package golden
