"""The lesson of a day, and lesson 0: how to edit, run, read the answer and ask for a hint."""

from pathlib import Path

from nnkata_plugin.catalog import Refusal, all_katas
from nnkata_plugin.learn import days, repetition, workspace

ZERO = Path(__file__).with_name("lesson0.md")


def text(word: str | None) -> str:
    """The lesson as Markdown: of the day that is meant, else of the day that comes next.

    Raises:
        Refusal: There is no such day.
    """
    if word is not None and days.number(word) == 0:
        return zero()
    dojo = workspace.here()
    kata = days.kata(word) if word is not None else workspace.go_on_with(dojo)
    if kata is None:
        raise Refusal("no katas found. Reinstall nnkata")
    repetition.note_reading(dojo, kata)
    return (kata.folder / "lesson.md").read_text(encoding="utf-8")


def zero() -> str:
    """Lesson 0. It talks about the first day of the suite, and takes that day's names from there."""
    lesson = ZERO.read_text(encoding="utf-8")
    first = next(iter(all_katas()), None)
    if first is None:
        return lesson
    names = {
        "DAY": f"{first.day}",
        "FOLDER": first.name,
        "SLUG": first.slug,
        "FUNCTION": next(iter(first.signatures), "answer"),
        "CHECKS": f"{len(first.checks)}",
    }
    for name, value in names.items():
        lesson = lesson.replace(f"{{{name}}}", value)
    return lesson
