package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Suite is a number of figures that belong together.
type Suite struct {
	Name  string // short, as in -only
	About string // a line for -list
	Run   func(ctx context.Context, b *Bench) error
}

var registered []Suite

// register adds a suite; files of suites call it from init.
func register(s Suite) {
	same := func(t Suite) bool { return t.Name == s.Name }
	if s.Name == "" || strings.ContainsAny(s.Name, "/, ") || s.Run == nil || slices.ContainsFunc(registered, same) {
		panic(fmt.Sprintf("bench: register: got %q, want a new name without slashes, commas and spaces, and a function", s.Name))
	}
	registered = append(registered, s)
}

// suites returns all suites by name.
func suites() []Suite {
	return slices.SortedFunc(slices.Values(registered), func(s, t Suite) int { return cmp.Compare(s.Name, t.Name) })
}

func printSuites(w io.Writer) {
	for _, s := range suites() {
		fmt.Fprintf(w, "%-12s %s\n", s.Name, s.About)
	}
}

// filter is what -only names: suites, or figures as suite/figure. The empty
// filter wants everything.
type filter []string

// parseFilter reads the value of -only; every name must begin with a suite.
func parseFilter(only string) (filter, error) {
	if only == "" {
		return nil, nil
	}
	f := filter(strings.Split(only, ","))
	for i, name := range f {
		f[i] = strings.TrimSpace(name)
		suite, _, _ := strings.Cut(f[i], "/")
		if !slices.ContainsFunc(registered, func(s Suite) bool { return s.Name == suite }) {
			return nil, fmt.Errorf("-only: no suite %q; -list lists them", suite)
		}
	}
	return f, nil
}

// suite reports whether anything of a suite is wanted.
func (f filter) suite(name string) bool {
	return len(f) == 0 || slices.ContainsFunc(f, func(n string) bool {
		suite, _, _ := strings.Cut(n, "/")
		return suite == name
	})
}

// figure reports whether a figure is wanted, by its full name. A name with
// several elements is wanted when its first ones are.
func (f filter) figure(name string) bool {
	return len(f) == 0 || slices.ContainsFunc(f, func(n string) bool { return within(n, name) })
}

func within(prefix, name string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	return ok && (rest == "" || rest[0] == '/')
}

// unmet says which names no row has answered.
func (f filter) unmet(done []string) error {
	for _, n := range f {
		if !slices.ContainsFunc(done, func(d string) bool { return within(n, d) }) {
			return fmt.Errorf("-only: nothing was measured for %q", n)
		}
	}
	return nil
}
