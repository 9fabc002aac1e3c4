"""A network and a file system of a process's own, for days that need a server or processes of their own.

Neither can be had by a list of what is refused. The address of a connection is out of a filter's sight, so what may
connect gets a network that is nothing but itself. And processes that talk to each other do it over sockets with a path,
of which other programs have some, too: so they see no paths but those of the libraries.
"""

import errno
import os
import socket
import struct
import sys
from collections.abc import Collection, Iterable
from contextlib import suppress

from . import readable, syscalls

FILES, USER, NETWORK = 0x00020000, 0x10000000, 0x40000000
BIND, RECURSIVE, PRIVATE, NO_SETUID = 1 << 12, 1 << 14, 1 << 18, 2
SET_INTERFACE, UP = 0x8914, 1
MESSAGES = "/dev/shm"
"""Where processes keep what they share."""
MESSAGES_LIMIT = "256m"
PROCESSES = 128
"""At most, with their threads. The kernel does not count the superuser's."""


def enter(opens: Collection[str], directory: str, reads: Iterable[str]) -> None:
    """Leave the network and the files of the other processes, as far as is open to this one.

    Args:
        opens: Of ``processes`` and ``loopback`` what the day needs.
        directory: The process's own folder, which stays where it is.
        reads: What it may read beside the libraries.

    Raises:
        OSError: It could not be done; the message says what the machine does not let us do.
    """
    kinds = FILES * ("processes" in opens) | NETWORK * ("loopback" in opens)
    if not kinds:
        return
    try:
        _leave(kinds)
        if "loopback" in opens:
            _wake_loopback()
        if "processes" in opens:
            _move([*readable.roots(), "/dev/null", *reads], directory)
    except OSError as error:
        needed = " and ".join(word for word in ("processes", "loopback") if word in opens)
        raise OSError(f"the day needs {needed}, and this machine gives no namespaces for it ({error})") from None


def _leave(kinds: int) -> None:
    try:
        syscalls.call("unshare", kinds)
    except PermissionError:  # not the superuser: become one, of a world of which nobody else is
        user, group = os.geteuid(), os.getegid()
        syscalls.call("unshare", USER | kinds)
        for name, text in ("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1"):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
        _limit_processes()


def _limit_processes() -> None:
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def _wake_loopback() -> None:
    import fcntl  # not there on Windows, which has to get past the import of this module

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_:
        fcntl.ioctl(any_, SET_INTERFACE, struct.pack("16sH22x", b"lo", UP))


def _move(paths: Iterable[str], directory: str) -> None:
    """Make a root that holds these paths and nothing else, and go there."""
    _mount(None, "/", None, RECURSIVE | PRIVATE)
    own = os.open(directory, os.O_PATH | os.O_DIRECTORY)
    # The new root lies where the process's own folder did, so nothing of it is left behind.
    _mount("tmpfs", directory, "tmpfs", NO_SETUID, "mode=700,size=1m")
    places = {os.path.realpath(path) for path in paths if os.path.exists(path)}
    for path in (*places, *sys.path, *readable.SYSTEM):
        _lead_to(path, directory, places)
    for path in places:
        if os.path.isdir(path):
            os.makedirs(directory + path, exist_ok=True)
        else:
            os.close(os.open(directory + path, os.O_CREAT | os.O_WRONLY))
        _mount(path, directory + path, None, BIND | RECURSIVE)
    real = os.path.realpath(directory)
    _lead_to(directory, directory, places)
    os.makedirs(directory + real)
    _mount(f"/proc/self/fd/{own}", directory + real, None, BIND)
    os.close(own)
    os.makedirs(directory + MESSAGES, exist_ok=True)
    _mount("tmpfs", directory + MESSAGES, "tmpfs", NO_SETUID, f"mode=1777,size={MESSAGES_LIMIT}")
    syscalls.call("chroot", os.fsencode(directory))
    os.chdir(directory)


def _lead_to(path: str, root: str, places: Collection[str]) -> None:
    """Make the folders and links on the way to a path, under the new root."""
    way = "/"
    waiting = path.strip("/").split("/")
    while len(waiting) > 1 or os.path.islink(os.path.join(way, *waiting)):
        way = os.path.join(way, waiting.pop(0))
        if way in places:
            return
        if os.path.islink(way):
            with suppress(FileExistsError):
                os.symlink(os.readlink(way), root + way)
            way, waiting = "/", os.path.join(os.path.realpath(way), *waiting).strip("/").split("/")
        else:
            os.makedirs(root + way, exist_ok=True)


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind, data)]
    try:
        syscalls.call("mount", words[0], words[1], words[2], flags, words[3])
    except OSError as error:
        raise OSError(error.errno or errno.EPERM, f"{error.strerror}, at {target}") from None
