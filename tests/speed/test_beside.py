"""What graded code does beside its clock: what counts as too much, and that a rung that does it is not ranked."""

import pytest

from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.beside import Beside, Meter, is_parallel
from nnkata_plugin.speed.blocks import Runner
from nnkata_plugin.speed.conclusions import BESIDE, NOT_WATCHED, PARALLEL, conclude
from nnkata_plugin.speed.picture import drawn
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.speed.timings import DayTiming, SizeTiming
from nnkata_plugin.worker import Program, Verdict

CALL, CALLS, ROUNDS = 1e-3, 4, 5
"""Seconds a call, calls a block, and rounds."""


class Process:
    """A backend whose processor time is what the steps are said to take."""

    def __init__(self, idle: float = 0.0, loop: float = 0.0, fails: bool = False) -> None:
        self.idle, self.loop, self.fails, self.clock = idle, loop, fails, 1.0

    def run(self, steps, what, named, watch):
        if self.fails:
            raise Verdict("memory", "it needs more memory than the check allows")
        step, *rest = what
        self.clock += self.loop * rest[1] if step == "loop" and rest[1] else self.idle
        return type("Reply", (), {"value": [0.0] * rest[0] if step == "fetch" else None})

    def processor(self):
        return self.clock

    def keep_on(self, processors):
        self.processors = processors

    def close(self):
        pass


def runner(key: str, process: Process) -> Runner:
    rung = Rung(key, key, "numpy", Program(b"", "kata.py"), 1, None if key == "learner" else frozenset({"f"}))
    return Runner(rung, Timed("f", lambda rng: (), None), backend=process, count=CALLS, nulls=[1e-6])


def rounds(beside: Beside, number: int, witnessed: float | None = None) -> Beside:
    """As `Rounds` goes about it; the blocks are said to have lasted as long as they should."""
    learner = beside.runner
    for _ in range(number):
        beside.begin()
        learner.get_ready([(0.0,)] * CALLS)
        learner.take_turn()
        learner.blocks[-1] = CALL * CALLS, CALLS
        beside.end([(0.0,)] * CALLS, learner.fetch(CALLS), witnessed)
    return beside


@pytest.mark.parametrize(
    ("idle", "too_much"),
    [(1e-4, False), (1.2e-4, False), (5e-4, True)],
    ids=["as the carrier", "a little more", "half of the work"],
)
def test_more_than_the_carrier_needs_is_too_much(idle, too_much):
    beside = rounds(Beside(runner("learner", Process(idle, CALL)), runner("carrier", Process(1e-4))), ROUNDS)
    assert beside.due == pytest.approx([3e-4 / CALLS] * ROUNDS), "the null call, the inputs, the answers"
    assert beside.spent == pytest.approx([3 * idle / CALLS] * ROUNDS), "the block itself is on the clock"
    assert beside.is_too_much is too_much


def test_who_needs_more_of_carrier_and_witness_says_what_is_due():
    learner = runner("learner", Process(5e-4, CALL))
    beside = rounds(Beside(learner, runner("carrier", Process(1e-4))), ROUNDS, witnessed=14e-4 / CALLS)
    assert beside.due == pytest.approx([14e-4 / CALLS] * ROUNDS)
    assert not beside.is_too_much


def test_what_a_witness_needs_is_read_round_by_round():
    witness = runner("numpy", Process(2e-4, CALL))
    meter = Meter(witness)
    meter.begin()
    witness.get_ready([(0.0,)] * CALLS)
    witness.take_turn()
    witness.fetch(CALLS)
    assert meter.end(CALLS) == pytest.approx(6e-4 / CALLS)


def test_the_null_call_is_taken_off_at_the_carriers_price():
    learner = runner("learner", Process())
    learner.nulls = [1.0]
    rounds(Beside(learner, runner("carrier", Process())), 1)
    assert learner.null_call < 1e-3


def test_only_the_rounds_that_count_are_looked_at():
    beside = rounds(Beside(runner("learner", Process(1e-4, CALL)), runner("carrier", Process(1e-4))), ROUNDS)
    beside.spent[1] = 1.0
    kept = beside.only([0, 2, 4, ROUNDS + 1])
    assert len(kept.spent) == len(kept.due) == len(kept.runner.blocks) == 3 and max(kept.spent) < 1.0
    del beside.spent[0], beside.due[0]
    assert beside.only([0, 2]).spent == beside.spent, "which round is which is not known"


def test_each_round_begins_where_it_is_timed():
    learner = runner("learner", Process())
    learner.processors = frozenset({1})
    learner.get_ready([(0.0,)])
    assert learner.backend.processors == {1}


def test_where_the_system_tells_no_processor_time_nothing_is_said():
    process = Process(1.0)
    process.processor = lambda: None
    beside = rounds(Beside(runner("learner", process), runner("carrier", Process())), ROUNDS)
    assert not beside.spent and not beside.is_too_much and not is_parallel(beside.runner)


def ladder(beside: Beside) -> SizeTiming:
    numpy = runner("numpy", Process(0, CALL))
    numpy.blocks = [(CALL * CALLS, CALLS)] * ROUNDS
    return conclude(10, "f", {"rows": 1}, [beside.runner, numpy], [], "", watched={"learner": beside})


@pytest.mark.parametrize(
    ("process", "carrier", "why"),
    [
        (Process(1e-4, CALL), Process(1e-4), ""),
        (Process(1e-4, 1.5 * CALL), Process(1e-4), PARALLEL),
        (Process(5e-4, CALL), Process(1e-4), BESIDE),
        (Process(1e-4, CALL), Process(fails=True), NOT_WATCHED),
    ],
    ids=["honest", "threads", "beside", "no carrier"],
)
def test_what_is_not_done_on_the_clock_is_not_ranked(process, carrier, why):
    size = ladder(rounds(Beside(runner("learner", process), runner("carrier", carrier)), ROUNDS))
    assert size.learner.unranked == why
    assert (size.learner.share is None) is bool(why)
    assert bool(size.learner.verdict) is not bool(why)
    if why in (PARALLEL, BESIDE):
        assert f"{why}: not ranked" in drawn(DayTiming(10, "Softmax", "learner", "", [size]), 400)


def test_what_is_faster_has_to_be_so_with_what_it_does_beside_the_clock():
    """A fifth is deferred, and too little of it is certain for an accusation."""
    beside = rounds(Beside(runner("learner", Process(1e-4, 0.8 * CALL)), runner("carrier", Process(1e-4))), ROUNDS)
    beside.runner.blocks = [(0.8 * CALL * CALLS, CALLS)] * ROUNDS
    assert ladder(beside).learner.verdict == "faster"
    beside.spent = [its + more * CALL for its, more in zip(beside.due, (0.0, 0.3, 0.3, 0.3, 0.3), strict=True)]
    beside.due = [1.5 * its for its in beside.due]
    learner = ladder(beside).learner
    assert (learner.unranked, learner.verdict) in [("", "too close to say"), (BESIDE, "")]
    assert beside.charged[0] == pytest.approx(0.8 * CALL, rel=0.01)
    assert beside.charged[-1] > CALL
