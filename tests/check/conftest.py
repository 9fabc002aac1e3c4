"""A check that runs: `running(seed=7)` is what a test function of day 10 would be, on any code."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin import worker
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.check.context import Check, current
from nnkata_plugin.check.learner import KataCalls


@pytest.fixture
def running() -> Iterator[Callable[..., Check]]:
    """Begin a check; the last one begun is the one that runs."""

    def begin(name: str = "test_a_check", day: int = 10, code: str | Path = "solution", **more: Any) -> Check:
        kata = kata_of_day(day)
        check = Check(kata, name, choose(kata, None, str(code)), **{"seed": 7, **more})
        current.set(check)
        return check

    yield begin
    current.set(None)


@pytest.fixture
def calls(running: Callable[..., Check], tmp_path: Path) -> Iterator[Callable[..., KataCalls]]:
    """The `kata` fixture of a check of day 10, for a file with this text: sealed, as for learners."""
    opened: list[KataCalls] = []

    def write(text: str, **more: Any) -> KataCalls:
        path = tmp_path / "kata.py"
        path.write_text(text, encoding="utf-8")
        opened.append(KataCalls(running(code=path, **more)))
        return opened[-1]

    yield write
    for kata in opened:
        kata.close()
    worker.shutdown()
