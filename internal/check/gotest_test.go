package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	for _, test := range []struct {
		name, events            string // "action package test [output]"; " - " is empty
		passed, failed, skipped int
		shown                   []string // in the output
		hidden                  string   // not in the output
	}{
		{"leaves count", "run p A|run p A/x|run p A/y|pass p A/x|pass p A/y|pass p A|pass p -", 2, 0, 0, nil, "."},
		{"packages do not", "start p -|output p - ok|pass p -|skip q -", 0, 0, 0, nil, "."},
		{"a failing part", "run p A|run p A/x|output p A/x wrong|fail p A/x|fail p A|fail p -", 0, 1, 0, []string{"p A/x: failed", "wrong"}, "p A: failed"},
		{"fails beside its parts", "run p A|run p A/x|pass p A/x|output p A wrong|fail p A|fail p -", 1, 1, 0, []string{"p A: failed", "wrong"}, "p: failed"},
		{"a part of another name", "run p A|run p AB|fail p AB|fail p A|fail p -", 0, 2, 0, []string{"p A: failed", "p AB: failed"}, ""},
		{"a package fails alone", "run p A|pass p A|output p - leaving|fail p -", 1, 1, 0, []string{"p: failed", "leaving"}, ""},
		{"packages are apart", "run p A|fail p A|fail p -|fail q -", 0, 2, 0, []string{"p A", "q: failed"}, ""},
		{"skipped", "run p A|output p A ===|output p A because|skip p A|pass p -", 0, 0, 1, nil, "."},
		{"passing output is forgotten", "run p A|output p A chatter|pass p A|run p B|output p B wrong|fail p B|fail p -", 1, 1, 0, []string{"wrong"}, "chatter"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var lines strings.Builder
			for _, e := range strings.Split(test.events, "|") {
				f := append(strings.Fields(strings.ReplaceAll(e, " -", " @")), "")
				line := `{"Action":"` + f[0] + `","Package":"` + f[1] + `","Test":"` + f[2] + `","Output":"` + f[3] + `"}` + "\n"
				lines.WriteString(strings.ReplaceAll(line, "@", ""))
			}
			o := count(strings.NewReader(lines.String()))
			if o.passed != test.passed || o.failed != test.failed || o.skipped != test.skipped {
				t.Errorf("got %s", o.counts())
			}
			for _, s := range test.shown {
				if !strings.Contains(o.output, s) {
					t.Errorf("the output lacks %q: %s", s, o.output)
				}
			}
			if test.hidden == "." && o.output != "" || test.hidden != "" && test.hidden != "." && strings.Contains(o.output, test.hidden) {
				t.Errorf("the output has too much: %s", o.output)
			}
		})
	}
}

func TestCountSkipReason(t *testing.T) {
	o := count(strings.NewReader(`{"Action":"run","Package":"p","Test":"A"}
{"Action":"output","Package":"p","Test":"A","Output":"=== RUN   A\n"}
{"Action":"output","Package":"p","Test":"A","Output":"    a_test.go:3: no python\n"}
{"Action":"output","Package":"p","Test":"A","Output":"--- SKIP: A (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"A"}
`))
	if want := []string{"p A: a_test.go:3: no python"}; !slices.Equal(o.skips, want) {
		t.Errorf("got %q, want %q", o.skips, want)
	}
}

// TestCountBuild reads what go test -json says of a package that does not compile.
func TestCountBuild(t *testing.T) {
	o := count(strings.NewReader(`{"ImportPath":"m/a [m/a.test]","Action":"build-output","Output":"# m/a\n"}
{"ImportPath":"m/a [m/a.test]","Action":"build-output","Output":"a.go:3:28: undefined: x\n"}
{"ImportPath":"m/a [m/a.test]","Action":"build-fail"}
{"Action":"start","Package":"m/a"}
{"Action":"output","Package":"m/a","Output":"FAIL\tm/a [build failed]\n"}
{"Action":"fail","Package":"m/a","FailedBuild":"m/a [m/a.test]"}
warning: something else
`))
	if o.failed != 1 || o.passed != 0 || !strings.Contains(o.output, "undefined: x") || !strings.Contains(o.output, "warning: something else") {
		t.Errorf("got %s, %q", o.counts(), o.output)
	}
}

func FuzzCount(f *testing.F) {
	f.Add("{\"Action\":\"run\",\"Test\":\"A/b\"}\n{\"Action\":\"fail\",\"Test\":\"A/b\"}\n")
	f.Add("{\n}\n\n{}")
	f.Fuzz(func(t *testing.T, text string) {
		if o := count(strings.NewReader(text)); o.passed < 0 || (o.failed > 0) != (o.output != "") {
			t.Errorf("got %+v", o)
		}
	})
}

func TestTests(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell to play a test program")
	}
	const pass = `{"Action":"run","Test":"A"}\n{"Action":"pass","Test":"A"}\n`
	for _, test := range []struct {
		script string
		want   string
		shown  string
	}{
		{"printf '" + pass + "'", "1 passed, 0 failed, 0 skipped", ""},
		{"printf '" + pass + "'; echo crashed >&2; exit 2", "1 passed, 1 failed, 0 skipped", "crashed"},
		{"echo nothing", "0 passed, 1 failed, 0 skipped", "no tests"},
		{"exit 1", "0 passed, 1 failed, 0 skipped", "exit status 1"},
	} {
		c := newTestChecker(t)
		o := c.tests(c.command("sh", "-c", test.script))
		if o.counts() != test.want || !strings.Contains(o.output, test.shown) {
			t.Errorf("%s: got %s, %q", test.script, o.counts(), o.output)
		}
	}
}

func TestTail(t *testing.T) {
	if got := tail("a\nb\nc\n", 2); got != "… 1 lines …\nb\nc\n" {
		t.Errorf("got %q", got)
	}
	if got := tail("a\nb\n", 2); got != "a\nb\n" {
		t.Errorf("got %q", got)
	}
}
