"""The machine's limits: probed once and kept, and what a ladder says under them."""

import json
from dataclasses import replace

import pytest

from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.speed import roof as roof_room
from nnkata_plugin.speed.conclusions import CALL_OVERHEAD
from nnkata_plugin.speed.picture import drawn
from nnkata_plugin.speed.roof import BELOW, Roof, advice, better, under
from nnkata_plugin.speed.timings import DayTiming, RungTiming, SizeTiming
from nnkata_plugin.speed.work import Roofline

KATA = kata_of_day(10)
# softmax moves 8 bytes and makes 5 flops for each of 512 x 1024 numbers: 4.19 MB at 10 GB/s are 419 us.
LIMITS = Roofline(f32=100e9, f64=50e9, levels=(200e9, 100e9, 50e9), sizes=(1000, 10_000, 100_000), memory=10e9)
FLOOR = 8 * 512 * 1024 / 10e9


@pytest.fixture
def probes(monkeypatch):
    """What the probes say, one after the other; the number of those that were asked for is left of them."""
    waiting = [LIMITS, replace(LIMITS, memory=20e9)]
    monkeypatch.setattr(roof_room, "measured", lambda compiled, threads: waiting.pop(0))
    return waiting


@pytest.fixture
def roof(probes, tmp_path):
    return Roof(tmp_path / "roofline.json")


def a_size(learner=4 * FLOOR, numpy=2 * FLOOR, unranked=""):
    rungs = [
        RungTiming("learner", "learner", [learner], learner, None if unranked else numpy / learner, None, "", unranked),
        RungTiming("numpy", "NumPy", [numpy], numpy, 1.0, None, ""),
    ]
    return SizeTiming(10, "softmax", {"batch": 512, "classes": 1024}, "NumPy", rungs, 30, 1e-5, [])


def test_the_machine_is_probed_once_and_again_when_it_is_another(probes, tmp_path, monkeypatch):
    file = tmp_path / "nnkata" / "roofline.json"
    assert Roof(file).limits == LIMITS
    assert Roof(file).limits == LIMITS
    assert len(probes) == 1
    known = roof_room.environment()
    monkeypatch.setattr(roof_room, "environment", lambda: known | {"fingerprint": "another"})
    assert Roof(file).limits.memory == 20e9
    assert not probes
    assert json.loads(file.read_text())["machine"]["fingerprint"] == "another"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"machine": 3, "f32": "fast"}'])
def test_a_broken_file_is_measured_anew(probes, tmp_path, content):
    file = tmp_path / "roofline.json"
    file.write_text(content)
    assert Roof(file).limits == LIMITS


def test_a_place_that_cannot_be_written_only_costs_the_probe(probes, tmp_path):
    (tmp_path / "file").write_text("")
    assert Roof(tmp_path / "file" / "roofline.json").limits == LIMITS


def test_a_size_has_its_floor_what_binds_it_and_what_to_try(roof):
    size = under(roof, KATA, a_size())
    assert size.floor == pytest.approx(FLOOR)
    assert size.bound == "memory"
    assert advice(size).startswith("memory decides: 25 % of what this machine can do. Try fewer passes")
    assert "little is left" in advice(under(roof, KATA, a_size(1.2 * FLOOR)))
    text = drawn(DayTiming(10, "Softmax", "learner", "c0ffee", [size]), 80)
    assert "limit" in text and "419 us" in text and "memory decides" in text
    assert max(len(line) for line in text.splitlines() if "limit" in line) <= 80


def test_arithmetic_binds_where_it_takes_longer_than_the_bytes(tmp_path, monkeypatch):
    slow = replace(LIMITS, f32=1e9)
    monkeypatch.setattr(roof_room, "measured", lambda compiled, threads: slow)
    size = under(Roof(tmp_path / "roofline.json"), KATA, a_size(0.1, 0.05))
    assert size.bound == "compute" and size.floor == pytest.approx(5 * 512 * 1024 / 1e9)


@pytest.mark.parametrize("size", [a_size(100 * FLOOR), a_size(unranked=CALL_OVERHEAD)], ids=["plain loops", "short"])
def test_what_only_calls_is_told_to_call_less(roof, size):
    found = under(roof, KATA, size)
    assert found.bound == CALL_OVERHEAD
    assert "Try more in each call" in advice(found)


def test_below_the_floor_is_rejected_with_the_arithmetic_after_a_second_probe(roof, probes):
    size = under(roof, KATA, a_size(0.4 * FLOOR))
    assert size.floor == pytest.approx(FLOOR / 2), "the better of two probes"
    assert not probes
    learner, numpy = size.rungs
    assert (learner.unranked, learner.share) == (BELOW, None)
    assert numpy.share == 1
    (note,) = size.notes
    assert note == "learner: 168 us, but 4.19 MB at 20 GB/s take 210 us on this machine. suspicious: not ranked"


def test_a_busy_probe_accuses_nobody(roof, probes):
    size = under(roof, KATA, a_size(0.6 * FLOOR))
    assert not size.notes
    assert size.learner.share is not None
    assert not probes


def test_a_formula_that_cannot_be_worked_out_costs_the_limit_and_nothing_else(roof):
    size = under(roof, KATA, replace(a_size(), axes={"batch": 512}))
    assert size.floor is None and len(size.rungs) == 2
    assert size.notes[0].startswith("no limit: ") and "classes is not known" in size.notes[0]


def test_of_two_probes_each_figure_is_the_better():
    assert better(LIMITS, replace(LIMITS, f32=1.0, levels=(1e9, 300e9, 1e9))) == replace(
        LIMITS, levels=(200e9, 300e9, 50e9)
    )
