"""The machine as the probes see it; a test puts another in its place."""

import importlib.util
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from nnkata_plugin import worker
from nnkata_plugin.worker import landlock

LARGEST = 1 << 20


class AsideError(Exception):
    """What was tried in a process of its own failed there; the message is one line."""


class Machine:
    """What a probe may ask for.

    Args:
        root: Where ``/proc`` and ``/sys`` lie.
    """

    python = sys.version_info
    implementation = platform.python_implementation()
    is_64_bit = sys.maxsize > 1 << 32
    system = platform.system()
    architecture = platform.machine()

    def __init__(self, root: Path = Path("/"), environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.environment = os.environ if environment is None else environment
        self._children: set[subprocess.Popen[bytes]] = set()

    def close(self) -> None:
        """End what still runs aside: whoever stops the doctor does not wait for it."""
        for child in list(self._children):
            _end(child)

    def text(self, path: str) -> str:
        """What a file of the system says, without the line end; empty where there is none."""
        try:
            with (self.root / path.lstrip("/")).open("rb") as file:
                return file.read(LARGEST).decode("utf-8", "replace").strip()
        except OSError:
            return ""

    def number(self, path: str) -> int | None:
        """The number in a file of the system; None where there is none."""
        try:
            return int(self.text(path))
        except ValueError:
            return None

    def paths(self, pattern: str) -> list[str]:
        """Files and folders of the system that a pattern names."""
        return sorted(f"/{path.relative_to(self.root)}" for path in self.root.glob(pattern.lstrip("/")))

    def version(self, name: str) -> str | None:
        """The version of an installed distribution; nothing of it is imported."""
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return None

    def logical_cores(self) -> int:
        return os.cpu_count() or 1

    def usable_cores(self) -> int:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else self.logical_cores()

    def load(self) -> float | None:
        """Programs that wanted to run during the last minute."""
        try:
            return os.getloadavg()[0]
        except (OSError, AttributeError):
            return None

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def disk(self, path: str) -> Any:
        """`os.statvfs` of a folder."""
        return os.statvfs(path)

    def limit(self, name: str) -> int | None:
        """A resource limit of this process, such as ``AS``; None where there is none."""
        with suppress(ImportError, AttributeError):
            import resource

            soft = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[0]
            return None if soft == resource.RLIM_INFINITY else soft
        return None

    def finds(self, program: str) -> bool:
        return shutil.which(program, path=self.environment.get("PATH")) is not None

    def has_kernels(self) -> bool:
        return importlib.util.find_spec("nnkata_plugin._kernels") is not None

    def cannot_confine(self) -> str | None:
        """Why no worker can be confined here; None where one can."""
        return worker.missing()

    def landlock(self) -> int:
        """The version of Landlock that this kernel has; 0 for none."""
        return landlock.version()

    def aside(self, task: str, *words: str, limit: float) -> dict[str, Any]:
        """Carry out a task of `aside` in a process of its own, which may hang or crash.

        Raises:
            AsideError: It came to nothing.
        """
        command = [sys.executable, "-P", "-m", "nnkata_plugin.doctor.aside", task, *words]
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=dict(self.environment),
        )
        self._children.add(child)
        try:
            out, err = child.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _end(child)
            raise AsideError(f"no answer within {limit:g} s, so it was stopped") from None
        finally:
            self._children.discard(child)
        with suppress(ValueError, IndexError):
            told: dict[str, Any] = json.loads(out.splitlines()[-1])
            if "error" not in told:
                return told
            raise AsideError(told["error"])
        raise AsideError(_ended(child.returncode, err))


def _end(child: "subprocess.Popen[bytes]") -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=2)


def _ended(status: int, err: bytes) -> str:
    if status < 0:
        with suppress(ValueError):
            return f"the process was ended by {signal.Signals(-status).name}"
    said = err.decode("utf-8", "replace").strip().splitlines()
    return said[-1][:300] if said else f"the process ended with status {status}"
