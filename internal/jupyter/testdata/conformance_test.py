"""Conformance of the kernel to the messaging protocol of Jupyter.

Runs the tests of jupyter_kernel_test, and some of its own on what those leave
out, against an installed kernel:

    JUPYTER_PATH=<data directory> python conformance_test.py [-v]

The name of the kernel is taken from MATHDL_KERNEL_NAME, "mathdl" by default.
"""
import os
import unittest
from queue import Empty

import jupyter_kernel_test as jkt
from jupyter_client.manager import start_new_kernel

KERNEL = os.environ.get("MATHDL_KERNEL_NAME", "mathdl")
TIMEOUT = 30

# Until the kernel answers its first request it may be loading packages.
jkt.TIMEOUT = TIMEOUT


class Protocol(jkt.KernelTests):
    kernel_name = KERNEL
    language_name = "go"
    file_extension = ".go"

    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "x")'

    completion_samples = [{"text": "strings.HasPre", "matches": {"HasPrefix"}}]

    complete_code_samples = ["x := 1", 'fmt.Println("hello, world")', "6*7"]
    incomplete_code_samples = ["func f() {"]
    invalid_code_samples = ["x := )"]

    code_page_something = "strings.HasPrefix?"

    code_generate_error = "undefined_name_q"

    code_execute_result = [
        {"code": "6*7", "result": "42"},
        {"code": "1 + 1", "result": "2"},
        {"code": "[]int{1, 2}"},
    ]
    code_display_data = [
        {
            "code": 'cell.Display(display.Bundle{Data: map[string]any{'
            '"text/plain": "v", "text/html": "<b>v</b>"}})',
            "mime": "text/html",
        },
        {
            "code": 'cell.Display(display.Bundle{Data: map[string]any{'
            '"text/plain": "v", "image/png": []byte("\\x89PNG")}})',
            "mime": "image/png",
        },
    ]

    code_history_pattern = "6?7"
    supported_history_operations = ("tail", "range", "search")

    code_inspect_sample = "strings.HasPrefix"
    code_clear_output = "cell.Clear(true)"


class Welcome(jkt.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


class BeyondTheSuite(unittest.TestCase):
    """What clients rely on and jupyter_kernel_test does not ask for."""

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=KERNEL, startup_timeout=TIMEOUT)

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel(now=True)

    def reply(self, msg_id, get=None):
        while True:
            msg = (get or self.kc.get_shell_msg)(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") == msg_id:
                return msg

    def control(self, msg_type, content=None):
        msg = self.kc.session.msg(msg_type, content or {})
        self.kc.control_channel.send(msg)
        return self.reply(msg["header"]["msg_id"], self.kc.get_control_msg)

    def outputs(self, msg_id):
        """Broadcasts of a request up to its idle."""
        found = []
        while True:
            msg = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            found.append(msg)
            if msg["content"].get("execution_state") == "idle":
                return found

    def test_control_channel(self):
        msg = self.control("kernel_info_request")
        self.assertEqual(msg["msg_type"], "kernel_info_reply")
        self.assertEqual(self.control("interrupt_request")["content"], {"status": "ok"})

    def test_comm_info(self):
        msg_id = self.kc.comm_info()
        self.assertEqual(self.reply(msg_id)["content"], {"status": "ok", "comms": {}})
        self.outputs(msg_id)

    def test_unknown_comm_is_closed(self):
        msg = self.kc.session.msg(
            "comm_open", {"comm_id": "1", "target_name": "nobody", "data": {}}
        )
        self.kc.shell_channel.send(msg)
        types = [m["msg_type"] for m in self.outputs(msg["header"]["msg_id"])]
        self.assertEqual(types, ["status", "comm_close", "status"])

    def test_store_history(self):
        first = self.reply(self.kc.execute("x := 1"))["content"]["execution_count"]
        msg_id = self.kc.execute("x := 1", store_history=False)
        self.assertEqual(self.reply(msg_id)["content"]["execution_count"], first)
        msg_id = self.kc.execute('fmt.Println("hello, world")', silent=True)
        self.assertEqual(self.reply(msg_id)["content"]["execution_count"], first)
        types = {m["msg_type"] for m in self.outputs(msg_id)}
        self.assertNotIn("execute_input", types)
        msg_id = self.kc.execute("x := 1")
        self.assertEqual(self.reply(msg_id)["content"]["execution_count"], first + 1)

    def test_user_expressions(self):
        msg_id = self.kc.execute("x := 1", user_expressions={"v": "6*7", "e": "undefined_name_q"})
        values = self.reply(msg_id)["content"]["user_expressions"]
        self.assertEqual(values["v"]["data"]["text/plain"], "42")
        self.assertEqual(values["e"]["status"], "error")

    def test_abort(self):
        failing = self.kc.execute('time.Sleep(500 * time.Millisecond)\npanic("late")')
        waiting = [self.kc.execute("x := 1") for _ in range(3)]
        self.assertEqual(self.reply(failing)["content"]["status"], "error")
        for msg_id in waiting:
            self.assertEqual(self.reply(msg_id)["content"]["status"], "aborted")
        self.assertEqual(self.reply(self.kc.execute("x := 1"))["content"]["status"], "ok")

    def test_session_is_the_kernels(self):
        msg = self.reply(self.kc.kernel_info())
        self.assertNotEqual(msg["header"]["session"], self.kc.session.session)
        again = self.reply(self.kc.kernel_info())
        self.assertEqual(again["header"]["session"], msg["header"]["session"])

    def test_zz_restart(self):
        for _ in range(3):
            self.km.restart_kernel()
            self.kc.wait_for_ready(timeout=TIMEOUT)
            msg_id = self.kc.execute("6*7")
            self.assertEqual(self.reply(msg_id)["content"]["execution_count"], 1)
            while True:
                try:
                    self.kc.get_iopub_msg(timeout=0.1)
                except Empty:
                    break


if __name__ == "__main__":
    unittest.main()
