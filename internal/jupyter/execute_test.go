package jupyter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
)

func TestExecute(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for _, s := range []struct{ code, types, stdout, stderr string }{
		{"", "[execute_input]", "", ""},
		{"print a\nprint b", "[execute_input stream]", "a\nb\n", ""},
		{"eprint a", "[execute_input stream]", "", "a\n"},
		{"print a\neprint b\nprint c", "[execute_input stream stream stream]", "a\nc\n", "b\n"},
		{"print a\nresult 1", "[execute_input stream execute_result]", "a\n", ""},
		{"print a\ndisplay\nprint b\ndisplay x\nupdate x", "[execute_input stream display_data stream display_data update_display_data]", "a\nb\n", ""},
		{"print a\nclear wait\nprint b", "[execute_input stream clear_output stream]", "a\nb\n", ""},
		{"print a\nfail b", "[execute_input stream error]", "a\n", ""},
		{"print a\nerror", "[execute_input stream error]", "a\n", ""},
		{"print a\npanic b", "[execute_input stream error]", "a\n", ""},
	} {
		_, got := c.Execute(s.code)
		if fmt.Sprint(jupytertest.Types(got)) != s.types {
			t.Errorf("%q: got %v, want %s", s.code, jupytertest.Types(got), s.types)
		}
		if out, err := jupytertest.Text(t, got, "stdout"), jupytertest.Text(t, got, "stderr"); out != s.stdout || err != s.stderr {
			t.Errorf("%q: got %q and %q, want %q and %q", s.code, out, err, s.stdout, s.stderr)
		}
	}
}

func TestExecuteContents(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	_, got := c.Execute("result 1\ndisplay\ndisplay x\nupdate x\nclear wait\nclear\nprint a")
	want := []string{
		`{"code":"result 1\ndisplay\ndisplay x\nupdate x\nclear wait\nclear\nprint a","execution_count":1}`,
		`{"execution_count":1,"data":{"text/plain":"1"},"metadata":{}}`,
		`{"data":{"image/png":"iVBORw==","text/plain":"[image]"},"metadata":{},"transient":{}}`,
		`{"data":{"image/png":"iVBORw==","text/plain":"[image]"},"metadata":{},"transient":{"display_id":"x"}}`,
		`{"data":{"text/plain":"new"},"metadata":{},"transient":{"display_id":"x"}}`,
		`{"wait":true}`, `{"wait":false}`, `{"name":"stdout","text":"a\n"}`,
	}
	for i, m := range got {
		if i >= len(want) || string(m.Content) != want[i] {
			t.Errorf("broadcast %d: got %s %s", i, m.Header.Type, m.Content)
		}
	}
	m, _ := c.Call(shell, "execute_request", jupytertest.Cell("print a"))
	if want := `{"status":"ok","execution_count":2,"payload":[],"user_expressions":{}}`; string(m.Content) != want {
		t.Errorf("reply: got %s, want %s", m.Content, want)
	}
	if !strings.Contains(string(m.Metadata), `"started":"2`) {
		t.Errorf("metadata: got %s", m.Metadata)
	}
}

func TestExecuteErrors(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for i, s := range []struct{ code, want string }{
		{"fail x", `"ename":"Mishap","evalue":"x","traceback":["In[1]:1","Mishap: x"]}`},
		{"error", `"ename":"Error","evalue":"something","traceback":["Error: something"]}`},
		{"panic x", `"ename":"InternalError","evalue":"x","traceback":["InternalError: x"]}`},
	} {
		m, broadcasts := c.Call(shell, "execute_request", jupytertest.Cell(s.code))
		if want := fmt.Sprintf(`{"status":"error","execution_count":%d,%s`, i+1, s.want); string(m.Content) != want {
			t.Errorf("%s: got %s, want %s", s.code, m.Content, want)
		}
		if got := string(broadcasts[len(broadcasts)-1].Content); got != "{"+s.want {
			t.Errorf("%s: broadcast: got %s", s.code, got)
		}
	}
}

// Silent and not stored cells do not count, and a silent one shows only what its
// code asks for.
func TestExecutionCount(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	const code = "number\nprint a"
	for _, s := range []struct {
		field string
		count float64
		types string
	}{
		{"", 1, "[execute_input execute_result stream]"},
		{"silent", 1, "[stream]"},
		{"store_history", 1, "[execute_input execute_result stream]"},
		{"", 2, "[execute_input execute_result stream]"},
	} {
		q := jupytertest.Cell(code)
		if s.field != "" {
			q[s.field] = s.field == "silent"
		}
		m, broadcasts := c.Call(shell, "execute_request", q)
		if got := jupytertest.Content(t, m); got["execution_count"] != s.count || fmt.Sprint(jupytertest.Types(broadcasts)) != s.types {
			t.Errorf("%q: got %v and %v, want %v and %s", s.field, got["execution_count"], jupytertest.Types(broadcasts), s.count, s.types)
		}
	}
	m, _ := c.Call(shell, "history_request", object{"hist_access_type": "tail", "n": 10})
	if want := `{"status":"ok","history":[[1,1,"number\nprint a"],[1,2,"number\nprint a"]]}`; string(m.Content) != want {
		t.Errorf("history: got %s, want %s", m.Content, want)
	}
}

func TestUserExpressions(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	q := jupytertest.Cell("print cell")
	q["user_expressions"] = object{"b": "print b\nresult 2", "a": "result 1", "bad": "fail x", "none": "print c"}
	m, broadcasts := c.Call(shell, "execute_request", q)
	want := `{"status":"ok","execution_count":1,"payload":[],"user_expressions":{` +
		`"a":{"status":"ok","data":{"text/plain":"1"},"metadata":{}},` +
		`"b":{"status":"ok","data":{"text/plain":"2"},"metadata":{}},` +
		`"bad":{"status":"error","ename":"Mishap","evalue":"x","traceback":["In[1]:1","Mishap: x"]},` +
		`"none":{"status":"ok","data":{"text/plain":""},"metadata":{}}}}`
	if string(m.Content) != want {
		t.Errorf("got %s, want %s", m.Content, want)
	}
	if got := jupytertest.Text(t, broadcasts, "stdout"); got != "cell\nb\nc\n" {
		t.Errorf("output: got %q", got)
	}
	q["code"] = "fail y"
	q["stop_on_error"] = false
	if m, _ := c.Call(shell, "execute_request", q); strings.Contains(string(m.Content), "user_expressions") {
		t.Errorf("of a cell that failed: got %s", m.Content)
	}
	if want := []string{"print cell", "result 1", "print b\nresult 2", "fail x", "print c", "fail y"}; !slices.Equal(k.cells(), want) {
		t.Errorf("run: got %q, want %q", k.cells(), want)
	}
}

// Cells that were sent before the reply of one that failed are not run.
func TestAbort(t *testing.T) {
	k := serve(t)
	c, other := jupytertest.Dial(t, k.conn), jupytertest.Dial(t, k.conn)
	first := k.start(t, c, "enter x\nhold\nfail y")
	var waiting []string
	for i := range 5 {
		waiting = append(waiting, c.Send(shell, "execute_request", jupytertest.Cell(fmt.Sprint("print ", i))))
	}
	info := c.Send(shell, "kernel_info_request", object{})
	foreign := other.Send(shell, "execute_request", jupytertest.Cell("print z"))
	k.arrive(t, 8)
	k.release <- struct{}{}
	ends(t, c, first, "error", "Mishap")
	for _, id := range waiting {
		if got := c.Reply(shell, id); string(got.Content) != `{"status":"aborted","execution_count":1}` {
			t.Errorf("waiting cell: got %s", got.Content)
		}
		if got := c.Broadcasts(id); len(got) != 0 {
			t.Errorf("waiting cell: got %v", jupytertest.Types(got))
		}
	}
	if got := c.Reply(shell, info).Header.Type; got != "kernel_info_reply" {
		t.Errorf("other request: got %s", got)
	}
	ends(t, other, foreign, "aborted", "")
	if reply, _ := c.Execute("print b"); reply["status"] != "ok" || reply["execution_count"] != 2.0 {
		t.Errorf("sent later: got %v", reply)
	}
	if got := k.cells(); len(got) != 2 {
		t.Errorf("run: got %q, want two", got)
	}
}

func TestNoAbort(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	first := c.Send(shell, "execute_request", with(jupytertest.Cell("hold\nfail y"), "stop_on_error", false))
	second := c.Send(shell, "execute_request", jupytertest.Cell("print b"))
	k.release <- struct{}{}
	ends(t, c, first, "error", "Mishap")
	ends(t, c, second, "ok", "")
}

// A hundred thousand lines are few messages, in order, complete before idle.
func TestManyLines(t *testing.T) {
	const n = 100_000
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	_, broadcasts := c.Execute(fmt.Sprintf("lines %d\neprint end", n))
	var want strings.Builder
	for i := range n {
		fmt.Fprintln(&want, "line", i)
	}
	if jupytertest.Text(t, broadcasts, "stdout") != want.String() {
		t.Error("the text is not what was printed")
	}
	if got := len(broadcasts); got > 100 {
		t.Errorf("messages: got %d, want at most 100", got)
	}
	if last := broadcasts[len(broadcasts)-1]; jupytertest.Content(t, last)["name"] != "stderr" {
		t.Errorf("last message: got %s, want stderr", last.Content)
	}
}

func TestPage(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for code, page := range map[string]string{
		"a.b?": "b at level 0", " ?a.b\n": "b at level 0", "größe??": "e at level 1", "??𝜃": "𝜃 at level 1",
	} {
		m, _ := c.Call(shell, "execute_request", jupytertest.Cell(code))
		want := fmt.Sprintf(`"payload":[{"source":"page","start":0,"data":{"text/plain":%q},"metadata":{}}]`, page)
		if !strings.Contains(string(m.Content), want) {
			t.Errorf("%s: got %s, want %s", code, m.Content, want)
		}
	}
	if reply, _ := c.Execute("missing?"); reply["ename"] != "NameError" || reply["evalue"] != "no documentation of missing" {
		t.Errorf("missing: got %v", reply)
	}
	if len(k.cells()) != 0 {
		t.Errorf("run: got %q, want nothing", k.cells())
	}
	for _, code := range []string{"a", "?", "a.?", "a b?", "?a?", "1?", "a???", `"a?"`} {
		if reply, _ := c.Execute(code); reply["ename"] != "SyntaxError" {
			t.Errorf("%s: got %v, want it run", code, reply)
		}
	}
}
