"""`nnkata calendar`: a date for every day, as weeks and as a file."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from nnkata_plugin.catalog import all_katas
from nnkata_plugin.learn import events, ics, plan
from nnkata_plugin.learn.plan import Plan

MONDAY = date(2026, 11, 30)


def planned(start=MONDAY, weekdays=range(7), done=(), today=MONDAY):
    found = plan.entries(Plan(start, tuple(weekdays)), all_katas(), dict(done), today)
    return [(entry.kata.day, f"{entry.date:%m-%d}") for entry in found]


@pytest.fixture
def on_day(monkeypatch):
    def on(day):
        noon = datetime.combine(date.fromisoformat(day), time(12), UTC)
        monkeypatch.setattr(events, "datetime", type("Clock", (), {"now": staticmethod(lambda zone: noon)}))

    return on


# The plan


def test_a_day_a_date_from_the_start_on(small_suite):
    assert planned(start=date(2026, 12, 5)) == [(1, "12-05"), (2, "12-06"), (9, "12-07")]


def test_only_on_the_weekdays_that_one_has(small_suite):
    assert planned(start=date(2026, 12, 4), weekdays=range(5)) == [(1, "12-04"), (2, "12-07"), (9, "12-08")]
    assert planned(weekdays=[6]) == [(1, "12-06"), (2, "12-13"), (9, "12-20")]


def test_what_was_missed_moves_on_and_what_was_done_stays(small_suite):
    done = {1: date(2026, 12, 1)}
    assert planned(done=done, today=date(2026, 12, 9)) == [(1, "12-01"), (2, "12-09"), (9, "12-10")]


def test_who_did_a_day_today_has_the_next_tomorrow(small_suite):
    assert planned(done={2: MONDAY}) == [(2, "11-30"), (1, "12-01"), (9, "12-02")]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat-sun", (5, 6)),
        ("Tue,thu, sat", (1, 3, 5)),
        ("fri-mon", (0, 4, 5, 6)),
        ("mon,mon", (0,)),
        ("sun-sun", (6,)),
    ],
)
def test_weekdays_are_told_in_words(words, meant):
    assert plan.weekdays(words) == meant


# The command


def test_it_shows_weeks_and_what_comes_next(workspace, on_day):
    on_day("2026-12-01")
    workspace.ran(2, "green")
    on_day("2026-12-02")
    said = workspace.nnkata("calendar --start 2026-11-30 --days mon-wed").says("Mon", "Sun", "2026-11-30", "2✓", ">1")
    assert "2026-12-07" in said.out and said.out.splitlines()[2].split() == ["2026-12-07", "9"]
    said.prints("Wed 2026-12-02  day  1  Sums of day 1", "Mon 2026-12-07  day  9")


def test_start_and_weekdays_are_remembered(workspace, on_day):
    on_day("2026-12-02")
    workspace.nnkata("calendar --start 2026-12-10 --days thu").says("Thu 2026-12-10  day  1", "Thu 2026-12-17  day  2")
    workspace.nnkata("calendar").says("Thu 2026-12-10  day  1", "Thu 2026-12-17  day  2")
    workspace.nnkata("calendar --days thu,fri").says("Thu 2026-12-10  day  1", "Fri 2026-12-11  day  2")
    workspace.writes(".nnkata/plan.json", "{").nnkata("calendar").says("Wed 2026-12-02  day  1")


def test_when_all_is_done_it_says_so(workspace, on_day):
    on_day("2026-12-02")
    for day in (1, 2, 9):
        workspace.ran(day, "green")
    workspace.nnkata("calendar").says("1..9✓", "All days are green.")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("--start soon", "--start soon: no date"),
        ("--start 2026-02-30", "no date"),
        ("--days mon-xyz", "mon-xyz is no weekday"),
        ("--days ''", "nothing is no weekday"),
        ("--at noon --ics plan.ics", "--at noon: no time of day"),
        ("--ics .", "--ics .: this is a folder"),
        ("--ics nowhere/plan.ics", "there is no such folder"),
    ],
)
def test_wrong_words_are_one_line(workspace, words, part):
    workspace.nnkata(f"calendar {words}").complains(part)


def test_outside_of_a_workspace_it_says_where_to_go(room):
    room.nnkata("calendar").complains("no workspace here")


# The file


@pytest.fixture
def read_back(workspace, on_day):
    """What another program finds in the file."""
    icalendar = pytest.importorskip("icalendar")

    def read(words="", today="2026-12-01"):
        on_day(today)
        workspace.nnkata(f"calendar {words} --ics plan.ics").says("plan.ics: 3 entries")
        calendar = icalendar.Calendar.from_ical((workspace.here / "plan.ics").read_bytes())
        return {str(event["summary"]): event for event in calendar.walk("VEVENT")}

    return read


def test_a_calendar_program_finds_each_day_with_its_tasks(read_back):
    found = read_back("--start 2026-12-04 --days mon-fri")
    event = found["nnkata day 2: Sums of day 2"]
    assert event.decoded("dtstart") == date(2026, 12, 7)
    tasks = ["About 30 minutes.", "Read: nnkata lesson 2", "Write: add (day02_second/kata.py)", "Check: pytest -m day2"]
    assert str(event["description"]).splitlines() == tasks


def test_with_a_time_of_day_it_takes_its_minutes(read_back):
    event = read_back("--at 18:30")["nnkata day 1: Sums of day 1"]
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 18, 30)
    assert event.decoded("dtend") == datetime(2026, 12, 1, 19, 0)


def test_a_later_file_moves_the_same_entries(read_back):
    before = read_back(today="2026-12-01")["nnkata day 9: Sums of day 9"]
    after = read_back(today="2026-12-05")["nnkata day 9: Sums of day 9"]
    assert before["uid"] == after["uid"] and before["sequence"] < after["sequence"]
    assert before.decoded("dtstart") < after.decoded("dtstart")


def test_without_the_library_it_says_what_to_install(workspace, monkeypatch):
    monkeypatch.setattr(ics, "find_spec", lambda name: None)
    workspace.nnkata("calendar --ics plan.ics").complains("pip install 'nnkata[calendar]'")
    assert not Path("plan.ics").exists()


def test_the_time_of_the_lesson_is_told_where_it_has_one(small_suite):
    kata = all_katas()[0]
    (kata.folder / "lesson.md").write_text("# Day 1\n\n*An hour: read 20 min · write 40 min.*\n", encoding="utf-8")
    assert plan.tasks(kata)[0] == "An hour: read 20 min · write 40 min."
