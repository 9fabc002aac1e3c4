"""`.nnkata/progress.jsonl`: what was recorded is read back, whatever happened to the writer."""

import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.learn import progress
from nnkata_plugin.learn.events import Hint, Reset, Run

WRITES_FOR_EVER = """
import sys
from pathlib import Path
from nnkata_plugin.catalog import Dojo
from nnkata_plugin.learn.events import Run
from nnkata_plugin.learn.progress import append
dojo = Dojo(Path(sys.argv[1]))
for passed in range(10**9):
    append(dojo, [Run(day=day, state="todo", passed=passed, declared=9, digest="d") for day in range(1, 85)])
"""


def a_run(day=1, state="green", passed=2, digest="a"):
    return Run(day=day, state=state, passed=passed, declared=2, digest=digest)


@pytest.fixture
def dojo(tmp_path):
    (tmp_path / "nnkata.toml").touch()
    return Dojo(tmp_path)


def file(dojo):
    return dojo.state_folder / "progress.jsonl"


# What a run records


def test_nothing_is_known_at_first(dojo):
    assert progress.read(dojo).days == {}


def test_a_run_is_read_back(dojo, tally):
    assert progress.record(dojo, tally(2, "red", digest="cafe")) is None
    day = progress.read(dojo).of(2)
    assert (day.state, day.passed, day.declared, day.digest, day.was_green) == ("red", 1, 2, "cafe", False)


@pytest.mark.parametrize(
    "other", [{"implementation": "solution"}, {"implementation": "/a/b.py"}, {"tier": "in process"}]
)
def test_other_code_and_runs_in_process_are_not_recorded(dojo, tally, other):
    progress.record(dojo, tally(2, "green", **other))
    assert not file(dojo).exists()


def test_nothing_is_recorded_in_the_clone(tmp_path, tally):
    (tmp_path / "katas").mkdir()
    progress.record(Dojo(tmp_path), tally(2, "green"))
    assert not (tmp_path / ".nnkata").exists()


def test_the_same_again_adds_no_line(dojo, tally):
    for _ in range(3):
        progress.record(dojo, tally(2, "green"))
    assert len(file(dojo).read_text().split()) == 1


def test_running_the_stubs_of_all_days_begins_none(dojo, tally):
    for day in (1, 2, 9):
        progress.record(dojo, tally(day, "stub"))
    assert not file(dojo).exists()


def test_a_day_that_was_begun_and_emptied_is_recorded(dojo, tally):
    progress.record(dojo, tally(2, "red"))
    progress.record(dojo, tally(2, "stub", digest="1"))
    assert progress.read(dojo).of(2).state == "todo"


def test_a_folder_that_cannot_be_written_is_one_line_and_no_error(dojo, tally):
    dojo.state_folder.write_text("in the way")
    assert "not recorded" in progress.record(dojo, tally(2, "green"))


# What is known of a day


@pytest.mark.parametrize(
    ("story", "state"),
    [
        ([a_run(state="red", passed=1), a_run()], "green"),
        ([a_run(), a_run(state="red", passed=1, digest="b")], "red"),
        ([a_run(), a_run(state="red", passed=1)], "red"),
        ([a_run(), a_run(state="partial", passed=1)], "green"),
        ([a_run(), a_run(state="partial", passed=1, digest="b")], "partial"),
        ([a_run(state="red", passed=1), a_run(state="partial", passed=1)], "red"),
        ([a_run(state="todo", passed=1), a_run(state="todo", passed=0)], "todo"),
        ([a_run(), Reset(day=1)], "new"),
        ([a_run(), Reset(day=1), a_run(state="todo", passed=0, digest="b")], "todo"),
    ],
)
def test_the_state_of_a_day_is_the_last_that_says_something(dojo, story, state):
    progress.append(dojo, story)
    assert progress.read(dojo).of(1).state == state


def test_part_of_the_checks_on_the_same_file_does_not_lower_the_count(dojo):
    progress.append(dojo, [a_run(state="todo", passed=1), a_run(state="todo", passed=0)])
    assert progress.read(dojo).of(1).passed == 1


def test_a_day_that_was_green_once_is_remembered_as_such(dojo):
    progress.append(dojo, [a_run(), Reset(day=1), a_run(state="red", passed=0, digest="b")])
    assert progress.read(dojo).of(1).was_green


def test_a_reset_begins_the_hints_anew(dojo):
    progress.append(dojo, [Hint(day=1, step=1), Hint(day=1, step=2)])
    assert progress.read(dojo).of(1).hint == 2
    progress.append(dojo, [Reset(day=1)])
    assert progress.read(dojo).of(1).hint == 0


# Kills, strangers, two at once


def test_a_line_cut_off_anywhere_spoils_only_itself(dojo):
    progress.append(dojo, [a_run(day=1), a_run(day=2)])
    whole = file(dojo).read_bytes()
    for length in range(len(whole)):
        file(dojo).write_bytes(whole[:length])
        complete = whole[:length].count(b"}")
        assert list(progress.read(dojo).days) == [1, 2][:complete]
        progress.append(dojo, [a_run(day=3)])
        assert progress.read(dojo).of(3).state == "green", f"cut off after {length} bytes"


@pytest.mark.parametrize(
    "stranger",
    [
        b"\0" * 300,
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"event": "run"}',
        b'{"event": "run", "day": "one", "state": "green", "passed": 2, "declared": 2, "digest": "a"}',
        b'{"event": "of a newer version", "day": 1}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_does_not_fit_is_passed_over(dojo, stranger):
    progress.append(dojo, [a_run(day=1)])
    with file(dojo).open("ab") as end:
        end.write(stranger)
    progress.append(dojo, [a_run(day=2)])
    assert sorted(progress.read(dojo).days) == [1, 2]


def test_a_writer_killed_in_the_middle_leaves_a_file_that_reads(dojo):
    writer = subprocess.Popen([sys.executable, "-c", WRITES_FOR_EVER, str(dojo.root)])
    while not file(dojo).exists() or file(dojo).stat().st_size < 100_000:
        assert writer.poll() is None
        time.sleep(0.01)
    writer.kill()
    writer.wait()
    assert len(progress.read(dojo).days) == 84
    progress.append(dojo, [a_run(day=5)])
    assert progress.read(dojo).of(5).state == "green"


def adds_hints(root, writer):
    for step in range(1, 101):
        progress.append(Dojo(Path(root)), [Hint(day=writer, step=step), Hint(day=10 * writer, step=step)])


def test_writers_at_once_lose_and_mix_nothing(dojo):
    spawn = multiprocessing.get_context("fork")
    writers = [spawn.Process(target=adds_hints, args=(str(dojo.root), writer)) for writer in (1, 2, 3, 4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = [line for line in file(dojo).read_bytes().split(b"\n") if line]
    assert len(lines) == 800
    assert all(isinstance(progress.READ.decode(line), Hint) for line in lines)
    assert all(progress.read(dojo).of(day).hint == 100 for writer in (1, 2, 3, 4) for day in (writer, 10 * writer))
