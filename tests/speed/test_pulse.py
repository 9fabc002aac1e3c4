"""Rounds in which others slowed the machine: what counts, and that all do where most are slow."""

import os

import pytest

from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.blocks import Runner
from nnkata_plugin.speed.place import ANYWHERE, on_the_fastest
from nnkata_plugin.speed.pulse import Pulse, products
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.worker import Program


def felt(*speeds: float, later: float = 0.0, here: bool = False) -> list[int]:
    """The rounds that count among some with these speeds; `later` is felt once they are over."""
    pulse = Pulse(iter([*speeds, later]).__next__)
    several = [pulse.felt() for _ in speeds]
    if later:
        pulse.felt()
    return pulse.steady(several, here)


@pytest.mark.parametrize(
    ("speeds", "kept"),
    [
        ([], []),
        ([5.0], [0]),
        ([5.0, 1.0], [0, 1]),
        ([10.0] * 4, [0, 1, 2, 3]),
        ([10.0, 9.6, 9.4, 9.9], [0, 1, 3]),
        ([10.0, 1.0, 2.0, 3.0, 4.0, 9.0], [0, 1, 2, 3, 4, 5]),
        ([10.0, 1.0, 2.0, 3.0, 4.0, 9.0, 5.0], [0, 1, 2, 3, 4, 5, 6]),
    ],
    ids=["none", "one", "fewer than a verdict needs", "all alike", "one slow", "mostly slow", "an odd half"],
)
def test_slow_rounds_do_not_count_unless_most_are_slow(speeds, kept):
    assert felt(*speeds) == kept


def test_in_this_process_the_fastest_half_counts():
    assert felt(10.0, 1.0, 2.0, 3.0, 4.0, 9.0, here=True) == [0, 4, 5]
    assert felt(10.0, 1.0, 2.0, 3.0, 4.0, 9.0, 5.0, here=True) == [0, 4, 5, 6]
    assert felt(10.0, 9.6, 9.4, 9.9, here=True) == [0, 1, 3]


def test_the_best_is_that_of_the_whole_session():
    assert felt(1.0, 0.9, 1.0, 0.9, 1.0) == [0, 2, 4]
    assert felt(1.0, 0.9, 1.0, 0.9, 1.0, later=2.0) == [0, 1, 2, 3, 4], "none was fast enough"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="where to run is Linux's to choose")
def test_all_stay_on_the_fastest_processor_and_may_go_where_they_might_before(monkeypatch):
    allowed = {3, 5, 8}
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {3, 5, 8})
    monkeypatch.setattr(
        os, "sched_setaffinity", lambda process, processors: (allowed.clear(), allowed.update(processors))
    )
    with on_the_fastest(Pulse(lambda: 2.0 if allowed == {5} else 1.0)) as processors:
        assert processors == allowed == {5}
    assert allowed == {3, 5, 8}


def test_where_nobody_may_choose_everything_goes_anywhere(monkeypatch):
    def refuse(process, processors):
        raise PermissionError

    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", refuse, raising=False)
    with on_the_fastest(Pulse(lambda: 1.0)) as processors:
        assert processors == ANYWHERE


def test_this_machine_has_one():
    assert products()() > 0


def test_a_rung_keeps_the_rounds_that_count():
    rung = Rung("naive", "naive", "numpy", Program(b"", "kata.py"), 1)
    runner = Runner(rung, Timed("f", lambda rng: (), None), backend=None)  # type: ignore[arg-type]
    runner.blocks, runner.working = [(1.0, 1), (2.0, 1), (3.0, 1)], [0.1, 0.2, 0.3]
    kept = runner.only([0, 2, 5])
    assert (kept.blocks, kept.working) == ([(1.0, 1), (3.0, 1)], [0.1, 0.3]), "the plain loops stop before the others"
    assert len(runner.blocks) == 3
