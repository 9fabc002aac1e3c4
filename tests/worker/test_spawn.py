"""A worker with an interpreter of its own does what a forked one does, and needs little of the system for it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import nnkata_plugin.worker
from nnkata_plugin.worker import Isolation, Verdict, supervisor


@pytest.fixture
def spawned(learner) -> Callable:
    """`learner` in the spawn form."""

    def open_(source: str, kind: str = "numpy", tier: str = "portable", **more: object):
        return learner(source, kind, kept_in=Isolation(tier, "spawn"), **more)

    return open_


def test_each_child_has_a_keeper_and_an_interpreter_of_its_own(spawned):
    supervisor.shutdown()
    source = "import os\ndef f(x): return os.getpid(), os.getppid(), float(x.sum())"
    (one, keeper, total), (two, other, _) = (spawned(source).f(np.ones(3)) for _ in range(2))
    assert len({one, two, keeper, other, os.getpid()}) == 5 and total == 3.0
    assert supervisor._zygotes == {}


@pytest.mark.parametrize("kind", ["list", "numpy"])
def test_the_libraries_are_there_before_the_file_is(spawned, kind):
    kata = spawned("import sys\nthere = 'numpy' in sys.modules\ndef f(): return there", kind)
    assert kata.f() is (kind == "numpy")


def test_the_start_counts_neither_for_the_deadline_nor_as_processor_time(spawned, worker_starts):
    worker_starts("while time.process_time() < 2.5: pass", "fresh")
    source = "import os, signal\ndef f(): return 1\ndef g(): os.kill(os.getpid(), signal.SIGKILL)"
    kata = spawned(source, "list", deadline=0.5)
    assert kata.f() == 1
    with pytest.raises(Verdict, match="ended by SIGKILL"):  # and not by the limit of processor time, 2 s
        kata.g()


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
def test_a_missing_library_is_told(spawned):
    spawned("def f(): return 1", "torch").says("infra", "a worker of kind torch cannot start: No module named 'torch'")


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch: pip install 'nnkata[torch]'")
def test_torch_starts_with_one_thread_and_can_be_confined(spawned):
    source = (
        "import threading, torch\ndef f(x): return float(x.sum()), torch.get_num_threads(), threading.active_count()"
    )
    assert spawned(source, "torch", memory=4 << 30).f(np.ones(3, "f4")) == (3.0, 1, 1)
    if not nnkata_plugin.worker.missing():
        assert spawned(source, "torch", "confined", memory=4 << 30).f(np.ones(3, "f4"))[0] == 3.0


@pytest.mark.skipif(sys.platform != "linux", reason="such processes are found on Linux only")
def test_a_killed_keeper_takes_its_tree_along_as_far_as_it_can_be_found(spawned, gone):
    kata = spawned("""
        import os, subprocess, time
        def f():
            inside = os.fork()
            if inside == 0:
                os.setsid()
                while True: time.sleep(1)
            program = subprocess.Popen(["sleep", "1000"], cwd="/", start_new_session=True)
            return os.getppid(), os.getpid(), inside, program.pid
        def g(): time.sleep(100)
    """)
    keeper, *others = kata.f()
    os.kill(keeper, signal.SIGKILL)
    with pytest.raises(Verdict, match="was lost: run it again"):
        kata.g()
    assert gone(*others, seconds=2)
    assert not os.path.exists(kata.backend._directory)


def test_it_can_be_used_from_a_thread_that_ends(spawned):
    made: list = []
    thread = threading.Thread(target=lambda: made.append(spawned("import os\ndef f(): return os.getpid()")))
    thread.start()
    thread.join()
    assert made[0].f() == made[0].f()


WITHOUT = "; ".join(
    [
        "[os.__dict__.pop(name, None) for name in 'fork forkpty killpg wait4 getpgid memfd_create'.split()]",
        "[signal.__dict__.pop(name, None) for name in 'SIGUSR2 SIGCHLD SIGXCPU set_wakeup_fd'.split()]",
        "[socket.__dict__.pop(name, None) for name in ('send_fds', 'recv_fds')]",
        "sys.modules['resource'] = sys.modules['fcntl'] = sys.modules['pwd'] = None",
    ]
)
CALLS = """
import os, signal, socket, sys
{without}
from pathlib import Path
from nnkata_plugin.worker import Isolation, Limits, Program, Verdict, inherit, sealed
inherit.START = Path({start!r})
def opened(source, deadline):
    return sealed("list", Program(source, "kata.py"), Limits(deadline, 1 << 30), Isolation(form="spawn"))
backend = opened(b"def f(x): print('seen'); return [2 * n for n in x]", 60)
reply = backend.call("f", ([1.0] * 20_000,), {{}})
print(len(reply.value), reply.output.strip(), flush=True)
backend.close()
backend = opened(b"def f():\\n    while True: pass", 0.2)
try:
    backend.call("f", (), {{}})
except Verdict as verdict:
    print(verdict)
backend.close()
"""


def test_its_required_path_needs_nothing_that_only_posix_has(tmp_path, worker_starts):
    """What stands in for descriptors that are inherited by number cannot be tried here: Windows itself is untested."""
    worker_starts(WITHOUT, "keeper", "fresh")
    (tmp_path / "calls.py").write_text(CALLS.format(without=WITHOUT, start=str(tmp_path / "start.py")))
    environment = {**os.environ, "PYTHONPATH": str(Path(nnkata_plugin.worker.__file__).parents[2])}
    command = [sys.executable, str(tmp_path / "calls.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["20000 seen", "still running after 0.2 s: endless loop?"], done.stderr
