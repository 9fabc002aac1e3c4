"""Lessons say what is true: their code runs, and prints what the page says. (`nnkata audit` sees to the rest.)"""

import contextlib
import io
import re
from pathlib import Path

import pytest

from nnkata_plugin.catalog import Kata, all_katas, libraries

KATAS = pytest.mark.parametrize("kata", all_katas(), ids=lambda kata: kata.name)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def lesson(kata: Kata) -> str:
    return (kata.folder / "lesson.md").read_text(encoding="utf-8")


@KATAS
def test_code_prints_what_the_lesson_says(kata, monkeypatch, tmp_path):
    text = lesson(kata)
    blocks = BLOCK.findall(text)
    for library in libraries.EXTRAS:
        if re.search(rf"^(import|from) {library}\b", text, re.MULTILINE):
            pytest.importorskip(library, reason=f"the lesson of day {kata.day} needs {libraries.needed(library)}")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "lesson"}
    printed = ""
    for kind, body in blocks:
        if kind == "python":
            heard = io.StringIO()
            with contextlib.redirect_stdout(heard):
                exec(compile(body, f"{kata.name}/lesson.md", "exec"), namespace)
            printed = heard.getvalue()
        elif kind == "output":
            assert printed == body, f"the lesson shows\n{body}\nbut its code printed\n{printed}"


@KATAS
def test_every_lesson_runs_code_and_shows_what_it_printed(kata):
    kinds = [kind for kind, _ in BLOCK.findall(lesson(kata))]
    assert kinds.count("python") >= 2 and kinds.count("output") >= 2
    assert all(kinds[i - 1] == "python" for i, kind in enumerate(kinds) if kind == "output"), (
        "an output follows its code"
    )


@KATAS
def test_a_lesson_has_a_plan_and_says_what_to_type(kata):
    text = lesson(kata)
    assert text.startswith(f"# Day {kata.day}: ")
    plan = next(line for line in text.splitlines() if line.startswith("*"))
    parts = [int(minutes) for minutes in re.findall(r"(\d+) min", plan)]
    assert len(parts) >= 3 and sum(parts) == kata.facts.minutes, "the plan's parts add up to kata.toml's minutes"
    assert f"pytest -m day{kata.day}" in text and f"nnkata hint {kata.day}" in text


@KATAS
def test_a_lesson_is_between_700_and_1500_words(kata):
    words = len(BLOCK.sub("", lesson(kata)).split())
    assert 700 <= words <= 1500, f"{words} words outside of code"


def test_the_readme_lists_every_day():
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("<!-- table of days -->")[2].partition("<!-- end of table -->")[0]
    for kata in all_katas():
        mistakes = {fault.tells for fault in kata.faults}
        counts = f"{kata.facts.minutes} | {len(kata.checks)} | {len(mistakes)}"
        assert f"| {kata.day} | [{kata.facts.title}](katas/{kata.name}/lesson.md) | {counts} |" in table
    assert table.count("\n| ") == len(all_katas()) + 1, "a day a row, under one row of titles"
