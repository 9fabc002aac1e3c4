"""Real data for checks and plots: one loader a data set, in references/datasets."""

from typing import Any


def dataset(name: str, **options: Any) -> Any:
    """Load a packaged data set, e.g. ``dataset("mnist", train=1000)``.

    Raises:
        ValueError: The file on disk is not the one that was packaged; the message says which and what to do.
    """
    from nnkata_plugin.catalog import suite

    return suite.reference("datasets", name).load(**options)
