"""The process that children are forked from: it has loaded the libraries and knows nothing of any check.

It has one thread, so that a fork is safe. A request on the socket brings the ends of a child's lines: its conversation,
its output, its leash, and the memory for its large inputs where there is one. The leash tells the parent the child's
number and how it ended; when the parent lets go of it, the child's whole tree ends.
"""

import gc
import json
import os
import select
import signal
import socket
from contextlib import suppress
from typing import Any

from . import advice, child, confinement, endings, inherit, limits
from .largepages import LargePages
from .preload import preload, settle_path

ENDS = 4  # at most, of a child's lines


def main(kind: str, sites: list[str], ends: list[int]) -> None:
    (control,) = inherit.taken(ends, 1)
    connection = inherit.as_socket(control)
    settle_path(sites)
    limits.die_with_parent(signal.SIGTERM)
    if not _closed(connection):  # else the parent ended before that signal was asked for
        Zygote(connection, kind).serve()


class Zygote:
    """Forks children on request and ends them."""

    def __init__(self, control: socket.socket, kind: str) -> None:
        self._control = control
        self._tensors = kind == "torch"
        self._parent = os.getppid()
        self._live: dict[int, tuple[socket.socket, str]] = {}  # leash and work directory, by process
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
            idle = self._pages and not self._live
            ready, _, _ = select.select([self._control, self._wake, *leashes], [], [], 0 if idle else None)
            if idle and not ready:
                self._pages.move_one()
            if self._wake in ready:
                with suppress(BlockingIOError):
                    self._wake.recv(4096)
            for leash in ready:
                if leash in leashes:  # readable means closed: nothing is ever sent this way
                    self._end(leashes[leash])
            self._reap()
            if self._control in ready and not self._answer():
                break
        for process in self._live:
            endings.kill(process)
        for process in list(self._live):
            self._end(process)

    def _answer(self) -> bool:
        """Carry out one request; False when there will be no more."""
        size, ends, _, _ = socket.recv_fds(self._control, 4, ENDS, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        if len(size) < 4 or len(ends) < 3:
            return False
        request = json.loads(self._control.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
        leash = socket.socket(fileno=ends[2])
        missing = self._missing or self._fork(request["directory"], leash, ends)
        if missing:
            _tell(leash, missing=missing)
            leash.close()
        for end in (ends[0], ends[1], *ends[3:]):
            os.close(end)
        return True

    def _fork(self, directory: str, leash: socket.socket, ends: list[int]) -> str | None:
        """Start a child in a directory of its own; says why it could not be."""
        try:
            # Made here, so that it is known here: a parent that is killed at any moment leaves none behind.
            os.mkdir(directory, 0o700)
        except OSError as error:
            where, why = os.path.dirname(directory), advice.told(error, advice.WRITABLE)
            return f"no work directory in {where}: {why}"
        zygote = os.getpid()
        try:
            process = os.fork()
        except OSError as error:  # too many processes, or no memory for one more
            endings.remove(directory)
            return f"no process for a worker: {advice.told(error, advice.CROWDED)}"
        if process == 0:
            self._become_child(leash)
            child.main(socket.socket(fileno=ends[0]), ends[1], zygote, self._tensors, *ends[3:])
        self._live[process] = leash, directory
        _tell(leash, process=process)
        return None

    def _become_child(self, leash: socket.socket) -> None:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        others = [other for other, _ in self._live.values()]
        for end in (self._control, self._wake, self._wakened, leash, *others):
            end.close()

    def _reap(self) -> None:
        for process in list(self._live):
            number, status, usage = os.wait4(process, os.WNOHANG)
            if number:
                self._end(process, (status, usage))

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
        endings.end_orphans(self._live)
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
