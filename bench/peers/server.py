"""Times cases, one request a line of standard input, one answer a line of output.

usage: server.py THREADS MODULE

    request  {"case": "gemm.numpy", "args": {"n": 512}, "budget": 0.2}
    answer   {"seconds": 0.0123, "memory": 4096, "version": "2.3.1"}, the bytes that
             preparing and doing the work have taken
             {"missing": "numpy"}   a package is not installed
             {"error": "..."}

The first line is {"ready": true}, or one of the last two.
"""

import importlib
import json
import os
import sys
import traceback

import cases


def answer(request, threads, prepared):
    name, args = request["case"], request.get("args") or {}
    if name not in cases.CASES:
        return {"error": "no case " + name}
    prepare, package = cases.CASES[name]
    key = name + json.dumps(args, sort_keys=True)
    if key not in prepared:
        prepared.clear()  # one case at a time: those before it are done with
        cases.load(package)  # which is not what the work takes
        before = cases.resident()
        work = prepare(**args)
        cases.limit_threads(threads)
        prepared[key] = work, before
    work, before = prepared[key]
    seconds = cases.seconds(work, request["budget"])
    return {"seconds": seconds, "memory": max(0, cases.resident() - before), "version": cases.version(package)}


def guarded(f, *args):
    """Returns what f does, or what kept it from doing so."""
    try:
        return f(*args)
    except ModuleNotFoundError as e:
        return {"missing": e.name}
    except Exception as e:
        traceback.print_exc()
        return {"error": repr(e)}


def load(module):
    importlib.import_module(module)
    return {"ready": True}


def main():
    threads, module = int(sys.argv[1]), sys.argv[2]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a package prints must not be taken for an answer

    def say(answer):
        out.write(json.dumps(answer) + "\n")
        out.flush()

    say(guarded(load, module))
    prepared = {}
    for line in sys.stdin:
        say(guarded(answer, json.loads(line), threads, prepared))


main()
