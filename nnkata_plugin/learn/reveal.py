"""The worked solution, for those who have their own, or have given up."""

from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.learn import progress, workspace


def solution(kata: Kata, give_up: bool) -> str:
    """The worked solution of a day.

    Raises:
        Refusal: The day has never been green, and nobody has given up.
    """
    dojo = workspace.here()
    known = progress.read(dojo).of(kata.day) if dojo and dojo.is_workspace else progress.Day()
    if not (give_up or known.was_green):
        found = f"{known.state} {known.passed}/{known.declared}" if known.declared else "not begun here"
        ways = f"nnkata hint {kata.day} helps; nnkata reveal {kata.day} --give-up shows the solution all the same"
        raise Refusal(f"day {kata.day}: not green yet ({found}). {ways}")
    return (kata.folder / "spoilers" / "solution.py").read_text(encoding="utf-8")
