"""Seccomp: system calls that the kernel refuses a process, and what it asks of the arguments of others.

A list of what is refused, not of what is allowed: libraries use hundreds of calls, and each machine's use others.
So the whole table of the kernel was gone through for what could outlive the process, leave it, or reach another; what
was added to the table since is refused as if the kernel did not have it.
"""

import ctypes
import errno
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from . import syscalls
from .syscalls import NUMBERS

# Files whose owner the process is can be changed without being opened, so Landlock is not asked.
_METADATA = """
    chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat setxattr lsetxattr
    fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat file_setattr
    name_to_handle_at open_by_handle_at inotify_init inotify_init1 fanotify_init
"""
# What stays when the process has ended, and memory that no limit counts.
_OUTLIVING = """
    shmget shmat shmctl semget semop semtimedop semctl msgget msgsnd msgrcv msgctl mq_open mq_unlink
    add_key request_key keyctl memfd_create memfd_secret
"""
_OTHER_PROCESSES = """
    ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp migrate_pages move_pages
    pidfd_open pidfd_send_signal pidfd_getfd setpriority ioprio_set sched_setscheduler sched_setparam sched_setattr
"""
# A change of user would also let go of the signal that comes when the parent ends.
_IDENTITY = """
    setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups
    personality modify_ldt lsm_set_self_attr unshare setns chroot
"""
_MOUNTS = """
    mount umount2 pivot_root open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick mount_setattr
    statmount listmount
"""
_MACHINE = """
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register init_module finit_module
    delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl quotactl_fd syslog vhangup
    sethostname setdomainname settimeofday clock_settime adjtimex clock_adjtime iopl ioperm uselib _sysctl
    lookup_dcookie nfsservctl sync syncfs
"""
_ALWAYS = (_METADATA + _OUTLIVING + _OTHER_PROCESSES + _IDENTITY + _MOUNTS + _MACHINE + "execve execveat").split()
# A message can carry an address, and open files.
_CONNECTIONS = ["connect", "bind", "listen", "accept", "accept4", "sendmsg", "sendmmsg"]
_NEW_PROCESSES = ["fork", "vfork"]

ME = -1
"""Stands for the number of the process, among the words that an argument may be."""

_UNIX, _INET, _INET6, _STREAM, _ANY_KIND = 1, 2, 10, 1, 0xF
_THREAD, _PARENT, _NAMESPACES = 0x10000, 0x8000, 0x7E020080
_GET_AND_SET_OF_ONE_DESCRIPTOR = (0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 36, 37, 38, 1030, 1031, 1032, 1033, 1034)
"""Of fcntl. Not the owner of a descriptor: whoever that is gets a signal, and which one can be chosen. No leases."""
_TERMINAL_AND_READINESS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x40049409, 0x4020940D)
"""Of ioctl: is it a terminal, how wide, how much is there to read, blocking, inheritance, copies that share blocks.
The owner, again, and flags of files that anybody may open are not among them."""
_HARMLESS_OPTIONS = (2, 3, 7, 13, 15, 16, 21, 22, 23, 25, 27, 29, 30, 38, 39, 41, 42, 0x53564D41)
"""Of prctl: what only asks; names of threads and memory; timer slack, huge pages, fewer privileges. Not the signal that
comes when the parent ends, nor whether the process can be dumped."""


@dataclass(frozen=True)
class _Asked:
    """What is asked of an argument: that, under the mask, it is one of these words.

    Only the lower half of an argument is looked at: the kernel, too, takes these as 32 bits.
    """

    name: str
    argument: int
    words: tuple[int, ...]
    mask: int = 0xFFFFFFFF


def _asked(opens: Collection[str]) -> Iterable[_Asked]:
    yield _Asked("prctl", 0, _HARMLESS_OPTIONS)
    yield _Asked("fcntl", 1, _GET_AND_SET_OF_ONE_DESCRIPTOR)
    yield _Asked("ioctl", 1, _TERMINAL_AND_READINESS)
    yield _Asked("prlimit64", 0, (0, ME))
    yield _Asked("sched_setaffinity", 0, (0, ME))
    yield _Asked("socketpair", 0, (_UNIX,))
    if "processes" in opens:
        # Landlock keeps their signals among themselves.
        yield _Asked("clone", 0, (0,), _PARENT | _NAMESPACES)
    else:
        # The end of a pair of datagram sockets can still send to any address.
        yield _Asked("socketpair", 1, (_STREAM,), _ANY_KIND)
        yield _Asked("clone", 0, (_THREAD,), _THREAD | _NAMESPACES)
        yield _Asked("kill", 0, (ME, 0))
        yield from (_Asked(name, 0, (ME,)) for name in ("tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"))
    yield _Asked("socket", 0, _families(opens))


def _families(opens: Collection[str]) -> tuple[int, ...]:
    return (_UNIX,) * ("processes" in opens) + (_INET, _INET6) * ("loopback" in opens)


def _refused(opens: Collection[str]) -> list[str]:
    names = list(_ALWAYS)
    if "processes" not in opens:
        names += _NEW_PROCESSES
    if not _families(opens):
        names += _CONNECTIONS
    return names


# The language of filters: load a word, keep some bits, compare, return.
_LOAD, _AND, _EQUAL, _ABOVE, _NOT_BELOW, _RETURN = 0x20, 0x54, 0x15, 0x25, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _ABSENT = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS
_SET_FILTER, _SPECULATE = 1, 4

_Step = tuple[int, int, int, int]
"""An instruction: what, steps to skip if so, steps to skip if not, with which word."""


@cache
def _steps(opens: frozenset[str], place: int) -> tuple[_Step, ...]:
    steps: list[_Step] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, syscalls.ARCHITECTURES[place]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_ABOVE, 0, 1, syscalls.NEWEST),  # x32's numbers have a high bit, so they are above, too
        (_RETURN, 0, 0, _ABSENT),
        (_NOT_BELOW, 0, 2, syscalls.UNUSED[place]),
        (_NOT_BELOW, 1, 0, syscalls.NUMBERED_ALIKE),
        (_RETURN, 0, 0, _ABSENT),
    ]

    def where(name: str, then: list[_Step]) -> None:
        if (number := NUMBERS[name][place]) is not None:
            steps.extend([(_EQUAL, 0, len(then), number), *then])

    # glibc then makes threads with clone, whose flags a filter can read.
    where("clone3", [(_RETURN, 0, 0, _ABSENT)])
    for name in _refused(opens):
        where(name, [(_RETURN, 0, 0, _REFUSE)])
    for asked in _asked(opens):
        last = len(asked.words) - 1
        compared = [(_EQUAL, last - at + 1, 0, word) for at, word in enumerate(asked.words)]
        loaded = [(_LOAD, 0, 0, _ARGUMENTS + 8 * asked.argument), (_AND, 0, 0, asked.mask)]
        where(asked.name, [*loaded, *compared, (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _NUMBER)])
    steps.append((_RETURN, 0, 0, _ALLOW))
    return tuple(steps)


def compiled(opens: Collection[str], process: int) -> bytes:
    """The filter of a process, as the kernel reads it."""
    place = syscalls.column()
    assert place is not None
    one = struct.Struct("<HBBI")
    return b"".join(
        one.pack(what, yes, no, process if word == ME else word)
        for what, yes, no, word in _steps(frozenset(opens), place)
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(filter_: bytes) -> None:
    """Put this filter on this thread, and on all that it starts. Raises OSError."""
    program = _Program(len(filter_) // 8, filter_)
    # Else the kernel slows down every branch of a process with a filter, and it is timed beside others.
    syscalls.call("seccomp", _SET_FILTER, _SPECULATE, ctypes.byref(program))


def available() -> bool:
    """Whether this kernel has filters."""
    try:
        syscalls.call("seccomp", 2, 0, ctypes.byref(ctypes.c_uint32(_KILL)))  # is this action known?
    except OSError:
        return False
    return True
