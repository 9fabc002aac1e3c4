"""Large inputs lie in memory that the check writes and the worker can only read; nobody notices but the clock."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import nnkata_plugin
from nnkata_plugin.worker import Verdict, frames
from nnkata_plugin.worker.frames import FrameError, Reader
from nnkata_plugin.worker.shared import CAPACITY, SMALL, Answers, Inputs, inputs_in

needs_memfd = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="memory without a name is Linux's")
ECHO = "def f(*x): return x\ndef total(x): return x.sum()\ndef fill(x): x[...] = 1"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each request wrote to shared memory."""
    sizes: list[int] = []
    put = Inputs.put

    def noted(self: Inputs, chunks: list, size: int) -> bool:
        sizes.append(size)
        return put(self, chunks, size)

    monkeypatch.setattr(Inputs, "put", noted)
    return sizes


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes of each answer came out of shared memory."""
    sizes: list[int] = []
    take = Answers.take

    def noted(self: Answers, size: int) -> memoryview:
        sizes.append(size)
        return take(self, size)

    monkeypatch.setattr(Answers, "take", noted)
    return sizes


@needs_memfd
@pytest.mark.both_forms
def test_large_arguments_take_it_and_small_ones_do_not(learner, written):
    kata = learner(ECHO)
    small, large = np.arange(SMALL // 8), np.arange(SMALL // 8 + 1)
    assert (kata.f(small)[0] == small).all() and written == []
    assert (kata.f(large)[0] == large).all() and written == [large.nbytes]
    one, two = kata.f(large.reshape(-1, 1).T, [float(n) for n in range(20_000)])
    assert one.shape == (1, large.size) and two[-1] == 19_999.0
    assert len(written) == 2


@needs_memfd
@pytest.mark.both_forms
def test_large_answers_take_it_and_small_ones_do_not(learner, taken):
    kata = learner("import numpy as np\ndef f(n): return np.arange(n), 'a' * n")
    small, large = SMALL // 9, SMALL // 9 + 1
    for size in (small, large, 300_000, 100_000):
        numbers, text = kata.f(size)
        assert (numbers == np.arange(size)).all() and text == "a" * size
    assert taken == [9 * size for size in (large, 300_000, 100_000)]


@needs_memfd
def test_an_answer_is_what_was_sent_whatever_lies_there_later(learner, taken):
    kata = learner("import numpy as np\ndef f(n): return np.full(100_000, n)")
    answers = [kata.f(number) for number in range(3)]
    assert [set(answer) for answer in answers] == [{0}, {1}, {2}] and len(taken) == 3


@needs_memfd
def test_an_answer_larger_than_the_memory_takes_the_socket(learner, taken, monkeypatch):
    monkeypatch.setattr(sys.modules["nnkata_plugin.worker.shared"], "CAPACITY", 1 << 20)
    assert learner("import numpy as np\ndef f(n): return np.ones(n)").f(200_000).sum() == 200_000
    assert not taken


@needs_memfd
def test_what_was_never_written_there_is_no_answer():
    answers = Answers()
    try:
        with pytest.raises(FrameError, match="memory that is not there"):
            answers.take(1 << 20)
        os.pwrite(answers.file, b"a" * 5000, 0)
        copy = answers.take(5000)
        os.pwrite(answers.file, b"b" * 5000, 0)
        assert copy == b"a" * 5000, "a copy"
        assert answers.take(5000) == b"b" * 5000 and copy == b"a" * 5000, "somebody holds the first"
        for size in (5000, 2 * CAPACITY):
            with pytest.raises(OSError, match="not permitted"):
                os.ftruncate(answers.file, size)
    finally:
        answers.close()


@needs_memfd
def test_a_later_input_is_not_the_earlier_one(learner, written):
    kata = learner("kept = []\ndef f(x): kept.append(x); return [float(x.sum()) for x in kept]")
    for size in (300_000, 100_000, 500_000):
        totals = kata.f(np.full(size, size * 1.0))
    assert totals == [300_000.0**2, 100_000.0**2, 500_000.0**2] and len(written) == 3


@needs_memfd
def test_an_argument_changed_in_place_comes_back(learner, written):
    x = np.zeros(200_000)
    learner(ECHO).fill(x)
    assert x.all() and written


def test_what_is_larger_than_the_memory_takes_the_socket(learner, monkeypatch):
    monkeypatch.setattr(sys.modules["nnkata_plugin.worker.shared"], "CAPACITY", 1 << 20)
    x = np.arange(200_000.0)
    assert learner(ECHO).total(x) == x.sum()


@needs_memfd
def test_it_does_not_count_as_memory_of_the_learner(learner):
    # 96 MiB may be used; the input and its copy take 40 of them each where nothing is shared.
    kata = learner("def f(x, n): return bytearray(n << 20)[-1] + int(x[-1])", memory=96 << 20)
    assert kata.f(np.ones(5 << 20), 50) == 1
    assert kata.f(np.ones(5 << 20), 50) == 1
    with pytest.raises(Verdict) as caught:
        kata.f(np.ones(5 << 20), 60)
    assert caught.value.kind == "memory"


def named() -> list[str]:
    """Shared memory that has a name; the folders there are workers' own."""
    with suppress(FileNotFoundError):
        return sorted(entry.name for entry in os.scandir("/dev/shm") if entry.is_file())
    return []


@needs_memfd
def test_nothing_of_it_has_a_name_or_stays_open(learner):
    before = len(os.listdir("/proc/self/fd"))
    names = named()
    kata = learner(ECHO)
    kata.total(np.zeros(1 << 20))
    assert named() == names
    kata.backend.close()
    assert len(os.listdir("/proc/self/fd")) == before


@needs_memfd
def test_the_worker_cannot_write_where_its_inputs_lie_nor_shrink_anything(portable):
    kata = portable("""
        import errno, mmap, os
        def tried(way):
            try: return way()
            except OSError as error: return errno.errorcode[error.errno]
        def f():
            found = []
            for n in range(3, 100):
                if os.path.exists(f"/proc/self/fd/{n}") and "memfd" in os.readlink(f"/proc/self/fd/{n}"):
                    writes = tried(lambda: os.pwrite(n, b"1", 0)), tried(lambda: mmap.mmap(n, 4096).close())
                    found.append([writes, tried(lambda: os.ftruncate(n, 0)), tried(lambda: os.ftruncate(n, 1 << 30))])
            return found
    """)
    inputs, answers = kata.f()
    assert inputs[0] == ("EPERM", "EPERM") and answers[0] == (1, None)
    assert {*inputs[1:], *answers[1:]} <= {"EPERM", "EFBIG"}


@needs_memfd
def test_a_body_that_lies_nowhere_is_a_frame_error():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frames.beside(frames.CALL, b"{}", 200))
        with pytest.raises(FrameError, match="memory that is not there"):
            Reader(1 << 30).read(ours)
        assert ours.recv(2) == b"{}"
        theirs.sendall(frames.beside(frames.CALL, b"{}", CAPACITY + 1))
        inputs = Inputs()
        reader = Reader(1 << 30, inputs_in(os.dup(inputs.file)))
        with pytest.raises(FrameError, match="memory that is not there"):
            reader.read(ours)
        theirs.sendall(frames.beside(frames.CALL, b"{}", 40))
        assert Reader(1 << 30, inputs_in(os.dup(inputs.file))).read(ours) == (frames.CALL, {}, memoryview(bytes(40)))
        inputs.close()


@needs_memfd
def test_after_a_killed_check_the_memory_is_given_back(tmp_path, gone):
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal, sys\nimport numpy as np\nfrom nnkata_plugin.worker import Limits, Program, sealed\n"
        "program = Program(b'import os\\ndef f(x): return os.getpid()', 'kata.py')\n"
        "backend = sealed('numpy', program, Limits(60, 1 << 30))\n"
        "print(backend.call('f', (np.ones(20 << 20, 'u1'),), {}).value, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(nnkata_plugin.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert gone(int(done.stdout))


def test_the_capacity_is_an_address_not_memory():
    if hasattr(os, "memfd_create"):
        shared = Inputs()
        assert os.fstat(shared.file).st_size == CAPACITY and os.fstat(shared.file).st_blocks == 0
        assert shared.put([bytes(100_000), np.ones(10)], 100_080)
        assert os.fstat(shared.file).st_blocks * 512 < 200_000
        shared.close()
