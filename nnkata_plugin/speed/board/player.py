"""Whose name an entry carries: who is named, else who nnkata.toml names, else who is logged in."""

import getpass
import tomllib

from nnkata_plugin.catalog import Dojo, Refusal
from nnkata_plugin.catalog.dojo import MARKER
from nnkata_plugin.legible import one_line

LONGEST = 40


def player(named: str | None, dojo: Dojo | None, option: str = "--player") -> str:
    """The player's name.

    Args:
        named: What the option said.
        dojo: Whose nnkata.toml may say ``player = "anna"``.
        option: What it is called.

    Raises:
        Refusal: The name cannot stand in a table.
    """
    if named is not None:
        return _fit(named, option)
    if dojo and (written := _written(dojo)) is not None:
        return _fit(written, f"{dojo.root / MARKER}: player")
    try:
        return one_line(getpass.getuser())[:LONGEST] or "somebody"
    except (OSError, KeyError, ImportError):  # a container may know no name for its user
        return "somebody"


def _written(dojo: Dojo) -> str | None:
    try:
        said = tomllib.loads((dojo.root / MARKER).read_text(encoding="utf-8")).get("player")
    except (OSError, ValueError):
        return None
    return said if said is None else str(said)


def _fit(name: str, where: str) -> str:
    if not name.strip() or len(name) > LONGEST or one_line(name) != name.strip():
        raise Refusal(f"{where} {name!r}: a name has 1 to {LONGEST} letters that can be shown in a table")
    return name.strip()
