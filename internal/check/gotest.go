package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// event is a line of go test -json; suite.py prints the same.
type event struct {
	Action, Package, ImportPath, Test, Output, FailedBuild string
}

// tally counts the events of a test run. A test that only holds subtests does
// not count, unless it fails by itself.
type tally struct {
	parents map[string]bool     // tests with subtests
	results map[string]string   // how each test ended
	output  map[string][]string // what each test or package printed
	order   []string            // tests as they ended
	noise   []string            // lines that are no events
}

// count reads the events of one run.
func count(r io.Reader) outcome {
	t := &tally{parents: map[string]bool{}, results: map[string]string{}, output: map[string][]string{}}
	lines := bufio.NewReader(r)
	for {
		l, err := lines.ReadBytes('\n')
		if len(l) > 0 {
			t.line(l)
		}
		if err != nil {
			return t.outcome()
		}
	}
}

func (t *tally) line(l []byte) {
	var e event
	if l[0] != '{' || json.Unmarshal(l, &e) != nil {
		t.noise = append(t.noise, string(l))
		return
	}
	if e.Package == "" {
		e.Package = e.ImportPath // of build events
	}
	name := e.Package + " " + e.Test
	switch e.Action {
	case "run":
		if i := strings.LastIndexByte(e.Test, '/'); i >= 0 {
			t.parents[e.Package+" "+e.Test[:i]] = true
		}
	case "output", "build-output":
		t.output[name] = append(t.output[name], e.Output)
	case "pass", "fail", "skip":
		if e.Test != "" || e.Action == "fail" && e.FailedBuild == "" { // a build has said so itself
			t.results[name] = e.Action
			t.order = append(t.order, name)
		}
		if e.Action == "pass" {
			delete(t.output, name)
		}
	case "build-fail":
		t.results[name] = "fail"
		t.order = append(t.order, name)
	}
}

// outcome sums up. What a failing test printed is shown; what packages printed
// only when no test of theirs explains the failure.
func (t *tally) outcome() outcome {
	var o outcome
	for _, name := range t.order {
		switch t.results[name] {
		case "pass":
			if !t.parents[name] {
				o.passed++
			}
		case "skip":
			if !t.parents[name] {
				o.skipped++
				o.skips = append(o.skips, strings.TrimSpace(name+": "+t.reason(name)))
			}
		case "fail":
			if t.explained(name) {
				continue
			}
			o.failed++
			o.output += strings.TrimSpace(name) + ": failed\n" + strings.Join(t.output[name], "")
		}
	}
	if o.failed > 0 {
		o.output += tail(strings.Join(t.noise, ""), 60)
	}
	return o
}

// explained reports whether a failure is only that of a part: of a subtest, or
// of a test in the package.
func (t *tally) explained(name string) bool {
	return slices.ContainsFunc(t.order, func(other string) bool {
		if t.results[other] != "fail" || other == name {
			return false
		}
		if strings.HasSuffix(name, " ") { // a package
			return strings.HasPrefix(other, name)
		}
		return strings.HasPrefix(other, name+"/")
	})
}

// reason is what a skipped test said.
func (t *tally) reason(name string) string {
	for _, l := range t.output[name] {
		l = strings.TrimSpace(l)
		if l != "" && !strings.HasPrefix(l, "=== ") && !strings.HasPrefix(l, "--- ") {
			return l
		}
	}
	return ""
}

// tests runs a command that prints events and counts them.
func (c *checker) tests(cmd *exec.Cmd) outcome {
	var events, noise bytes.Buffer // apart, or one would tear the lines of the other
	cmd.Stdout, cmd.Stderr = &events, &noise
	err := c.do(cmd)
	o := count(&events)
	switch {
	case err != nil && o.failed == 0:
		o.add(fail("%s: %v", strings.Join(cmd.Args, " "), err))
	case err == nil && o.passed+o.failed+o.skipped == 0:
		o.add(fail("%s: no tests", strings.Join(cmd.Args, " ")))
	}
	if o.failed > 0 {
		o.output += tail(noise.String(), 60)
	}
	return o
}

// tail is the last n lines of text.
func tail(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if len(lines) <= n {
		return text
	}
	return fmt.Sprintf("… %d lines …\n%s\n", len(lines)-n, strings.Join(lines[len(lines)-n:], "\n"))
}
