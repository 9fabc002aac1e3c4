"""`nnkata check`: the status says all; a day of the dojo, or any one file from anywhere."""

import json
import signal
import time

import pytest

RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    return a - b\n"


def test_a_right_file_is_green_from_any_directory(room):
    said = room.writes("my answer.py", RIGHT).nnkata_outside("check 'my answer.py' --day 2 --json out.json")
    said.says("day  2  second  green", "1 day: 1 green")
    day = json.loads(room.reads("out.json"))["days"][0]
    assert (day["day"], day["state"], day["passed"]) == (2, "green", 2)
    assert sorted(path.name for path in room.here.iterdir()) == ["my answer.py", "out.json"]
    assert not (room.suite / ".nnkata").exists() and not (room.suite / ".pytest_cache").exists()


def test_settings_of_the_project_around_are_not_asked(room):
    room.writes("pytest.ini", "[pytest]\naddopts = --no-such-option\n").writes("conftest.py", "raise SystemExit(5)\n")
    room.writes("kata.py", RIGHT).nnkata_outside("check kata.py --day day02_second").says("1 green")


def test_a_wrong_file_is_status_1_and_says_what_is_wrong(room):
    said = room.writes("kata.py", WRONG).nnkata_outside("check kata.py --day 2")
    assert said.status == 1
    said.prints("the sign is turned", "red 1/2")


def test_a_stub_is_status_1(workspace):
    said = workspace.nnkata_outside("check 1")
    assert said.status == 1
    said.prints("todo 0/2")


def test_a_day_is_checked_from_a_folder_inside_the_dojo(workspace):
    workspace.writes("day01_first/kata.py", RIGHT).goes_to("day02_second").nnkata_outside("check 1").says(
        "day  1  first  green"
    )


def test_what_a_run_comes_to_is_remembered(workspace):
    workspace.writes("day01_first/kata.py", RIGHT).nnkata_outside("check 1").says("green")
    workspace.nnkata("").says("1 of 3 days green", " 1 ✓", "next     day 2")
    workspace.nnkata("reveal 1").says("return a + b")


def test_a_file_that_is_not_the_learners_is_not_remembered(workspace):
    workspace.writes("other.py", RIGHT).nnkata_outside("check other.py --day 1").says("green")
    workspace.nnkata("").says("0 of 3 days green")


def test_without_a_day_all_are_checked(workspace):
    for name in ("day01_first", "day02_second", "day09_ninth"):
        workspace.writes(f"{name}/kata.py", RIGHT)
    workspace.nnkata_outside("check").says("3 days: 3 green")
    said = workspace.writes("day02_second/kata.py", WRONG).nnkata_outside("check")
    assert said.status == 1
    said.prints("3 days: 2 green, 1 red")


def test_checks_that_were_changed_are_refused_before_they_run(workspace):
    workspace.writes("day02_second/test_kata.py", "def test_nothing(): ...\n")
    workspace.nnkata("check 2").complains("day02_second/test_kata.py", "restores it")


def test_checks_that_are_missing_are_refused_before_they_run(workspace):
    (workspace.here / "day02_second/test_kata.py").unlink()
    workspace.nnkata("check 2").complains("day02_second/test_kata.py: not found", "nnkata start")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("check nosuch.py", "nosuch.py: no such file, and not a day"),
        ("check nosuch.py --day 2", "nosuch.py: no such file"),
        ("check kata.py", "kata.py: which day is this file for? Add --day"),
        ("check kata.py --day 99", "day 99: there is no such kata. The nearest is day 9 (ninth)"),
        ("check kata.py --day x", "x: not a day"),
        ("check kata.py --day 0", "day 0: there is no such kata. The nearest is day 1"),
        ("check folder", "folder: this is a folder"),
        ("check folder --day 2", "folder: this is a folder"),
        ("check 2", "no workspace here"),
        ("check", "no workspace here"),
        ("check kata.py --day 2 --json nowhere/out.json", "--json nowhere/out.json: there is no such folder"),
        ("check kata.py --day 2 --json folder", "--json folder: this is a folder"),
        ("check 1 2", "unexpected extra argument"),
        ("check --no-such-option", "No such option"),
    ],
)
def test_wrong_use_is_one_line(room, words, told):
    (room.here / "folder").mkdir()
    room.writes("kata.py", RIGHT).nnkata(words).complains(told)


def test_a_broken_kata_toml_is_one_line(room):
    (room.suite / "katas/day02_second/kata.toml").write_text("title = 3\n")
    room.writes("kata.py", RIGHT).nnkata("check kata.py --day 2").complains("day02_second/kata.toml", "Valid keys")


def test_what_pytest_calls_wrong_use_is_status_2(room):
    (room.suite / "katas/day09_ninth/kata.toml").write_text("title = 3\n")
    said = room.writes("kata.py", RIGHT).nnkata_outside("check kata.py --day 2")
    assert said.status == 2
    assert "day09_ninth/kata.toml" in said.err and "Traceback" not in said.err


def test_a_broken_python_file_is_red_and_not_a_traceback_of_ours(room):
    said = room.writes("kata.py", "def add(a, b:\n").nnkata_outside("check kata.py --day 2")
    assert said.status == 1
    said.prints("SyntaxError").hides("nnkata_plugin/worker", "Traceback")


def test_ctrl_c_is_status_130_and_one_line(room):
    run = room.writes("kata.py", "while True: pass\n").begins("check kata.py --day 2")
    while "collected" not in run.stdout.readline():
        assert run.poll() is None
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 130, out + err
    assert err == "nnkata: stopped\n"
