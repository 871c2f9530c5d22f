package arrows

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// root is the path of this module.
const root = "github.com/mathdl/kernel"

// rule is a line of a plan.
type rule struct {
	pattern string
	allowed []string
}

// parse reads a plan.
func parse(text string) ([]rule, error) {
	var rules []rule
	for l := range strings.Lines(text) {
		l, _, _ = strings.Cut(l, "#")
		if l = strings.TrimSpace(l); l == "" {
			continue
		}
		pattern, allowed, ok := strings.Cut(l, ":")
		if !ok || pattern == "" || strings.ContainsAny(pattern, " \t") {
			return nil, fmt.Errorf("got the line %q, want package: packages", l)
		}
		rules = append(rules, rule{pattern, strings.Fields(allowed)})
	}
	return rules, nil
}

// match reports whether the package at path belongs to pattern.
func match(pattern, path string) bool {
	prefix, tree := strings.CutSuffix(pattern, "...")
	if !tree {
		return pattern == path
	}
	return strings.HasPrefix(path+"/", prefix)
}

func matchAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, path) })
}

// local returns path relative to the module, and whether it belongs to it.
func local(path string) (string, bool) {
	if path == root {
		return ".", true
	}
	return strings.CutPrefix(path, root+"/")
}

// foreign reports whether path belongs to another module: standard packages
// have no dot in their first element.
func foreign(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	_, ours := local(path)
	return strings.Contains(first, ".") && !ours
}

// pkg is what go list says of a package.
type pkg struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Deps                               []string
}

// plans are the four tables, parsed.
type plans struct{ imports, tests, modules, never []rule }

func parsePlans(texts ...string) (plans, error) {
	var all [4][]rule
	for i, text := range texts {
		rules, err := parse(text)
		if err != nil {
			return plans{}, err
		}
		all[i] = rules
	}
	return plans{all[0], all[1], all[2], all[3]}, nil
}

// check returns what p does against the plans.
func (ps plans) check(p pkg) []string {
	name, ours := local(p.ImportPath)
	if !ours {
		return nil
	}
	i := slices.IndexFunc(ps.imports, func(r rule) bool { return match(r.pattern, name) })
	if i < 0 {
		return []string{name + " has no place in the plan"}
	}
	allowed := ps.imports[i].allowed
	bad := ps.imported(name, p.Imports, allowed, "")
	allowed = append(slices.Clone(allowed), name) // what foo_test imports as well
	for _, r := range ps.tests {
		if match(r.pattern, name) {
			allowed = append(allowed, r.allowed...)
		}
	}
	bad = append(bad, ps.imported(name, slices.Concat(p.TestImports, p.XTestImports), allowed, " in a test")...)
	return append(bad, ps.reached(name, p.Deps)...)
}

// imported returns the direct imports that no rule allows.
func (ps plans) imported(name string, imports, allowed []string, where string) (bad []string) {
	for _, path := range imports {
		to, ours := local(path)
		switch {
		case ours && !matchAny(allowed, to):
			bad = append(bad, fmt.Sprintf("%s imports %s%s", name, to, where))
		case foreign(path) && !ps.mayUse(name, path):
			bad = append(bad, fmt.Sprintf("%s imports %s%s", name, path, where))
		}
	}
	return bad
}

// mayUse reports whether the module of path is allowed in the package name.
func (ps plans) mayUse(name, path string) bool {
	return slices.ContainsFunc(ps.modules, func(r rule) bool {
		return match(r.pattern+"/...", path) && matchAny(r.allowed, name)
	})
}

// reached returns the dependencies that are never allowed.
func (ps plans) reached(name string, deps []string) (bad []string) {
	for _, r := range ps.never {
		if !match(r.pattern, name) {
			continue
		}
		for _, path := range deps {
			to, ours := local(path)
			hit := ours && to != name && matchAny(r.allowed, to)
			if hit || foreign(path) && slices.ContainsFunc(r.allowed, func(no string) bool { return match(no+"/...", path) }) {
				bad = append(bad, fmt.Sprintf("%s depends on %s", name, to))
			}
		}
	}
	return bad
}

// list asks go list about all packages of the module, as they are built for goos.
func list(t *testing.T, goos string) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", root+"/...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
	var diag strings.Builder
	cmd.Stderr = &diag
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, diag.String())
	}
	var pkgs []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// TestArrows holds the module to the plan, on every system it is built for.
func TestArrows(t *testing.T) {
	ps, err := parsePlans(plan, testPlan, modules, never)
	if err != nil {
		t.Fatal(err)
	}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		t.Run(goos, func(t *testing.T) {
			pkgs := list(t, goos)
			if len(pkgs) == 0 {
				t.Fatal("go list found no package of the module")
			}
			for _, p := range pkgs {
				for _, bad := range ps.check(p) {
					t.Error(bad)
				}
			}
		})
	}
}

// TestCheck tries the rules on packages made up for it.
func TestCheck(t *testing.T) {
	ps, err := parsePlans(`
		# comment
		low:
		low/...: low/...
		high:    low
	`, `
		...:  golden
		high: low/help
	`, `
		example.com/m: high
	`, `
		high: low/secret example.com/evil
	`)
	if err != nil {
		t.Fatal(err)
	}
	ours := func(paths ...string) []string {
		for i, p := range paths {
			if !strings.HasPrefix(p, "example.com") && p != "fmt" && p != "encoding/json" {
				paths[i] = root + "/" + p
			}
		}
		return paths
	}
	for _, test := range []struct {
		name string
		p    pkg
		want string
	}{
		{"standard library", pkg{ImportPath: "low", Imports: ours("fmt", "encoding/json")}, ""},
		{"down", pkg{ImportPath: "high", Imports: ours("low")}, ""},
		{"up", pkg{ImportPath: "low", Imports: ours("high")}, "low imports high"},
		{"below, unlisted", pkg{ImportPath: "high", Imports: ours("low/help")}, "high imports low/help"},
		{"within a tree", pkg{ImportPath: "low/a", Imports: ours("low/b")}, ""},
		{"first rule wins", pkg{ImportPath: "low", Imports: ours("low/b")}, "low imports low/b"},
		{"a name that only begins alike", pkg{ImportPath: "low/a", Imports: ours("lower")}, "low/a imports lower"},
		{"no place", pkg{ImportPath: "attic"}, "attic has no place in the plan"},
		{"test", pkg{ImportPath: "high", TestImports: ours("low/help", "golden")}, ""},
		{"test from outside", pkg{ImportPath: "high", XTestImports: ours("high", "low")}, ""},
		{"test too", pkg{ImportPath: "low", XTestImports: ours("low", "high")}, "low imports high in a test"},
		{"module", pkg{ImportPath: "high", Imports: ours("example.com/m/sub")}, ""},
		{"module elsewhere", pkg{ImportPath: "low", Imports: ours("example.com/m")}, "low imports example.com/m"},
		{"module in a test", pkg{ImportPath: "low", TestImports: ours("example.com/m")}, "low imports example.com/m in a test"},
		{"unknown module", pkg{ImportPath: "high", Imports: ours("example.com/mm")}, "high imports example.com/mm"},
		{"reached", pkg{ImportPath: "high", Deps: ours("fmt", "low", "low/secret")}, "high depends on low/secret"},
		{"reached module", pkg{ImportPath: "high", Deps: ours("example.com/evil/deep")}, "high depends on example.com/evil/deep"},
		{"standard package of the same name", pkg{ImportPath: "high", Deps: []string{"low/secret"}}, ""},
		{"reached by another", pkg{ImportPath: "low", Deps: ours("low/secret")}, ""},
	} {
		test.p.ImportPath = root + "/" + test.p.ImportPath
		if got := strings.Join(ps.check(test.p), "; "); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	if bad := ps.check(pkg{ImportPath: "example.com/other"}); bad != nil {
		t.Errorf("a package of another module: %q", bad)
	}
}

func TestParse(t *testing.T) {
	for _, text := range []string{"low high", ": low", "low high: x"} {
		if rules, err := parse(text); err == nil {
			t.Errorf("parse(%q): got %v, want an error", text, rules)
		}
	}
}
