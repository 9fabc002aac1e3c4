"""The fixtures of a check: kata, expected, rng, seed, data. Registered only where there are katas."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nnkata_plugin.check.context import running
from nnkata_plugin.check.learner import KataCalls


@pytest.fixture
def kata() -> Iterator[KataCalls]:
    """The learner's code: ``kata.f(...)`` calls a function, ``kata.run(fn, ...)`` runs `fn` beside it."""
    calls = KataCalls(running())
    yield calls
    calls.close()


@pytest.fixture
def expected() -> Any:
    """The truth in float64: ``expected.f(...)`` is what ``kata.f(...)`` should have been."""
    from nnkata_plugin.check.reference import Expected

    return Expected(running().kata)


@pytest.fixture
def seed() -> int:
    """The seed of this run; `--kata-seed` sets it."""
    return running().seed


@pytest.fixture
def rng() -> Any:
    """A NumPy Generator seeded from the run's seed and the name of the check."""
    import numpy as np

    check = running()
    return np.random.default_rng([check.seed, zlib.crc32(check.name.encode())])


@pytest.fixture
def data() -> Callable[..., Any]:
    """Load packaged data: ``data("mnist", train=1000)``."""
    from nnkata_plugin.check.data import dataset

    return dataset
