package main

import (
	"fmt"
	"slices"
	"strings"
)

// step is one thing that must hold.
type step struct {
	name, about string
	do          func(*checker) outcome
}

// steps is everything, cheap things first. python comes before test because
// some tests talk to Python when it is there.
var steps = []step{
	{"format", "gofmt -s leaves every file as it is", (*checker).format},
	{"vet", "go vet", (*checker).vet},
	{"staticcheck", "staticcheck, as pinned in go.mod", (*checker).staticcheck},
	{"tidy", "go.mod and go.sum are what go mod tidy makes", (*checker).tidy},
	{"generated", "symbols are what their generator makes", (*checker).generated},
	{"asm", "assembly is what its generators make, and they pass their tests", (*checker).asm},
	{"arrows", "imports follow the floor plan", (*checker).arrows},
	{"python", "the environment of the tests that need Python", (*checker).python},
	{"test", "go test", (*checker).test},
	{"race", "go test -race of what runs concurrently", (*checker).race},
	{"noasm", "go test of the numerics without assembly", (*checker).noasm},
	{"cross", "the other systems and architectures build", (*checker).cross},
	{"lectures", "every notebook runs without Jupyter and its claims hold", (*checker).lectures},
	{"conformance", "jupyter_client and jupyter_kernel_test on the kernel", (*checker).conformance},
	{"nbconvert", "nbconvert and kernel run give the same outputs", (*checker).nbconvert},
	{"lab", "a notebook in JupyterLab in Chromium", (*checker).lab},
}

// choose returns the steps that only names, in their own order; all when it is empty.
func choose(steps []step, only string) ([]step, error) {
	if only == "" {
		return steps, nil
	}
	wanted := strings.Split(only, ",")
	for i, name := range wanted {
		wanted[i] = strings.TrimSpace(name)
		if !slices.ContainsFunc(steps, func(s step) bool { return s.name == wanted[i] }) {
			return nil, fmt.Errorf("-only: no step %q; -list lists them", wanted[i])
		}
	}
	var chosen []step
	for _, s := range steps {
		if slices.Contains(wanted, s.name) {
			chosen = append(chosen, s)
		}
	}
	return chosen, nil
}

// outcome is how a step went.
type outcome struct {
	passed, failed, skipped int
	skips                   []string // what was skipped and why
	output                  string   // what a person needs to see when it failed
}

// pass is the outcome of a tool that has nothing to say.
func pass(output string) outcome { return outcome{passed: 1, output: output} }

// fail is the outcome of one thing that does not hold.
func fail(format string, args ...any) outcome {
	return outcome{failed: 1, output: fmt.Sprintf(format, args...)}
}

// skip is the outcome of what does not apply here.
func skip(format string, args ...any) outcome {
	return outcome{skipped: 1, skips: []string{fmt.Sprintf(format, args...)}}
}

// add adds p to o.
func (o *outcome) add(p outcome) {
	o.passed += p.passed
	o.failed += p.failed
	o.skipped += p.skipped
	o.skips = append(o.skips, p.skips...)
	if p.output != "" {
		o.output += strings.TrimRight(p.output, "\n") + "\n"
	}
}

// counts is the last line of a check.
func (o outcome) counts() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", o.passed, o.failed, o.skipped)
}

func (o outcome) word() string {
	switch {
	case o.failed > 0:
		return "FAIL"
	case o.passed == 0:
		return "skip"
	}
	return "ok"
}

func indent(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}
