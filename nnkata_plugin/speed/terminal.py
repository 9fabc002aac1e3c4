"""How much room there is for a table."""

import os
import sys
from shutil import get_terminal_size

PIPE = 120
"""Columns where nobody says how many there are."""


def columns(pipe: int = PIPE) -> int:
    """Those of the terminal, or of the variable COLUMNS; `pipe` where there is neither."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return get_terminal_size().columns
    return pipe
