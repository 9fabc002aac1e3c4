"""What a day's kata.toml says that a call has to do."""

import pytest

from nnkata_plugin.catalog import Refusal, all_katas
from nnkata_plugin.speed.work import Roofline, Work, evaluated

LIMITS = Roofline(f32=100e9, f64=50e9, levels=(200e9, 100e9, 50e9), sizes=(1000, 10_000, 100_000), memory=10e9)


def test_sums_products_and_powers_of_axes():
    axes = {"rows": 3, "cols": 4}
    assert evaluated("2 * rows * cols + cols ** 2 - rows / 3", axes) == 24 + 16 - 1


@pytest.mark.parametrize("words", ["rows * depth", "open('x')", "rows *", "rows.bit_length", "rows / 0", "'a' * rows"])
def test_anything_else_is_refused_with_its_place(words):
    with pytest.raises(Refusal, match=r"kata\.toml: softmax: .*Use numbers, axes"):
        evaluated(words, {"rows": 3}, "kata.toml: softmax")


def test_the_floor_is_the_slower_of_computing_and_moving():
    assert Work(flops=1e6, bytes=1000).floor(LIMITS) == pytest.approx(1e-5)
    assert Work(flops=1e6, bytes=1000).bound(LIMITS) == "compute"
    assert Work(flops=1e6, bytes=1e6).floor(LIMITS) == pytest.approx(1e-4)
    assert Work(flops=1e6, bytes=1e6).bound(LIMITS) == "memory"


@pytest.mark.parametrize("kata", all_katas(), ids=lambda kata: kata.name)
def test_what_the_days_say_can_be_computed_at_their_sizes(kata):
    for function in kata.facts.function:
        for words in filter(None, (function.flops, function.bytes)):
            known = [axes for axes in kata.facts.bench.sizes if _takes(words, axes)]
            for axes in known:
                assert evaluated(words, axes, str(kata.folder)) > 0


def _takes(words, axes):
    import ast

    names = {node.id for node in ast.walk(ast.parse(words)) if isinstance(node, ast.Name)}
    return names <= axes.keys()
