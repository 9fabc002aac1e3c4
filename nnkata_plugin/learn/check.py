"""Run the checks of a day: in the dojo, as `pytest -m dayN` does, or for one file from any directory."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin.catalog import Dojo, Kata, Refusal, suite
from nnkata_plugin.learn import days, files, workspace

SETTINGS = Path(__file__).with_name("check.ini")
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""pytest cannot rewrite the asserts of a plugin that is loaded already; nnkata's own are not the learner's business."""
GREEN, NOT_GREEN, WRONG_USE, STOPPED = 0, 1, 2, 130


def check(target: str | None, day: str | None, benchmark: bool, json: Path | None) -> int:
    """Run the checks that the words mean. Returns 0 all green, 1 not, 2 wrong use, 130 stopped by Ctrl-C.

    Raises:
        Refusal: The words mean no checks.
    """
    options = ["--benchmark"] if benchmark else []
    if json is not None:
        files.refuse_unwritable("--json", json)
        options += ["--kata-results", str(json.absolute())]
    if day is not None and target is not None:
        return _run([*of_suite(days.kata(day), str(_file(target, day).resolve())), *options])
    kata = _day(target) if target is not None else days.kata(day) if day is not None else None
    return _run([*of_dojo(kata, workspace.here()), *options])


def run(kata: Kata, options: Sequence[str], plugins: Sequence[object]) -> int:
    """Run the checks of a day of the dojo around the current directory, with plugins of pytest beside it.

    Raises:
        Refusal: The day is not there.
    """
    return _run([*of_dojo(kata, workspace.here()), *options], plugins)


def of_suite(kata: Kata, word: str) -> list[str]:
    """What to hand to pytest so that it checks a named implementation with the suite's own checks, wherever it runs."""
    kata.facts  # noqa: B018  (reading it is the point: it refuses what is broken)
    root = suite.root()
    checks = kata.folder / "test_kata.py"
    # The root ends the search for settings and packages: the suite may lie in an environment inside some project.
    alone = [f"--rootdir={root}", f"--confcutdir={root}", "-c", str(SETTINGS)]
    return [str(checks), *alone, f"--kata-impl={word}"]


def of_dojo(kata: Kata | None, dojo: Dojo | None) -> list[str]:
    """What to hand to pytest so that it checks a day of a dojo, or all.

    Raises:
        Refusal: There is no dojo, or its checks are not the suite's.
    """
    if dojo is None:
        one = kata.day if kata else "N"
        ways = f"Go to yours, make one (nnkata start my-dojo), or: nnkata check FILE --day {one}"
        raise Refusal(f"{Path.cwd()}: no workspace here. {ways}")
    if kata:
        _refuse_absent(dojo, kata)
    own = (dojo.root / name for name in ("pytest.ini", "pyproject.toml"))
    settings = next((path for path in own if path.is_file()), SETTINGS)
    place = dojo.folder(kata) if kata else dojo.days_folder
    return [str(place), f"--rootdir={dojo.root}", "-c", str(settings), "--import-mode=importlib"]


def _refuse_absent(dojo: Dojo, kata: Kata) -> None:
    kata.facts  # noqa: B018
    if not (dojo.folder(kata) / "test_kata.py").is_file():
        restores = f"`nnkata start {dojo.root}` brings it" if dojo.is_workspace else "restore it"
        raise Refusal(f"{dojo.folder(kata) / 'test_kata.py'}: not found; {restores}")
    dojo.refuse_changed_checks(kata)


def _day(word: str) -> Kata:
    """The day that a word means, when no --day says it."""
    if days.number(word) is not None:
        return days.kata(word)
    path = Path(word)
    if path.is_file():
        raise Refusal(f"{word}: which day is this file for? Add --day, as in: nnkata check {word} --day 10")
    found = "this is a folder" if path.is_dir() else "no such file, and not a day"
    raise Refusal(f"{word}: {found}. Give a day (10 or day10), or a Python file with --day")


def _file(word: str, day: str) -> Path:
    path = Path(word)
    if path.is_file():
        return path
    found = "this is a folder" if path.is_dir() else "no such file"
    raise Refusal(f"{word}: {found}. Give a Python file, as in: nnkata check kata.py --day {day}")


class Ending:
    """How the run ended, which pytest's status alone does not tell."""

    def __init__(self) -> None:
        self.stopped = False
        self.all_green = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.stopped = excinfo.type is KeyboardInterrupt  # a broken collection is "interrupted" too

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        from nnkata_plugin.hooks import RUN

        run = session.config.stash.get(RUN, None)
        tally: Any = run.tally if run else None
        self.all_green = bool(tally and tally.days) and tally.count("green") == len(tally.days)


def _run(arguments: list[str], plugins: Sequence[object] = ()) -> int:
    ending = Ending()
    status = pytest.main([*arguments, *QUIET], plugins=[ending, *plugins])
    if ending.stopped:
        return STOPPED
    if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return GREEN if status == pytest.ExitCode.OK and ending.all_green else NOT_GREEN
    return NOT_GREEN if status == pytest.ExitCode.INTERNAL_ERROR else WRONG_USE
