"""`nnkata` as it is installed, with the suite as it is: start-up, pipes, terminals, wrong words."""

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from nnkata_plugin import cli
from nnkata_plugin.catalog import all_katas
from nnkata_plugin.learn import hint

NNKATA = [sys.executable, "-P", "-c", "from nnkata_plugin.cli import main; main()"]
COMMANDS = (
    "start",
    "lesson",
    "check",
    "hint",
    "reveal",
    "reset",
    "plot",
    "doctor",
    "audit",
    "board",
    "bench",
    "verify",
)
FIRST = all_katas()[0]


def nnkata(*words, here, **environment):
    """What a pipe gets."""
    command = [*NNKATA, *words]
    return subprocess.run(
        command, cwd=here, capture_output=True, text=True, timeout=60, check=False, env=os.environ | environment
    )


def on_a_terminal(*words, here, columns):
    """What a terminal gets, escapes and all."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(here)
        os.environ |= {"COLUMNS": str(columns), "TERM": "xterm-256color"}
        os.environ.pop("NO_COLOR", None)
        os.execv(NNKATA[0], [*NNKATA, *words])
    printed = b""
    try:
        while piece := os.read(terminal, 1 << 16):
            printed += piece
    except OSError:
        pass  # how Linux says that the other side has gone
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, printed.decode()
    return printed.decode()


def in_this_process(*words, capsys):
    """The same without the start-up, where only words matter."""
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    printed = capsys.readouterr()
    return subprocess.CompletedProcess(words, end.value.code, printed.out, printed.err)


def complains(done, *parts):
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.startswith("nnkata: ") and done.stderr.count("\n") == 1, done.stderr
    for part in parts:
        assert part in done.stderr


@pytest.fixture(scope="module")
def dojo(tmp_path_factory):
    """A workspace that nobody changes."""
    here = tmp_path_factory.mktemp("home")
    done = nnkata("start", "mein Döjo", here=here)
    assert done.returncode == 0, done.stderr
    return here / "mein Döjo"


def test_it_loads_no_renderer_and_no_library_of_a_day_for_its_version():
    probe = (
        "import sys, nnkata_plugin.cli; print(*{'rich', 'numpy', 'torch', 'matplotlib', 'pytest'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_version_and_help(tmp_path):
    assert nnkata("--version", here=tmp_path).stdout.startswith("nnkata 0.")
    told = nnkata("--help", here=tmp_path)
    assert told.returncode == 0 and all(command in told.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(capsys, command):
    told = in_this_process(command, "--help", capsys=capsys)
    assert told.returncode == 0
    assert f"nnkata {command}" in told.stdout and "..." not in told.stdout.replace("]...", "")


def test_the_whole_suite_becomes_a_workspace(dojo):
    assert len(list(dojo.glob("day*/kata.py"))) == len(all_katas())
    calendar = nnkata(here=dojo)
    assert f"0 of {len(all_katas())} days green" in calendar.stdout and str(dojo) in calendar.stdout


def test_a_pipe_gets_no_escapes_and_may_close_early(dojo):
    for words in ((), ("lesson",), ("reveal", str(FIRST.day), "--give-up")):
        assert "\x1b" not in nnkata(*words, here=dojo).stdout
    head = subprocess.run(
        f'"{sys.executable}" -P -c "from nnkata_plugin.cli import main; main()" lesson 0 | head -c 10',
        shell=True,
        cwd=dojo,
        capture_output=True,
    )
    assert head.stderr == b""


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_gets_rendered_prose_no_wider_than_it_is(dojo, columns):
    printed = on_a_terminal("lesson", "0", here=dojo, columns=columns)
    assert "\x1b[1m" in printed and "# Lesson" not in printed
    assert max(len(line) for line in re.sub(r"\x1b\[[\d;]*m", "", printed).splitlines()) <= columns


def test_a_terminal_gets_a_coloured_calendar(dojo):
    assert "\x1b[1m" in on_a_terminal(here=dojo, columns=80)


def test_a_stream_that_cannot_show_a_letter_shows_the_rest(dojo):
    done = nnkata(here=dojo, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert f"{FIRST.day:>2} ." in done.stdout and "+ green" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["chekc"], "Did you mean 'check'"),
        (["hint"], "Missing argument 'DAY'"),
        (["hint", "1", "--step", "x"], "--step"),
        (["hint", "tomorrow"], "tomorrow: not a day. Give its number"),
        (["lesson", "85"], "day 85: there is no such kata. The nearest is day"),
        (["audit", "100-120"], "100-120: there are no katas in this span"),
        (["audit", "x-y"], "x-y: not a day"),
        (["bench", "softmax"], "bench softmax: not known. For the kernels: nnkata bench kernels"),
        (["bench", "85"], "day 85: there is no such kata"),
        (["start", os.devnull], "this is a file"),
        (["--no-such-option"], "No such option"),
    ],
)
def test_wrong_words_are_one_line(capsys, words, told):
    complains(in_this_process(*words, capsys=capsys), told)


def test_a_folder_that_may_not_be_written_is_one_line(capsys):
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc, where nobody makes folders")
    complains(in_this_process("start", "/proc/my-dojo", capsys=capsys), "/proc/my-dojo")


def test_a_current_folder_that_is_gone_is_one_line(tmp_path):
    gone = tmp_path / "gone"
    command = f"mkdir gone && cd gone && rmdir ../gone && exec {shlex.join(NNKATA)} reset {FIRST.day}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert not gone.exists()
    complains(done, "No such file or directory")


def test_hints_of_real_days_are_found_by_their_headings():
    assert len(hint.steps(FIRST)) >= 3
