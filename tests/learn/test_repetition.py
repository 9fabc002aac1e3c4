"""`nnkata again`: a day once more, from the stub, with a clock."""

from datetime import UTC, datetime, timedelta

import pytest

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.learn import events, progress, repetition
from nnkata_plugin.learn.events import Again, Hint, Lesson, Reset, Run, Stop

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def at(minutes, kind=Run, **facts):
    if kind is Run:
        facts = {"state": "red", "passed": 1, "declared": 2, "digest": f"{minutes}"} | facts
    return kind(day=1, when=START + timedelta(minutes=minutes), **facts)


def green(minutes):
    return at(minutes, state="green", passed=2)


@pytest.fixture
def told_of(tmp_path):
    def told(*story):
        (tmp_path / "nnkata.toml").touch()
        dojo = Dojo(tmp_path)
        progress.append(dojo, story)
        return repetition.told(repetition.attempts(dojo)[1].times)

    return told


@pytest.fixture
def on_day(monkeypatch):
    """Sets the clock to noon (UTC) of a day after the start."""

    def on(day):
        noon = START.replace(hour=12) + timedelta(days=day)
        clock = type("Clock", (), {"now": staticmethod(lambda zone: noon)})
        monkeypatch.setattr(events, "datetime", clock)

    return on


# The clock


@pytest.mark.parametrize(
    ("story", "times"),
    [
        ([at(0, Lesson), at(20), green(41)], "41 min"),
        ([at(0, Hint, step=1), green(7)], "7 min"),
        ([at(0, Lesson), at(30), at(60 * 14), green(60 * 14 + 5)], "35 min"),  # a night does not count
        ([at(0, Lesson), at(80), green(125)], "2 h 05 min"),
        ([at(0, Lesson), at(10, Reset), green(15)], "15 min"),
        ([at(0, Lesson), green(41), at(3000, Again), green(3009), at(7e3, Again), green(7004)], "41 min, 9 min, 4 min"),
        ([at(0, Lesson), green(41), at(50), green(60)], "41 min"),  # broken and mended is no new attempt
        ([at(0, Lesson), green(41), at(3000, Again), at(3004, Stop), green(3005)], "41 min"),
        ([at(0, Lesson), green(41), at(3000, Again), at(3004, Stop), at(9000, Again), green(9003)], "41 min, 3 min"),
        ([green(0)], "1 min"),
    ],
)  # fmt: skip
def test_the_clock_runs_from_the_first_sign_to_green(told_of, story, times):
    assert told_of(*story) == times


def test_each_repetition_waits_longer(told_of, tmp_path):
    waits = []
    story = [at(0, Lesson), green(10)]
    for number in range(5):
        told_of(*story)
        done = repetition.attempts(Dojo(tmp_path))[1]
        waits.append((done.due - done.last.astimezone().date()).days)
        story = [at(10**5 * (number + 1), Again), green(10**5 * (number + 1) + 5)]
    assert waits == [2, 7, 21, 60, 60]


# The command


@pytest.fixture
def done(workspace, on_day):
    """A workspace in which day 1 has been green since the start."""
    on_day(0)
    workspace.writes("day01_first/kata.py", "def add(a, b):\n    return a + b\n").ran(1, "green", "one")
    return workspace


def test_it_lays_out_the_stub_and_keeps_the_answer(done, on_day):
    on_day(2)
    done.nnkata("again").says("day 1: Sums of day 1", "kata.1.py", "before   1 min", "pytest -m day1", "--stop")
    assert "NotImplementedError" in done.reads("day01_first/kata.py")
    assert "return a + b" in done.reads(".nnkata/backups/day01_first/kata.1.py")
    done.nnkata("").says("0 of 3 days green", "next     day 1")
    done.nnkata("again --times").says("day  1", "now, being done", "1 min")


def test_nothing_is_laid_out_before_it_is_due_unless_asked_for(done, on_day):
    on_day(1)
    done.nnkata("again").complains("nothing is due before 2026-03-04 (day 1)", "nnkata again 1")
    assert "return a + b" in done.reads("day01_first/kata.py")
    done.nnkata("again 1").says("the stub again")


def test_the_day_that_has_waited_longest_comes_first(done, on_day):
    on_day(1)
    done.ran(9, "green", "nine")
    on_day(30)
    done.nnkata("again --times").says("day  1", "due", "day  9", "due")
    done.nnkata("again").says("day 1:")
    done.nnkata("again").complains("day 1: being done again since 2026-04-01", "pytest -m day1")


def test_to_give_up_brings_the_answer_back_and_keeps_what_was_begun(done, on_day):
    on_day(2)
    done.nnkata("again 1").says("the stub again")
    done.writes("day01_first/kata.py", "half of it\n")
    done.nnkata("again 1 --stop").says("is what it was before", "kept", "kata.2.py")
    assert "return a + b" in done.reads("day01_first/kata.py")
    assert done.reads(".nnkata/backups/day01_first/kata.2.py") == "half of it\n"
    done.nnkata("again 1 --stop").complains("day 1: is not being done again")


def test_a_day_that_was_never_green_is_no_repetition(done):
    done.nnkata("again 2").complains("day 2: not green yet", "pytest -m day2")
    done.nnkata("again --stop").complains("which day?")


def test_where_nothing_was_green_it_says_so(workspace):
    workspace.nnkata("again").complains("no day has been green")
    workspace.nnkata("again --times").says("Nothing yet")


def test_a_run_tells_what_it_took_and_took_before(workspace):
    """Whole, as its learner does it: green, again, green."""
    answer = "def add(a, b):\n    return a + b\n"
    workspace.nnkata("lesson 1").says("# Day 1")
    workspace.writes("day01_first/kata.py", answer).nnkata_outside("check 1").says("day 1: green after 1 min")
    workspace.nnkata("again 1").says("before   1 min")
    workspace.writes("day01_first/kata.py", answer + "\n\n").nnkata_outside("check 1").says(
        "day 1: green after 1 min (before: 1 min)"
    )
    workspace.nnkata_outside("check 1").says("1 green").hides("green after")
    workspace.nnkata("again --times").says("1 min, 1 min")


def test_reading_ahead_does_not_change_what_is_next(workspace):
    workspace.ran(1, "red").nnkata("lesson 9").says("# Day 9")
    workspace.nnkata("").says("next     day 1")
