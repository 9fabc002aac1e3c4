"""Lessons, hints, solutions, resets: what a learner asks for and reads."""

import pytest

# nnkata


def test_without_a_dojo_the_first_step_is_told(room):
    room.nnkata("").says("3 days, and no workspace here yet", "week  1", "week 12", "nnkata start my-dojo")


def test_the_calendar_has_84_days_each_with_its_state(workspace):
    workspace.ran(1, "green").ran(2, "red").gets_new_days("day08_eighth")
    said = workspace.nnkata("").says(
        "1 of 4 days green", " 1 ✓ > 2 ✗", " 9 ·", "84", "✓ green   ✗ red   ~ begun   · not begun"
    )
    weeks = [line for line in said.out.splitlines() if line.startswith("week")]
    assert len(weeks) == 12 and all(len(week.split(maxsplit=2)[2].replace(">", "").split()) >= 7 for week in weeks)
    said.prints(
        "1 day is not in this workspace yet: nnkata start",
        "next",
        "day 2: Sums of day 2",
        "red 1/2",
        "nnkata lesson 2",
        "pytest -m day2",
    )


def test_what_is_next_goes_on_from_the_day_worked_on_last(workspace):
    workspace.nnkata("").says("next     day 1")
    workspace.ran(2, "todo").nnkata("").says("next     day 2", "todo 1/2")
    workspace.ran(2, "green", "1").nnkata("").says("next     day 9")
    workspace.ran(9, "green", "1").nnkata("").says("next     day 1")
    workspace.ran(1, "green", "1").nnkata("").says("All days are green.")


def test_it_is_found_from_a_folder_inside(workspace):
    workspace.goes_to("day02_second").nnkata("").says("0 of 3 days green", "my-dojo")


def test_in_the_clone_it_says_that_this_is_the_clone(room):
    room.goes_to("../suite").nnkata("").says("the clone: 3 of 84 days are written", "nnkata start ../my-dojo")


# nnkata lesson


def test_a_lesson_is_plain_text_in_a_pipe(room):
    room.nnkata("lesson 2").says("# Day 2: sums\n\nTwo and three. **Why** five?\n")


@pytest.mark.parametrize("word", ["2", "02", "002", "day2", "day02", "day02_second", "day02_second/"])
def test_a_day_has_many_spellings(room, word):
    room.nnkata(f"lesson {word}").says("# Day 2")


def test_without_a_day_it_is_the_next_one(workspace):
    workspace.nnkata("lesson").says("# Day 1")
    workspace.ran(1, "green").nnkata("lesson").says("# Day 2")
    for day in (2, 9):
        workspace.ran(day, "green")
    workspace.nnkata("lesson").says("# Day 9")


def test_without_a_workspace_it_is_the_first(room):
    room.nnkata("lesson").says("# Day 1")


def test_lesson_nought_speaks_of_the_first_day(room):
    room.nnkata("lesson 0").says(
        "# Lesson 0", "nano day01_first/kata.py", "`add`", "pytest -m day1", "red 1/2", "nnkata hint 1"
    ).hides("{")


# nnkata hint


def test_each_call_goes_one_step_further(workspace):
    workspace.nnkata("hint 2").says("hint 1 of 2", "Think of fingers.", "`nnkata hint 2` shows step 2")
    workspace.nnkata("hint 2").says("hint 2 of 2", "    a, and then b more", "This was the last step")
    workspace.nnkata("hint 2").says("hint 2 of 2")
    workspace.nnkata("hint 9").says("hint 1 of 2")


def test_a_step_can_be_asked_for_and_is_not_counted(workspace):
    workspace.nnkata("hint 2 --step 2").says("hint 2 of 2")
    workspace.nnkata("hint 2").says("hint 1 of 2")
    workspace.nnkata("hint 2 --step 1").says("`nnkata hint 2 --step 2` shows step 2")


def test_outside_of_a_workspace_nothing_is_remembered(room):
    for _ in range(2):
        room.nnkata("hint 2").says("hint 1 of 2", "`nnkata hint 2 --step 2` shows step 2")
    room.nnkata("hint 2 --step 2").says("hint 2 of 2")
    assert list(room.here.iterdir()) == []


@pytest.mark.parametrize("step", [0, -1, 3])
def test_a_step_that_is_not_there_is_refused(room, step):
    room.nnkata(f"hint 2 --step {step}").complains(f"--step {step}: day 2 has steps 1 to 2")


def test_a_day_without_hints_says_so(room):
    (room.suite / "katas/day02_second/spoilers/hints.md").write_text("nothing yet")
    room.nnkata("hint 2").complains("no hints here")


# nnkata reveal


def test_the_solution_waits_for_green(workspace):
    workspace.nnkata("reveal 2").complains("day 2: not green yet (not begun here)", "nnkata hint 2", "--give-up")
    workspace.ran(2, "red").nnkata("reveal 2").complains("not green yet (red 1/2)")
    workspace.ran(2, "green", "1").nnkata("reveal 2").says("return a + b")


def test_it_stays_open_once_it_was_green(workspace):
    workspace.ran(2, "green").ran(2, "red", "1").nnkata("reveal 2").says("return a + b")


def test_who_gives_up_may_see_it(room):
    room.nnkata("reveal 2 --give-up").says("def add(a, b):")


# nnkata reset


def test_a_reset_brings_the_stub_back_and_keeps_what_was_there(workspace):
    workspace.writes("day02_second/kata.py", "mine, 1\n").writes("day02_second/test_kata.py", "easier\n")
    workspace.nnkata("reset 2").says(
        "kept as .nnkata/backups/day02_second/kata.1.py", "kata.py: the stub again", "test_kata.py: restored"
    ).hides("lesson.md")
    assert "NotImplementedError" in workspace.reads("day02_second/kata.py")
    workspace.writes("day02_second/kata.py", "mine, 2\n").nnkata("reset 2").says("kata.2.py")
    backups = [workspace.reads(f".nnkata/backups/day02_second/kata.{number}.py") for number in (1, 2)]
    assert backups == ["mine, 1\n", "mine, 2\n"]


def test_a_reset_day_is_not_begun(workspace):
    workspace.ran(2, "red").writes("day02_second/kata.py", "mine\n").nnkata("reset 2")
    workspace.nnkata("").says(" 2 ·")


def test_a_stub_needs_no_reset(workspace):
    workspace.nnkata("reset 2").says("nothing to do")
    assert not (workspace.here / ".nnkata/backups").exists()


def test_a_missing_folder_comes_back(workspace):
    for path in (workspace.here / "day02_second").iterdir():
        path.unlink()
    (workspace.here / "day02_second").rmdir()
    workspace.nnkata("reset 2").says("kata.py: the stub again")


def test_a_reset_needs_a_workspace(room):
    room.nnkata("reset 2").complains("no workspace here", "nnkata start my-dojo")
    room.goes_to("../suite").nnkata("reset 2").complains("the clone, whose kata.py files stay stubs")
