"""Prints what a worker costs: `python tests/worker/latency.py [list|numpy|torch ...]`. Medians; nothing is asserted."""

import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from nnkata_plugin.worker import Limits, Program, sealed, shutdown

SOURCE = b"def f(x): return x\ndef g(x): return None"


def milliseconds(action: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        start = perf_counter()
        action()
        taken.append(perf_counter() - start)
    return median(taken) * 1e3


def measure(kind: str) -> None:
    limits = Limits(600, 4 << 30)
    program = Program(SOURCE, "kata.py")
    opened = []

    def start() -> None:
        opened.append(sealed(kind, program, limits))
        opened[-1].call("f", (1,), {})

    first = milliseconds(start, 1)
    print(f"{kind:6} zygote and first child {first:9.1f} ms")
    print(f"{kind:6} child until its answer {milliseconds(start, 30):9.2f} ms")
    backend = opened[-1]
    print(f"{kind:6} call with one number   {milliseconds(lambda: backend.call('f', (1,), {}), 500):9.3f} ms")
    for size in (100, 10_000, 1_000_000):
        x = np.ones(size, "f4")
        for name, way in (("g", "in"), ("f", "in and out")):
            taken = milliseconds(partial(backend.call, name, (x,), {}), 30)
            print(f"{kind:6} {4 * size / 1e6:6.4f} MB {way:12} {taken:9.3f} ms")
    print(f"{kind:6} close                  {milliseconds(lambda: opened.pop().close(), len(opened)):9.2f} ms")


if __name__ == "__main__":
    for kind in sys.argv[1:] or ["list", "numpy"]:
        measure(kind)
    shutdown()
