"""Rows with calls that take as long as they say: who is faster, who is not ranked, what the time allows."""

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from nnkata_plugin.speed.kernels import arrays, contenders
from nnkata_plugin.speed.kernels.blocks import FEWEST, Turns
from nnkata_plugin.speed.kernels.contenders import Contender
from nnkata_plugin.speed.kernels.limits import Bandwidth, Limits
from nnkata_plugin.speed.kernels.results import VERSION
from nnkata_plugin.speed.pulse import Pulse

FIRST, SECOND, THIRD, MEMORY = (Bandwidth(rate, rate) for rate in (8e9, 4e9, 2e9, 1e9))
LIMITS = Limits(2e9, 1e9, (FIRST, SECOND, THIRD), (1 << 15, 1 << 20, 1 << 25), MEMORY)


def test_it_is_compared_with_pytorch_as_called_and_at_its_best(world):
    world.kernel(1e-3)
    [row] = world.report(world.row(called=2e-3, best=5e-4)).rows
    assert row.hot.seconds == pytest.approx(1e-3, rel=1e-3)
    assert row.hot.called.speedup.middle == pytest.approx(2, rel=1e-3) and row.hot.called.verdict == "faster"
    assert row.hot.best.speedup.middle == pytest.approx(0.5, rel=1e-3) and row.hot.best.verdict == "slower"
    assert row.hot.noise.middle == pytest.approx(1) and not row.hot.is_noisy
    assert row.hot.rounds == 30


def test_three_per_cent_are_too_close_to_say(world):
    world.kernel(1e-3)
    [row] = world.report(world.row(called=1.03e-3)).rows
    assert row.hot.called.verdict == "too close to say"


def test_a_wrong_answer_is_never_ranked_however_fast_it_is(world):
    world.kernel(1e-9, off=1e-3)
    report = world.report(world.row(), kind="amd")
    [row] = report.rows
    assert "15 of 15 numbers are off" in row.wrong
    assert row.hot is None and row.ranked is None and not row.floor_met
    said = report.summary()
    assert said["wrong"] == 1 and said["ranked"] == 0 and said["geometric_mean"] is said["fast_1"] is None
    assert "called" not in world.calls, "nobody is timed against it"


@pytest.mark.parametrize("answer", [np.float32(1), np.zeros((3, 5)), np.full((3, 5), np.nan, np.float32)])
def test_a_wrong_shape_dtype_or_nan_is_a_wrong_answer(world, answer):
    world.compiled.softmax = lambda x: answer
    [row] = world.report(world.row()).rows
    assert row.wrong and row.hot is None


def test_a_kernel_that_raises_is_a_wrong_answer_and_the_others_go_on(world):
    world.compiled.softmax = None
    world.kernel(1e-3)
    good = world.compiled.softmax

    def picky(x):
        if x.shape == (1, 1):
            raise ValueError("softmax: not today")
        return good(x)

    world.compiled.softmax = picky
    first, second = world.report(world.row(inputs={"x": (1, 1)}), world.row()).rows
    assert first.wrong == "ValueError: softmax: not today"
    assert second.hot is not None


def test_a_form_that_computes_something_else_is_left_out(world):
    world.kernel(1e-3)
    [row] = world.report(world.row(off=0.5)).rows
    assert row.hot.called is None
    assert row.notes and "left out" in row.notes[0]


def test_floors_are_judged_by_the_kind_of_machine(world):
    world.kernel(1e-3)
    described = world.row(called=2e-3, best=1e-3, floor={"amd": 1.9, "intel": 3}, floor_best={"intel": 1.5})
    [amd] = world.report(described, kind="amd").rows
    [intel] = world.report(described, kind="intel").rows
    [other] = world.report(described, kind="other").rows
    [none] = world.report(described).rows
    assert (amd.floor_met, amd.floor_best_met) == ("met", "")
    assert (intel.floor_met, intel.floor_best_met) == ("missed", "missed")
    assert (other.floor, other.floor_met, other.floor_best_met) == (1.9, "met", "missed"), "the lower of the two"
    assert (none.floor, none.floor_met) == (None, "")


def test_a_floor_above_what_the_machine_can_do_is_beyond_and_not_missed(world):
    world.kernel(1e-3)
    limits = replace(LIMITS, call=3e-4)
    described = world.row(called=2e-3, best=1e-3, flops=1e6, floor={"amd": 2.4}, floor_best={"amd": 1.2})
    high = world.row(called=2e-3, best=1.1e-3, flops=1e6, floor={"amd": 2.6}, floor_best={"amd": 1.0})
    report = world.report(described, high, kind="amd", limits=limits)
    first, second = report.rows
    assert first.hot.called.at_most == pytest.approx(2e-3 / (5e-4 + 3e-4), rel=1e-3)
    assert first.hot.best.at_most == pytest.approx(1e-3 / (5e-4 + 3e-4), rel=1e-3)
    assert (first.floor_met, first.floor_best_met) == ("missed", "missed")
    assert (second.floor_met, second.floor_best_met) == ("beyond", "met")
    assert report.summary()["floors_beyond"] == 1
    [blind] = world.report(high, kind="amd").rows
    assert blind.hot.called.at_most is None and blind.floor_met == "missed", "nobody knows the limits"


def test_faster_than_the_machine_can_be_is_not_ranked(world):
    world.kernel(1e-3)
    fair, impossible = world.report(world.row(flops=1e6), world.row(flops=4e6), limits=LIMITS).rows
    assert fair.hot.share == pytest.approx(0.5, rel=1e-3) and fair.ranked
    assert impossible.ranked is None and impossible.unranked


def test_the_time_is_shared_and_slow_rows_get_a_few_rounds_all_the_same(world):
    world.kernel(0.3)
    report = world.report(*[world.row(called=0.3, title=str(number)) for number in range(4)], budget=4.0)
    assert [row.hot.rounds for row in report.rows] == [FEWEST] * 4
    world.kernel(1e-3)
    begin = world.now
    quick = world.report(*[world.row(called=2e-3, title=str(number)) for number in range(10)], budget=20.0)
    assert world.now - begin < 20 and all(row.hot.rounds >= 30 for row in quick.rows)


def test_a_slow_call_that_is_clearly_slower_needs_five_rounds(world):
    world.kernel(0.1)
    [row] = world.report(world.row(called=0.4)).rows
    assert row.hot.rounds == 5


def test_the_summary_counts_who_is_faster_and_who_is_near_the_limit(world):
    world.kernel(1e-3)
    rows = [world.row(called=called, flops=flops) for called, flops in ((4e-3, 1.8e6), (1e-3, 1.2e6), (5e-4, 1e5))]
    said = world.report(*rows, limits=LIMITS).summary()
    assert said["geometric_mean"] == pytest.approx(2 ** (1 / 3), rel=1e-3)
    assert said["fast_2"] == pytest.approx(1 / 3)
    assert said["above_50"] == pytest.approx(2 / 3) and said["above_80"] == pytest.approx(1 / 3)


def test_the_figures_are_plain_json_with_a_version(world):
    world.kernel(1e-3)
    figures = json.loads(json.dumps(world.report(world.row(best=1e-3), world.row(title="other")).figures()))
    assert figures["version"] == VERSION
    assert figures.keys() >= {"machine", "threads", "isa", "libraries", "limits", "paths", "rows", "summary", "notes"}
    row = figures["rows"][0]
    assert row["inputs"] == {"x": [3, 5]} and row["op"] == "softmax" and row["bytes"] == 2 * 60
    assert row["hot"].keys() == {"seconds", "rate", "unit", "share", "rounds", "called", "best", "noise"}
    assert row["hot"]["called"].keys() == {"name", "seconds", "speedup", "verdict", "at_most"}
    assert row["hot"]["called"]["speedup"].keys() == {"low", "middle", "high"}
    assert figures["rows"][1]["hot"]["best"] is None


def test_a_call_is_timed_as_a_person_writes_it():
    def function(*given, **named):
        return given, named

    assert contenders.written_out(function) is function
    plain = partial(function, 1)
    assert contenders.written_out(plain) is plain, "it makes no dictionary"
    x = np.zeros(3)
    written = contenders.written_out(partial(function, x, 2, size=3, out=x))
    (given, named) = written()
    assert given[0] is x and given[1] == 2 and named["size"] == 3 and named["out"] is x
    assert "partial" not in type(written).__name__


def turns(world, *keys: str, sets: int = 1, probe=None) -> Turns:
    """Contenders that note which set of inputs each call took."""

    def call(key: str, number: int):
        def made():
            world.now += 1e-3
            world.calls.append(f"{key}{number}")

        return made

    several = [Contender(key, lambda arrays: None) for key in keys]
    for contender in several:
        contender.calls = [call(contender.key, number) for number in range(sets)]
    return Turns(several, world.clock, probe, seed=1)


def test_each_second_round_goes_backwards(world):
    measured = turns(world, "a", "b", "c")
    measured.warm_up()
    world.calls.clear()
    measured.run(until=world.now + 100, enough=4)
    order = [call[0] for call in world.calls][::3]
    rounds = [order[start : start + 3] for start in range(0, 12, 3)]
    assert rounds[1] == rounds[0][::-1] and rounds[3] == rounds[2][::-1]
    assert all(sorted(one) == ["a", "b", "c"] for one in rounds)


def test_every_call_takes_the_next_inputs_whoever_makes_it(world):
    measured = turns(world, "a", "b", sets=5)
    measured.warm_up()
    measured.run(until=world.now + 100, enough=3)
    taken = [int(call[1]) for call in world.calls]
    assert taken == [number % 5 for number in range(len(taken))]


def test_rounds_beside_a_slow_probe_do_not_count_but_half_of_them_stay(world):
    pulse = Pulse(iter([1.0, 0.5, 1.0, 0.99, 0.6, 1.0, 2.0]).__next__)
    measured = turns(world, "a", "b", probe=pulse.felt)
    measured.warm_up()
    measured.run(until=world.now + 100, enough=6)
    assert pulse.steady(measured.speeds) == [0, 2, 3, 5]
    pulse.felt()
    assert pulse.steady(measured.speeds, here=True) == [0, 2, 5], "the fastest half, where none is fast enough"


def test_inputs_come_from_memory_where_that_says_something(world, monkeypatch):
    assert arrays.sets_for_memory({"x": np.zeros(1 << 18, np.float32)}, flops=1e6, moved=2 << 20) == 96
    assert not arrays.sets_for_memory({"x": np.zeros(16, np.float32)}, flops=16, moved=128), "too many of them"
    assert not arrays.sets_for_memory({"x": np.zeros(1 << 18, np.float32)}, flops=1e9, moved=2 << 20), "arithmetic"
    world.kernel(1e-3)
    monkeypatch.setattr(arrays, "ROTATED", 1 << 20)
    [row] = world.report(world.row(inputs={"x": (16, 1 << 10)}, flops=1e5)).rows
    assert row.memory is not None and row.memory.rounds == 10
    assert row.memory.unit == "GB/s"


def test_inputs_are_aligned_and_the_same_each_time(world):
    described = world.row(inputs={"x": (3, 5), "labels": (7,)}, below={"labels": 4}, positive=("x",))
    one, other = arrays.drawn(described), arrays.drawn(described)
    assert all(values.ctypes.data % arrays.ALIGNED == 0 for values in one.values())
    assert (one["x"] == other["x"]).all() and (one["x"] >= 0).all() and one["x"].dtype == np.float32
    assert one["labels"].dtype == np.int64 and 0 <= one["labels"].min() <= one["labels"].max() < 4


def test_what_is_overwritten_is_everyones_own(world):
    taken = []

    def kernel(param, grad, m, v, step, lr, out):
        taken.append(out)
        return out

    world.compiled.adam = kernel
    from nnkata_plugin.speed.kernels import rows

    described = next(row for row in rows.rows_of("adam"))
    given = arrays.drawn(described)
    ours = contenders.kernel_calls(described, world.compiled, (), ())
    ours.hold([given])
    ours.calls[0]()
    [(param, m, v)] = taken
    assert not any(np.shares_memory(own, given[name]) for name, own in (("param", param), ("m", m), ("v", v)))
