"""Nothing outlives a check: no process, no directory; and the zygotes end with the session, however it ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

import nnkata_plugin.worker
from nnkata_plugin.worker import Limits, Program, Verdict, sealed

DAEMON = """
import os, signal, time
def f(group):
    read, write = os.pipe()
    if os.fork() == 0:
        if group: os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT): signal.signal(number, signal.SIG_IGN)
            os.write(write, str(os.getpid()).encode())
            while True: time.sleep(1)
        os._exit(0)
    os.wait()
    return int(os.read(read, 20))
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="daemons are found on Linux only")


def in_another_process(script: str, tmp_path: Path, **more) -> subprocess.Popen:
    file = tmp_path / "script.py"
    file.write_text(script, encoding="utf-8")
    root = str(Path(nnkata_plugin.worker.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", **more.pop("env", {})}
    return subprocess.Popen([sys.executable, str(file)], env=environment, **{"stdout": subprocess.PIPE, **more})


@pytest.mark.both_forms
def test_close_ends_the_process_and_removes_its_directory(learner, alive):
    kata = learner("import os\ndef f(): open('left', 'w').close(); return os.getpid(), os.getcwd()")
    process, directory = kata.f()
    assert alive(process) and os.listdir(directory) == ["left"]
    kata.backend.close()
    assert not alive(process) and not os.path.exists(directory)
    kata.backend.close()  # once more does no harm
    assert "closed" in kata.verdict().message


@pytest.mark.both_forms
def test_a_folder_that_cannot_be_listed_is_removed_too(portable):
    kata = portable("""
        import os
        def f():
            os.makedirs("a/b")
            open("a/b/c", "w").close()
            os.symlink("/", "a/root")
            os.chmod("a/b", 0)
            os.chmod("a", 0)
            return os.getcwd()
    """)
    directory = kata.f()
    kata.backend.close()
    assert not os.path.exists(directory)


@pytest.mark.both_forms
@needs_proc
@pytest.mark.parametrize("group", [False, True], ids=["in its group", "in a session of its own"])
def test_a_daemon_ends_with_its_check(portable, group, alive):
    kata = portable(DAEMON)
    daemon = kata.f(group)
    assert alive(daemon)
    kata.backend.close()
    assert not alive(daemon)


@pytest.mark.both_forms
@needs_proc
def test_a_daemon_ends_when_the_check_is_late(portable, alive):
    kata = portable(DAEMON + "def g():\n    while True: pass", deadline=1.0)
    daemon = kata.f(True)
    with pytest.raises(Verdict):
        kata.g()
    assert not alive(daemon)


@pytest.mark.both_forms
@needs_proc
def test_a_swarm_of_daemons_ends(portable, alive):
    kata = portable("""
        import os, time
        def f():
            read, write = os.pipe()
            for _ in range(4):
                if os.fork() == 0:
                    os.setsid()
                    for _ in range(3): os.fork()
                    os.write(write, f"{os.getpid()} ".encode())
                    while True: time.sleep(1)
            text = b""
            while text.count(b" ") < 32: text += os.read(read, 999)
            return [int(word) for word in text.split()]
    """)
    swarm = kata.f()
    kata.backend.close()
    assert len(set(swarm)) == 32 and not any(map(alive, swarm))


@pytest.mark.both_forms
def test_two_checks_run_beside_each_other(learner, alive):
    one, two = (learner("import os\nkept = []\ndef f(x): kept.append(x); return kept, os.getpid()") for _ in range(2))
    assert one.f(1)[0] == [1]
    assert two.f(2)[0] == [2]
    one.backend.close()
    kept, process = two.f(3)
    assert kept == [2, 3] and alive(process)


def test_a_lost_zygote_is_replaced_before_the_first_call(learner, gone):
    source = "import os\ndef f(): return os.getppid()"
    first, second = learner(source), learner(source)
    zygote = first.f()
    os.kill(zygote, signal.SIGKILL)
    gone(zygote)
    assert second.f() != zygote  # it had been forked from the first one, and nobody notices
    assert first.verdict().kind == "infra"
    assert first.verdict().kind == "infra"


def test_a_file_that_kills_the_zygote_harms_only_its_own_check(portable):
    kata = portable("import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)")
    kata.says("infra", "was lost: run it again")
    assert portable("def f(): return 1").f() == 1


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
def test_a_missing_library_is_infra(learner):
    learner("def f(): return 1", "torch").says("infra", "a worker of kind torch cannot start: No module named 'torch'")


def test_an_unknown_kind_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="list, numpy, plot, torch"):
        sealed("jax", Program(b"", "kata.py"), Limits(1, 1 << 30))


def test_a_zygote_has_one_thread_and_sees_no_project(learner):
    kata = learner("""
        import os, sys
        def f():
            import threading
            return os.getppid(), threading.active_count(), os.environ["OMP_NUM_THREADS"]
        def path(): return [p for p in sys.path if os.path.exists(os.path.join(p, "katas"))]
    """)
    zygote, threads, blas = kata.f()
    assert (threads, blas) == (1, "1")
    assert kata.path() == []
    with suppress(FileNotFoundError):
        assert "Threads:\t1\n" in Path(f"/proc/{zygote}/status").read_text()


HANGING = """
import sys
from nnkata_plugin.worker import Limits, Program, sealed
source = b'''import os
def f(): return os.getppid(), os.getpid(), os.getcwd()
def g():
    while True: pass
'''
backend = sealed("list", Program(source, "kata.py"), Limits(600, 1 << 30))
print(*backend.call("f", (), {}).value, flush=True)
"""


@pytest.mark.parametrize(
    "ending", ["pass", "raise SystemExit(3)", "import os; os._exit(0)", "backend.call('g', (), {})"]
)
def test_zygote_child_and_directory_end_with_pytest_however_it_ends(tmp_path, ending, gone):
    running = in_another_process(HANGING + ending, tmp_path)
    zygote, child, directory = running.stdout.readline().decode().split()
    if "call" in ending:
        running.send_signal(signal.SIGKILL)
    running.communicate(timeout=60)
    assert gone(int(zygote), int(child))
    assert not os.path.exists(directory)


def test_shutdown_ends_the_zygotes_and_the_next_check_starts_anew(learner, alive):
    zygote = learner("import os\ndef f(): return os.getppid()").f()
    nnkata_plugin.worker.shutdown()
    assert not alive(zygote)
    assert learner("def f(): return 1").f() == 1


@pytest.mark.parametrize("closed", ["1>&-", "0<&- 1>&- 2>&-"])
def test_closed_standard_streams_of_the_parent_do_not_matter(tmp_path, closed):
    script = tmp_path / "script.py"
    calls, _, _ = HANGING.rpartition("print")
    said = "open(sys.argv[1], 'w').write(backend.call('f', (), {}).value[2])"
    script.write_text(calls + said, encoding="utf-8")
    command = f'"{sys.executable}" "{script}" "{tmp_path / "answer"}" {closed}'
    root = str(Path(nnkata_plugin.worker.__file__).parents[2])
    subprocess.run(command, shell=True, env={**os.environ, "PYTHONPATH": root}, timeout=60, check=False)
    assert "nnkata-" in (tmp_path / "answer").read_text()


def test_paths_with_spaces_and_other_alphabets_are_fine(tmp_path):
    home = tmp_path / "mein Döjo 道場"
    package = home / "nnkata_plugin"
    package.mkdir(parents=True)
    for name in ("__init__.py", "legible.py"):
        shutil.copyfile(Path(nnkata_plugin.__file__).with_name(name), package / name)
    shutil.copytree(Path(nnkata_plugin.worker.__file__).parent, package / "worker")
    environment = {"PYTHONPATH": str(home), "TMPDIR": str(home)}
    running = in_another_process(HANGING.replace('"kata.py"', '"Döjo 道/kata.py"'), tmp_path, env=environment)
    output, _ = running.communicate(timeout=60)
    assert "mein Döjo 道場" in output.decode()
    assert running.returncode == 0
    assert [entry.name for entry in home.iterdir()] == ["nnkata_plugin"]


def test_each_worker_of_xdist_has_its_own_zygote(tmp_path, gone):
    pytest.importorskip("xdist")
    (tmp_path / "test_many.py").write_text(
        "import os, pytest\n"
        "from nnkata_plugin.worker import Limits, Program, sealed\n"
        "@pytest.mark.parametrize('n', range(6))\n"
        "def test_one(n):\n"
        "    program = Program(b'import os\\ndef f(): return os.getppid()', 'kata.py')\n"
        "    backend = sealed('list', program, Limits(60, 1 << 30))\n"
        "    open(f'{n}.{os.getpid()}', 'w').write(str(backend.call('f', (), {}).value))\n"
        "    backend.close()\n"
    )
    root = str(Path(nnkata_plugin.worker.__file__).parents[2])
    options = ["-n", "2", "-q", "-p", "no:cacheprovider", "-p", "xdist"]
    environment = {**os.environ, "PYTHONPATH": root, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", *options]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pairs = {(file.suffix, file.read_text()) for file in tmp_path.iterdir() if file.suffix[1:].isdigit()}
    assert len(pairs) == len({worker for worker, _ in pairs}) == len({zygote for _, zygote in pairs})
    assert gone(*(int(zygote) for _, zygote in pairs))


def test_importing_the_worker_is_cheap():
    script = (
        "import sys; import nnkata_plugin.worker; print([m for m in ('numpy', 'torch', 'pytest') if m in sys.modules])"
    )
    root = str(Path(nnkata_plugin.worker.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.both_forms
def test_no_directory_of_any_check_is_left_behind(learner, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for source in ("def f(): return 1", "def f(:", "import os\nos._exit(1)"):
        kata = learner(source)
        with suppress(Verdict):
            kata.f()
            assert len(os.listdir(tmp_path)) == 1
        kata.backend.close()
        assert os.listdir(tmp_path) == []
