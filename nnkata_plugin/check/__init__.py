"""What a test_kata.py imports: cases, comparisons, bench inputs, and `np` and `torch` that load when first used."""

from nnkata_plugin.check.bench import bench
from nnkata_plugin.check.cases import cases
from nnkata_plugin.check.compare import assert_close, assert_equal
from nnkata_plugin.check.data import dataset
from nnkata_plugin.check.lazy import np, torch

__all__ = ["assert_close", "assert_equal", "bench", "cases", "dataset", "fault", "np", "torch"]


def fault(target: str, *, lesson: str | None = None, probe: str | None = None):  # type: ignore[no-untyped-def]
    """Mark a known wrong solution in a spoilers/faults.py.

    Args:
        target: The name in the worked solution that it replaces.
        lesson: The heading of the lesson to read again.
        probe: The one check that it fails, where no output shows it.
    """
    return lambda wrong: wrong
