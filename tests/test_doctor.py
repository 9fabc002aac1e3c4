"""`nnkata doctor` on this machine, and on machines with something to mend."""

import json
import os
import subprocess
import sys
import time
from collections import namedtuple

import pytest

from nnkata_plugin import cli, doctor
from nnkata_plugin.doctor import hardware, libraries, place, sealing, software
from nnkata_plugin.doctor.machine import AsideError, Machine
from nnkata_plugin.doctor.probes import ROOMS, Line, Probe, answers
from nnkata_plugin.learn import start

Disk = namedtuple("Disk", "f_bavail f_frsize f_files f_favail f_flag")
ROOMY = Disk(1 << 30, 1 << 12, 1000, 900, 0)
TOLD = {
    "kernels": {"isa": "avx2", "debug": False, "right": True},
    "blas": {"name": "openblas", "version": "0.3", "threads": 2},
    "torch": {"cuda": None, "available": False, "devices": [], "threads": 2},
    "sealed": {"first": 90.0, "usual": 11.0, "kept": True},
}
CLOCK = "sys/devices/system/clocksource/clocksource0/current_clocksource"
QUIET = "cpu  100 0 100 800 0 0 0 0 0 0\n"
FILES = {
    "proc/cpuinfo": "processor : 0\nmodel name : A  Processor\nflags : fpu avx2 fma\n",
    "proc/meminfo": "MemTotal: 8388608 kB\nMemAvailable: 6291456 kB\n",
    "proc/stat": QUIET,
    CLOCK: "tsc\n",
}
CPU, GROUPS = "sys/devices/system/cpu", "sys/fs/cgroup"
CFS, GROUP = f"{GROUPS}/cpu/cpu.cfs", {"proc/self/cgroup": "0::/a/b"}
SLOW = {f"{CPU}/cpu0/cpufreq/scaling_governor": "powersave"}
OWN_SPEED = {
    f"{CPU}/cpu0/cpufreq/scaling_driver": "intel_pstate",
    f"{CPU}/intel_pstate/no_turbo": "0",
    f"{CPU}/smt/active": "1",
}
ARM = {"files": {"proc/cpuinfo": "Features : fp asimd"}, "architecture": "aarch64"}
FREE = "MemTotal: 4000000 kB\nMemAvailable: {} kB\n"
TORCH = {"torch": "2.8"}
BLIND = TOLD["torch"] | {"cuda": "12"}
SEEING = BLIND | {"available": True, "devices": ["G"]}


class Fake(Machine):
    """A machine that is well, but for what a test changes."""

    python, implementation, is_64_bit, system, architecture = (3, 12, 1), "CPython", True, "Linux", "x86_64"

    def __init__(self, root, files=(), environment=(), told=(), versions=(), **others):
        super().__init__(root, dict(environment))
        self.told, self.versions, self.later = TOLD | dict(told), dict(versions), {}
        for path, text in (FILES | dict(files)).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        for name, value in others.items():
            setattr(self, name, (lambda *words, _value=value: _value) if callable(getattr(Machine, name)) else value)

    def version(self, name):
        return self.versions[name] if name in self.versions else super().version(name)

    def logical_cores(self):
        return 4

    def usable_cores(self):
        return 4

    def load(self):
        return 0.1

    def pause(self, seconds):
        for path, text in self.later.items():
            (self.root / path).write_text(text)

    def disk(self, path):
        return ROOMY

    def limit(self, name):
        return None

    def finds(self, program):
        return False

    def has_kernels(self):
        return True

    def cannot_confine(self):
        return None

    def landlock(self):
        return 5

    def aside(self, task, *words, limit):
        told = self.told[task]
        if isinstance(told, str):
            raise AsideError(told)
        return told


@pytest.fixture
def machine(tmp_path):
    def made(**changed):
        return Fake(tmp_path / "machine", **changed)

    return made


def lines(look, machine):
    found = look(machine)
    return [found] if isinstance(found, Line) else list(found)


def says(look, machine, state, *parts):
    """One of the lines has this state, these words, and says what to do where there is something to do."""
    found = lines(look, machine)
    line = next((line for line in found if line.state == state and all(part in line.found for part in parts)), None)
    assert line is not None, found
    assert line.state == "ok" or line.do
    return line


def test_a_machine_that_is_well_has_nothing_to_mend(machine):
    well = machine(versions={"torch": "2.8"})
    for room in (software.ROOM, hardware.ROOM, libraries.ROOM, sealing.ROOM):
        for probe in ROOMS[room]:
            assert {line.state for line in answers(probe, well)} <= {"ok", "note"}, probe.name
    says(hardware.processor, well, "ok", "A Processor: AVX2, FMA")
    says(hardware.memory, well, "ok", "6.0 of 8.0 GiB free")


@pytest.mark.parametrize(
    ("look", "changed", "state", "parts"),
    [
        (software.python, {"python": (3, 10, 4)}, "mend", ["3.10.4"]),
        (software.python, {"is_64_bit": False}, "mend", ["32 bits"]),
        (software.python, {"implementation": "PyPy"}, "note", ["PyPy"]),
        (software.python, {"python": (3, 19, 0)}, "note", ["3.19.0"]),
        (software.system, {"system": "Windows"}, "mend", ["Windows"]),
        (software.settings, {"environment": {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}}, "mend", ["AUTOLOAD"]),
        (software.settings, {"environment": {"PYTEST_ADDOPTS": "-x"}}, "note", ["`-x`"]),
        (software.nnkata, {"versions": {"nnkata": None}}, "mend", ["not installed"]),
        (software.nnkata, {"versions": {"nnkata": "0.0.1"}}, "note", ["installed as 0.0.1"]),
        (software.libraries, {"versions": {"pytest": None}}, "mend", ["not installed"]),
        (software.libraries, {"versions": {"numpy": "1.26.4"}}, "mend", ["1.26.4, and nnkata needs"]),
        (software.libraries, {"versions": {"pytest-benchmark": "6.0"}}, "mend", ["6.0, and nnkata needs"]),
        (software.libraries, {"versions": {"pytest-benchmark": None}}, "note", ["bench (for the figures"]),
        (software.libraries, {"versions": {"pytest-xdist": "3.5"}}, "note", ["3.5"]),
        (hardware.processor, {"files": {"proc/cpuinfo": "model name: Old\nflags: sse2"}}, "note", ["no vector"]),
        (hardware.processor, ARM, "ok", ["NEON"]),
        (hardware.cores, {"usable_cores": 1}, "note", ["4 logical", "may use 1"]),
        (hardware.cores, {"files": GROUP | {f"{GROUPS}/a/cpu.max": "50000 100000"}}, "mend", ["quota of 0.5"]),
        (hardware.cores, {"files": {f"{CFS}_quota_us": "250", f"{CFS}_period_us": "100"}}, "ok", ["quota of 2.5"]),
        (hardware.speed, {"files": SLOW}, "note", ["powersave"]),
        (hardware.speed, {"files": SLOW | OWN_SPEED}, "ok", ["powersave, turbo on, two threads"]),
        (hardware.speed, {"files": {"sys/class/power_supply/AC/online": "0"}}, "note", ["battery"]),
        (hardware.quiet, {"load": 3.5}, "note", ["load 3.50 on 4 cores"]),
        (hardware.quiet, {"files": {"proc/pressure/cpu": "some avg10=40.00 avg60=1.00"}}, "note", ["load 0.10"]),
        (hardware.clock, {"files": {CLOCK: "hpet"}}, "note", ["hpet"]),
        (hardware.memory, {"files": {"proc/meminfo": FREE.format(200_000)}}, "mend", ["0.2 of 3.8 GiB"]),
        (hardware.memory, {"files": {"proc/meminfo": FREE.format(1_200_000)}}, "note", ["1.1 of 3.8 GiB"]),
        (hardware.memory, {"files": GROUP | {f"{GROUPS}/a/memory.max": "300000000"}}, "mend", ["0.3 of 0.3 GiB"]),
        (hardware.memory, {"limit": 1 << 30}, "mend", ["may map 1.0 GiB"]),
        (libraries.kernels, {"has_kernels": False}, "note", ["none"]),
        (libraries.kernels, {"told": {"kernels": "ended by SIGILL"}}, "mend", ["SIGILL"]),
        (libraries.kernels, {"told": {"kernels": TOLD["kernels"] | {"debug": True}}}, "mend", ["debug build"]),
        (libraries.kernels, {"told": {"kernels": TOLD["kernels"] | {"right": False}}}, "mend", ["wrong"]),
        (libraries.threads, {"environment": {"OMP_NUM_THREADS": "all"}}, "mend", ["OMP_NUM_THREADS is 'all'"]),
        (libraries.threads, {"environment": {"OMP_NUM_THREADS": "0"}}, "mend", ["OMP_NUM_THREADS is '0'"]),
        (libraries.threads, {"environment": {"OMP_NUM_THREADS": "2,1"}}, "ok", ["OMP_NUM_THREADS=2,1"]),
        (libraries.threads, {"told": {"blas": "ImportError: no"}}, "mend", ["ImportError: no"]),
        (libraries.torch, {"versions": {"torch": None}}, "note", ["not installed"]),
        (libraries.torch, {"versions": TORCH, "told": {"torch": "no answer"}}, "mend", ["2.8 does not work: no"]),
        (libraries.torch, {"versions": {"torch": "2.1"}}, "mend", ["2.1, and nnkata needs"]),
        (libraries.torch, {"versions": TORCH, "finds": True}, "note", ["without CUDA"]),
        (libraries.torch, {"versions": TORCH, "finds": True, "told": {"torch": BLIND}}, "note", ["sees no GPU"]),
        (libraries.torch, {"versions": TORCH, "told": {"torch": SEEING}}, "ok", ["CUDA 12: G"]),
        (sealing.isolation, {"cannot_confine": "needs Linux, and this is Darwin"}, "note", ["portable", "needs Linux"]),
        (place.temporary, {"disk": Disk(1000, 1 << 12, 9, 9, 0)}, "mend", ["4 MiB free"]),
        (place.temporary, {"disk": Disk(1 << 30, 1 << 12, 1000, 0, 0)}, "mend", ["free"]),
        (place.temporary, {"disk": Disk(100_000, 1 << 12, 9, 9, 0)}, "note", ["391 MiB free"]),
        (place.temporary, {"disk": ROOMY._replace(f_flag=place.NOEXEC)}, "note", ["noexec"]),
        (place.temporary, {"environment": {"TMPDIR": "/nowhere"}}, "note", ["TMPDIR, /nowhere"]),
        (place.home, {"environment": {}}, "note", ["not set"]),
        (place.home, {"environment": {"HOME": "/nowhere"}}, "note", ["/nowhere"]),
        (place.open_files, {"limit": 64}, "mend", ["64"]),
    ],
)  # fmt: skip
def test_each_thing_to_mend_is_said_with_what_to_do(machine, look, changed, state, parts):
    says(look, machine(**changed), state, *parts)


@pytest.mark.parametrize("probe", ROOMS[sealing.ROOM][1:], ids=lambda probe: probe.name)
def test_a_worker_that_does_not_answer_or_is_not_sealed_is_to_be_mended(machine, probe):
    says(probe.look, machine(), "ok", "11 ms a worker")
    says(probe.look, machine(told={"sealed": "Verdict: the worker was lost"}), "mend", "the worker was lost")
    if probe.name.startswith("confined"):
        says(probe.look, machine(told={"sealed": TOLD["sealed"] | {"kept": False}}), "mend", "could read")
        assert lines(probe.look, machine(cannot_confine="needs Linux")) == []


def test_time_that_the_host_takes_is_seen(machine):
    busy = machine()
    busy.later["proc/stat"] = "cpu  110 0 110 850 0 0 0 30 0 0\n"
    says(hardware.quiet, busy, "note", "30.0% of the time")


def test_a_folder_that_nothing_can_be_written_to_is_to_be_mended(machine, monkeypatch):
    def refused(*words, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(place.tempfile, "TemporaryFile", refused)
    says(place.temporary, machine(), "mend", "No space left")


def test_it_is_said_where_workers_write(machine, monkeypatch):
    monkeypatch.setattr(place.worker, "folder", lambda isolation: "/dev/shm")
    line = says(place.temporary, machine(), "ok", "; workers write in /dev/shm")
    assert line.facts["workers"] == "/dev/shm"


# A workspace


@pytest.fixture
def work(tmp_path, monkeypatch):
    root = tmp_path / "mein Döjo"
    start.start(root)
    monkeypatch.chdir(root)
    return root


def test_a_workspace_that_is_well(work, machine):
    says(place.place_of_work, machine(), "ok", str(work), "days")


def test_a_changed_check_is_to_be_mended(work, machine):
    checks = next(work.glob("day*/test_kata.py"))
    checks.write_text(checks.read_text() + "\n")
    line = says(place.place_of_work, machine(), "mend", f"{checks.parent.name}/test_kata.py differs")
    assert "nnkata start" in line.do


def test_so_is_a_file_that_is_not_utf_8_or_missing(work, machine):
    first, second = sorted(work.glob("day*/kata.py"))[:2]
    first.write_bytes(b"a = 1\n# caf\xe9\n")
    second.unlink()
    says(place.place_of_work, machine(), "mend", f"{first.parent.name}/kata.py line 2 is not UTF-8")
    assert "nnkata reset" in says(place.place_of_work, machine(), "mend", f"{second.parent.name}/kata.py is missing").do


def test_progress_that_cannot_be_read_is_said(work, machine):
    state = work / ".nnkata"
    state.mkdir(exist_ok=True)
    (state / "progress.jsonl").write_bytes(b'{"event": "reset", "day": 2}\nnonsense\n\xff\n')
    says(place.place_of_work, machine(), "note", "2 lines of")
    (state / "progress.jsonl").unlink()
    (state / "progress.jsonl").mkdir()
    says(place.place_of_work, machine(), "mend", "progress.jsonl")


# The doctor itself


def test_a_probe_that_fails_or_hangs_is_one_line(machine):
    def broken(machine):
        raise ValueError("two\nlines \x1b[2J")

    def late(machine):
        time.sleep(60)

    found = answers(Probe("thing", broken, 5), machine())
    assert found == [Line("note", "thing", "cannot be found out: ValueError: two lines", "please report this line")]
    assert "no answer within 0.05 s" in answers(Probe("thing", late, 0.05), machine())[0].found


def test_what_hangs_or_crashes_aside_ends_there(monkeypatch, tmp_path):
    (tmp_path / "torch.py").write_text("import time; time.sleep(60)")
    (tmp_path / "numpy.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    here = Machine(environment=os.environ | {"PYTHONPATH": str(tmp_path)})
    with pytest.raises(AsideError, match="no answer within 0"):
        here.aside("torch", limit=0.5)
    with pytest.raises(AsideError, match="ended by SIGILL"):
        here.aside("blas", limit=60)
    (tmp_path / "numpy.py").write_text("print('noise'); raise ImportError('no\\nway')")
    with pytest.raises(AsideError, match="ImportError: no way"):
        here.aside("blas", limit=60)


@pytest.fixture
def quick(monkeypatch, machine):
    """The doctor of a machine that answers at once."""

    def run(json=None, **changed):
        return doctor.run(json, machine(versions={"torch": None}, **changed))

    return run


def test_the_page_is_readable_in_80_columns_and_has_no_colours_in_a_pipe(quick, capsys):
    assert quick() == 0
    page = capsys.readouterr().out
    assert max(map(len, page.splitlines())) <= 80
    assert "\x1b" not in page and "\r" not in page
    # Where the interpreter's path is long, the line goes on below: one space stands for either.
    assert " ".join(page.split()).startswith("Python and libraries ok Python 3.12.1, CPython, ")
    assert page.splitlines()[-1].endswith("nothing to mend")


def test_the_status_and_the_last_line_say_what_is_to_be_mended(quick, capsys, tmp_path):
    assert quick(tmp_path / "out.json", system="Windows", told={"kernels": "ended by SIGILL"}) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("2 to mend: system, kernels")
    told = json.loads((tmp_path / "out.json").read_bytes())
    assert (told["version"], told["state"]) == (1, "mend")
    line = next(line for line in told["lines"] if line["name"] == "kernels")
    assert line["state"] == "mend" and "SIGILL" in line["found"] and line["do"]


def test_every_probe_stands_on_the_page():
    assert set(doctor.PAGE) == set(ROOMS)


def test_a_path_that_cannot_be_written_is_wrong_use(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["doctor", "--json", "/nowhere/at/all.json"])
    assert end.value.code == 2
    assert "no such folder" in capsys.readouterr().err


def test_this_machine(tmp_path):
    """As a user runs it, with real workers; which lines it has depends on where it runs."""
    command = [sys.executable, "-m", "nnkata_plugin.cli", "doctor", "--json", str(tmp_path / "out.json")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=400, check=False)
    told = json.loads((tmp_path / "out.json").read_bytes())
    states = {line["name"]: line["state"] for line in told["lines"]}
    assert done.returncode == ("mend" in states.values()), done.stdout + done.stderr
    assert done.stderr == ""
    assert states["portable, fork"] in ("ok", "note") and states["portable, spawn"] == "ok", done.stdout
    assert not [line for line in told["lines"] if "cannot be found out" in line["found"]], done.stdout
    for line in told["lines"]:
        assert line["state"] == "ok" or line["do"], line
