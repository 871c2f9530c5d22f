package main

import (
	"path"
	"slices"
	"strings"
)

// module is the import path of the module whose symbols are generated.
const module = "github.com/mathdl/kernel"

// patterns are the packages to consider, as the go command understands them.
var patterns = []string{
	"std",
	"gonum.org/v1/gonum/...",
	"gonum.org/v1/plot/...",
	module + "/mathdl/...",
	module + "/interp/cell",
	module + "/interp/display",
}

// genericSources are the packages whose sources travel with the kernel, so
// that an engine can instantiate their functions over types of a session.
var genericSources = []string{"cmp", "iter", "maps", "slices"}

// leftOut are the packages that no general rule excludes, and the reasons.
// A path that ends in /... stands for the subtree as well.
var leftOut = map[string]string{
	"expvar":                   "importing it publishes handlers on http.DefaultServeMux",
	"net/http/pprof":           "importing it publishes handlers on http.DefaultServeMux",
	"os/exec":                  "a cell starts no processes",
	"plugin":                   "needs cgo and the very toolchain of the kernel",
	"runtime/cgo":              "for code that cgo generates",
	"runtime/coverage":         "works only in a binary built with -cover",
	"syscall":                  "differs on every platform and goes around the runtime",
	"unsafe":                   "is the compiler's, and a cell must not break the kernel's memory",
	"testing/...":              "for test binaries",
	"net/http/httptest":        "for test binaries",
	"gonum.org/v1/plot/cmpimg": "compares images in tests, and needs a PDF reader for that",
}

// reasonOut says why cells cannot import p, or "" when they can.
func reasonOut(p *listed) string {
	elems := strings.Split(p.ImportPath, "/")
	last := path.Base(p.ImportPath)
	switch {
	case elems[0] == "vendor" || slices.Contains(elems, "internal"):
		return "internal"
	case p.Name == "main" || slices.Contains(elems, "cmd"):
		return "a command"
	case leftOut[p.ImportPath] != "":
		return leftOut[p.ImportPath]
	}
	for dir := p.ImportPath; dir != "."; dir = path.Dir(dir) {
		if why := leftOut[dir+"/..."]; why != "" {
			return why
		}
	}
	switch {
	case strings.HasPrefix(last, "test") || strings.HasSuffix(last, "test"):
		return "for tests"
	case slices.Contains(elems, "examples"), slices.Contains(elems, "example"), slices.Contains(elems, "testdata"):
		return "an example"
	}
	return ""
}

// group is the data file a package goes to: groups change at different times.
func group(p *listed) string {
	switch {
	case p.Standard:
		return "std"
	case p.ImportPath == module || strings.HasPrefix(p.ImportPath, module+"/"):
		return "own"
	}
	return "modules"
}

// groups lists all groups in the order of their files.
var groups = []string{"std", "modules", "own"}
