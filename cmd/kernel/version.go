package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// enginePath is the module that executes cells.
const enginePath = "github.com/traefik/yaegi"

// versions is what this program is made of.
type versions struct{ kernel, revision, language, engine string }

// readVersions asks the information the linker has left in the program.
func readVersions() versions {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	v := versions{
		kernel:   cmp.Or(info.Main.Version, "(devel)"),
		language: runtime.Version(),
		engine:   "unknown",
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.revision = s.Value
		}
	}
	for _, m := range info.Deps {
		if m.Path == enginePath {
			v.engine = m.Version
		}
	}
	return v
}

// banner greets in one line.
func (v versions) banner() string {
	return fmt.Sprintf("mathdl %s · %s", v.kernel, v.language)
}

func (p *program) version(verb *verb, args []string) int {
	if status, done := p.none(p.flags(verb), args); done {
		return status
	}
	v := readVersions()
	fmt.Fprintf(p.stdout, "mathdl  %s\n", v.kernel)
	if v.revision != "" {
		fmt.Fprintf(p.stdout, "commit  %s\n", v.revision)
	}
	fmt.Fprintf(p.stdout, "go      %s %s/%s\n", v.language, runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(p.stdout, "engine  yaegi %s\n", v.engine)
	return ok
}
