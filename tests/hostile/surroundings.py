"""What a hostile file must leave as it was: processes, the learner's folders, and marked places elsewhere."""

import ctypes
import fcntl
import os
import pwd
import site
import struct
import subprocess
from contextlib import suppress
from pathlib import Path

import nnkata_plugin

FS_IOC_GETFLAGS, FS_IOC_SETFLAGS = 0x80086601, 0x40086602
IPC_RMID = 0
SITE = "env/lib/python*/site-packages"
REMOVE = {"shm": ("shmctl", 2), "msg": ("msgctl", 2), "sem": ("semctl", 3)}
"""The call that ends a System V object, and at which of its arguments it says so."""


class Surroundings:
    """A learner's folders, and the places of this machine where a file may have left something.

    Elsewhere others work too. So whatever a program writes outside of the learner's folders has a name that begins
    with `hostile` and holds its work directory, slashes turned into dashes: that can be found, and removed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = "hostile" + str(folder.resolve()).replace("/", "-")
        home = Path(pwd.getpwuid(os.getuid()).pw_dir)
        engine = Path(nnkata_plugin.__file__).parent
        sites = [Path(entry) for entry in site.getsitepackages()]
        places = ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/etc/cron.d", "/var/spool/cron"]
        self._elsewhere = [
            *map(Path, places),
            *(home, home / ".config", home / ".config" / "autostart", Path.cwd()),
            *(engine, engine / "worker", engine.parent, *sites, *(entry / "numpy" for entry in sites)),
        ]
        self._before: dict[str, object] = {}

    def remember(self) -> None:
        """From now on, a difference is a change."""
        self._before = self._here() | self._objects()

    def changes(self) -> list[str]:
        """What was created, changed or removed since then, one line each."""
        now = self._here() | self._objects()
        names = sorted(name for name in {*now, *self._before} if now.get(name) != self._before.get(name))
        words = {(False, True): "created", (True, False): "removed", (True, True): "changed"}
        return [f"{words[name in self._before, name in now]}: {name}" for name in names] + [
            f"created: {path}" for path in self._marked()
        ]

    def remove(self) -> None:
        """Remove the learner's folders, what is marked, and what outlives processes."""
        for path in [self._folder, *self._marked()]:
            _remove(path)
        for name in set(self._objects()) - set(self._before):
            kind, _, number = name.partition(" ")
            call, place = REMOVE[kind]
            arguments = [int(number), 0, 0, 0]
            arguments[place - 1] = IPC_RMID
            getattr(ctypes.CDLL(None), call)(*arguments)

    def _here(self) -> dict[str, object]:
        """Each file of the learner's folders with what tells that it was touched: a change of mode, too."""
        found: dict[str, object] = {}
        fringe = [self._folder / "home", self._folder / "dojo", self._folder / "tmp", *self._folder.glob(SITE)]
        while fringe:
            with suppress(OSError):  # folders may be nested so deep that their path is too long
                for entry in os.scandir(fringe.pop()):
                    state = entry.stat(follow_symlinks=False)
                    times = state.st_mtime_ns, state.st_ctime_ns
                    found[entry.path] = (state.st_mode, state.st_uid, state.st_size, *times)
                    if entry.is_dir(follow_symlinks=False):
                        fringe.append(Path(entry.path))
        found["the terminal"] = (self._folder / "terminal").stat().st_size
        return found

    def _objects(self) -> dict[str, object]:
        """Shared memory, queues and semaphores of System V, which nobody removes when their maker ends."""
        found: dict[str, object] = {}
        for kind in REMOVE:
            with suppress(OSError):
                for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]:
                    found[f"{kind} {line.split()[1]}"] = True
        return found

    def _marked(self) -> list[Path]:
        found = {}
        for place in self._elsewhere:
            with suppress(OSError):
                for entry in os.scandir(place):
                    if entry.name.startswith(self._mark):
                        found[os.path.realpath(place) + "/" + entry.name] = Path(entry.path)
        return list(found.values())


def _remove(path: Path) -> None:
    """With `rm`, which folders nested by the thousand do not stop."""
    if subprocess.run(["rm", "-rf", path], stderr=subprocess.DEVNULL, check=False).returncode:
        for folder, _, files in os.walk(path):
            for name in (folder, *(os.path.join(folder, file) for file in files)):
                _unlock(name)
        subprocess.run(["rm", "-rf", path], check=True)


def _unlock(path: str) -> None:
    """Root may have made a file that cannot be removed."""
    with suppress(OSError):
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.ioctl(fd, FS_IOC_SETFLAGS, struct.pack("l", 0))
            os.chmod(path, 0o700)
        finally:
            os.close(fd)


def descendants(root: int) -> dict[int, tuple[int, str]]:
    """Every living process below `root`, with its parent and its command."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with suppress(OSError), open(f"/proc/{name}/stat", "rb", buffering=0) as stat:
                state, parent, *_ = stat.read().rpartition(b")")[2].split(None, 2)
                parents[int(name)] = int(parent), state in (b"Z", b"X")
    below: dict[int, tuple[int, str]] = {}
    fringe = {root}
    while fringe := {process for process, (parent, dead) in parents.items() if parent in fringe and not dead}:
        below |= {process: (parents[process][0], _command(process)) for process in fringe}
    return below


def _command(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return ""


def state(process: int) -> str:
    """What another process may do to this one without ending it: priority, processors, limits, a debugger."""
    told = []
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        told = [f"nice {fields[16]}", f"policy {fields[38]}"]
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(("TracerPid:", "Cpus_allowed_list:")):
                told.append(" ".join(line.split()))
        told += [Path(f"/proc/{process}/limits").read_text(), Path(f"/proc/{process}/oom_score_adj").read_text()]
    return ", ".join(told)
