"""A learner's file, and a worker that runs it, as a check meets them: `learner("def f(x): ...").f(3)`."""

import os
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from nnkata_plugin.worker import (
    Backend,
    Isolation,
    Limits,
    Program,
    Reply,
    Todo,
    Verdict,
    in_process,
    inherit,
    isolation,
    restore,
    sealed,
    source_of,
    supervisor,
)

PLENTY = 60.0  # seconds, where no deadline should be met however busy the machine is


class Learner:
    """One worker with the learner's file; its functions are called as in a check."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.reply = Reply(None)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: self._done(self.backend.call(name, args, kwargs), args, kwargs)

    def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._done(self.backend.run(source_of(function), args, kwargs), args, kwargs)

    def _done(self, reply: Reply, args: Any, kwargs: Any) -> Any:
        restore(args, reply.args)
        restore(kwargs, reply.kwargs)
        self.reply = reply
        return reply.value

    def verdict(self, *args: Any) -> Verdict:
        """What is said of a call of `f` that cannot be judged by its answer."""
        with pytest.raises(Verdict) as caught:
            self.f(*args)
        assert "\n" not in caught.value.message
        return caught.value

    def says(self, kind: str, *parts: str) -> Verdict:
        verdict = self.verdict()
        assert verdict.kind == kind, verdict
        for part in parts:
            assert part in verdict.message
        return verdict

    def raises(self, kind: type[BaseException], *args: Any) -> Any:
        with pytest.raises(kind) as caught:
            self.f(*args)
        return caught.value

    def todo(self) -> Todo:
        return self.raises(Todo)


def program(source: str | bytes, **more: Any) -> Program:
    text = source if isinstance(source, bytes) else textwrap.dedent(source).lstrip("\n").encode()
    return Program(text, **{"filename": "kata.py", **more})


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_forms: runs in a forked worker and in one with its own interpreter")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_forms"):
        metafunc.parametrize("learner", ["fork", "spawn"], indirect=True)


@pytest.fixture
def learner(request: pytest.FixtureRequest) -> Iterator[Callable[..., Learner]]:
    """Opens sealed workers and closes them afterwards."""
    form = getattr(request, "param", None)
    opened: list[Backend] = []

    def open_(
        source: str | bytes,
        kind: str = "numpy",
        deadline: float = PLENTY,
        memory: int = 1 << 30,
        kept_in: Isolation | None = None,
        **more: Any,
    ) -> Learner:
        limits = {name: more.pop(name) for name in ("output", "reply") if name in more}
        how = kept_in or isolation()
        how = replace(how, form=form) if form else how
        opened.append(sealed(kind, program(source, **more), Limits(deadline, memory, **limits), how))
        return Learner(opened[-1])

    yield open_
    for backend in opened:
        backend.close()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with suppress(OSError):  # killed, and waiting for whoever it was left to
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


@pytest.fixture
def alive() -> Callable[[int], bool]:
    """Whether a process runs."""
    return is_alive


@pytest.fixture
def gone() -> Callable[..., bool]:
    """Waits until processes have ended; whether they have."""

    def wait(*processes: int, seconds: float = 30.0) -> bool:
        until = time.monotonic() + seconds
        while any(map(is_alive, processes)) and time.monotonic() < until:
            time.sleep(0.02)
        return not any(map(is_alive, processes))

    return wait


@pytest.fixture
def fresh_zygotes() -> Iterator[None]:
    """No zygote from before, and none that the test spoilt afterwards."""
    supervisor.shutdown()
    supervisor._late.clear()
    yield
    supervisor.shutdown()
    supervisor._late.clear()


SPOILT = """import os, runpy, signal, socket, subprocess, sys, time
class Popen(subprocess.Popen):  # a keeper starts its worker with the same lines
    def __init__(self, command, **more):
        super().__init__([{here!r} if word == {real!r} else word for word in command], **more)
if sys.argv[1] == "keeper":
    subprocess.Popen = Popen
if sys.argv[1] in {programs!r}:
    {lines}
runpy.run_path({real!r}, run_name="__main__")
"""


@pytest.fixture
def worker_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_zygotes: None) -> Callable[..., None]:
    """`worker_starts("os.fork = refuse", "zygote")`: these programs of a worker run this line before anything else."""

    def spoil(lines: str, *programs: str) -> None:
        real, here = str(inherit.START), tmp_path / "start.py"
        asked = programs or ("zygote", "keeper")
        here.write_text(SPOILT.format(lines=lines, programs=asked, here=str(here), real=real), encoding="utf-8")
        monkeypatch.setattr(inherit, "START", here)

    return spoil


@pytest.fixture
def portable(learner: Callable[..., Learner]) -> Callable[..., Learner]:
    """The same in the portable tier, for what the confined one refuses."""
    return partial(learner, kept_in=Isolation())


@pytest.fixture(params=["sealed", "in process"])
def either(request: pytest.FixtureRequest, learner: Callable[..., Learner]) -> Iterator[Callable[..., Learner]]:
    """The same for both backends: what a check may rely on holds in each."""
    opened: list[Backend] = []

    def open_(source: str | bytes, kind: str = "numpy", **more: Any) -> Learner:
        if request.param == "sealed":
            return learner(source, kind, **more)
        opened.append(in_process(kind, program(source, **more)))
        return Learner(opened[-1])

    yield open_
    for backend in opened:
        backend.close()


TRY = '''
import ctypes, errno, fcntl, mmap, os, signal, socket, struct, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)

def syscall(number, *words):
    """The system call itself, whatever the libraries make of it: its result, or the name of the error."""
    result = libc.syscall(ctypes.c_long(number), *(ctypes.c_long(w) if isinstance(w, int) else w for w in words))
    return result if result >= 0 else errno.errorcode[ctypes.get_errno()]

def tried(*ways):
    """What came of each way: what it returned, or the name of the error."""
    found = []
    for way in ways:
        try:
            found.append(way())
        except OSError as error:
            found.append(errno.errorcode.get(error.errno, str(error)))
        except Exception as error:
            found.append(type(error).__name__)
    return found
'''


@pytest.fixture
def confined(learner: Callable[..., Learner]) -> Callable[..., Any]:
    """Runs the body of `f(path, number)` in a confined worker; returns what it returned."""

    def run(body: str, path: object = "", number: int = 0, kind: str = "list", **more: Any) -> Any:
        how = {name: more.pop(name) for name in ("form", "opens", "reads", "hides") if name in more}
        whole = f"{TRY}\ndef f(path, number):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
        return learner(whole.encode(), kind, kept_in=Isolation("confined", **how), **more).f(str(path), number)

    return run
