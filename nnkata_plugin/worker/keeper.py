"""The process that keeps one worker with an interpreter of its own: it starts it, and ends whatever became of it.

It speaks to the parent as a zygote does: over the leash it tells the worker's number and how it ended, and when the
parent lets go of the leash, by wish or because it was killed, the worker's whole tree ends and its directory goes.
"""

import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from . import advice, endings, inherit, limits


def main(directory: str, kind: str, sites: list[str], ends: Sequence[int] | None) -> None:
    connection, output, leash_end, *shared = inherit.taken(ends, 3)
    leash = inherit.as_socket(leash_end)
    limits.adopt_orphans()
    try:
        os.mkdir(directory, 0o700)
    except OSError as error:
        _tell(
            leash, missing=f"no work directory in {os.path.dirname(directory)}: {advice.told(error, advice.WRITABLE)}"
        )
        return
    settings = {"kind": kind, "sites": sites, "keeper": os.getpid()}
    # Whatever is started from there bears the name of the directory: what escapes can be found by it.
    environment = {**os.environ, "HOME": directory}
    try:
        worker = inherit.start("fresh", settings, [connection, output, *shared], environment, errors=2)
    except OSError as error:
        endings.remove(directory)
        _tell(leash, missing=f"no process for a worker: {advice.told(error, advice.CROWDED)}")
        return
    for end in (connection, output, *shared):
        inherit.close(end)
    _keep(worker, leash)
    endings.kill_group(worker.pid)
    endings.end_orphans()
    _tell(leash, code=worker.returncode, cpu=_processor_seconds())
    endings.remove(directory)
    os._exit(0)  # the parent waits for it


def _keep(worker: "subprocess.Popen[bytes]", leash: socket.socket) -> None:
    """Return when the worker has ended; end it when the parent lets go of it, or has ended itself."""
    parent = os.getppid()

    def end(*_: object) -> None:
        endings.kill(worker.pid)

    def end_with_parent(*_: object) -> None:
        if os.getppid() != parent:  # else it was only a thread of it
            end()

    def end_with_leash() -> None:
        with suppress(OSError):
            leash.recv(1)  # nothing is ever sent this way: this waits until it is closed
        if worker.poll() is None:
            end()

    signal.signal(signal.SIGTERM, end_with_parent)
    limits.die_with_parent(signal.SIGTERM)
    _tell(leash, process=worker.pid)
    threading.Thread(target=end_with_leash, daemon=True).start()
    worker.wait()


def _processor_seconds() -> float:
    try:
        import resource
    except ImportError:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tell(leash: socket.socket, **news: Any) -> None:
    with suppress(OSError):  # the parent may be gone already
        leash.sendall(json.dumps(news).encode() + b"\n")
