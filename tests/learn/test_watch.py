"""`nnkata watch`, at a terminal of its own: what is saved is checked, and keys are answered."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

import pytest

from tests.learn.conftest import OUTSIDE, SOLUTION

PATIENCE = 60
WAITING = "q quit"
WRONG = "def add(a, b):\n    return a - b\n"
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A person at a terminal in which `nnkata watch` runs."""

    def __init__(self, room, words):
        self.room = room
        self.end, theirs = pty.openpty()
        self.former = termios.tcgetattr(theirs)
        command = [sys.executable, "-P", "-c", OUTSIDE, str(room.suite), "watch", *words.split()]
        environment = os.environ | {"COLUMNS": "120", "TERM": "xterm"}
        # A session of its own, so that Ctrl-C at this terminal is its signal.
        self.process = subprocess.Popen(
            command, cwd=room.here, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
            preexec_fn=lambda: (os.setsid(), os.close(os.open(os.ttyname(0), os.O_RDWR))),
        )  # fmt: skip
        self.theirs = theirs
        self.unread = ""

    def sees(self, *parts):
        """These parts come, in this order; what follows them waits for the next look."""
        end = time.monotonic() + PATIENCE
        for part in parts:
            while part not in self.unread:
                if not select.select([self.end], [], [], max(0, end - time.monotonic()))[0]:
                    pytest.fail(f"{part!r} did not come:\n{self.unread}")
                self.unread += COLOURS.sub("", os.read(self.end, 65536).decode(errors="replace"))
            self.before, _, self.unread = self.unread.partition(part)
        return self

    def saves(self, text, place="day01_first/kata.py"):
        self.room.writes(place, text)
        return self

    def types(self, key):
        os.write(self.end, key.encode())
        return self

    def ends(self):
        return self.process.wait(PATIENCE)


@pytest.fixture
def terminal(workspace):
    opened = []

    def open_(words=""):
        opened.append(Terminal(workspace, words))
        return opened[-1]

    yield open_
    for one in opened:
        one.process.kill()
        one.process.wait()
        os.close(one.end)
        os.close(one.theirs)


def test_each_save_is_checked(terminal):
    person = terminal().sees("todo 0/2", "waiting for day01_first/kata.py", WAITING)
    person.saves(WRONG).sees("test_two_and_three_are_five", "takes away", "red 1/2", WAITING)
    person.saves(SOLUTION).sees("green", WAITING)
    person.saves("def add(a, b:\n").sees("SyntaxError", "red 0/2", WAITING)
    assert person.types("q").ends() == 0


def test_of_what_is_red_only_the_first_is_shown(terminal):
    person = terminal().sees(WAITING).saves("def add(a, b):\n    return 8.5\n")
    person.sees("test_two_and_three_are_five", "red 0/2", WAITING)
    assert "test_nothing_changes_nothing" not in person.before


def test_a_file_that_is_replaced_or_comes_back_is_seen(terminal, workspace):
    """As editors save: a new file is moved to the place of the old one."""
    person = terminal().sees(WAITING)
    workspace.writes("new.py", SOLUTION)
    (workspace.here / "new.py").replace(workspace.here / "day01_first/kata.py")
    person.sees("green", WAITING)
    (workspace.here / "day01_first/kata.py").unlink()
    person.sees("kata.py", "waiting for", WAITING).saves(SOLUTION).sees("green", WAITING)


def test_what_is_saved_during_a_run_is_checked_after_it(terminal):
    person = terminal().sees(WAITING).saves("import time\n\ndef add(a, b):\n    time.sleep(0.5)\n    return a - b\n")
    time.sleep(0.3)
    person.saves(SOLUTION).sees("green", WAITING)


def test_slow_checks_wait_until_the_others_pass(terminal):
    slow = "import time\n\ndef add(a, b):\n    time.sleep(0.6 * (b == 0))\n    return a + b{}\n"
    person = terminal().sees(WAITING).saves(slow.format("")).sees("green", WAITING)
    assert "left out" not in person.before
    person.saves(slow.format(" + 1")).sees("red 0/2", "1 slow left out: a runs all", WAITING)
    person.types("a").sees("2 failed", WAITING)
    person.saves(slow.format(" + 0")).sees("partial 1/2", "green", WAITING)


def test_keys_are_answered(terminal):
    person = terminal("2").sees("day02_second", WAITING)
    person.types("h").sees("Think of fingers", WAITING).types("h").sees("hint 2 of 2", WAITING)
    person.types("r").sees("day 2: not green yet", WAITING)
    person.types("n").sees("waiting for day09_ninth", WAITING).types("n").sees("waiting for day01_first", WAITING)
    person.types("b").sees("todo 0/2", WAITING)
    person.saves(SOLUTION).sees("green", WAITING).types("r").sees("Why: because", WAITING)


def test_ctrl_c_stops_a_run_and_while_waiting_ends_it(terminal):
    person = terminal().sees(WAITING).saves("def add(a, b):\n    while True:\n        pass\n")
    time.sleep(0.5)
    person.types("\x03").sees("KeyboardInterrupt", WAITING)
    person.types("\x03").sees("stopped")
    assert person.ends() == 130
    assert termios.tcgetattr(person.theirs) == person.former


def test_without_a_terminal_it_works_too(workspace):
    process = workspace.begins("watch 1")
    lines = iter(process.stdout.readline, "")
    assert any("Ctrl-C ends it" in line for line in lines)
    workspace.writes("day01_first/kata.py", SOLUTION)
    assert any("green" in line for line in lines)
    process.kill()
    process.communicate()


def test_where_there_is_nothing_to_watch_it_says_so(room, workspace):
    workspace.gets_new_days("day03_third").nnkata("watch 3").complains("no day 3 here yet: nnkata start .")
    room.goes_to("/").nnkata("watch").complains("no workspace here")
