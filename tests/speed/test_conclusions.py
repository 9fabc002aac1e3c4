"""From blocks to a ladder: what is taken off, who is ranked, and what the picture says of it."""

import pytest

from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed.blocks import Runner, Turns
from nnkata_plugin.speed.conclusions import CALL_OVERHEAD, SUSPICIOUS, WRONG, conclude
from nnkata_plugin.speed.picture import bar, drawn, time_of
from nnkata_plugin.speed.rungs import Rung
from nnkata_plugin.speed.timings import DayTiming
from nnkata_plugin.worker import Program

LABELS = {"naive": "naive", "learner": "learner", "numpy": "NumPy", "rust": "Rust", "torch_cpu": "PyTorch CPU"}


def runner(key: str, call: float, count: int = 10, rounds: int = 30, null: float = 1e-4) -> Runner:
    """A rung whose calls all took `call` seconds."""
    names = None if key in ("learner", "naive") else frozenset({"softmax"})
    rung = Rung(key, LABELS[key], "numpy", Program(b"", "kata.py"), 1, names)
    made = Runner(rung, Timed("softmax", lambda rng: (), None), backend=None, count=count)  # type: ignore[arg-type]
    made.nulls = [null, 3 * null, null]
    made.blocks = [(call * count + null, count)] * rounds
    return made


def ladder(*runners: Runner, wrong: str = "", notes: tuple[str, ...] = ()):
    return conclude(10, "softmax", {"batch": 512, "classes": 1024}, runners, list(notes), wrong)


def test_the_null_call_is_taken_off_and_the_slowest_rung_comes_first():
    size = ladder(runner("learner", 2e-3), runner("numpy", 1e-3), runner("rust", 5e-4))
    assert [timing.rung for timing in size.rungs] == ["learner", "numpy", "rust"]
    assert [timing.median for timing in size.rungs] == pytest.approx([2e-3, 1e-3, 5e-4])
    assert [timing.share for timing in size.rungs] == pytest.approx([0.25, 0.5, 1])
    assert [timing.verdict for timing in size.rungs] == ["slower", "", "faster"]


def test_blocks_of_different_length_compare_by_the_call():
    learner, numpy = runner("learner", 1e-3), runner("numpy", 1e-3)
    numpy.blocks = [(1e-3 * calls + 1e-4, calls) for calls in [5] * 15 + [20] * 15]
    assert ladder(learner, numpy).of("learner").verdict == "too close to say"


def test_a_block_that_does_not_outlast_twenty_null_calls_is_not_ranked():
    size = ladder(runner("learner", 1e-5), runner("numpy", 1e-3))
    assert size.of("learner").unranked == CALL_OVERHEAD
    assert size.of("learner").share is None
    assert size.of("numpy").share == 1, "the fastest of those that are ranked"


def test_ten_times_faster_than_every_reference_is_suspicious():
    assert (
        ladder(runner("learner", 9e-4), runner("numpy", 2e-2), runner("rust", 1e-2)).of("learner").unranked
        == SUSPICIOUS
    )
    assert not ladder(runner("learner", 1.1e-3), runner("numpy", 2e-2), runner("rust", 1e-2)).of("learner").unranked


def test_a_wrong_answer_is_not_ranked_but_the_references_are():
    size = ladder(runner("learner", 1e-3), runner("numpy", 2e-3), wrong="a wrong answer: call 3 of 9")
    assert size.of("learner").unranked == WRONG
    assert size.of("numpy").share == 1


def test_two_rounds_are_too_few_for_a_verdict():
    assert (
        ladder(runner("learner", 1e-3, rounds=2), runner("numpy", 2e-3, rounds=2)).of("learner").verdict
        == "too few rounds to say"
    )


def test_every_second_turn_is_the_one_before_backwards():
    turns, runners = Turns(), [runner(key, 1e-3) for key in LABELS]
    for _ in range(5):
        there = [one.rung.key for one in turns.next(runners)]
        back = [one.rung.key for one in turns.next(runners)]
        assert sorted(there) == sorted(LABELS)
        assert back == there[::-1]


def test_a_rung_that_leaves_does_not_upset_the_turns():
    turns, runners = Turns(), [runner(key, 1e-3) for key in LABELS]
    there = [one.rung.key for one in turns.next(runners)]
    back = [one.rung.key for one in turns.next(runners[1:])]
    assert back == [key for key in there[::-1] if key != "naive"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(2.5, "2.50 s"), (0.0123, "12.3 ms"), (4.7e-6, "4.70 us"), (812e-9, "812 ns"), (0.0999, "99.9 ms")],
)
def test_a_time_has_three_digits_and_a_unit(seconds, shown):
    assert time_of(seconds) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1, "100 %"), (0.0996, " 10 %"), (0.096, " 10 %"), (0.014, "  1 %"), (0.0094, "0.9 %"), (0.0004, "<0.1 %")],
)
def test_a_share_is_short_at_any_size(share, shown):
    assert bar(share, 20).endswith(shown)
    assert len(bar(share, 20)) == 27


@pytest.mark.parametrize("width", [80, 120])
def test_the_picture_fits_and_says_it_all(width):
    size = ladder(
        runner("learner", 4.7e-3), runner("numpy", 2e-3), runner("rust", 1e-3), notes=("naive: left out: 3 s a call",)
    )
    day = DayTiming(10, "Softmax", "learner", "4b061b67", [size], ["PyTorch CUDA: no CUDA device"])
    text = drawn(day, width)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    for part in (
        "day 10  Softmax  kata.py 4b061b67",
        "softmax: batch 512, classes 1024",
        "30 rounds",
        "4.70 ms",
        "21 %",
        "2.4 times slower",
        "2.0 times faster",
        "naive: left out: 3 s a call",
        "PyTorch CUDA: no CUDA device",
        "pinned to 1 thread",
    ):
        assert part in text


def test_the_figures_are_plain_values():
    import json

    figures = ladder(runner("learner", 2e-3), runner("numpy", 1e-3)).figures()
    again = json.loads(json.dumps(figures))
    assert again["rungs"][0]["rung"] == "learner"
    assert again["rungs"][0]["against_numpy"]["middle"] == pytest.approx(2)
