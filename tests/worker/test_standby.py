"""The child that stands by for the next check: what comes to it does not reach the check."""

import linecache
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nnkata_plugin.worker import Isolation, Verdict, confinement, frames, rehearsal, supervisor
from nnkata_plugin.worker.service import Service

ONE = "def f(): return 1"

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")


def zygote(kind: str = "numpy") -> int:
    return supervisor.warm(kind)._program.process.pid


def children() -> list[int]:
    mine = zygote()
    return [int(word) for word in Path(f"/proc/{mine}/task/{mine}/children").read_text().split()]


def spare() -> int:
    """The only child of a zygote that has nothing to do."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            if len(found := children()) == 1:
                return found[0]
        time.sleep(0.01)
    raise AssertionError(f"children of an idle zygote: {children()}")


def gone(process: int) -> None:
    until = time.monotonic() + 20
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < until
        time.sleep(0.01)


def one_check(learner) -> None:
    kata = learner(ONE)
    assert kata.f() == 1
    kata.backend.close()


def test_the_next_check_gets_the_child_that_stood_by(learner):
    one_check(learner)
    waiting = spare()
    kata = learner("import os\ndef f(): return os.getpid()")
    assert kata.f() == waiting
    kata.backend.close()
    assert spare() != waiting


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_one_that_was_killed_meanwhile_is_replaced(learner, number):
    one_check(learner)
    lost = spare()
    os.kill(lost, number)
    gone(lost)
    assert learner("import os\ndef f(): return os.getpid()").f() != lost


ONCE = """
real = os.fork
def refused_once():
    os.fork = real
    raise OSError(11, "Resource temporarily unavailable")
os.fork = refused_once
"""


def test_one_stands_by_again_once_there_is_room(learner, worker_starts):
    worker_starts(ONCE.strip().replace("\n", "\n    "))
    with suppress(Verdict):  # of the zygote's first fork, if it was for this check
        one_check(learner)
    one_check(learner)
    assert spare()


def test_it_ends_with_its_zygote(learner, fresh_zygotes):
    one_check(learner)
    waiting = spare()
    os.kill(zygote(), signal.SIGKILL)
    gone(waiting)


def test_it_holds_nothing_of_a_check_that_runs(learner):
    """A line that somebody else held open would never be found closed."""
    one_check(learner)
    stood_by = spare()
    kata = learner("import os\ndef f(): return os.getpid()\ndef g(): return 2")
    playing = kata.f()
    assert playing == stood_by
    until = time.monotonic() + 60
    while not (waiting := [child for child in children() if child != playing]) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)  # until it has closed what it does not need
    # Beside the zygote's own standard streams, which it has until it gets others.
    lines = [os.readlink(path) for path in Path(f"/proc/{waiting[0]}/fd").iterdir() if int(path.name) > 2]
    # Its own line is a socket; nothing is a pipe, such as a check's output.
    assert sum(line.startswith("socket:") for line in lines) == 1, lines
    assert not [line for line in lines if line.startswith(("pipe:", "/memfd:"))], lines
    assert kata.g() == 2


def test_a_portable_child_keeps_no_lock_that_was_at_hand(learner):
    look = """
    import os
    def f():
        links = []
        for number in os.listdir("/proc/self/fd"):
            try: links.append(os.readlink(f"/proc/self/fd/{number}"))
            except OSError: pass  # it was the folder itself
        return links
    """
    lines = learner(look, kept_in=Isolation("portable")).f()
    assert not [line for line in lines if "landlock" in line], lines


@pytest.mark.skipif(bool(confinement.missing()), reason=f"confining {confinement.missing()}")
def test_a_confined_child_keeps_none_either(confined):
    look = """
    found = []
    for number in range(64):
        try: os.fstat(number); found.append(number)
        except OSError: pass
    return len(found)
    """
    # The standard streams, the conversation, and the memory for large inputs and for large answers.
    assert confined(look) == 6
    assert confined(look, opens=("files",)) == 6


@pytest.mark.parametrize("kind", ["list", "numpy", "torch"])
def test_a_rehearsal_is_a_call_that_succeeds_and_leaves_nothing_behind(kind, monkeypatch):
    if kind == "torch":
        pytest.importorskip("torch")
    answers = []
    answer = Service.answer

    def noted(self, header, body):
        answers.append(answer(self, header, body))
        return answers[-1]

    monkeypatch.setattr(Service, "answer", noted)
    before = dict(sys.modules)
    rehearsal.play(kind)
    assert [told.kind for told in answers] == [frames.RETURNED]
    assert {name for name in sys.modules if name in ("kata", "given", "faults")} == before.keys() & {"kata", "given"}
    assert rehearsal.NAME not in linecache.cache


def test_a_rehearsal_that_fails_costs_no_check(learner, worker_starts):
    worker_starts("import linecache; linecache.cache = type('Cache', (dict,), {'pop': lambda *_: 1 / 0})()", "zygote")
    one_check(learner)
    waiting = spare()
    time.sleep(0.3)
    assert spare() == waiting, "it lives on, and is not born again and again"
