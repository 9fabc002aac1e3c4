"""Who is how fast: by ratios of the same run, over all sizes, with ties where the noise does not tell two apart."""

from dataclasses import replace

import pytest

from nnkata_plugin.speed.board.ranking import by_day, ranked, ratios
from nnkata_plugin.speed.conclusions import CALL_OVERHEAD, SUSPICIOUS
from nnkata_plugin.speed.timings import NOISY


def places(*entries):
    return {one.entry.player: one.words for one in ranked(entries).standings}


def test_a_score_is_the_geometric_mean_over_the_sizes(an_entry, sized):
    axes = {"batch": 1}, {"batch": 2}
    entry = an_entry(sizes=[sized(0.5, axes[0]), sized(2.0, axes[1])])
    (one,) = ranked([entry]).standings
    assert one.score.middle == pytest.approx(1.0)
    assert one.score.low < 1 < one.score.high


def test_seconds_of_other_runs_do_not_count(an_entry):
    slow_machine = an_entry("anna", 0.5, 1, seconds=1.0)
    fast_machine = an_entry("bob", 0.9, 2, seconds=1e-6)
    assert places(slow_machine, fast_machine) == {"anna": "1", "bob": "2"}


def test_what_is_too_close_to_say_is_a_tie(an_entry):
    assert places(an_entry("anna", 1.0, 1), an_entry("bob", 1.03, 2), an_entry("carol", 2.0, 3)) == {
        "anna": "1=",
        "bob": "1=",
        "carol": "3",
    }


def test_noise_makes_a_tie_of_what_would_be_apart(an_entry):
    assert places(an_entry("anna", 1.0, 1), an_entry("bob", 1.2, 2)) == {"anna": "1", "bob": "2"}
    assert places(an_entry("anna", 1.0, 1), an_entry("bob", 1.2, 2, noise=0.25)) == {"anna": "1=", "bob": "1="}
    assert places(an_entry("anna", 1.0, 1), an_entry("bob", 1.2, 2, spread=0.9)) == {"anna": "1=", "bob": "1="}


def test_a_player_has_one_place_by_the_best_entry_of_a_program(an_entry):
    entries = [an_entry("anna", ratio, number) for number, ratio in enumerate((0.9, 0.5, 0.7), 1)]
    ranking = ranked([*entries, an_entry("anna", 0.4, 4, implementation="solution"), an_entry("bob", 0.6, 5)])
    assert [(one.entry.id, one.words) for one in ranking.best] == [(4, "1"), (2, "2"), (5, "3")]
    assert [one.entry.id for one in ranking.of("anna")] == [1, 2, 3, 4], "the history is in order"


@pytest.mark.parametrize(
    ("of_size", "why"),
    [
        ({"unranked": SUSPICIOUS}, SUSPICIOUS),
        ({"rounds": 2}, "too few rounds to say"),
        ({"reference": "Rust"}, "compared with Rust"),
    ],
)
def test_what_cannot_be_ranked_is_shown_with_its_reason(an_entry, of_size, why):
    ranking = ranked([an_entry("anna", 0.1, 1, **of_size), an_entry("bob", 1.0, 2)])
    assert {one.entry.player: (one.words, one.why) for one in ranking.standings} == {
        "bob": ("1", ""),
        "anna": ("", why),
    }


def test_other_sizes_than_the_newest_are_not_compared(an_entry, sized):
    older = an_entry("anna", 0.1, 1, sizes=[sized(0.1)])
    assert places(older, an_entry("bob", 1.0, 2)) == {"anna": "", "bob": "1"}


def test_a_size_at_which_the_code_was_too_slow_keeps_it_from_being_ranked(an_entry):
    entry = an_entry("anna", 0.1, 1)
    slow = replace(entry.sizes[1], rungs=entry.sizes[1].rungs[1:])
    (one,) = ranked([replace(entry, sizes=[entry.sizes[0], slow])]).standings
    assert one.why == "too slow at softmax, batch 4096, classes 1024"


def test_a_size_that_is_mostly_call_for_one_counts_for_nobody(an_entry, sized):
    small, large = {"rows": 8}, {"rows": 64}
    anna = an_entry("anna", sizes=[sized(0.01, small, CALL_OVERHEAD), sized(1.0, large)], number=1)
    bob = an_entry("bob", sizes=[sized(5.0, small), sized(0.5, large)], number=2)
    ranking = ranked([anna, bob])
    assert {one.entry.player: one.words for one in ranking.standings} == {"bob": "1", "anna": "2"}
    assert ranking.left_out == [("softmax", "rows 8")]


def test_only_call_overhead_ranks_nobody(an_entry):
    (one,) = ranked([an_entry(unranked=CALL_OVERHEAD)]).standings
    assert one.score is None and one.why == CALL_OVERHEAD


def test_days_are_ranked_apart(an_entry):
    rankings = by_day([an_entry("anna", day=36, number=1), an_entry("bob", 3.0, day=10, number=2)])
    assert [(ranking.day, ranking.best[0].words) for ranking in rankings] == [(10, "1"), (36, "1")]


def test_ratios_are_taken_round_by_round(sized):
    size = sized(2.0, rounds=5)
    assert ratios(size) == pytest.approx([mine / 1e-3 for mine in size.learner.seconds])
    assert ratios(replace(size, reference="PyTorch CPU")) == []


def test_a_noisy_entry_says_so(an_entry):
    assert an_entry(noise=NOISY + 0.01).is_noisy
    assert not an_entry(noise=NOISY - 0.01).is_noisy
