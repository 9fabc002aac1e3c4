"""Lessons say what is true: their code runs, and prints what the page says it prints."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from nnkata_plugin.catalog import Kata, all_katas

KATAS = pytest.mark.parametrize("kata", all_katas(), ids=lambda kata: kata.name)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADINGS = ["Idea", "Maths", "By hand", "Task", "After"]


def lesson(kata: Kata) -> str:
    return (kata.folder / "lesson.md").read_text(encoding="utf-8")


@KATAS
def test_code_prints_what_the_lesson_says(kata, monkeypatch, tmp_path):
    text = lesson(kata)
    blocks = BLOCK.findall(text)
    if "import torch" in text:
        pytest.importorskip("torch", reason=f"the lesson of day {kata.day} needs PyTorch: pip install 'nnkata[torch]'")
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
def test_a_lesson_has_its_parts_in_order_and_a_plan(kata):
    text = lesson(kata)
    assert [part for part in re.findall(r"^## (.+)$", text, re.MULTILINE) if part in HEADINGS] == HEADINGS
    assert text.startswith(f"# Day {kata.day}: ")
    plan = next(line for line in text.splitlines() if line.startswith("*"))
    parts = [int(minutes) for minutes in re.findall(r"(\d+) min", plan)]
    assert len(parts) >= 3 and sum(parts) == kata.facts.minutes, "the plan's parts add up to kata.toml's minutes"
    assert f"pytest -m day{kata.day}" in text and f"nnkata hint {kata.day}" in text


@KATAS
def test_a_lesson_is_between_700_and_1500_words(kata):
    words = len(BLOCK.sub("", lesson(kata)).split())
    assert 700 <= words <= 1500, f"{words} words outside of code"


@KATAS
def test_a_day_has_the_files_of_its_roles(kata):
    for name in (
        "kata.py",
        "lesson.md",
        "test_kata.py",
        "kata.toml",
        "spoilers/solution.py",
        "spoilers/faults.py",
        "spoilers/hints.md",
    ):
        assert (kata.folder / name).is_file(), name
    roles = {"kata.py", "lesson.md", "test_kata.py", "kata.toml", "given.py", "plot.py", "oracle.py", "spoilers"}
    stray = {path.name for path in kata.folder.iterdir() if not path.name.startswith((".", "__"))} - roles
    assert not stray


@KATAS
def test_every_fault_points_to_a_heading_of_the_lesson(kata):
    headings = set(re.findall(r"^#{2,3} (.+)$", lesson(kata), re.MULTILINE))
    assert len(kata.faults) >= 5
    for fault in kata.faults:
        assert fault.tells and fault.tells[0].isupper(), fault.name
        assert fault.lesson is None or fault.lesson in headings, f"{fault.name}: no heading {fault.lesson!r}"


@KATAS
def test_the_stub_only_says_todo(kata):
    stub = (kata.folder / "kata.py").read_text(encoding="utf-8")
    assert (
        stub.count("raise NotImplementedError(") >= len([f for f in kata.facts.function if f.name in kata.signatures])
        or kata.facts.function == []
    )


def test_the_readme_lists_every_day():
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("<!-- table of days -->")[2].partition("<!-- end of table -->")[0]
    for kata in all_katas():
        counts = f"{kata.facts.minutes} | {len(kata.checks)} | {len(kata.faults)}"
        assert f"| {kata.day} | [{kata.facts.title}](katas/{kata.name}/lesson.md) | {counts} |" in table
    assert table.count("\n| ") == len(all_katas()) + 1, "a day a row, under one row of titles"
