"""What kata.toml opens: exactly that, and nothing of what it was meant for is lost."""

import errno
import os
import signal
import socket
import subprocess
import sys

import pytest

from nnkata_plugin.worker import Isolation, confinement, landlock, namespaces, syscalls

if confinement.missing():
    pytest.skip(f"confining {confinement.missing()}", allow_module_level=True)


def namespaces_missing():
    """Whether this machine gives no process a network and files of its own."""
    script = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000 | 0x40020000) and 1)"
    return subprocess.run([sys.executable, "-c", script], check=False).returncode


needs_namespaces = pytest.mark.skipif(namespaces_missing() != 0, reason="no namespaces for ordinary users here")
needs_scopes = pytest.mark.skipif(landlock.version() < landlock.SCOPES, reason="this kernel keeps no signals in")


@needs_namespaces
@needs_scopes
def test_processes_can_be_started_and_ended(confined):
    work = """
    import multiprocessing, concurrent.futures, time
    with multiprocessing.Pool(2) as pool:
        found = [pool.map(abs, [-1, -2, -3])]
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        found.append(list(executor.map(abs, [-4])))
    long = multiprocessing.Process(target=time.sleep, args=(600,))
    long.start(); os.kill(long.pid, signal.SIGTERM); long.join()
    return found + [long.exitcode]
    """
    assert confined(work, opens=("processes",)) == [[1, 2, 3], [4], -signal.SIGTERM]


@needs_namespaces
@needs_scopes
def test_processes_open_nothing_else(confined, tmp_path):
    """The others cannot be signalled, their sockets are out of sight, and what one may not do, its children may not."""
    (tmp_path / "secret").write_text("secret")
    heard = socket.socket(socket.AF_UNIX)
    heard.bind(str(tmp_path / "socket"))
    heard.listen()
    heard.setblocking(False)
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0nnkata-{os.getpid()}")
    abstract.listen()
    abstract.setblocking(False)
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    ways = """
    def all_ways():
        a, b = socket.socketpair()
        def owner():
            fcntl.fcntl(a, fcntl.F_SETOWN, number)
        return tried(
            lambda: os.kill(number, 9), lambda: os.kill(1, 9), lambda: os.kill(os.getppid(), 0), owner,
            lambda: __import__("resource").prlimit(number, 0, (1, 1)),
            lambda: socket.socket(socket.AF_UNIX).connect(os.path.join(path, "socket")),
            lambda: socket.socket(socket.AF_UNIX).connect("\\0nnkata-OURS"),
            lambda: socket.socket(), lambda: open(os.path.join(path, "secret")), lambda: open("/etc/passwd"),
            lambda: open(os.path.join(path, "new"), "w"), lambda: open("/dev/shm/../../etc/new", "w"),
            lambda: os.execv(sys.executable, [sys.executable]), lambda: os.chroot("."), lambda: os.listdir("/proc"),
            lambda: os.listdir("/"),
        )
    import multiprocessing
    with multiprocessing.Pool(1) as pool:
        return [all_ways(), pool.apply(exec, ("pass",)), os.path.exists("/etc/passwd"), os.path.exists("/proc/1")]
    """.replace("OURS", str(os.getpid()))
    try:
        told, _, passwords, processes = confined(ways, tmp_path, victim.pid, opens=("processes",))
        assert set(told) <= {"EPERM", "EACCES", "ENOENT"}, told
        assert not passwords
        assert not processes
        assert victim.poll() is None
    finally:
        victim.kill()
        victim.wait()
    for end in (heard, abstract):
        with pytest.raises(BlockingIOError):
            end.accept()
        end.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret", "socket"]


@needs_namespaces
@needs_scopes
def test_nothing_of_its_processes_is_left(learner):
    kata = learner(
        "import os, time, socket\n"
        "def f():\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            open('here', 'w').write('daemon')\n"
        "            time.sleep(600)\n"
        "        os._exit(0)\n"
        "    while not os.path.exists('here'): time.sleep(0.01)\n"
        "    open('/dev/shm/mine', 'w').write('x')\n"
        "    return os.getcwd()\n",
        "list",
        kept_in=Isolation("confined", opens=("processes",)),
    )
    folder = kata.f()
    kata.backend.close()
    assert not os.path.exists(folder)
    assert not os.path.exists("/dev/shm/mine")
    there = subprocess.run(["pgrep", "-f", folder], capture_output=True, check=False).stdout
    assert there == b""


@needs_namespaces
@needs_scopes
def test_a_loaders_workers_work(confined):
    pytest.importorskip("torch")
    load = """
    import torch
    class Numbers(torch.utils.data.Dataset):
        def __len__(self): return 8
        def __getitem__(self, at): return torch.full((3,), float(at))
    loader = torch.utils.data.DataLoader(Numbers(), batch_size=4, num_workers=2)
    return [float(batch.sum()) for batch in loader]
    """
    assert confined(load, kind="torch", opens=("processes",), memory=8 << 30) == [18.0, 66.0]


@needs_namespaces
def test_a_server_can_be_asked(confined):
    serve = """
    import asyncio, http.server, threading, urllib.request
    server = http.server.HTTPServer(("localhost", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with urllib.request.urlopen(f"http://localhost:{server.server_port}/") as answer:
        return answer.status
    """
    assert confined(serve, opens=("loopback",)) == 200


@needs_namespaces
def test_the_loop_leads_nowhere_else(confined, tmp_path):
    ours = socket.create_server(("127.0.0.1", 0))
    ours.setblocking(False)
    ways = """
    return tried(
        lambda: socket.create_connection(("127.0.0.1", number), 1),
        lambda: socket.create_connection(("192.0.2.1", 80), 1),
        lambda: socket.socket(socket.AF_UNIX), lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1), os.fork, lambda: os.kill(os.getppid(), 0),
        lambda: open("/etc/passwd"),
    )
    """
    told = confined(ways, number=ours.getsockname()[1], opens=("loopback",))
    assert told[:2] == ["ECONNREFUSED", "ENETUNREACH"]
    assert set(told[2:]) <= {"EPERM", "EACCES"}
    with pytest.raises(BlockingIOError):
        ours.accept()
    ours.close()


def test_a_machine_that_gives_no_namespaces_says_so(monkeypatch, tmp_path):
    def refused(name, *arguments):
        raise PermissionError(errno.EPERM, f"{name}: Operation not permitted")

    monkeypatch.setattr(syscalls, "call", refused)
    words = "the day needs processes and loopback, and this machine gives no namespaces for it .*unshare"
    with pytest.raises(OSError, match=words):
        namespaces.enter(("processes", "loopback"), str(tmp_path), ())


def test_processes_want_a_kernel_that_keeps_their_signals_in(monkeypatch, tmp_path):
    monkeypatch.setattr(landlock, "version", lambda: 5)
    with pytest.raises(confinement.UnconfinableError, match=r"the day needs processes.*Landlock 6"):
        confinement.confine(Isolation("confined", opens=("processes",)), str(tmp_path))


def test_the_rule_names_only_what_is_closed():
    assert "connect to nothing and start no processes" in confinement.rule(Isolation("confined"))
    assert "processes" not in confinement.rule(Isolation("confined", opens=("processes",)))
    both = confinement.rule(Isolation("confined", opens=("processes", "loopback")))
    assert both == "your code is checked where it can read only libraries and write only its own empty folder"
    assert confinement.rule(Isolation()) == ""
