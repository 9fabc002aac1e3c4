"""The filter, as the kernel would read it, on both machines whose system calls are known."""

import errno
import platform
import re
import struct
from pathlib import Path

import pytest

from nnkata_plugin.worker import seccomp, syscalls

ALLOW, KILL, REFUSE, ABSENT = 0x7FFF0000, 0x80000000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
ME = 4321
MACHINES = [pytest.param(place, id=name) for name, place in syscalls.MACHINES.items()]
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
A_THREADS_FLAGS = 0x3D0F00


class Filter:
    """The compiled filter of a machine: `answer` follows it as the kernel does."""

    def __init__(self, place, *opens):
        name = next(name for name, other in syscalls.MACHINES.items() if other == place)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(platform, "machine", lambda: name)
            self.steps = list(struct.iter_unpack("<HBBI", seccomp.compiled(opens, ME)))
        self.place = place

    def answer(self, number, *arguments, architecture=None):
        words = [*arguments, *[0] * (6 - len(arguments))]
        data = struct.pack("<IIQ6Q", number, architecture or syscalls.ARCHITECTURES[self.place], 0, *words)
        at = held = 0
        while True:
            what, yes, no, word = self.steps[at]
            at += 1
            match what:
                case 0x20:
                    held = struct.unpack_from("<I", data, word)[0]
                case 0x54:
                    held &= word
                case 0x06:
                    return word
                case _:
                    holds = {0x15: held == word, 0x25: held > word, 0x35: held >= word}[what]
                    at += yes if holds else no

    def of(self, name, *arguments):
        number = syscalls.NUMBERS[name][self.place]
        return None if number is None else self.answer(number, *arguments)


@pytest.mark.parametrize("place", MACHINES)
def test_what_is_named_is_refused_and_what_is_not_is_allowed(place):
    filter_ = Filter(place)
    asked = {"clone", "clone3", "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "fcntl", "ioctl",
             "prlimit64", "sched_setaffinity", "prctl", "socketpair"}  # fmt: skip
    own = {"seccomp", "capget", "capset", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
    numbers = {name: pair[place] for name, pair in syscalls.NUMBERS.items() if pair[place] is not None}
    for name in numbers.keys() - asked - own:
        assert filter_.of(name) == REFUSE, name
    unused = range(syscalls.UNUSED[place], syscalls.NUMBERED_ALIKE)
    for number in {*range(syscalls.NEWEST + 1)} - {*numbers.values()} - {*unused}:
        assert filter_.answer(number) == ALLOW, number
    assert {filter_.answer(number) for number in unused} == {ABSENT}


@pytest.mark.parametrize("place", MACHINES)
def test_numbers_that_nobody_has_looked_at_do_not_exist(place):
    filter_ = Filter(place)
    for number in (syscalls.NEWEST + 1, 512, 547, 1 << 20, 0x40000000, 0x40000000 | 41, 0xFFFFFFFF):
        assert filter_.answer(number) == ABSENT
    assert filter_.of("clone3") == ABSENT


@pytest.mark.parametrize("place", MACHINES)
def test_another_architectures_call_ends_the_process(place):
    for architecture in (0x40000003, 0x40000028, syscalls.ARCHITECTURES[1 - place]):
        assert Filter(place).answer(0, architecture=architecture) == KILL


@pytest.mark.parametrize("place", MACHINES)
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("clone", [A_THREADS_FLAGS], [0x11, 0, 0x4111, A_THREADS_FLAGS | 0x10000000, A_THREADS_FLAGS | 0x80]),
        ("kill", [ME, 0, ME | 1 << 40], [1, 0xFFFFFFFF, ME + 1, 0xFFFFFFFF & -ME]),
        ("tgkill", [ME], [1, 0, ME + 1]),
        ("tkill", [ME], [1, ME + 1]),
        ("rt_sigqueueinfo", [ME], [1]),
        ("prlimit64", [0, ME], [1]),
        ("sched_setaffinity", [0, ME], [1]),
        ("prctl", [15, 16, 2, 0x53564D41], [1, 4, 24, 36, 0x59616D61, 35]),
    ],
)
def test_of_some_the_first_argument_decides(place, name, good, bad):
    filter_ = Filter(place)
    for word in good:
        assert filter_.of(name, word) in (ALLOW, None)
    for word in bad:
        assert filter_.of(name, word) in (REFUSE, None)


@pytest.mark.parametrize("place", MACHINES)
def test_of_others_the_second(place):
    filter_ = Filter(place)
    assert filter_.of("fcntl", 3, 4) == ALLOW
    assert {filter_.of("fcntl", 3, command) for command in (8, 10, 15, 1024, 1026)} == {REFUSE}
    assert filter_.of("ioctl", 3, 0x5401) == ALLOW
    assert {filter_.of("ioctl", 3, command) for command in (0x8901, 0x8902, 0x5412, 0x40086602)} == {REFUSE}
    assert filter_.of("socketpair", 1, 1 | 0o2000000) == ALLOW
    assert {filter_.of("socketpair", *kind) for kind in ((1, 2), (1, 5), (2, 1), (30, 1))} == {REFUSE}


@pytest.mark.parametrize("place", MACHINES)
def test_what_a_day_needs_is_open_and_nothing_else(place):
    processes, loopback = Filter(place, "processes"), Filter(place, "loopback")
    assert processes.of("fork") in (ALLOW, None)
    assert processes.of("clone", 0x1200011) == ALLOW
    assert {processes.of("clone", 0x11 | flag) for flag in (0x8000, 0x80, 0x20000, 0x10000000)} == {REFUSE}
    assert {processes.of(name) for name in ("execve", "execveat", "ptrace", "unshare", "shmget")} == {REFUSE}
    assert processes.of("kill", 1) == ALLOW  # Landlock keeps it in
    assert [processes.of("socket", family) for family in (1, 2, 10, 16)] == [ALLOW, REFUSE, REFUSE, REFUSE]
    assert [loopback.of("socket", family) for family in (1, 2, 10, 16)] == [REFUSE, ALLOW, ALLOW, REFUSE]
    assert {loopback.of("connect"), loopback.of("bind"), processes.of("sendmsg")} == {ALLOW}
    assert {loopback.of("fork"), loopback.of("kill", 1)} <= {REFUSE, None}
    assert Filter(place, "files").steps == Filter(place).steps


@pytest.mark.parametrize("name", syscalls.MACHINES)
def test_the_numbers_are_the_kernels(name):
    if not HEADERS[name].exists():
        pytest.skip("the kernel's headers are not installed")
    pairs = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", HEADERS[name].read_text())
    known = {word: int(number) for word, number in pairs}
    place = syscalls.MACHINES[name]
    compared = {word: pair[place] for word, pair in syscalls.NUMBERS.items() if word in known}
    if name == "aarch64":
        compared.pop("fcntl", None)  # its two names there hide the number
    assert compared == {word: known[word] for word in compared}
    assert len(compared) > 100
