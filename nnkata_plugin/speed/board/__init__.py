"""The board: what was timed in a workspace, by whom, with everything that is needed to judge and to repeat it."""

import importlib.util


def missing() -> str | None:
    """Why there can be no board in this Python; None where there can."""
    return None if importlib.util.find_spec("_sqlite3") else "this Python was built without sqlite3"
