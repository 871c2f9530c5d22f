// Package arrows holds the packages of this module to their floor plan: its
// test compares what they import with the plan in plan_test.go, in the manner
// of the standard library's go/build/deps_test.go.
//
// The plan is a statement of policy. A new import that the test refuses is a
// question about where code belongs, and the answer is rarely another line in the plan.
package arrows
