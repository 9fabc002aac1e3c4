"""What a test_kata.py imports: cases, comparisons, bench inputs, and `np` and `torch` that load when first used.

Comparisons: `assert_close` and `assert_equal` for answers that are unique, or but for the sign of vectors;
`assert_residual` for the solution of an ill-conditioned equation; `assert_distribution` for samples;
`assert_no_leak` for trainings; `assert_drawn` for what lies on matplotlib's axes.
"""

from nnkata_plugin.check.bench import bench
from nnkata_plugin.check.cases import cases
from nnkata_plugin.check.compare import assert_close, assert_equal, assert_residual
from nnkata_plugin.check.data import dataset
from nnkata_plugin.check.drawing import assert_drawn
from nnkata_plugin.check.lazy import np, torch
from nnkata_plugin.check.leak import assert_no_leak, held_out
from nnkata_plugin.check.samples import assert_distribution, enough_to_see

__all__ = [
    "assert_close",
    "assert_distribution",
    "assert_drawn",
    "assert_equal",
    "assert_no_leak",
    "assert_residual",
    "bench",
    "cases",
    "dataset",
    "enough_to_see",
    "fault",
    "held_out",
    "np",
    "torch",
]


def fault(target: str, *, lesson: str | None = None, probe: str | None = None):  # type: ignore[no-untyped-def]
    """Mark a known wrong solution in a spoilers/faults.py.

    Args:
        target: The name in the worked solution that it replaces.
        lesson: The heading of the lesson to read again.
        probe: The one check that it fails, where no output shows it.
    """
    return lambda wrong: wrong
