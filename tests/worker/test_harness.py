"""A fault of the harness is a verdict of its own: one line that says what to do, and never a word about the code."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import nnkata_plugin.worker
from nnkata_plugin.worker import Isolation, Verdict, supervisor

ONE = "def f(): return 1"
ROOT = str(Path(nnkata_plugin.worker.__file__).parents[2])


def zygote(kind: str = "numpy") -> int:
    return supervisor.warm(kind)._program.process.pid


def kill_zygote() -> None:
    os.kill(zygote(), signal.SIGKILL)


def test_a_zygote_killed_before_a_check_is_replaced(learner):
    kill_zygote()
    time.sleep(0.05)
    assert learner(ONE).f() == 1


def test_a_zygote_killed_while_it_loads_its_libraries_is_replaced(learner, fresh_zygotes):
    kata = learner(ONE)
    kill_zygote()
    assert kata.f() == 1


def test_a_zygote_killed_again_and_again_is_told(learner, fresh_zygotes, monkeypatch):
    launch = supervisor.Zygote.launch

    def killed(self, *arguments):
        launch(self, *arguments)
        self._program.process.kill()

    monkeypatch.setattr(supervisor.Zygote, "launch", killed)
    learner(ONE).says("infra", "the process that keeps the workers was lost: run it again")


def test_a_zygote_killed_during_a_call_is_told(learner):
    kata = learner("import time\ndef g(): pass\ndef f(): time.sleep(60)")
    kata.g()
    threading.Timer(0.2, kill_zygote).start()
    kata.says("infra", "was lost: run it again")
    assert not os.path.exists(kata.backend._directory)


def test_a_zygote_killed_between_two_calls_is_told(learner, gone):
    kata = learner(ONE)
    assert kata.f() == 1
    kill_zygote()
    assert gone(kata.backend._leash.told["process"])
    kata.says("infra", "was lost: run it again")
    kata.says("infra")
    assert learner(ONE).f() == 1


def test_a_stopped_zygote_is_replaced_after_its_check(learner, gone, monkeypatch):
    monkeypatch.setattr(sys.modules["nnkata_plugin.worker.sealed"], "FAREWELL", 0.5)
    kata = learner("import os\ndef f(): return os.getpid(), os.getcwd()")
    process, directory = kata.f()
    os.kill(zygote(), signal.SIGSTOP)
    kata.backend.close()
    assert not os.path.exists(directory)
    assert gone(process)
    assert learner(ONE).f() == 1


@pytest.mark.both_forms
@pytest.mark.parametrize("place", ["nowhere", "a file/x"])
def test_a_work_directory_that_cannot_be_made_is_told(learner, tmp_path, monkeypatch, place):
    (tmp_path / "a file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / place))
    learner(ONE).says("infra", f"no work directory in {tmp_path / place}: ", "; set TMPDIR to a folder that")


def test_no_folder_for_temporary_files_is_told(learner, monkeypatch):
    def refuse() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", refuse)
    with pytest.raises(Verdict, match=r"no folder for temporary files: No usable .*; set TMPDIR") as caught:
        learner(ONE)
    assert caught.value.kind == "infra"


def test_work_directories_lie_in_memory_unless_somebody_has_a_reason(monkeypatch, tmp_path):
    memory, usual = tmp_path / "memory", supervisor.USUAL[0]
    memory.mkdir()
    monkeypatch.setattr(supervisor, "MEMORY", str(memory))
    monkeypatch.setattr(tempfile, "tempdir", usual)
    assert supervisor.folder(Isolation()) == usual, "no file system of its own"
    monkeypatch.setattr(os.path, "ismount", lambda path: path == str(memory))
    monkeypatch.setattr(supervisor, "ROOM", 1 << 20)
    assert supervisor.folder(Isolation()) == str(memory)
    assert supervisor.folder(Isolation(opens=("files",))) == usual
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert supervisor.folder(Isolation()) == str(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", usual)
    monkeypatch.setattr(supervisor, "ROOM", 1 << 62)
    assert supervisor.folder(Isolation()) == usual, "no room"


def in_a_world_of_its_own(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a shell script where it may mount what it likes; skip where that is not allowed."""
    unshare = [shutil.which("unshare") or "unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"]
    try:
        subprocess.run([*unshare, "mount -t tmpfs tmpfs /mnt"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine gives no mounts to users")
    command = [*unshare, script, "sh", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


CALLS = """
import sys, tempfile
import numpy as np
from nnkata_plugin.worker import Limits, Program, Verdict, isolation, sealed
tempfile.tempdir = sys.argv[2] if len(sys.argv) > 2 else None
program = Program(b"def f(x): return x.sum()", "kata.py")
backend = sealed("numpy", program, Limits(60, 1 << 30), isolation(form=sys.argv[1]))
try:
    print(backend.call("f", (np.ones(1_000_000),), {}).value)
except Verdict as verdict:
    print(verdict.kind, verdict)
backend.close()
"""


@pytest.mark.parametrize("form", ["fork", "spawn"])
def test_a_full_disk_is_told(tmp_path, form):
    (tmp_path / "calls.py").write_text(CALLS)
    full = tmp_path / "full"
    full.mkdir()
    mount = 'mount -t tmpfs -o nr_inodes=1 tmpfs "$4"; "$1" "$2" "$3" "$4"'
    told = in_a_world_of_its_own(mount, sys.executable, tmp_path / "calls.py", form, full)
    advice = "free some space there, or set TMPDIR to a folder on another disk"
    assert told.stdout == f"infra no work directory in {full}: No space left on device; {advice}\n", told.stderr


@pytest.mark.parametrize("form", ["fork", "spawn"])
def test_without_dev_shm_nothing_is_missed(tmp_path, form):
    (tmp_path / "calls.py").write_text(CALLS)
    hide = 'mount -t tmpfs -o mode=0,nr_inodes=1 tmpfs /dev/shm; "$1" "$2" "$3"'
    assert in_a_world_of_its_own(hide, sys.executable, tmp_path / "calls.py", form).stdout == "1000000.0\n"


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("spoilt", ["memfd_create", "ftruncate", "posix_fallocate"])
def test_where_there_is_no_shared_memory_large_inputs_take_the_socket(learner, monkeypatch, spoilt):
    monkeypatch.setattr(os, spoilt, refuse)
    kata = learner("def f(x): return x.sum()\ndef h(x): return x")
    x = np.arange(300_000.0)
    assert kata.f(x) == x.sum() and (kata.h(x) == x).all()


def test_too_many_open_files_are_told(learner):
    learner(ONE).f()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(map(int, os.listdir("/proc/self/fd" if os.path.isdir("/proc/self") else "/dev/fd")))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 2, hard))
    try:
        with pytest.raises(Verdict, match=r"Too many open files; .* raise the limit") as caught:
            [learner(ONE) for _ in range(100)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert caught.value.kind == "infra"
    assert learner(ONE).f() == 1


REFUSED = "OSError(11, 'Resource temporarily unavailable')"


@pytest.mark.both_forms
def test_a_refused_fork_is_told(learner, worker_starts):
    worker_starts(f"def refuse(*_, **__): raise {REFUSED}\n    os.fork = subprocess.Popen = refuse")
    said = "no process for a worker: Resource temporarily unavailable; end some programs, or raise the limit"
    learner(ONE).says("infra", said)


@pytest.mark.both_forms
def test_a_worker_that_never_gets_ready_is_told_and_not_waited_for_for_ever(learner, worker_starts, monkeypatch):
    monkeypatch.setattr(supervisor, "BIRTH", 0.4)
    monkeypatch.setattr(supervisor, "BRIEF", 0.1)
    worker_starts("time.sleep(1000)")
    for seconds in ("0.4", "0.4", "0.1", "0.1"):
        learner(ONE).says("infra", f"a worker of kind numpy was not ready after {seconds} s: ", "Run it again")


@pytest.mark.both_forms
def test_a_worker_that_ends_while_it_starts_is_told_with_its_last_words(learner, worker_starts):
    worker_starts("raise ImportError('libgfortran.so: not found')")
    learner(ONE).says("infra", "was lost, saying ImportError: libgfortran.so: not found: run it again")


@pytest.mark.both_forms
@pytest.mark.parametrize("executable", ["/nowhere/python", "/dev/null", None])
def test_an_interpreter_that_cannot_be_started_is_told(learner, monkeypatch, fresh_zygotes, executable):
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(Verdict) as caught:
        learner(ONE)
    assert caught.value.kind == "infra"
    said = f"the interpreter {executable} cannot be started: " if executable else "start it by its path"
    assert said in caught.value.message and "\n" not in caught.value.message


@pytest.mark.both_forms
def test_a_keeper_or_zygote_lost_says_nothing_of_the_code_whatever_the_code_does(portable):
    kata = portable("""
        import os, signal
        def f():
            if os.fork() == 0:
                os.setsid()
                while True: pass
            os.kill(os.getppid(), signal.SIGKILL)
            while True: pass
    """)
    kata.says("infra", "was lost: run it again")
    assert not os.path.exists(kata.backend._directory)
