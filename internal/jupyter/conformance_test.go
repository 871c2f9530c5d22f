package jupyter_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/interp/display"
)

// gopher is a script that also knows the code of conformance_test.py, so that the
// protocol can be tested by the judges of Jupyter without the language.
type gopher struct{ *script }

// translations of that code into scripts.
var translations = map[string]string{
	`fmt.Println("hello, world")`:  "print hello, world",
	`fmt.Fprintln(os.Stderr, "x")`: "eprint x",
	`6*7`:                          "result 42",
	`1 + 1`:                        "result 2",
	`[]int{1, 2}`:                  "result [1 2]",
	`undefined_name_q`:             "fail undefined: undefined_name_q",
	"time.Sleep(500 * time.Millisecond)\npanic(\"late\")": "sleep 500ms\nfail late",
	`cell.Clear(true)`: "clear wait",
	`x := 1`:           "",
}

func (g gopher) Execute(ctx context.Context, n int, code string, out jupyter.Output) error {
	if s, ok := translations[code]; ok {
		code = s
	}
	if strings.HasPrefix(code, "cell.Display(") {
		b := text("v")
		b.Data[display.MIMEHTML] = "<b>v</b>"
		b.Data[display.MIMEPNG] = []byte("\x89PNG")
		out.Display(b, "", false)
		return nil
	}
	return g.script.Execute(ctx, n, code, out)
}

func (g gopher) Complete(code string, offset int) jupyter.Completion {
	if code != "strings.HasPre" {
		return g.script.Complete(code, offset)
	}
	items := []jupyter.Item{{Text: "HasPrefix", Kind: "func", Detail: "func(s, prefix string) bool"}}
	return jupyter.Completion{From: len("strings."), To: offset, Items: items}
}

// TestConformance runs jupyter_kernel_test against the test binary. It needs a
// Python that has it: that of the environment variable MATHDL_PYTHON, or of a
// virtual environment at the root of the module.
func TestConformance(t *testing.T) {
	python := os.Getenv("MATHDL_PYTHON")
	if python == "" {
		python = filepath.Join("..", "..", ".venv", "bin", "python")
	}
	if err := exec.Command(python, "-c", "import jupyter_kernel_test").Run(); err != nil {
		t.Skip("no Python with jupyter_kernel_test:", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := jupyter.Install(dir, jupyter.DefaultName, jupyter.NewKernelSpec(exe, "")); err != nil {
		t.Fatal(err)
	}
	suite := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "conformance_test.py"), "-v")
	suite.Env = append(os.Environ(), "JUPYTER_PATH="+dir, "JUPYTER_RUNTIME_DIR="+t.TempDir(), "IPYTHONDIR="+t.TempDir())
	out, err := suite.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
