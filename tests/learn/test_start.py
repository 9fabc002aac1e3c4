"""`nnkata start`: a workspace is made, and brought up to the suite."""

import shutil

import pytest

from nnkata_plugin.learn import files


def test_a_new_workspace_has_a_folder_a_day_and_says_what_to_type_next(room):
    room.nnkata("start my-dojo").says(
        "my-dojo: a workspace with 3 days", "cd my-dojo", "nnkata lesson 0", "pytest -m day1"
    )
    names = sorted(path.name for path in (room.here / "my-dojo").iterdir())
    assert names == [
        ".nnkata",
        "README.md",
        "day01_first",
        "day02_second",
        "day09_ninth",
        "lesson0.md",
        "nnkata.toml",
        "pytest.ini",
    ]
    assert sorted(path.name for path in (room.here / "my-dojo/day02_second").iterdir()) == [
        "kata.py",
        "lesson.md",
        "test_kata.py",
    ]


def test_the_state_folder_explains_itself(workspace):
    assert "progress.jsonl" in workspace.reads(".nnkata/README.md")
    assert workspace.reads(".nnkata/.gitignore").endswith("*\n")
    assert workspace.reads(".nnkata/CACHEDIR.TAG").startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_name_with_a_space_is_quoted_in_the_next_line(room):
    room.nnkata("start 'mein Döjo'").says("cd 'mein Döjo'")


def test_the_current_folder_will_do_if_it_is_empty(room):
    room.nnkata("start .").says(".: a workspace").hides("cd ")


def test_a_folder_that_git_has_begun_will_do(room):
    (room.here / "mine/.git").mkdir(parents=True)
    room.nnkata("start mine").says("mine: a workspace")


def test_folders_above_are_made_too(room):
    room.nnkata("start a/b/c").says("a/b/c: a workspace")


def test_an_upgrade_restores_checks_and_lessons_and_keeps_what_was_there(workspace):
    workspace.writes("day01_first/test_kata.py", "def test_nothing(): ...\n").writes(
        "day02_second/lesson.md", "my notes\n"
    )
    (workspace.here / "day09_ninth/test_kata.py").unlink()
    workspace.nnkata("start .").says(
        "up to date",
        "restored  lesson.md of day 2",
        "restored  test_kata.py of days 1, 9",
        "in .nnkata/backups",
        "3 kata.py, untouched",
    )
    assert "two_and_three" in workspace.reads("day01_first/test_kata.py")
    assert workspace.reads(".nnkata/backups/day02_second/lesson.1.md") == "my notes\n"


def test_an_upgrade_never_touches_a_kata_py(workspace):
    workspace.writes("day01_first/kata.py", "mine\n").writes("day02_second/kata.py", "")
    workspace.nnkata("start .").says("3 kata.py, untouched")
    assert workspace.reads("day01_first/kata.py") == "mine\n"
    assert workspace.reads("day02_second/kata.py") == ""


def test_an_upgrade_brings_new_days_and_missing_stubs(workspace):
    workspace.gets_new_days("day03_third", "day04_fourth", "day07_seventh")
    (workspace.here / "day09_ninth/kata.py").unlink()
    workspace.nnkata("start .").says("new       days 3-4, 7", "restored  kata.py of day 9", "2 kata.py, untouched")
    assert "NotImplementedError" in workspace.reads("day04_fourth/kata.py")


def test_a_new_version_is_told_and_written_down(workspace):
    workspace.writes("nnkata.toml", 'version = "0.0.1"\n')
    workspace.nnkata("start .").says("version 0.0.1 is now 0.1.0")
    assert 'version = "0.1.0"' in workspace.reads("nnkata.toml")


def test_a_broken_marker_is_mended(workspace):
    workspace.writes("nnkata.toml", "= = =")
    workspace.nnkata("start .").says("version unknown is now 0.1.0")


def test_settings_and_readme_of_the_learner_stay(workspace):
    workspace.writes("pytest.ini", "[pytest]\naddopts = -x\n").writes("README.md", "mine\n")
    workspace.nnkata("start .").says("up to date")
    assert workspace.reads("pytest.ini") == "[pytest]\naddopts = -x\n"
    assert workspace.reads("README.md") == "mine\n"


def test_a_day_with_another_name_keeps_its_old_folder(workspace):
    workspace.writes("day02_second/kata.py", "mine\n")
    shutil.move(workspace.suite / "katas/day02_second", workspace.suite / "katas/day02_twice")
    workspace.gets_new_days()
    workspace.nnkata("start .").says(
        "new       day 2", "day02_second: day 2 is called day02_twice now; copy your kata.py over"
    )
    assert workspace.reads("day02_second/kata.py") == "mine\n"


def test_a_start_that_was_killed_is_finished_by_the_next(room, monkeypatch):
    def dies(path, content):
        if path.parent.name == "day02_second":
            raise KeyboardInterrupt
        return put(path, content)

    put = files.put
    monkeypatch.setattr(files, "put", dies)
    room.nnkata("start my-dojo").complains("stopped", status=130)
    monkeypatch.setattr(files, "put", put)
    room.nnkata("start my-dojo").says("new       day 9")
    assert "NotImplementedError" in room.reads("my-dojo/day02_second/kata.py")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("start notes.txt", "notes.txt: this is a file"),
        ("start full", "full: no workspace, and not empty (cake is there)"),
        ("start ../suite", "../suite: this is the clone"),
        ("start ../suite/katas/day10_mine", "inside the clone"),
        ("start my-dojo/another", "inside the workspace"),
        ("start notes.txt/under", "Not a directory"),
        ("start", "Missing argument"),
    ],
)
def test_a_place_that_will_not_do_is_refused_in_one_line(room, words, told):
    room.writes("notes.txt", "")
    (room.here / "full").mkdir()
    room.writes("full/cake", "").nnkata("start my-dojo")
    room.nnkata(words).complains(told)


def test_a_refused_folder_is_left_as_it_was(room):
    (room.here / "full").mkdir()
    room.writes("full/cake", "").nnkata("start full").complains("Give a new folder")
    assert [path.name for path in (room.here / "full").iterdir()] == ["cake"]
