package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEnvironment(t *testing.T) {
	a := environment("x==1\n", "3.11")
	if a != environment("x==1\n", "3.11") || a == environment("x==2\n", "3.11") || a == environment("x==1\n", "3.12") {
		t.Error("the name of an environment must follow its content")
	}
}

// TestRequirements holds the list to exact versions.
func TestRequirements(t *testing.T) {
	pinned := regexp.MustCompile(`^[A-Za-z0-9._-]+==[A-Za-z0-9.+]+$`)
	n := 0
	for l := range strings.Lines(requirements) {
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' {
			continue
		}
		if n++; !pinned.MatchString(l) {
			t.Errorf("%q is not pinned", l)
		}
	}
	for _, name := range []string{"jupyter_client", "jupyter_kernel_test", "nbconvert", "nbclient", "ipykernel", "jupyterlab", "playwright", "pyzmq"} {
		if !strings.Contains(requirements, "\n"+name+"==") {
			t.Errorf("%s is missing", name)
		}
	}
	if n < 8 {
		t.Errorf("only %d requirements", n)
	}
}

// TestSuite runs the Python runner on tests that end in every way there is.
func TestSuite(t *testing.T) {
	python, err := look([]string{"python3", "python"})
	if err != nil {
		t.Skip(err)
	}
	c := newTestChecker(t)
	file := filepath.Join(t.TempDir(), "sample_test.py")
	text := `
import unittest

class Good(unittest.TestCase):
    def test_pass(self): print("no event")
    def test_parts(self):
        for i in range(2):
            with self.subTest(i=i): pass

class Bad(unittest.TestCase):
    def test_fail(self): self.assertEqual(1, 2)
    def test_error(self): raise ValueError("broken")
    def test_part(self):
        for i in range(2):
            with self.subTest(i=i): self.assertEqual(i, 0)

class Other(unittest.TestCase):
    @unittest.skip("not today")
    def test_skip(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail()

class SetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise ValueError("no ground")
    def test_never(self): pass
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := c.suite(python, file, nil)
	if o.counts() != "3 passed, 4 failed, 1 skipped" {
		t.Errorf("got %s\n%s", o.counts(), o.output)
	}
	for _, want := range []string{"Bad.test_fail", "1 != 2", "Bad.test_error", "broken", "Bad.test_part", "(i=1)", "setUpClass", "no ground"} {
		if !strings.Contains(o.output, want) {
			t.Errorf("the output lacks %q:\n%s", want, o.output)
		}
	}
	if len(o.skips) != 1 || !strings.Contains(o.skips[0], "not today") {
		t.Errorf("skips: got %q", o.skips)
	}
}
