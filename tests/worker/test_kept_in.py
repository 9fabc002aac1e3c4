"""What the confined tier keeps in beside files: tried from inside, looked at from outside."""

import os
import platform
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nnkata_plugin.worker import Isolation, confinement, landlock, seccomp, syscalls

if confinement.missing():
    pytest.skip(f"confining {confinement.missing()}", allow_module_level=True)

FORMS = ["fork", "spawn"]
REFUSED = {"EACCES", "EPERM", "ENOSYS", "ENOENT"}


@pytest.fixture
def victim():
    """A process that is none of the worker's."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


# Other processes


@pytest.mark.parametrize("form", FORMS)
def test_no_other_process_is_reached(confined, victim, form):
    before = resource.prlimit(victim.pid, resource.RLIMIT_CPU), os.sched_getaffinity(victim.pid)
    attacks = """
    siginfo = ctypes.create_string_buffer(struct.pack("iii", 9, 0, -1).ljust(128, b"\\0"))
    a, b = socket.socketpair()
    owner = struct.pack("ii", 1, number)

    def by_descriptor(own):
        own()
        fcntl.fcntl(a, 10, signal.SIGKILL)
        fcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        b.send(b"x")

    return tried(
        *(lambda to=to, s=s: os.kill(to, s) for to in (number, -number, os.getppid(), 1, -1) for s in (0, 9)),
        lambda: signal.pidfd_send_signal(os.pidfd_open(number), 9),
        lambda: by_descriptor(lambda: fcntl.fcntl(a, fcntl.F_SETOWN, number)),
        lambda: by_descriptor(lambda: fcntl.fcntl(a, 15, owner)),
        lambda: by_descriptor(lambda: fcntl.ioctl(a, 0x8901, struct.pack("i", number))),
        lambda: by_descriptor(lambda: fcntl.ioctl(a, 0x8902, struct.pack("i", number))),
        lambda: __import__("resource").prlimit(number, 0, (1, 1)),
        lambda: os.setpriority(os.PRIO_PROCESS, number, 19),
        lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
        lambda: os.sched_setaffinity(number, {0}),
        lambda: os.sched_setscheduler(number, os.SCHED_BATCH, os.sched_param(0)),
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    )
    """
    told = confined(attacks, number=victim.pid, form=form)
    assert set(told) == {"EPERM"}, told
    assert victim.poll() is None
    assert (resource.prlimit(victim.pid, resource.RLIMIT_CPU), os.sched_getaffinity(victim.pid)) == before
    assert os.getpriority(os.PRIO_PROCESS, victim.pid) == os.getpriority(os.PRIO_PROCESS, 0)
    assert os.sched_getscheduler(victim.pid) == os.SCHED_OTHER


def test_its_own_signals_reach_it(confined):
    own = """
    import threading, time
    got = []
    for number in (signal.SIGUSR1, signal.SIGALRM):
        signal.signal(number, lambda n, _: got.append(int(n)))
    os.kill(os.getpid(), signal.SIGUSR1); signal.raise_signal(signal.SIGUSR1)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.1)
    return got
    """
    assert confined(own) == [signal.SIGUSR1] * 3 + [signal.SIGALRM]


def test_it_cannot_start_processes(confined, tmp_path):
    ways = """
    touch = ["/bin/touch", path]
    told = tried(
        os.fork, os.forkpty, lambda: subprocess.run(touch), lambda: os.posix_spawn(touch[0], touch, {}),
        lambda: os.execv(touch[0], touch), lambda: os.execv(sys.executable, [sys.executable, "-c", "1"]),
        lambda: __import__("multiprocessing").Process(target=print).start(),
        lambda: __import__("concurrent.futures").futures.ProcessPoolExecutor(1).submit(abs, 1).result(),
    )
    return told, os.system("touch " + path), libc.vfork(), tried(os.wait)
    """
    told, shell, child, waited = confined(ways, tmp_path / "mark")
    assert set(told) <= REFUSED
    assert (shell != 0, child, waited) == (True, -1, ["ECHILD"])
    assert not (tmp_path / "mark").exists()


def test_threads_live(confined):
    threads = """
    import threading, concurrent.futures
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        return [sum(pool.map(abs, range(-3, 0))), len(os.sched_getaffinity(0)) > 0]
    """
    assert confined(threads) == [6, True]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="machine code")
def test_an_old_way_into_the_kernel_ends_it(learner):
    """int 0x80 takes the numbers of another architecture."""
    code = bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3])
    kata = learner(
        f"import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write({code!r})\n"
        "def f(): return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()",
        "list",
        kept_in=Isolation("confined"),
    )
    ends = kata.says("died").message
    assert "SIGSYS" in ends or "SIGSEGV" in ends  # some kernels have no such way


# The network


def test_nobody_hears_of_it(confined, tmp_path):
    """Not over TCP, UDP, a socket with a path or with an abstract name, however it is tried."""
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    heard = [socket.socket(socket.AF_INET, kind) for kind in (stream, datagram)]
    heard += [socket.socket(socket.AF_UNIX, kind) for kind in (stream, datagram, datagram)]
    names = [("127.0.0.1", 0), ("127.0.0.1", 0), str(tmp_path / "s"), str(tmp_path / "d"), f"\0nnkata-{os.getpid()}"]
    for end, name in zip(heard, names, strict=True):
        end.bind(name)
        end.setblocking(False)
    heard[0].listen()
    heard[2].listen()
    ways = """
    port, other = number >> 16, number & 0xFFFF
    stream, datagram, abstract = path.split("|")
    abstract = "\\0" + abstract
    pair = lambda kind=socket.SOCK_STREAM: socket.socketpair(socket.AF_UNIX, kind)[0]
    return tried(
        lambda: socket.create_connection(("127.0.0.1", port), 1),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", other)),
        lambda: socket.socket(socket.AF_UNIX).connect(stream),
        lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", datagram),
        *(lambda k=k, to=to: pair(k).sendto(b"x", to) for k in (1, 2, 5) for to in (stream, datagram, abstract)),
        *(lambda k=k, to=to: pair(k).sendmsg([b"x"], [], 0, to) for k in (1, 2, 5) for to in (datagram, abstract)),
        *(lambda k=k, to=to: pair(k).connect(to) for k in (1, 2, 5) for to in (stream, datagram, abstract)),
        lambda: socket.socket(socket.AF_INET).bind(("127.0.0.1", 0)),
        lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    )
    """
    ports = heard[0].getsockname()[1] << 16 | heard[1].getsockname()[1]
    told = confined(ways, f"{tmp_path}/s|{tmp_path}/d|nnkata-{os.getpid()}", ports)
    assert set(told) <= {"EPERM", "EISCONN", "EOPNOTSUPP"}, told
    for end in heard:
        with pytest.raises(BlockingIOError):
            end.accept() if end.type == socket.SOCK_STREAM else end.recv(1)
        end.close()


def test_a_pair_of_its_own_sockets_works(confined):
    talk = "a, b = socket.socketpair()\na.sendall(b'hello')\nreturn b.recv(9)"
    assert confined(talk) == b"hello"


def test_an_event_loop_works(confined):
    loop = "import asyncio\nasync def later(): await asyncio.sleep(0.01); return 7\nreturn asyncio.run(later())"
    assert confined(loop) == 7


# The kernel


def test_each_call_that_is_refused_is_refused_by_the_kernel(confined):
    place = syscalls.column()
    harmless = {"clone3", "clone", "kill", "tkill", "tgkill", "fcntl", "ioctl", "prctl", "prlimit64", "socketpair",
                "sched_setaffinity", "seccomp", "capget", "capset", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}  # fmt: skip
    numbers = {
        name: pair[place]
        for name, pair in syscalls.NUMBERS.items()
        if pair[place] is not None and name not in harmless and not name.startswith("landlock")
    }
    told = confined(f"return {{name: syscall(call, -1, -1, -1, -1, -1, -1) for name, call in {numbers}.items()}}")
    assert {name: said for name, said in told.items() if said != "EPERM"} == {}
    assert len(told) > 90
    ways = f"return [syscall(435, 0, 0), syscall({syscalls.NEWEST + 1}), syscall(0x40000027), syscall(600)]"
    assert confined(ways) == ["ENOSYS"] * 4


@pytest.mark.parametrize("form", FORMS)
def test_it_dies_with_its_keeper_and_cannot_change_that(confined, form):
    """prctl: 1 would clear the signal that comes when the parent ends, 4 would make it dumpable, 36 adopt orphans."""
    ask = """
    got = ctypes.c_int()
    libc.prctl(2, ctypes.byref(got))
    refused = [libc.prctl(option, 0, 0, 0, 0) for option in (1, 4, 36, 24, 35)]
    return [got.value, *refused, libc.prctl(15, b"mine", 0, 0, 0)]
    """
    assert confined(ask, form=form) == [signal.SIGKILL, -1, -1, -1, -1, -1, 0]


def test_the_superuser_is_nobody_here(confined):
    """It may read what belongs to others, where Landlock lets it: the libraries may."""
    ask = """
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), sets) == 0
    return [*sets]
    """
    effective, permitted, inheritable, *higher = confined(ask)
    assert {effective, permitted} <= {0, 4}
    assert [inheritable, *higher] == [0, 0, 0, 0]
    ways = """
    import resource
    return tried(lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)), lambda: os.setuid(1234))
    """
    assert set(confined(ways)) <= {"EPERM", "ValueError"}


@pytest.mark.parametrize("form", FORMS)
def test_it_holds_no_descriptor_but_its_own(learner, form):
    kata = learner("import os\ndef f(): return os.getpid()", "list", kept_in=Isolation("confined", form))
    process = kata.f()
    held = {int(path.name): os.readlink(path) for path in Path(f"/proc/{process}/fd").iterdir()}
    kinds = sorted(name.partition(":")[0] for name in held.values() if not name.startswith("/memfd:nnkata"))
    assert kinds == ["/dev/null", "pipe", "pipe", "socket"], held
    assert held[0] == "/dev/null"
    assert held[1] == held[2]


def test_the_memory_of_its_inputs_is_not_for_writing(confined):
    """The two descriptors that are not its own, where the system has such memory: its answers it may write."""
    ways = """
    files = [n for n in range(3, 20) if tried(lambda: os.fstat(n).st_size) == [256 << 20]]
    return [tried(
        lambda: os.pwrite(n, b"x", 0), lambda: mmap.mmap(n, 4096, mmap.MAP_SHARED, mmap.PROT_WRITE).close(),
        lambda: os.ftruncate(n, 1), lambda: os.ftruncate(n, 1 << 40), lambda: fcntl.fcntl(n, fcntl.F_ADD_SEALS, 8),
    ) for n in files]
    """
    told = confined(ways)
    refused = {"EPERM", "EACCES", "EINVAL", "EFBIG"}
    assert all(set(sizes) <= refused for _, _, *sizes in told)
    if told:
        inputs, answers = ({*writes} for *writes, _, _, _ in told)
        assert inputs <= refused and not answers & refused


def test_a_file_whose_worker_cannot_be_confined_is_never_run(learner, tmp_path):
    kata = learner(f"open({str(tmp_path / 'ran')!r}, 'w')\ndef f(): return 1", kept_in=Isolation("hermetic"))
    kata.says("infra", "there is no tier 'hermetic'")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("room", "name", "lie", "words"),
    [
        (sys, "platform", "darwin", "needs Linux"),
        (platform, "machine", lambda: "riscv64", "x86_64 and aarch64"),
        (sys, "maxsize", 2**31 - 1, "64-bit"),
        (landlock, "version", lambda: 0, "or it is switched off"),
        (landlock, "version", lambda: 2, "only version 2"),
        (seccomp, "available", lambda: False, "seccomp"),
    ],
)
def test_a_machine_that_cannot_confine_says_why(monkeypatch, room, name, lie, words):
    confinement.missing.cache_clear()
    monkeypatch.setattr(room, name, lie)
    try:
        reason = confinement.missing()
        assert words in reason
        assert "\n" not in reason
    finally:
        confinement.missing.cache_clear()
