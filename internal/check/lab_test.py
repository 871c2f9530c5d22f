"""A notebook in JupyterLab, by a person's means: menus, keys and what is on the screen.

MATHDL_NOTEBOOK   the notebook; a copy of it is opened
MATHDL_CHROMIUM   the browser
MATHDL_SCREENSHOT where to put a picture of the notebook after it ran (optional)
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from playwright.sync_api import expect, sync_playwright

MINUTE = 60_000  # Playwright counts milliseconds
OUTPUT = ".jp-OutputArea-output"
SETTINGS = {
    # All cells are on the page, also those out of sight.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """JupyterLab, on a port and with a directory of its own."""

    def __init__(self, root):
        self.port, self.token = free_port(), secrets.token_hex(16)
        settings = os.path.join(root, "settings")
        for name, content in SETTINGS.items():
            path = os.path.join(settings, name + ".jupyterlab-settings")
            os.makedirs(os.path.dirname(path))
            with open(path, "w") as f:
                json.dump(content, f)
        self.log = open(os.path.join(root, "log"), "w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root",
             f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0",
             f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={root}",
             f"--LabApp.user_settings_dir={settings}", f"--LabApp.workspaces_dir={os.path.join(root, 'workspaces')}"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}"

    def get(self, path):
        return urllib.request.urlopen(self.url(path), timeout=10).read()

    def wait(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self.get("api/status")
            except OSError:
                time.sleep(0.2)
        self.log.seek(0)
        raise RuntimeError("JupyterLab did not start:\n" + self.log.read()[-4000:])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Lab(unittest.TestCase):
    """The tests build on each other and run in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.mkdtemp(prefix="mathdl-lab-")
        cls.addClassCleanup(shutil.rmtree, cls.root, ignore_errors=True)
        cls.notebook = shutil.copy(os.environ["MATHDL_NOTEBOOK"], cls.root)
        cls.server = Server(cls.root)
        cls.addClassCleanup(cls.server.stop)
        cls.server.wait()
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        browser = playwright.chromium.launch(
            executable_path=os.environ["MATHDL_CHROMIUM"], args=["--no-sandbox", "--disable-gpu"])
        cls.addClassCleanup(browser.close)
        cls.page = browser.new_page(viewport={"width": 1280, "height": 1600})
        cls.page.set_default_timeout(MINUTE)
        cls.page.goto(cls.server.url("lab/tree/" + os.path.basename(cls.notebook)))
        cls.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=2 * MINUTE)

    def menu(self, name, entry):
        page = self.page
        page.locator(".lm-MenuBar-itemLabel", has_text=name).filter(visible=True).first.click()
        page.locator(".lm-Menu .lm-Menu-itemLabel").get_by_text(entry, exact=True).click()

    def ready(self):
        """Waits until the notebook has a kernel: before, running cells does nothing, without a word."""
        self.wait_for(lambda: any(
            s["kernel"]["execution_state"] == "idle" and s["kernel"]["connections"] > 0
            for s in json.loads(self.server.get("api/sessions"))))
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=2 * MINUTE)

    def prompts(self):
        """The prompts of all code cells, such as '[3]:'."""
        cells = self.page.locator(".jp-CodeCell")
        return cells.locator(".jp-InputArea-prompt").all_inner_texts()

    def saved(self, since):
        """The notebook as it was saved after a time; None while it is being written."""
        if os.stat(self.notebook).st_mtime_ns == since:
            return None
        try:
            with open(self.notebook) as f:
                return json.load(f)
        except ValueError:
            return None

    def saved_errors(self):
        """Saves the notebook and returns its error outputs: on the screen they look like any text on stderr."""
        before = os.stat(self.notebook).st_mtime_ns
        self.menu("File", "Save Notebook")
        self.wait_for(lambda: self.saved(before))
        return [o for c in self.saved(before)["cells"] for o in c.get("outputs", []) if o["output_type"] == "error"]

    def last(self):
        return self.page.locator(".jp-CodeCell").last

    def type_cell(self, code):
        """Fills the last code cell and runs it; a new one opens below."""
        self.last().locator(".cm-content").click()
        self.page.keyboard.insert_text(code)
        cell = self.last().element_handle()
        self.page.keyboard.press("Shift+Enter")
        return cell

    def wait_for(self, what, limit=120):
        deadline = time.monotonic() + limit
        while not what():
            self.assertLess(time.monotonic(), deadline, f"no result after {limit} s; prompts: {self.prompts()}")
            time.sleep(0.1)

    def test_1_run_all(self):
        self.ready()
        self.menu("Run", "Run All Cells")
        self.wait_for(lambda: all(p.strip("[]: ").isdigit() for p in self.prompts()), 300)
        self.assertEqual(self.saved_errors(), [])
        images = self.page.locator(f"{OUTPUT} img, {OUTPUT} svg")
        self.assertGreater(images.count(), 0, "no figure")
        for image in images.all():
            width = image.evaluate("i => i.tagName == 'IMG' ? (i.complete ? i.naturalWidth : 0) : i.getBoundingClientRect().width")
            self.assertGreater(width, 0, "a figure is empty")
        if path := os.environ.get("MATHDL_SCREENSHOT"):
            images.nth(2 * images.count() // 3).scroll_into_view_if_needed()
            self.page.screenshot(path=path)

    def test_2_interrupt(self):
        self.page.locator(".jp-Cell").last.click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")  # a cell below
        cell = self.type_cell("for {}")
        self.wait_for(lambda: "[*]" in cell.query_selector(".jp-InputArea-prompt").inner_text())
        self.menu("Kernel", "Interrupt Kernel")
        self.wait_for(lambda: "[*]" not in cell.query_selector(".jp-InputArea-prompt").inner_text(), 30)
        shown = [output.inner_text() for output in cell.query_selector_all(OUTPUT)]
        self.assertIn("nterrupt", "".join(shown), "the interrupted cell does not say so")

    def test_3_afterwards(self):
        cell = self.type_cell("1+1")
        self.wait_for(lambda: cell.query_selector(OUTPUT) is not None)
        self.assertEqual(cell.query_selector(OUTPUT).inner_text().strip(), "2")


if __name__ == "__main__":
    unittest.main()
