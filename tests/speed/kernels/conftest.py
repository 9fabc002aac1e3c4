"""A benchmark without a clock: calls take as long as they say."""

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from nnkata_plugin.catalog import suite
from nnkata_plugin.speed.kernels.bench import Bench
from nnkata_plugin.speed.kernels.limits import Limits
from nnkata_plugin.speed.kernels.results import Report
from nnkata_plugin.speed.kernels.rows import Row

TICK = 1e-9


class World:
    """A clock, kernels and a PyTorch that move it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[str] = []
        self.compiled = SimpleNamespace()
        self.torch = SimpleNamespace(inference_mode=nullcontext, from_numpy=lambda values: values)

    def clock(self) -> float:
        self.now += TICK
        return self.now

    def softmax(self, who: str, seconds: float, off: float = 0.0):
        """A softmax that takes its time, and is off by so much."""
        right = suite.reference("oracle", "softmax").forward

        def call(x):
            self.now += seconds
            self.calls.append(who)
            return right(x) + np.float32(off)

        return call

    def kernel(self, seconds: float, off: float = 0.0) -> None:
        self.compiled.softmax = self.softmax("ours", seconds, off)

    def row(self, called: float = 2e-3, best: float | None = None, off: float = 0.0, **facts) -> Row:
        """A row whose forms of PyTorch take so long."""

        def form(who: str, seconds: float):
            answer = self.softmax(who, seconds, off)

            def plainly(torch, x):
                return lambda: answer(x)

            return plainly

        facts = {"inputs": {"x": (3, 5)}, "flops": 1e6, "title": "3 x 5", **facts}
        return Row("softmax", called=form("called", called), best=form("best", best) if best else None, **facts)

    def bench(self, limits: Limits | None = None, kind: str = "", probe=lambda: 1.0) -> Bench:
        return Bench(self.compiled, self.torch, limits, kind, self.clock, probe, seed=1)

    def report(self, *rows: Row, budget: float = 100.0, limits: Limits | None = None, kind: str = "") -> Report:
        """What a run over these rows comes to."""
        report = Report("a machine", kind, "avx2", 1, "so many", {"PyTorch": "3"}, None, "PyTorch", len(rows))
        report.rows += self.bench(limits, kind).run(rows, budget)
        return report


@pytest.fixture
def world() -> World:
    return World()
