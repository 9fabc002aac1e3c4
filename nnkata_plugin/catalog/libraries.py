"""Libraries that some days cannot do without, and with which extra of nnkata each of them comes."""

import importlib.util
from typing import Literal

Library = Literal["torch", "matplotlib"]
EXTRAS: dict[Library, str] = {"torch": "torch", "matplotlib": "plot"}


def is_installed(library: Library) -> bool:
    return importlib.util.find_spec(library) is not None


def needed(library: Library) -> str:
    """What to do where it is not installed: ends a line that says what is left out for it."""
    return f"{library}: pip install 'nnkata[{EXTRAS[library]}]'"
