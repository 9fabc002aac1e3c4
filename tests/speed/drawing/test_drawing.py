"""The pictures of a day: well-formed, with a paper of their own in light and dark, and everything inside the frame."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from nnkata_plugin.speed.drawing import ladder, roofline
from nnkata_plugin.speed.drawing.sheet import DARK, LIGHT
from nnkata_plugin.speed.timings import DayTiming, RungTiming, SizeTiming
from nnkata_plugin.speed.work import Roofline, Work

LIMITS = Roofline(f32=100e9, f64=50e9, levels=(200e9, 190e9, 50e9), sizes=(1000, 10_000, 100_000), memory=10e9)
SVG = "{http://www.w3.org/2000/svg}"


def rung(key, seconds, share, unranked=""):
    spread = [seconds * (0.7 + 0.02 * number) for number in range(31)]
    return RungTiming(key, f"<{key}> & more", spread, seconds, share, None, "", unranked)


def a_day(sizes):
    made = [
        SizeTiming(
            10,
            "softmax",
            {"batch": 2**number},
            "<numpy> & more",
            [
                rung("naive", 1.0, 1e-6),
                rung("learner", 1e-3, 0.1),
                rung("numpy", 4e-4, None, "call overhead"),
                rung("rust", 1e-4, 1.0),
            ],
            31,
            1e-5,
            [],
        )
        for number in range(sizes)
    ]
    return DayTiming(10, "A < B & a title that goes on and on", "learner", "4b061b67", made)


def words_of(root):
    return [element.text for element in root.iter(f"{SVG}text")]


@pytest.fixture(params=[1, 2, 3, 8])
def day(request):
    return a_day(request.param)


def drawn_roofline(day):
    return roofline.drawn(day, [(size, Work(1e6 * 2**at, 1e6)) for at, size in enumerate(day.sizes)], LIMITS)


@pytest.mark.parametrize("draw", [ladder.drawn, drawn_roofline])
def test_it_is_well_formed_and_follows_the_theme(day, draw):
    root = ElementTree.fromstring(draw(day))
    style = root.find(f"{SVG}style").text
    assert "prefers-color-scheme: dark" in style and LIGHT["paper"] in style and DARK["paper"] in style
    assert root.find(f"{SVG}rect").get("class") == "paper"
    assert any("A < B &" in words for words in words_of(root))


@pytest.mark.parametrize("draw", [ladder.drawn, drawn_roofline])
def test_everything_lies_inside_the_frame(day, draw):
    root = ElementTree.fromstring(draw(day))
    width, height = map(float, root.get("viewBox").split()[2:])
    for element in root.iter():
        for name, most in (("x", width), ("x1", width), ("x2", width), ("y", height), ("y1", height), ("y2", height)):
            if element.get("transform") is None and element.get(name):
                assert 0 <= float(element.get(name)) <= most, ElementTree.tostring(element)


def test_a_bar_is_as_long_as_its_share_and_an_unranked_rung_has_none():
    root = ElementTree.fromstring(ladder.drawn(a_day(1)))
    long = {
        rect.get("class"): float(rect.get("width")) for rect in root.iter(f"{SVG}rect") if rect.get("class") != "paper"
    }
    assert long["rust"] == long["track"] == ladder.BAR
    assert long["learner"] == pytest.approx(0.1 * ladder.BAR)
    assert 0 < long["naive"] < 3, "slow is not nothing"
    assert "numpy" not in long and "call overhead" in words_of(root)


def test_the_limit_of_the_machine_stands_below_the_rungs():
    day = a_day(1)
    (size,) = day.sizes
    day.sizes = [replace(size, floor=2.5e-5, bound="memory")]
    without, drawn = (ElementTree.fromstring(ladder.drawn(one)) for one in (a_day(1), day))
    said = {"limit", ladder.time_of(2.5e-5), "by memory"}
    assert not said & set(words_of(without))
    assert said <= set(words_of(drawn))
    heights = [float(root.get("viewBox").split()[3]) for root in (without, drawn)]
    assert heights[1] > heights[0], "it has a line of its own"


def test_the_binding_limit_is_named_and_every_rung_has_a_mark():
    day = a_day(2)
    root = ElementTree.fromstring(drawn_roofline(day))
    words = words_of(root)
    assert any("memory is the limit: <learner> & more 10 %" in word for word in words)
    assert "first level 200, second level 190 GB/s" in words, "roofs that nearly touch share a line"
    marks = [path for path in root.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]
    assert len(marks) == 2 * 4


def test_a_day_whose_sizes_failed_can_be_drawn():
    ElementTree.fromstring(ladder.drawn(a_day(0)))
