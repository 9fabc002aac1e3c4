"""The process that children are forked from: it has loaded the libraries and knows nothing of any check.

Run as `python -I -B zygote.py SOCKET KIND SITES`, never imported. It has one thread, so that a fork is safe. A request
on the socket brings the three ends of a child's lines: its conversation, its output and its leash. The leash tells the
parent the child's number and how it ended; when the parent lets go of it, the child's whole tree ends.
"""

import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
import types
from contextlib import suppress
from typing import Any

PACKAGE = "nnkata_worker"  # the worker's modules without the parent's: nnkata_plugin is not to be found in a child
PATIENCE = 3.0  # seconds for killed processes to disappear


def own_modules() -> tuple[Any, Any]:
    package = types.ModuleType(PACKAGE)
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules[PACKAGE] = package
    return importlib.import_module(f"{PACKAGE}.child"), importlib.import_module(f"{PACKAGE}.limits")


def settle_path(sites: list[str]) -> None:
    """See the libraries that the parent sees, such as the user's site, and no project folder of an editable install."""
    kept = [entry for entry in sys.path if not os.path.isdir(os.path.join(entry, "nnkata_plugin")) or _is_site(entry)]
    sys.path[:] = kept + [site for site in sites if site not in kept]


def _is_site(entry: str) -> bool:
    return os.path.basename(entry) in ("site-packages", "dist-packages")


def preload(kind: str) -> str | None:
    """Import what every child of this kind needs; says what is missing."""
    # Some installers leave no bytecode behind, and compiling torch takes ten seconds each time.
    sys.dont_write_bytecode = False
    try:
        if kind != "list":
            importlib.import_module("numpy")
        if kind == "torch":
            torch = importlib.import_module("torch")
            torch.set_num_threads(1)
            torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # the first one imports for two seconds
    except ImportError as error:
        return str(error)
    finally:
        sys.dont_write_bytecode = True  # what a child imports leaves no trace
    return None


class Zygote:
    """Forks children on request and ends them."""

    def __init__(self, control: socket.socket, kind: str) -> None:
        self._control = control
        self._tensors = kind == "torch"
        self._child, limits = own_modules()
        self._parent = os.getppid()
        self._live: dict[int, tuple[socket.socket, str]] = {}  # leash and work directory, by process
        limits.die_with_parent(signal.SIGTERM)
        limits.adopt_orphans()
        self._missing = preload(kind)
        self._wake, wakened = socket.socketpair()
        for end in (self._wake, wakened):
            end.setblocking(False)
        self._wakened = wakened
        signal.set_wakeup_fd(wakened.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda *_: None)  # so that it wakes the loop
        gc.collect()
        gc.freeze()  # a collection in a child would otherwise copy every page

    def serve(self) -> None:
        while os.getppid() == self._parent:
            leashes = {leash: process for process, (leash, _) in self._live.items()}
            ready, _, _ = select.select([self._control, self._wake, *leashes], [], [])
            if self._wake in ready:
                with suppress(BlockingIOError):
                    self._wake.recv(4096)
            for leash in ready:
                if leash in leashes:  # readable means closed: nothing is ever sent this way
                    self._end(leashes[leash])
            self._reap()
            if self._control in ready and not self._fork():
                break
        for process in list(self._live):
            self._end(process)

    def _fork(self) -> bool:
        """Carry out one request; False when there will be no more."""
        size, ends, _, _ = socket.recv_fds(self._control, 4, 3)
        if len(size) < 4 or len(ends) < 3:
            return False
        request = json.loads(self._control.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
        connection, leash = socket.socket(fileno=ends[0]), socket.socket(fileno=ends[2])
        output = ends[1]
        missing, zygote = self._missing, os.getpid()
        try:
            process = -1 if missing else os.fork()
        except OSError as error:  # too many processes, or no memory for one more
            missing, process = str(error), -1
        if process == 0:
            self._become_child(leash)
            self._child.main(connection, output, zygote, self._tensors)
        if process > 0:
            self._live[process] = leash, request["directory"]
            _tell(leash, process=process)
        else:
            _tell(leash, missing=missing)
            leash.close()
        connection.close()
        os.close(output)
        return True

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
        """End a child with everything that it started, remove its directory and let the parent know."""
        if process not in self._live:
            return
        leash, directory = self._live.pop(process)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process, signal.SIGKILL)
        if ended is None:
            with suppress(ProcessLookupError):  # it may not have made its own group yet
                os.kill(process, signal.SIGKILL)
            ended = os.wait4(process, 0)[1:]
        self._end_orphans()
        _remove(directory)
        status, usage = ended
        _tell(leash, status=status, cpu=usage.ru_utime + usage.ru_stime)
        leash.close()

    def _end_orphans(self) -> None:
        """Kill every child that is no check's process: it was adopted when the process that started it ended.

        Those that it started are adopted in turn, so this comes to an end. A daemon of another, running check goes
        too if it has left its parent; a loader's workers or a server's processes have not.
        """
        until = time.monotonic() + PATIENCE
        while (orphans := _children() - self._live.keys()) and time.monotonic() < until:
            for orphan in orphans:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(orphan, signal.SIGKILL)
            for orphan in orphans:
                with suppress(ChildProcessError):
                    os.waitpid(orphan, 0)


def _children() -> set[int]:
    """The processes whose parent this one is; without /proc nobody is adopted either."""
    me = os.getpid()
    with suppress(OSError), open(f"/proc/self/task/{me}/children") as children:
        return set(map(int, children.read().split()))
    with suppress(OSError):  # a kernel built without that file
        return {int(name) for name in os.listdir("/proc") if name.isdigit() and _parent(name) == me}
    return set()


def _parent(process: str) -> int:
    with suppress(OSError), open(f"/proc/{process}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])
    return 0


def _remove(directory: str) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    if os.path.isdir(directory):  # the learner's code has made a folder that cannot be listed
        for folder, inner, _ in os.walk(directory):
            for path in (os.path.join(folder, name) for name in inner):
                if not os.path.islink(path):
                    os.chmod(path, 0o700)
        shutil.rmtree(directory, ignore_errors=True)


def _tell(leash: socket.socket, **news: Any) -> None:
    with suppress(OSError):  # the parent may be gone already
        leash.sendall(json.dumps(news).encode() + b"\n")


if __name__ == "__main__":
    settle_path(json.loads(sys.argv[3]))
    Zygote(socket.socket(fileno=int(sys.argv[1])), sys.argv[2]).serve()
