"""Whether a day's cases, its answers that are not unique and its trainings are checked as the policy asks."""

import pytest

from nnkata_plugin.audit import policy
from nnkata_plugin.catalog import Kata
from nnkata_plugin.check.policy import LINES

FACTS = 'title = "The mean"\nminutes = 20\narrays = "numpy"\ndeadline = 2\n'
ALL = {*LINES, "any_axis", "any_table", "any_float", "any_array", "any_array_table"}
ALL |= {"handed mean", "asymmetric mean", "non_zero mean"}
REASON = '"a reason of twenty letters or more"'


@pytest.fixture
def day(tmp_path):
    def write(facts="", checks=""):
        (tmp_path / "kata.toml").write_text(FACTS + facts, encoding="utf-8")
        (tmp_path / "test_kata.py").write_text(checks, encoding="utf-8")
        return Kata(tmp_path, 1, "mean")

    return write


def told(kata, met):
    """Two checks that each met a half."""
    ordered = sorted(met)
    facts = [{"evidence": {"features": ordered[k::2]}} for k in (0, 1)] + [{"outcome": "passed"}]
    return [f"{where}: {what}" for where, what in policy.problems(kata, facts)], policy.covered(facts)


def test_cases_that_meet_every_line_are_enough(day):
    assert told(day(), ALL) == ([], (len(LINES) + 2, len(LINES) + 2))


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_is_left_out_needs_a_reason(day, line):
    (problem,), covered = told(day(), ALL - {line})
    assert problem.startswith(f"test_kata.py: no call has {LINES[line].says}.") and f'{line} = "..."' in problem
    assert covered == (len(LINES) + 1, len(LINES) + 2)
    assert told(day(f"[policy]\n{line} = {REASON}\n"), ALL - {line})[0] == []


@pytest.mark.parametrize("line", [*LINES, "asymmetric", "non_zero"])
def test_a_reason_for_what_is_met_is_stale(day, line):
    (problem,), _ = told(day(f"[policy]\n{line} = {REASON}\n"), ALL)
    assert problem == f"kata.toml: [policy] {line} gives a reason for what the calls meet, or cannot meet. Remove it"


@pytest.mark.parametrize(
    ("mark", "lines"),
    [
        ("any_array", ["strided"]),
        ("any_array_table", ["fortran"]),
        ("any_table", ["batch_1", "non_square"]),
        ("any_float", ["negative", "zero_mean", "large", "ties", "subnormal"]),
    ],
)
def test_a_line_that_cannot_apply_is_not_asked_for(day, mark, lines):
    met = ALL - {mark, *lines}
    assert told(day(), met)[0] == []
    problems, _ = told(day("[policy]\n" + "".join(f"{line} = {REASON}\n" for line in lines)), met)
    assert len(problems) == len(lines) and all("Remove it" in problem for problem in problems)


def test_each_function_needs_parameters_that_hide_nothing(day):
    met = ALL | {"handed median", "non_zero median", "handed spread"}
    problems, covered = told(day(), met)
    assert [problem.partition(" has ")[0] for problem in problems] == [
        "test_kata.py: no call of median, spread",
        "test_kata.py: no call of spread",
    ]
    assert covered == (len(LINES) + 3, len(LINES) + 6)
    assert told(day(f"[policy]\nasymmetric = {REASON}\nnon_zero = {REASON}\n"), met)[0] == []


SIGN = 'def test_a(kata):\n    assert_close(kata.f(), 1.0, up_to="sign")\n'
SAMPLES = "def test_a(kata):\n    assert_distribution(kata.f(), sees=0.1, cdf=g)\n"
PROPERTY = "def test_a(kata):\n    assert kata.f() > 0, 'it is positive'\n"
EXACT = "def test_a(kata):\n    assert_close(kata.f(), 1.0)\n"


@pytest.mark.parametrize(
    ("unique", "checks", "says"),
    [
        ('"sign"', SIGN, None),
        ('"distribution"', SAMPLES, None),
        ('["sign", "distribution"]', SIGN + SAMPLES, None),
        ('"property"', PROPERTY, None),
        ('"exact"', EXACT + PROPERTY, None),
        ('"sign"', EXACT, 'unique is sign, but no check uses assert_close(..., up_to="sign")'),
        ('"distribution"', SIGN, "unique is distribution, but no check uses assert_distribution"),
        ('"property"', EXACT, "unique is property, but no check uses a plain assert"),
        ('"exact"', SIGN, 'a check uses assert_close(..., up_to="sign"). Say so: unique = "sign"'),
        ('"sign"', SIGN + SAMPLES, 'a check uses assert_distribution. Say so: unique = "distribution"'),
    ],
)
def test_what_is_not_unique_is_declared_and_used(day, unique, checks, says):
    problems = [what for _, what in policy.of_texts(day(f"unique = {unique}\n", checks))]
    assert problems[:1] == [] if says is None else says in problems[0]


TRAINS = "def test_a(kata, data):\n    d = data('mnist')\n    kata.fit(d.x_train, d.y_train, d.x_test)\n"
LOOKS = "def test_b(kata, data):\n    assert_no_leak(kata, 'fit', held_out(data('mnist').x_test))\n"


def test_a_training_day_looks_for_leaks(day):
    ((where, what),) = policy.of_texts(day(checks=TRAINS))
    assert where == "test_kata.py" and "Write a check that calls assert_no_leak" in what
    assert list(policy.of_texts(day(checks=TRAINS + LOOKS))) == []
    assert list(policy.of_texts(day(checks=TRAINS.replace(", d.x_test", "")))) == []
