"""The process of one check: limits itself, loads the learner's file and answers calls until the other side closes."""

import builtins
import faulthandler
import importlib.abc
import math
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from . import confinement, disk, failures, frames, inherit, limits, rehearsal, shared
from .isolation import Isolation
from .program import ABSENT, Program
from .service import Answer, Service

ENDS = 4  # at most: the conversation, the output, the memory for inputs and the one for answers
BY_HAND = "needs a terminal: run pytest with --kata-inprocess -s"
HOMES = ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "MPLCONFIGDIR", "TORCHINDUCTOR_CACHE_DIR")


def stand_by(line: socket.socket, zygote: int, kind: str) -> NoReturn:
    """Do whatever can be done before a check is known, and wait for the ends of its lines; never returns.

    Args:
        line: Brings the ends, in the order of `main`; closed when there will be none.
    """
    ends: list[int] = []
    try:
        with suppress(PermissionError):
            os.setsid()
        limits.die_with_parent(signal.SIGKILL)
        if os.getppid() == zygote:
            with suppress(Exception):  # it only saves time; and who dies here is born again, and again
                rehearsal.play(kind)
            confinement.get_ready()
            _, ends, _, _ = socket.recv_fds(line, 1, ENDS, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        line.close()
    except BaseException:  # noqa: BLE001 - it has to end here
        sys.excepthook(*sys.exc_info())
    finally:
        if not ends:
            os._exit(0)
    main(socket.socket(fileno=ends[0]), ends[1], zygote, kind == "torch", *ends[2:])


def main(connection: socket.socket, output: inherit.End, parent: int, tensors: bool, *memory: int) -> NoReturn:
    """Never returns: a child that fell out of this function would go on as a second zygote.

    Args:
        output: Where everything goes that is printed.
        parent: The zygote or the keeper.
        memory: Where large inputs arrive and large answers go, if not over the connection.
    """
    status = 1
    try:
        _stand_alone(output)
        if os.getppid() == parent:  # else it has ended before the signal of its end was asked for
            _serve(connection, tensors, memory)
        status = 0
    except (EOFError, OSError, frames.FrameError):
        status = frames.LOST  # nobody is left to tell
    except BaseException:  # noqa: BLE001 - it has to end here
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _stand_alone(output: inherit.End) -> None:
    if not isinstance(output, int):  # Windows: what C prints is lost
        sys.stdout = sys.stderr = output.makefile("w", 1, encoding="utf-8", errors="backslashreplace")
        return
    with suppress(PermissionError):  # it leads a session already
        os.setsid()
    limits.die_with_parent(signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(output)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout, sys.stderr = (os.fdopen(fd, "w", 1, "utf-8", "backslashreplace", closefd=False) for fd in (1, 2))
    sys.argv = ["kata.py"]


def _serve(connection: socket.socket, tensors: bool, memory: Sequence[int]) -> None:
    inputs, answers = (shared.inputs_in(memory[0]), shared.answers_in(memory[1])) if memory else (None, None)
    if not (inputs and answers):  # the check gives up both
        inputs = answers = None
    reader = frames.Reader(1 << 40, inputs)
    _, header, body = reader.read(connection)
    _settle(header["directory"])
    spent = math.ceil(time.process_time())  # a fresh interpreter has loaded the libraries in this process
    isolation = Isolation.unpacked(header["isolation"])
    limits.apply(header["memory"], header["cpu"] + spent, disk.longest(isolation))
    # On this signal the C level writes where the code is, even while a C call holds the interpreter.
    if frames.WHERE:
        faulthandler.register(frames.WHERE, connection, all_threads=False)
    _refuse()
    if "processes" in isolation.opens and hasattr(os, "fork"):
        import multiprocessing

        # What the learner wrote is in no file that another interpreter could import it from.
        multiprocessing.set_start_method("fork", force=True)
    try:
        confinement.confine(isolation, header["directory"])
    except confinement.UnconfinableError as reason:
        _send(connection, Answer(frames.UNCONFINED, frames.header_bytes({"message": str(reason)}), []))
        return
    settled = {"cpu": spent, "shared": inputs is not None}
    _send(connection, Answer(frames.SETTLED, frames.header_bytes(settled), []))
    service = Service(Program.unpacked(header["program"], body), tensors, header["reply"], confinement.rule(isolation))
    me = os.getpid()
    answer = service.load()
    while True:
        if os.getpid() != me:  # the learner's code forked, and its copy came back here
            os._exit(0)
        service.caught = None  # its frames may hold all the memory there is
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        _send(connection, answer, answers)
        _, header, body = reader.read(connection)
        answer = _answered(service, header, body)


def _send(connection: socket.socket, answer: Answer, beside: shared.Write | None = None) -> None:
    kind, header, chunks = answer
    size = sum(map(len, chunks))
    if beside and beside(chunks, size):
        connection.sendall(frames.beside(kind, header, size))
        return
    for piece in frames.pieces(kind, header, chunks):
        connection.sendall(piece)


def _answered(service: Service, header: dict[str, Any], body: memoryview) -> Answer:
    try:
        return service.answer(header, body)
    except MemoryError:  # not even enough to say so
        service.caught = None
    told = failures.failure("memory", failures.TOO_MUCH.format("it"))
    return Answer(frames.RAISED, frames.header_bytes(told), [])


def _settle(directory: str) -> None:
    """Make the empty work directory the only place that the process knows to write to."""
    os.chdir(directory)
    os.environ.update(dict.fromkeys(HOMES, directory))
    tempfile.tempdir = None


def _refuse() -> None:
    """Refuse what only checks may import, and what waits for a person."""
    sys.meta_path.insert(0, _Absent())
    sys.breakpointhook = _unavailable("breakpoint()")
    builtins.input = _unavailable("input()")


def _unavailable(what: str) -> Any:
    def unavailable(*arguments: Any, **named: Any) -> NoReturn:
        raise RuntimeError(f"{what} {BY_HAND}")

    return unavailable


class _Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"{fullname} is not there while your code is checked", name=fullname)
