"""Hints in steps, from the idea to pseudo-code. A workspace remembers which step you have seen."""

import re

from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.learn import events, progress, workspace

STEP = re.compile(r"^## (\d+) *\n", re.MULTILINE)


def steps(kata: Kata) -> list[str]:
    """The hints of a day in order, as Markdown.

    Raises:
        Refusal: The day has none.
    """
    path = kata.folder / "spoilers" / "hints.md"
    parts = STEP.split(path.read_text(encoding="utf-8")) if path.is_file() else []
    found = [text.strip("\n").rstrip() for text in parts[2::2]]
    if not found:
        raise Refusal(f"{path}: no hints here. The lesson has a part called Task: nnkata lesson {kata.day}")
    return found


def show(kata: Kata, step: int | None) -> str:
    """One step as Markdown: the one that is asked for, else the one after the last that this workspace has shown.

    Raises:
        Refusal: There is no such step.
    """
    hints = steps(kata)
    dojo = workspace.here()
    remembers = dojo is not None and dojo.is_workspace
    if step is not None and not 1 <= step <= len(hints):
        raise Refusal(f"--step {step}: day {kata.day} has steps 1 to {len(hints)}")
    remembered = step is None and remembers
    if step is None:
        seen = progress.read(dojo).of(kata.day).hint if dojo and remembers else 0
        step = min(seen + 1, len(hints))
        if dojo and remembers and step > seen:
            progress.append(dojo, [events.Hint(day=kata.day, step=step)])
    more = f"`nnkata hint {kata.day}{'' if remembered else f' --step {step + 1}'}` shows step {step + 1}."
    if step == len(hints):
        more = f"This was the last step. `nnkata reveal {kata.day}` shows the solution once you are green."
    return f"**Day {kata.day}, hint {step} of {len(hints)}**\n\n{hints[step - 1]}\n\n{more}\n"
