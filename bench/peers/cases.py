"""What a module of peers uses: a register of cases, and how one is timed.

A case is a function that prepares the work for some arguments and returns a
function that does it once:

    @case("gemm.numpy", "numpy")
    def gemm(n, dtype):
        import numpy
        a = numpy.ones((n, n), dtype)
        return lambda: a @ a

Packages are imported inside, so that an absent one is missed by its own cases only.
"""

import ctypes
import gc
import importlib
import importlib.metadata
import statistics
import sys
import time

CASES = {}
MODULES = {"astra-toolbox": "astra", "PyWavelets": "pywt", "pyFFTW": "pyfftw", "scikit-fem": "skfem", "scikit-image": "skimage"}
LEAST_LAPS = 3
TICK = 200e-6  # the least time that the clock tells well


def case(name, package):
    """Registers a case that measures a package."""

    def add(prepare):
        CASES[name] = (prepare, package)
        return prepare

    return add


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def load(package):
    """Imports a package if it is there; a case that needs it says so itself."""
    try:
        importlib.import_module(MODULES.get(package, package))
    except ImportError:
        pass


def resident():
    """Returns the resident bytes of this process, after what is free has gone back; 0 where that is unknown."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
        with open("/proc/self/statm", encoding="ascii") as f:
            return int(f.read().split()[1]) * 4096
    except (OSError, AttributeError, TypeError):
        return 0


def limit_threads(n):
    """Limits what has no variable of the environment, as far as it is loaded."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.get_num_threads() != n:
        torch.set_num_threads(n)


def timed(work, calls):
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return time.perf_counter() - start


def seconds(work, budget):
    """Returns the median seconds of a call: as Loop of the Go side does it."""
    work()
    calls = 1
    while timed(work, calls) < TICK:
        calls *= 2
    laps = []
    end = time.perf_counter() + budget
    while len(laps) < LEAST_LAPS or time.perf_counter() < end:
        laps.append(timed(work, calls) / calls)
    return statistics.median(laps)
