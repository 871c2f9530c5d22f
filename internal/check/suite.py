"""Runs the unittest cases of one file and reports each as go test -json does."""

import importlib.util
import json
import os
import sys
import unittest


class Result(unittest.TestResult):
    """Prints an event for everything that happens to a test."""

    def __init__(self, package, out):
        super().__init__()
        self.package, self.out = package, out

    def event(self, action, test, output=None):
        name = test.id()
        if isinstance(test, unittest.TestCase):
            name = name.split(".", 1)[-1]  # without the module; else it is "setUpClass (…)"
        e = {"Action": action, "Package": self.package, "Test": name}
        if output:
            e["Output"] = output.rstrip("\n") + "\n"
        print(json.dumps(e), file=self.out, flush=True)

    def ended(self, action, test, why=None):
        if why:
            self.event("output", test, why)
        self.event(action, test)

    def startTest(self, test):
        super().startTest(test)
        self.broken = False
        self.event("run", test)

    def addSuccess(self, test):
        if not self.broken:
            self.ended("pass", test)

    def addError(self, test, err):
        super().addError(test, err)
        self.ended("fail", test, self._exc_info_to_string(err, test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.ended("fail", test, self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.ended("skip", test, reason)

    def addExpectedFailure(self, test, err):
        self.ended("pass", test)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.ended("fail", test, "an expected failure did not happen")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:  # the test itself is not reported any more
            self.broken = True
            self.event("run", subtest)
            self.ended("fail", subtest, self._exc_info_to_string(err, test))


def main(path):
    events = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the tests print is no event
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    result = Result(os.path.basename(path), events)
    unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
