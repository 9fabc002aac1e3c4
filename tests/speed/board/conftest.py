"""Entries with figures that are known: `an_entry("anna", 0.5)` took half of NumPy's time."""

from dataclasses import replace

import pytest

from nnkata_plugin.catalog import Dojo
from nnkata_plugin.speed.board.entries import Entry, hash_of
from nnkata_plugin.speed.statistics import Interval, median_interval
from nnkata_plugin.speed.timings import RungTiming, SizeTiming

CODE = b"def softmax(x, axis=-1):\n    return x\n"
HERE = {"cpu": "a processor", "isa": "avx2", "python": "3.11.7", "numpy": "2.4.6", "torch": None, "fingerprint": "f1"}
SIZES = ({"batch": 512, "classes": 1024}, {"batch": 4096, "classes": 1024})


def samples(seconds, spread, rounds):
    """Times around `seconds` whose median it is."""
    steps = [1 + spread * (2 * number / max(1, rounds - 1) - 1) for number in range(rounds)]
    return [seconds * step for step in steps[::2] + steps[1::2]]


def a_size(
    ratio=1.0, axes=SIZES[0], unranked="", noise=0.0, spread=0.01, rounds=31, seconds=1e-3, reference="NumPy", cost=None
):
    its = [seconds] * rounds
    mine = samples(ratio * seconds, spread, rounds)
    control = [(1 + noise) * seconds] * rounds
    interval = median_interval([one / seconds for one in mine])
    share = None if unranked else 0.5
    rungs = [
        RungTiming("learner", "learner", mine, ratio * seconds, share, interval, "", unranked),
        RungTiming("numpy", reference, its, seconds, 0.5, None, ""),
    ]
    off = Interval(1 + noise, 1 + noise, 1 + noise)
    axes = dict(axes)
    return SizeTiming(10, "softmax", axes, reference, rungs, rounds, 1e-5, ["a note"], "", 7, control, off, cost)


@pytest.fixture
def sized():
    return a_size


@pytest.fixture
def an_entry():
    def make(
        player="anna", ratio=1.0, number=0, sizes=None, day=10, implementation="learner", environment=HERE, **of_size
    ):
        if sizes is None:
            sizes = [replace(a_size(ratio, axes, **of_size), day=day) for axes in SIZES]
        return Entry(
            day=day,
            player=player,
            implementation=implementation,
            digest="4b061b67",
            program=hash_of(CODE),
            checks="c0ffee",
            seed=7041,
            tier="confined",
            threads=1,
            environment=dict(environment),
            sizes=sizes,
            made="2026-05-01T10:00:00+00:00",
            id=number,
        )

    return make


@pytest.fixture
def code():
    return CODE


@pytest.fixture
def here():
    return HERE


@pytest.fixture
def workspace(tmp_path):
    root = tmp_path / "mein Döjo #1?"
    root.mkdir()
    (root / "nnkata.toml").write_text('version = "0.1.0"\n', encoding="utf-8")
    return Dojo(root)
