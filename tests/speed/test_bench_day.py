"""`nnkata bench DAY` and what it leaves: a ladder, figures, pictures, an entry; then the board and `nnkata verify`."""

import json
import shutil
import sqlite3
import xml.etree.ElementTree as ElementTree
from contextlib import closing

import pytest

from nnkata_plugin import worker
from nnkata_plugin.catalog import kata_of_day

DAY = 36
BUDGET = 6
"""Seconds: enough for a verdict on a busy machine."""
TORCH = "PyTorch: not installed: pip install 'nnkata[torch]'"
SLOWER = """
right = conv2d


def conv2d(x, *rest, **words):
    right(x, *rest, **words)
    return right(x, *rest, **words)
"""
SOLUTION = (kata_of_day(DAY).folder / "spoilers" / "solution.py").read_text()


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A place where the day is timed once for all tests: a workspace, and what was said."""
    return {"root": tmp_path_factory.mktemp("once") / "dojo", "said": ""}


@pytest.fixture
def timed(once, dojo, nnkata):
    """A dojo in which anna's day is on the board."""
    if not once["said"]:
        said = nnkata("bench", dojo.solves(DAY) and DAY, "--budget", BUDGET, "--player", "anna", "--json", "out.json")
        shutil.copytree(dojo.root, once["root"])
        once["said"] = said
    shutil.copytree(once["root"], dojo.root, dirs_exist_ok=True)
    return once["said"], json.loads((dojo.root / "out.json").read_text())


def on_the_board(dojo, query):
    with closing(sqlite3.connect(dojo.root / ".nnkata" / "board.sqlite")) as board:
        return board.execute(query).fetchall()


def test_a_green_day_is_shown_written_down_and_on_the_board(dojo, nnkata, timed):
    said, figures = timed
    for part in ("day 36  Convolution", "share of the fastest", "NumPy", "Rust", TORCH, "day 36: #1 on the board"):
        assert part in said
    assert (figures["player"], figures["day"], figures["implementation"]) == ("anna", DAY, "learner")
    assert figures["environment"]["numpy"] and figures["environment"]["isa"] and figures["threads"] == 1
    for size, work in zip(figures["sizes"], figures["work"], strict=True):
        assert size["seed"] > 0 and len(size["control"]) == size["rounds"] and size["noise"]["middle"] > 0
        assert work["limit"] > 0 and work["bound"] in ("compute", "memory")
        assert all(rung["median"] > work["limit"] for rung in size["rungs"]), "nobody is faster than the machine"
    (exported,) = json.loads(nnkata("board", "--export", "json"))["entries"]
    for name, value in exported.items():
        assert figures[name] == value or name in ("id", "made"), f"the same figures under the same names: {name}"


def test_the_board_shows_it_and_verify_repeats_it(dojo, nnkata, timed):
    assert "1 of 1" in nnkata("board", "--player", "anna")
    assert "kata.py" in nnkata("board", DAY) and "nothing of" in nnkata("board", DAY, "--player", "bob")
    dojo.writes(DAY, SOLUTION + SLOWER)
    said = nnkata("verify", "#1", "--budget", BUDGET, "--json", "verify.json")
    figures = json.loads((dojo.root / "verify.json").read_text())
    assert figures["verdict"] in ("agrees", "too close to say")
    assert f"{figures['verdict']}: " in said and "#1 anna" in said and "yours" in said
    assert figures["own_verdict"] == "faster" and "beside your own file: faster" in said
    assert len(on_the_board(dojo, "SELECT id FROM entry")) == 1, "a repetition is no entry"


def test_an_entry_that_was_tampered_with_differs(dojo, nnkata, timed):
    with closing(sqlite3.connect(dojo.root / ".nnkata" / "board.sqlite")) as board, board:
        for number, text in board.execute("SELECT rowid, seconds FROM rung WHERE rung = 'learner'").fetchall():
            faster = json.dumps([seconds / 20 for seconds in json.loads(text)])
            board.execute("UPDATE rung SET seconds = ? WHERE rowid = ?", (faster, number))
    assert "differs: " in nnkata("verify", 1, "--budget", BUDGET, status=1)


def test_an_entry_whose_code_is_wrong_is_not_timed(dojo, nnkata, timed):
    with closing(sqlite3.connect(dojo.root / ".nnkata" / "board.sqlite")) as board, board:
        board.execute("UPDATE program SET source = ?", (SOLUTION.replace("1", "2").encode(),))
    said = nnkata("verify", 1, status=1)
    assert "its code is not green here" in said and "share of the fastest" not in said


def test_wrong_words_of_verify_are_one_line(dojo, nnkata, timed):
    for words, told in (
        (["two"], "two: not an entry"),
        (["7"], "7: no such entry"),
        (["1", "--isolation", "none"], "Give portable or confined"),
        (["1", "--json", "nowhere/out.json"], "there is no such folder"),
    ):
        said = nnkata("verify", *words, status=2)
        assert told in said and said.count("\n") == 1


def test_the_pictures_are_drawn_and_can_be_read(dojo, nnkata):
    nnkata("bench", DAY, "--impl", "solution", "--budget", 1, "--svg", "pictures")
    names = sorted(path.name for path in (dojo.root / "pictures").iterdir())
    assert names == ["day36-ladder.svg", "day36-roofline.svg"]
    for name in names:
        root = ElementTree.parse(dojo.root / "pictures" / name).getroot()
        words = "".join(root.itertext())
        assert root.tag.endswith("svg") and "prefers-color-scheme: dark" in words
        assert "Convolution with loops" in words and "solution" in words and "Rust" in words


def test_a_named_implementation_says_so_on_the_board(dojo, nnkata):
    nnkata("bench", DAY, "--impl", "solution", "--budget", 1)
    assert on_the_board(dojo, "SELECT implementation FROM entry") == [("solution",)]
    assert "solution" in nnkata("board", DAY)


def test_a_day_that_is_not_green_is_one_line_and_no_entry(dojo, nnkata):
    dojo.has(DAY)
    said = nnkata("bench", DAY, status=1)
    assert said.count("\n") == 1 and "day 36 is not green (todo" in said
    assert "nothing on the board for day 36 yet" in nnkata("board", DAY)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["10", "--impl", "nobody.py"], "--impl nobody.py: not found"),
        (["10", "--op", "softmax"], "--op is for the kernels"),
        (["kernels", "--impl", "solution"], "--impl is for a day"),
        (["10", "--json", "nowhere/out.json"], "there is no such folder"),
        (["10", "--svg", "nnkata.toml"], "this is a file"),
        (["10", "--player", ""], "--player ''"),
        (["13", "--impl", "solution"], "nothing to time on this day"),
    ],
)
def test_wrong_words_are_one_line(dojo, nnkata, words, told):
    said = nnkata("bench", *words, status=2)
    assert told in said and said.count("\n") == 1


def test_without_confinement_verify_asks_for_trust(dojo, nnkata, timed):
    if not worker.missing():
        pytest.skip("this machine can confine")
    assert "--isolation portable" in nnkata("verify", 1, status=2)
    nnkata("verify", 1, "--isolation", "portable", "--budget", 1)
