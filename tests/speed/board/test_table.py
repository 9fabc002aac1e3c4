"""The board as text and for other programs."""

import csv
import io
import json
from dataclasses import replace

import pytest

from nnkata_plugin.speed.board import table
from nnkata_plugin.speed.board.entries import size_from
from nnkata_plugin.speed.board.export import FORMATS, exported
from nnkata_plugin.speed.board.ranking import by_day, ranked
from nnkata_plugin.speed.cost import Cost, Counts


@pytest.fixture
def entries(an_entry, here):
    elsewhere = here | {"fingerprint": "f2", "cpu": "another processor", "isa": "neon", "numpy": "2.1.0"}
    return [
        an_entry("anna", 0.5, 1),
        an_entry("bob", 0.51, 2, environment=elsewhere),
        an_entry("anna", 0.8, 3),
        an_entry("carol", 1520.0, 4, implementation="solution", noise=0.2),
        an_entry("anna", 0.9, 5, rounds=1),
    ]


@pytest.fixture
def ranking(entries):
    return by_day(entries)[0]


def test_a_day_names_places_ties_and_who_measured_elsewhere(ranking):
    text = table.drawn([table.of_day(ranking)], 120)
    lines = text.splitlines()
    assert lines[0] == "day 10  Softmax and cross-entropy"
    assert [line.split()[:2] for line in lines[2:5]] == [["1=", "anna"], ["1=", "bob"], ["3", "carol"]]
    assert "#2 bob: elsewhere than #1: another processor, neon kernels; NumPy 2.1" in lines
    assert "time divided by NumPy's in the same run" in text and "too close to say" in text
    assert "solution 4b061b67" in text and "kata.py 4b061b67" in text, "what was timed is said"
    assert "\x1b" not in text


def test_a_history_names_the_best_and_what_is_not_ranked(ranking):
    lines = table.drawn([table.history(ranking, "anna")], 120).splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["#1", "#3", "#5"]
    assert lines[2].endswith("best") and lines[4].endswith("too few rounds to say")


def test_the_overview_has_a_line_a_day(entries, an_entry):
    text = table.drawn([table.overview(by_day([*entries, an_entry("bob", 2.0, 6, day=36)]), "bob")], 120)
    lines = text.splitlines()
    assert lines[2].split()[0] == "10" and "0.510" in lines[2] and "1= of 3" in lines[2] and "0.500 anna #1" in lines[2]
    assert lines[3].split()[0] == "36" and "2.00" in lines[3]


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits(ranking, width):
    tables = [table.of_day(ranking), table.history(ranking, "anna"), table.overview([ranking], "anna")]
    for each in tables:
        rows = table.drawn([replace(each, below=[])], width).splitlines()
        assert max(map(len, rows)) <= width


def test_a_terminal_gets_colours(ranking):
    assert "\x1b[" in table.drawn([table.of_day(ranking)], 100, colours=True)


@pytest.mark.parametrize(
    ("ratio", "shown"), [(0.9421, "0.942"), (1.2, "1.20"), (15.31, "15.3"), (1520, "1520"), (4e-5, "4.0e-05")]
)
def test_a_ratio_is_short_at_any_size(ratio, shown):
    assert table.three_digits(ratio) == shown


def test_json_holds_every_sample_and_can_be_read_back(entries, ranking):
    whole = json.loads(exported("json", entries, [ranking]))
    assert [one["id"] for one in whole["entries"]] == [1, 2, 3, 4, 5]
    for entry, written in zip(entries, whole["entries"], strict=True):
        assert [size_from(size) for size in written["sizes"]] == entry.sizes
    first = whole["standings"][0]
    assert (first["player"], first["place"], first["tied"], first["best"]) == ("anna", 1, True, True)
    assert first["ratio"]["middle"] == pytest.approx(0.5)


def test_csv_has_a_line_a_rung(entries, ranking):
    rows = list(csv.DictReader(io.StringIO(exported("csv", entries, [ranking]))))
    assert len(rows) == 5 * 2 * 2
    first = rows[0]
    assert (first["player"], first["rung"], first["axes"]) == ("anna", "learner", "batch 512, classes 1024")
    assert float(first["against_numpy_middle"]) == pytest.approx(0.5)
    assert first["fingerprint"] == "f1" and first["noise_middle"] == "1.0"


def test_markdown_is_a_table(entries, ranking):
    lines = exported("md", entries, [ranking]).splitlines()
    assert lines[0] == "### day 10  Softmax and cross-entropy"
    assert (
        lines[2].startswith("| place | player |")
        and lines[3].startswith("|---|")
        and lines[4].startswith("| 1= | anna |")
    )
    assert FORMATS == ("json", "csv", "md")


def test_costs_stand_beside_the_ratios_with_the_least_there_is(an_entry):
    nine = Counts(9, 0, 0, 0, 0, 0)
    dear, cheap = (Cost({"n": 8}, "3.11", "2.4", Counts(calls, 0, 0, 0, 0, 0), nine) for calls in (19, 4))
    entries = [an_entry("anna", 0.5, 1, cost=dear), an_entry("bob", 0.9, 2, cost=cheap), an_entry("carol", 1.2, 3)]
    text = table.drawn([table.of_day(ranked(entries))], 120)
    assert [line.split()[-4] for line in text.splitlines()[2:4]] == ["2.00", "0.500"]
    assert "the least known is 0.500, bob #2" in text
    assert "not compared" not in text
    entries.append(an_entry("dora", 2.0, 4, cost=replace(cheap, python="3.13")))
    text = table.drawn([table.of_day(ranked(entries))], 120)
    assert "not compared: Python 3.11, NumPy 2.4; Python 3.13, NumPy 2.4" in text
    rows = list(csv.DictReader(io.StringIO(exported("csv", entries, by_day(entries)))))
    assert (rows[0]["cost_calls"], rows[0]["cost_score"], rows[8]["cost_calls"]) == ("19", "2.0", "")
    standings = json.loads(exported("json", entries, by_day(entries)))["standings"]
    assert [one["cost"] for one in standings][:3] == [2, 0.5, None]


def test_a_player_without_a_place_is_named_below(an_entry):
    ranking = ranked([an_entry("anna", 0.5, 1), an_entry("bob", 0.4, 2, rounds=1), an_entry("anna", 0.6, 3, rounds=1)])
    assert table.of_day(ranking).below[-1] == "#2 bob: not ranked: too few rounds to say"


def test_where_nobody_has_a_place_it_says_so(an_entry):
    lines = table.of_day(ranked([an_entry("bob", rounds=1, number=4)])).below
    assert lines == ["nothing is ranked yet", "#4 bob: not ranked: too few rounds to say"]
