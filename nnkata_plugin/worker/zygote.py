"""The process that children are forked from: it has loaded the libraries and knows nothing of any check.

It has one thread, so that a fork is safe. A request on the socket brings the ends of a child's lines: its conversation,
its output, its leash, and the memory for what is large, where there is some. The leash tells the parent the child's
number and how it ended; when the parent lets go of it, the child's whole tree ends.

One child stands by at any time: a fork and the first steps after it take longer than all the rest of a small check, and
while a check runs, or between two of them, nobody waits for that. It knows nothing either, and plays one check only.
"""

import gc
import json
import os
import select
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from . import advice, child, confinement, endings, inherit, limits
from .largepages import LargePages
from .preload import preload, settle_path

ENDS = 5  # at most, of a child's lines


def main(kind: str, sites: list[str], ends: list[int]) -> None:
    (control,) = inherit.taken(ends, 1)
    connection = inherit.as_socket(control)
    settle_path(sites)
    limits.die_with_parent(signal.SIGTERM)
    if not _closed(connection):  # else the parent ended before that signal was asked for
        Zygote(connection, kind).serve()


class Spare(NamedTuple):
    """A child that stands by, and the line on which it gets its ends."""

    process: int
    line: socket.socket


class Zygote:
    """Forks children on request and ends them."""

    def __init__(self, control: socket.socket, kind: str) -> None:
        self._control = control
        self._kind = kind
        self._parent = os.getppid()
        self._live: dict[int, tuple[socket.socket, str]] = {}  # leash and work directory, by process
        self._spare: Spare | None = None
        self._crowded = False
        limits.adopt_orphans()
        self._missing = preload(kind)
        confinement.prepare()
        self._wake, wakened = socket.socketpair()
        for end in (self._wake, wakened):
            end.setblocking(False)
        self._wakened = wakened
        signal.set_wakeup_fd(wakened.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda *_: None)  # so that it wakes the loop
        gc.collect()
        gc.freeze()  # a collection in a child would otherwise copy every page
        self._pages = LargePages()

    def serve(self) -> None:
        while os.getppid() == self._parent:
            leashes = {leash: process for process, (leash, _) in self._live.items()}
            work = self._work()
            ready, _, _ = select.select([self._control, self._wake, *leashes], [], [], 0 if work else None)
            if work and not ready:
                work()
            if self._wake in ready:
                with suppress(BlockingIOError):
                    self._wake.recv(4096)
            for leash in ready:
                if leash in leashes:  # readable means closed: nothing is ever sent this way
                    self._end(leashes[leash])
            self._reap()
            if self._control in ready and not self._answer():
                break
        for process in (*self._live, *self._standing_by()):
            endings.kill(process)
        for process in list(self._live):
            self._end(process)

    def _work(self) -> Callable[[], object] | None:
        """What there is to do while nobody asks for anything."""
        if self._missing:
            return None
        if self._pages:  # first: what is forked before has the small pages still
            return None if self._live else self._pages.move_one
        return None if self._spare or self._crowded else self._bear

    def _answer(self) -> bool:
        """Carry out one request; False when there will be no more."""
        crowded = None if self._missing else self._bear()  # before: a child must not hold ends that are not its own
        size, ends, _, _ = socket.recv_fds(self._control, 4, ENDS, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        if len(size) < 4 or len(ends) < 3:
            return False
        request = json.loads(self._control.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
        leash = socket.socket(fileno=ends[2])
        theirs = [*ends[:2], *ends[3:]]
        missing = self._missing or crowded or self._launch(request["directory"], leash, theirs)
        if missing:
            _tell(leash, missing=missing)
            leash.close()
        for end in theirs:
            os.close(end)
        return True

    def _launch(self, directory: str, leash: socket.socket, ends: list[int]) -> str | None:
        """Give the child that stands by these ends, and a directory of its own; says why it could not be."""
        try:
            # Made here, so that it is known here: a parent that is killed at any moment leaves none behind.
            os.mkdir(directory, 0o700)
        except OSError as error:
            where, why = os.path.dirname(directory), advice.told(error, advice.WRITABLE)
            return f"no work directory in {where}: {why}"
        assert self._spare is not None
        spare, self._spare = self._spare, None
        with spare.line, suppress(OSError):  # one that was killed meanwhile is reaped, and its end told, like any other
            socket.send_fds(spare.line, [b"."], ends)
        self._live[spare.process] = leash, directory
        _tell(leash, process=spare.process)
        return None

    def _bear(self) -> str | None:
        """Fork a child that stands by, where there is none; says why it could not be."""
        self._reap()
        if self._spare:
            return None
        zygote = os.getpid()
        ours, theirs = socket.socketpair()
        try:
            process = os.fork()
        except OSError as error:  # too many processes, or no memory for one more
            self._crowded = True  # until one can be had, only on request: this must not become a busy loop
            ours.close()
            theirs.close()
            return f"no process for a worker: {advice.told(error, advice.CROWDED)}"
        if process == 0:
            self._become_child(ours)
            child.stand_by(theirs, zygote, self._kind)
        theirs.close()
        self._crowded = False
        self._spare = Spare(process, ours)
        return None

    def _standing_by(self) -> tuple[int, ...]:
        return (self._spare.process,) if self._spare else ()

    def _become_child(self, line: socket.socket) -> None:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        others = [other for other, _ in self._live.values()]
        for end in (self._control, self._wake, self._wakened, line, *others):
            end.close()

    def _reap(self) -> None:
        for process in list(self._live):
            number, status, usage = os.wait4(process, os.WNOHANG)
            if number:
                self._end(process, (status, usage))
        if self._spare and os.waitpid(self._spare.process, os.WNOHANG)[0]:
            self._spare.line.close()
            self._spare = None

    def _end(self, process: int, ended: tuple[int, Any] | None = None) -> None:
        """End a child with everything that it started, let the parent know, and remove its directory."""
        if process not in self._live:
            return
        leash, directory = self._live.pop(process)
        if ended is None:
            endings.kill(process)
            ended = os.wait4(process, 0)[1:]
        else:
            endings.kill_group(process)
        endings.end_orphans({*self._live, *self._standing_by()})
        status, usage = ended
        _tell(leash, code=os.waitstatus_to_exitcode(status), cpu=usage.ru_utime + usage.ru_stime)
        endings.remove(directory)
        leash.close()


def _closed(connection: socket.socket) -> bool:
    """Whether nobody holds the other end."""
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False


def _tell(leash: socket.socket, **news: Any) -> None:
    with suppress(OSError):  # the parent may be gone already
        leash.sendall(json.dumps(news).encode() + b"\n")
