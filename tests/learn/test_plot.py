"""`nnkata plot`: a picture, or one line that says why there is none."""

import importlib.util
import time

import pytest

from nnkata_plugin.learn import plot

needs_matplotlib = pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="needs matplotlib")
PNG = b"\x89PNG"
pytestmark = needs_matplotlib


def test_the_picture_lies_in_the_day(workspace):
    workspace.writes("day02_second/kata.py", "def add(a, b):\n    return a + b\n")
    workspace.nnkata("plot 2").says(f"{workspace.here}/day02_second/plot.png")
    assert (workspace.here / "day02_second/plot.png").read_bytes().startswith(PNG)


def test_the_solution_is_drawn_from_anywhere(room):
    room.nnkata("plot 2 --impl solution").says("day02-plot-solution.png")
    assert (room.here / "day02-plot-solution.png").read_bytes().startswith(PNG)


def test_it_goes_where_it_is_told_to(room):
    room.nnkata("plot 2 --impl solution --out 'my picture.svg'").says("my picture.svg")
    assert "<svg" in room.reads("my picture.svg")


def test_a_function_that_is_not_written_is_named(workspace):
    workspace.nnkata("plot 2").complains("day 2 · todo:", "kata.py:6: add is not written yet", status=1)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def add(a, b):\n    return a / 0\n", "kata.py:2 in add: ZeroDivisionError: division by zero"),
        ("def add(a, b:\n", "kata.py:1: '(' was never closed"),
        ("", "these answers cannot be drawn (AttributeError: module 'kata' has no attribute 'add'); the checks say"),
        ("def add(a, b):\n    return 'five', 6\n", "these answers cannot be drawn"),
        ("raise SystemExit(0)\n", "kata.py:1 in <module>: SystemExit: 0"),
        ("def add(a, b):\n    return input()\n", "EOFError"),
        ("import os\nos._exit(0)\n", "died: the process that draws ended without a picture (status 0)"),
        ("x = [0] * 10**12\n", "MemoryError"),
        ("raise ValueError('a\\nb' * 9999)\n", "ValueError: a ba b"),
    ],
)
def test_a_broken_file_is_one_line(workspace, source, told):
    workspace.writes("day02_second/kata.py", source)
    workspace.nnkata("plot 2").complains(told, status=1)
    assert not (workspace.here / "day02_second/plot.png").exists()


def test_a_loop_without_end_is_stopped(workspace, monkeypatch):
    monkeypatch.setattr(plot, "SECONDS", 1.0)
    workspace.writes("day02_second/kata.py", "while True:\n    print('again')\n")
    begin = time.monotonic()
    workspace.nnkata("plot 2").complains("day 2 · timeout: no picture after 1 seconds", status=1)
    assert time.monotonic() - begin < 5


def test_an_old_picture_outlives_a_broken_file(workspace):
    workspace.writes("day02_second/plot.png", "yesterday's").nnkata("plot 2").complains("todo", status=1)
    assert workspace.reads("day02_second/plot.png") == "yesterday's"


def test_given_answers_of_earlier_days_can_be_imported(workspace):
    (workspace.suite / "katas/day02_second/given.py").write_text("one = 1\n")
    workspace.writes("day02_second/kata.py", "import given\n\n\ndef add(a, b):\n    return a + given.one\n")
    workspace.nnkata("plot 2").says("plot.png")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("plot 1", "day 1: there is no picture for this day"),
        ("plot 2", "no workspace here, so no answers to draw"),
        ("plot 2 --impl mine", "--impl mine: not known. Give learner or solution"),
        ("plot 2 --impl solution --out nowhere/a.png", "--out nowhere/a.png: there is no such folder"),
        ("plot 2 --impl solution --out a.jpg", "ends in .png, .svg, .pdf"),
    ],
)
def test_wrong_use_is_one_line(room, words, told):
    room.nnkata(words).complains(told)


def test_without_matplotlib_the_way_to_get_it_is_told(room, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    room.nnkata("plot 2 --impl solution").complains("matplotlib is not installed", "pip install 'nnkata[plot]'")
