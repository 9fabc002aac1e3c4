"""How whatever keeps a worker ends it: its whole tree of processes, and its directory."""

import os
import shutil
import signal
import time
from collections.abc import Collection
from contextlib import suppress

from . import disk

PATIENCE = 3.0  # seconds for killed processes to disappear
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows knows only one way to end a process


def kill(process: int) -> None:
    """Kill a process, and the group that it leads."""
    kill_group(process)
    with suppress(OSError):  # it may not have made its own group yet
        os.kill(process, KILL)


def kill_group(leader: int) -> None:
    """Kill what is left of a group; the leader itself may be gone."""
    with suppress(OSError, AttributeError):  # Windows has no groups
        os.killpg(leader, KILL)


def end_orphans(spared: Collection[int] = ()) -> None:
    """Kill every child of this process but those: it was adopted when the process that started it ended.

    Those that it started are adopted in turn, so this comes to an end. A daemon of another, running check goes too if
    it has left its parent; a loader's workers or a server's processes have not.
    """
    until = time.monotonic() + PATIENCE
    while (orphans := _children().difference(spared)) and time.monotonic() < until:
        for orphan in orphans:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(orphan, KILL)
        for orphan in orphans:
            with suppress(ChildProcessError):
                os.waitpid(orphan, 0)


def end_marked(directory: str) -> None:
    """Kill every process that is in a work directory or was started with it in its environment.

    For the tree of a worker whose keeper was killed. What left the directory and cleared its environment is not found;
    neither is anything where there is no /proc.
    """
    until = time.monotonic() + PATIENCE
    mark = os.fsencode(directory)
    while (marked := [process for process in _processes() if _bears(process, mark)]) and time.monotonic() < until:
        for process in marked:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, KILL)
        time.sleep(0.005)


def remove(directory: str) -> None:
    """Remove a work directory, once its process has ended."""
    if os.rmdir in os.supports_dir_fd:
        disk.remove(directory)
    else:
        shutil.rmtree(directory, ignore_errors=True)


def _children() -> set[int]:
    """The processes whose parent this one is; without /proc nobody is adopted either."""
    me = os.getpid()
    with suppress(OSError), open(f"/proc/self/task/{me}/children") as children:
        return set(map(int, children.read().split()))
    return {process for process in _processes() if _parent(process) == me}  # a kernel built without that file


def _processes() -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return []


def _parent(process: int) -> int:
    with suppress(OSError), open(f"/proc/{process}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])
    return 0


def _bears(process: int, mark: bytes) -> bool:
    if process == os.getpid():
        return False
    with suppress(OSError):
        if os.fsencode(os.readlink(f"/proc/{process}/cwd")).startswith(mark):
            return True
    with suppress(OSError), open(f"/proc/{process}/environ", "rb") as environ:
        return mark in environ.read()
    return False
