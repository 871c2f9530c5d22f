package jupyter_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/mathdl/kernel/internal/jupyter"
	"github.com/mathdl/kernel/internal/jupyter/jupytertest"
)

type object = map[string]any

func TestKernelInfo(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for _, channel := range []string{shell, control} {
		m, broadcasts := c.Call(channel, "kernel_info_request", object{})
		if m.Header.Type != "kernel_info_reply" || len(broadcasts) != 0 {
			t.Errorf("%s: got %s and %v", channel, m.Header.Type, jupytertest.Types(broadcasts))
		}
		got := jupytertest.Content(t, m)
		language, _ := got["language_info"].(object)
		want := object{
			"name": "go", "mimetype": "text/x-go", "file_extension": ".go", "pygments_lexer": "go",
			"codemirror_mode": "go", "nbconvert_exporter": "script",
		}
		for key, v := range want {
			if language[key] != v {
				t.Errorf("%s: %s: got %v, want %v", channel, key, language[key], v)
			}
		}
		if v, _ := language["version"].(string); v == "" || strings.Contains(v, "go") || !strings.Contains(runtime.Version(), v) {
			t.Errorf("%s: version: got %q of %s", channel, v, runtime.Version())
		}
		if got["status"] != "ok" || got["protocol_version"] != "5.5" || got["implementation"] != "script" ||
			got["implementation_version"] != "1.2" || got["banner"] != "a script" {
			t.Errorf("%s: got %v", channel, got)
		}
		if fmt.Sprint(got["help_links"], got["supported_features"]) != "[map[text:Go url:https://go.dev]] []" {
			t.Errorf("%s: got %v and %v", channel, got["help_links"], got["supported_features"])
		}
	}
}

// The header of a request comes back as it was, unknown fields included, and
// frames before the delimiter route the reply.
func TestParentHeader(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	m := c.Message("kernel_info_request", object{})
	m.Raw = []byte(`{"msg_type": "kernel_info_request", "subshell_id": "7",  "msg_id":"<é>"}`)
	m.Route = [][]byte{[]byte("proxy")}
	c.SendMessage(shell, m)
	reply := c.Reply(shell, "<é>")
	if string(reply.Parent) != string(m.Raw) || len(reply.Route) != 1 || string(reply.Route[0]) != "proxy" {
		t.Errorf("got parent %s and route %q", reply.Parent, reply.Route)
	}
	c.Broadcasts("<é>")
}

func TestComplete(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for _, s := range []struct {
		version string
		request object
		want    string
	}{
		{"5.3", object{"code": "pri", "cursor_pos": 3}, `{"status":"ok","matches":["print","prints"],"cursor_start":0,"cursor_end":3,"metadata":{"_jupyter_types_experimental":[{"text":"print","type":"function","start":0,"end":3,"signature":"func()"},{"text":"prints","type":"function","start":0,"end":3,"signature":"func()"}]}}`},
		{"5.3", object{"code": "print prix", "cursor_pos": 9}, `"matches":["print","prints"],"cursor_start":6,"cursor_end":9`},
		{"5.3", object{"code": "pri"}, `"matches":["print","prints"],"cursor_start":0,"cursor_end":3`},
		{"5.3", object{"code": "nothing", "cursor_pos": 7}, `{"status":"ok","matches":[],"cursor_start":0,"cursor_end":7,"metadata":{"_jupyter_types_experimental":[]}}`},
		{"5.3", object{"code": "𝜃 é 𝜃 x", "cursor_pos": 5}, `"matches":["𝜃𝜃"],"cursor_start":4,"cursor_end":5`},
		{"5.0", object{"code": "𝜃 é 𝜃 x", "cursor_pos": 7}, `"matches":["𝜃𝜃"],"cursor_start":5,"cursor_end":7`},
		{"5.3", object{"code": "grö", "cursor_pos": 100}, `"matches":["größe"],"cursor_start":0,"cursor_end":3`},
		{"5.3", object{"code": "pri", "cursor_pos": -1}, `"matches":["print","prints","𝜃𝜃","größe"],"cursor_start":0,"cursor_end":0`},
		{"5.3", object{"code": 7}, `{"status":"error","ename":"BadRequest"`},
		{"5.3", object{"code": "panic", "cursor_pos": 0}, `{"status":"error","ename":"InternalError","evalue":"complete","traceback":["InternalError: complete"]}`},
	} {
		m := c.Message("complete_request", s.request)
		m.Header.Version = s.version
		c.SendMessage(shell, m)
		if got := c.Reply(shell, m.Header.ID); !strings.Contains(string(got.Content), s.want) || got.Header.Type != "complete_reply" {
			t.Errorf("%v: got %s, want %s", s.request, got.Content, s.want)
		}
		c.Broadcasts(m.Header.ID)
	}
}

func TestInquiries(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for _, s := range []struct {
		typ     string
		request object
		want    string
	}{
		{"inspect_request", object{"code": "é𝜃x", "cursor_pos": 2, "detail_level": 1}, `{"status":"ok","found":true,"data":{"text/plain":"𝜃 at level 1"},"metadata":{}}`},
		{"inspect_request", object{"code": "a ", "cursor_pos": 2}, `{"status":"ok","found":false,"data":{},"metadata":{}}`},
		{"is_complete_request", object{"code": "x"}, `{"status":"complete"}`},
		{"is_complete_request", object{"code": "x {"}, `{"status":"incomplete","indent":"\t"}`},
		{"is_complete_request", object{"code": "x )"}, `{"status":"invalid"}`},
		{"is_complete_request", object{"code": "a.b?"}, `{"status":"complete"}`},
		{"comm_info_request", object{"target_name": "t"}, `{"status":"ok","comms":{}}`},
		{"history_request", object{"hist_access_type": "tail", "n": 3}, `{"status":"ok","history":[]}`},
		{"history_request", object{"hist_access_type": "odd"}, `{"status":"ok","history":[]}`},
		{"interrupt_request", object{}, `{"status":"ok"}`},
	} {
		m, broadcasts := c.Call(shell, s.typ, s.request)
		if string(m.Content) != s.want || len(broadcasts) != 0 {
			t.Errorf("%s %v: got %s and %v, want %s", s.typ, s.request, m.Content, jupytertest.Types(broadcasts), s.want)
		}
	}
}

func TestHistory(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for _, code := range []string{"result 1", "print a", "fail x", "result 1", "result 2"} {
		c.Execute(code)
	}
	for _, s := range []struct {
		request object
		want    string
	}{
		{object{"hist_access_type": "tail", "n": 2}, `[[1,4,"result 1"],[1,5,"result 2"]]`},
		{object{"hist_access_type": "tail", "n": 1, "output": true}, `[[1,5,["result 2","2"]]]`},
		{object{"hist_access_type": "tail", "n": 99, "output": true}, `[[1,1,["result 1","1"]],[1,2,["print a",null]],[1,3,["fail x",null]],[1,4,["result 1","1"]],[1,5,["result 2","2"]]]`},
		{object{"hist_access_type": "tail", "n": 0}, `[]`},
		{object{"hist_access_type": "range", "session": 0, "start": 2, "stop": 4}, `[[1,2,"print a"],[1,3,"fail x"]]`},
		{object{"hist_access_type": "range", "session": 1, "start": 5}, `[[1,5,"result 2"]]`},
		{object{"hist_access_type": "range", "session": -1, "start": 1, "stop": 9}, `[]`},
		{object{"hist_access_type": "search", "pattern": "result*"}, `[[1,1,"result 1"],[1,4,"result 1"],[1,5,"result 2"]]`},
		{object{"hist_access_type": "search", "pattern": "*[0-9]", "unique": true}, `[[1,4,"result 1"],[1,5,"result 2"]]`},
		{object{"hist_access_type": "search", "pattern": "r* ?", "n": 2}, `[[1,4,"result 1"],[1,5,"result 2"]]`},
		{object{"hist_access_type": "search", "pattern": "result"}, `[]`},
		{object{"hist_access_type": "search", "n": 1}, `[[1,5,"result 2"]]`},
	} {
		m, _ := c.Call(shell, "history_request", s.request)
		if want := `{"status":"ok","history":` + s.want + `}`; string(m.Content) != want {
			t.Errorf("%v: got %s, want %s", s.request, m.Content, want)
		}
	}
}

// Comms are refused, all but one that wants no answer, and unknown requests are
// only marked by busy and idle.
func TestWithoutReply(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	comm := object{"comm_id": "1", "target_name": "jupyter.widget", "data": object{}}
	for _, s := range []struct {
		channel, typ string
		content      object
		want         string
	}{
		{shell, "comm_open", comm, "[comm_close]"},
		{shell, "comm_open", with(comm, "target_name", "quarto_kernel_setup"), "[]"},
		{shell, "comm_open", with(comm, "comm_id", 7), "[]"},
		{shell, "comm_msg", comm, "[]"},
		{shell, "comm_close", comm, "[]"},
		{shell, "no_such_request", object{}, "[]"},
		{shell, "kernel_info_reply", object{}, "[]"},
		{control, "usage_request", object{}, "[]"},
		{control, "complete_request", object{"code": ""}, "[]"},
	} {
		id := c.Send(s.channel, s.typ, s.content)
		got := c.Broadcasts(id)
		if fmt.Sprint(jupytertest.Types(got)) != s.want {
			t.Errorf("%s: got %v, want %s", s.typ, jupytertest.Types(got), s.want)
		}
		if len(got) == 1 && string(got[0].Content) != `{"comm_id":"1","data":{}}` {
			t.Errorf("%s: got %s", s.typ, got[0].Content)
		}
		// The next reply on the channel is to the next request.
		next := c.Send(s.channel, "kernel_info_request", object{})
		if m := c.Next(s.channel, func(*jupyter.Message) bool { return true }); jupytertest.ParentID(m) != next {
			t.Errorf("%s: got a %s", s.typ, m.Header.Type)
		}
	}
}

func TestBadRequests(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	for typ, content := range map[string]object{
		"execute_request":     {"code": 1},
		"inspect_request":     {"cursor_pos": "x"},
		"is_complete_request": {"code": object{}},
		"history_request":     {"n": "x"},
		"shutdown_request":    {"restart": "maybe"},
	} {
		m, _ := c.Call(shell, typ, content)
		if got := jupytertest.Content(t, m); got["status"] != "error" || got["ename"] != "BadRequest" || got["traceback"] == nil {
			t.Errorf("%s: got %s", typ, m.Content)
		}
	}
	if reply, _ := c.Execute("print x"); reply["status"] != "ok" || reply["execution_count"] != 1.0 {
		t.Errorf("afterwards: got %v", reply)
	}
}

func TestDebug(t *testing.T) {
	k := serve(t)
	c := jupytertest.Dial(t, k.conn)
	m, _ := c.Call(control, "debug_request", object{"type": "request", "seq": 3, "command": "debugInfo"})
	want := `{"type":"response","request_seq":3,"success":false,"command":"debugInfo","message":"script has no debugger"}`
	if string(m.Content) != want {
		t.Errorf("got %s, want %s", m.Content, want)
	}
}
