"""`-m` knows the katas' tags, and says what was probably meant."""

from pathlib import Path

import pytest

from nnkata_plugin.catalog import Kata, Refusal, tags


class Day(Kata):
    """A kata whose tags do not come from a kata.toml."""

    @property
    def tags(self):  # type: ignore[override]
        return (
            f"day{self.day}",
            f"day{self.day:02}",
            f"week{self.week}",
            f"phase{self.phase}",
            "attention" if self.day == 50 else "basics",
        )


def day(number):
    return Day(Path(f"day{number:02}_x"), number, "x")


KATAS = [day(2), day(10), day(25), day(50)]
ALL = {tag for kata in KATAS for tag in kata.tags}


@pytest.mark.parametrize(
    "expression", ["day2", "day02", "week2 and not day10", "phase3 or attention", "slow", "day10(speed=1)"]
)
def test_what_is_a_tag_or_no_business_of_ours_is_accepted(expression):
    tags.refuse_unknown_tags(expression, KATAS, ["slow"])


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("day99", "-m day99: there is no day99 here. The nearest is day50"),
        ("day11", "-m day11: there is no day11 here. The nearest is day10"),
        ("week7", "-m week7: there is no week7 here. The nearest is week8"),
        ("phase9", "-m phase9: there is no phase9 here. The nearest is phase3"),
        ("dya25", "-m dya25: no such mark. Did you mean day25?"),
        ("not attenton", "-m attenton: no such mark. Did you mean attention?"),
    ],
)
def test_a_slip_is_refused_with_the_nearest_word(expression, says):
    with pytest.raises(Refusal) as refusal:
        tags.refuse_unknown_tags(expression, KATAS, ["slow"])
    assert str(refusal.value) == says


@pytest.mark.parametrize(
    ("number", "week", "phase"),
    [
        (1, 1, 1),
        (7, 1, 1),
        (8, 2, 1),
        (14, 2, 1),
        (15, 3, 2),
        (35, 5, 2),
        (36, 6, 3),
        (63, 9, 3),
        (64, 10, 4),
        (84, 12, 4),
    ],
)
def test_week_and_phase_follow_from_the_day(number, week, phase):
    assert (day(number).week, day(number).phase) == (week, phase)


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ("day10", True),
        ("day2", False),
        ("not day10", False),
        ("week2 or day50", True),
        ("week2 and not day10", False),
        ("week2 and slow", True),
        ("day2 or slow", True),
    ],
)
def test_a_folder_is_left_out_only_where_it_certainly_cannot_match(expression, matches):
    assert tags.may_match(expression, day(10), ALL) is matches
