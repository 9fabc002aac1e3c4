"""Days timed for real, with small sizes: who is on the ladder, and what a program that only looks fast comes to."""

import itertools
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nnkata_plugin import worker
from nnkata_plugin.catalog import kata_of_day, suite
from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.check.bench import MARK, Timed, bench
from nnkata_plugin.check.lazy import LazyModule
from nnkata_plugin.speed import rungs
from nnkata_plugin.speed.blocks import size_of
from nnkata_plugin.speed.ladder import Ladder, Size, sizes_of
from nnkata_plugin.speed.place import ANYWHERE
from nnkata_plugin.speed.pulse import Pulse
from nnkata_plugin.speed.replay import Clock
from nnkata_plugin.speed.rounds import as_arrays
from nnkata_plugin.worker import Isolation

AXES = {"batch": 32, "classes": 64}


def scores(rng, batch, classes):
    return (rng.standard_normal((batch, classes), dtype=np.float32),)


def two_tables(rng, rows):
    return rng.standard_normal((rows, rows)).tolist(), rng.standard_normal((rows, rows)).tolist()


def factors(rng, rows, inner, cols):
    return rng.standard_normal((rows, inner)).tolist(), rng.standard_normal((inner, cols)).tolist()


def doubled(kata, x):
    return kata.softmax(2 * x)


@pytest.fixture(autouse=True)
def no_torch(monkeypatch):
    """PyTorch takes seconds to load and is a rung as any other."""
    monkeypatch.setitem(sys.modules, "torch", None)


@pytest.fixture(scope="module", autouse=True)
def workers_end():
    yield
    worker.shutdown()


@pytest.fixture
def climbed(tmp_path):
    """Time an implementation of a day: the worked solution, or one whose `softmax` begins with the lines given."""

    def climb(day=10, code="", timed=None, axes=AXES, budget=1.0):
        kata, word = kata_of_day(day), "solution"
        if code:
            path = tmp_path / "kata.py"
            path.write_text((kata.folder / "spoilers" / "solution.py").read_text() + code)
            word = str(path)
        told = []
        size = Size(timed or Timed("softmax", scores, None), axes, 1)
        timing = Ladder(kata, choose(kata, None, word), worker.isolation()).climb(
            [size], budget, lambda what, part: told.append(part)
        )
        assert told[0] == 0
        assert told == sorted(told)
        return timing

    return climb


def test_a_day_has_its_rungs_and_a_line_for_each_that_is_missing(climbed):
    day = climbed()
    (size,) = day.sizes
    assert {timing.rung for timing in size.rungs} == {"learner", "numpy", "rust"}
    assert day.notes == ["PyTorch: not installed: pip install 'nnkata[torch]'"]
    assert not size.wrong
    assert max(timing.share or 0 for timing in size.rungs) == 1
    assert len({len(timing.seconds) for timing in size.rungs}) == 1, "every rung takes part in every round"


def test_rounds_that_were_disturbed_do_not_count_and_a_line_says_so(climbed, monkeypatch):
    monkeypatch.setattr("nnkata_plugin.speed.place._settled", lambda allowed, pulse: ANYWHERE)
    speeds = itertools.chain([1.0, 0.5], itertools.repeat(1.0))  # slow in the first round
    monkeypatch.setattr("nnkata_plugin.speed.ladder.Pulse", lambda: Pulse(speeds.__next__))
    monkeypatch.setattr("nnkata_plugin.speed.rounds.MOST", 5)  # rounds, however busy the machine is
    [size] = climbed(budget=20.0).sizes
    [note] = [note for note in size.notes if "do not count" in note]
    left_out, rounds = map(int, re.findall(r"\d+", note))
    assert (left_out, rounds) == (1, 5)
    assert {len(timing.seconds) for timing in size.rungs} == {len(size.control)} == {rounds - left_out}


def test_without_compiled_kernels_a_line_says_so(monkeypatch):
    monkeypatch.setattr(rungs, "_kernel_file", lambda: None)
    kata = kata_of_day(10)
    found, absent = rungs.rungs_of(kata, choose(kata, None, "solution"))
    assert rungs.NO_KERNELS in absent
    assert "rust" not in {rung.key for rung in found}


def test_plain_loops_are_a_rung_where_the_day_has_them():
    kata = kata_of_day(36)
    found, _ = rungs.rungs_of(kata, choose(kata, None, "solution"))
    assert [rung.key for rung in found] == ["naive", "learner", "numpy", "rust"]


def test_all_are_kept_in_alike_but_for_what_the_references_must_reach(monkeypatch):
    monkeypatch.setattr(rungs.importlib.util, "find_spec", lambda name: SimpleNamespace(origin=f"/{name}.so"))
    kata = kata_of_day(10)
    confined = Isolation("confined", opens=("files",))
    found = {rung.key: rung.isolation for rung in rungs.rungs_of(kata, choose(kata, None, "solution"), confined)[0]}
    assert found["learner"] == confined
    for key in ("numpy", "rust", "torch_cpu"):
        assert replace(found[key], reads=()) == confined
        assert str(suite.root() / "references") in found[key].reads
    assert found["torch_cuda"].tier == "portable", "its device is out of reach of what is confined"
    assert rungs.worked_solution(kata, confined).isolation == confined


def test_lists_stay_lists_for_the_learner_and_are_arrays_for_the_references(climbed):
    (size,) = climbed(2, timed=Timed("matmul", factors, None), axes={"rows": 6, "inner": 6, "cols": 6}).sizes
    assert {"learner", "numpy", "rust"} <= {timing.rung for timing in size.rungs}
    assert not size.wrong
    assert not size.notes


def test_what_no_reference_times_is_compared_with_the_worked_solution(climbed):
    (size,) = climbed(timed=Timed("softmax of twice the scores", scores, doubled)).sizes
    assert {timing.rung for timing in size.rungs} == {"learner", "solution"}
    assert size.reference == "worked answer"
    assert not size.wrong


CHEATS = {
    "zeros for what is large": """
    if x.size > 1000:
        return np.zeros_like(x)
    return right(x, axis)""",
    "right for the first calls": """
    calls.append(1)
    return right(x, axis) if len(calls) < 40 else np.full_like(x, 1 / 64)""",
    "remembers its first answer": """
    calls.append(right(x, axis))
    return calls[0]""",
    "one value off": """
    y = right(x, axis)
    calls.append(1)
    y[3, 5] *= 1 + (len(calls) > 40) * 0.01
    return y""",
}


@pytest.mark.parametrize("how", CHEATS)
def test_every_answer_is_checked(climbed, how):
    code = f"\nright, calls = softmax, []\ndef softmax(x, axis=-1):{CHEATS[how]}\n"
    (size,) = climbed(code=code).sizes
    assert size.wrong.startswith("a wrong answer")
    learner = size.of("learner")
    assert learner is None or learner.share is None


def test_an_error_at_this_size_ends_it_with_its_message(climbed):
    code = "\nright = softmax\ndef softmax(x, axis=-1):\n    raise ValueError('too large for me')\n"
    (size,) = climbed(code=code).sizes
    assert size.wrong == "ValueError: too large for me"


def test_a_crash_ends_the_size_and_nothing_else(climbed):
    (size,) = climbed(code="\nimport os\ndef softmax(x, axis=-1):\n    os._exit(0)\n").sizes
    assert "os._exit" in size.wrong


def test_a_call_that_takes_longer_than_the_budget_is_one_line(climbed):
    code = "\nimport time\nright = softmax\ndef softmax(x, axis=-1):\n    time.sleep(1.2)\n    return right(x, axis)\n"
    (size,) = climbed(code=code, budget=1).sizes
    assert not size.rungs
    assert not size.wrong
    assert re.search(r"1\.\d s a call: too long for --kata-budget 1", size.notes[0])


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_is_left_running(climbed):
    climbed()
    me = os.getpid()
    zygotes = Path(f"/proc/{me}/task/{me}/children").read_text().split()
    assert zygotes
    for zygote in zygotes:
        # One stands by, and has not met any code yet.
        assert len(Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()) <= 1


def test_a_day_times_each_function_at_the_sizes_whose_axes_it_takes():
    module = SimpleNamespace(a=bench("softmax")(scores), b=bench("matmul")(two_tables), torch=LazyModule("torch"))
    facts = SimpleNamespace(
        bench=SimpleNamespace(sizes=[{"batch": 2, "classes": 3}, {"rows": 4}, {"batch": 2, "classes": 3, "rows": 4}])
    )
    found = sizes_of(SimpleNamespace(facts=facts), module)
    assert [(size.timed.name, size.axes) for size in found] == [
        ("softmax", {"batch": 2, "classes": 3}),
        ("matmul", {"rows": 4}),
    ]
    for inputs in (scores, two_tables):
        delattr(inputs, MARK)


def test_only_lists_of_numbers_become_arrays():
    x = np.ones(3)
    table, number, same, counts = as_arrays(([[1.0, 2.0]], 3, x, [1, 2]))
    assert (table.dtype, table.shape) == (np.float32, (1, 2))
    assert number == 3
    assert same is x
    assert counts.dtype == np.int64


def test_sizes_are_estimated_without_copies():
    assert size_of((np.zeros((4, 4), np.float32), [[1.0] * 8] * 2)) == 64 + 2 * 16 * 8


def test_the_clock_moves_by_the_samples_and_no_more():
    clock, steps = Clock(), []
    clock.load([0.5, 0.25])
    for _ in range(3):
        before = clock()
        clock.advance()
        steps.append(clock() - before)
    assert steps == [0.5, 0.25, 0]
