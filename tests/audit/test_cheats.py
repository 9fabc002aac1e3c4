"""Universal cheats in whole audits: a check that lets one pass, and what may be listed instead."""

import json
import re

import pytest

from nnkata_plugin.audit.session import Job, hold
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import Implementation, choose, program
from nnkata_plugin.check.context import Trial

EXCUSE = """
[[cheat]]
function = "mean"
does = "{does}"
reason = "This is a test of the audit, and any twenty letters will do."
"""


def test_the_cheats_of_a_day_are_rejected_and_counted(author, tmp_path):
    report = tmp_path / "audit.json"
    author.audits(json=report).ends_with(0).shows("rejected", "10/10").hides("cheat mean")
    day = json.loads(report.read_text())["days"][0]
    assert day["cheats"] == {"total": 10, "rejected": 10, "equivalent": [], "survivors": []}
    assert day["sites"] == {"total": 1, "proven": 1}
    assert day["policy"]["met"] == day["policy"]["asked"]


@pytest.mark.parametrize(
    ("check", "passes"),
    [
        ("assert kata.mean([2.0, 4.0]) == 3.0, 'no'", "mean: float16"),
        ("assert kata.mean([0.1, 0.2]) < 1, 'no'", "mean: zeros"),
        ("assert [kata.mean([0.1] * n) for n in (1, 2)] == [0.1, 0.1], 'no'", "mean: first"),
        ("assert [kata.mean([0.3] * n) for n in (2, 4)] == [0.3, 0.3], 'no'", "mean: first of its shape"),
        ("assert [kata.mean([0.3 * n]) for n in (1, 2, 3)][:2] == [0.3, 0.6], 'no'", "mean: calls 2"),
    ],
)
def test_what_lets_a_cheat_pass(author, check, passes):
    author.writes("test_kata.py", f"def test_it(kata):\n    {check}\n").audits().ends_with(1).shows(
        f"day 1 · test_kata.py: no check rejects the cheat {passes} (it meets test_it). Sharpen one, or list it"
    ).hides("mean: calls 3")


def test_an_entry_to_paste_comes_with_it(author):
    check = "def test_it(kata):\n    assert kata.mean([2.0, 4.0]) == 3.0, 'no'\n"
    author.writes("test_kata.py", check).audits().shows(
        "what computes the same goes into day 1's spoilers/survivors.toml",
        "[[cheat]]\nfunction = 'mean'\ndoes = 'float16'\nreason = \"\"",
    )


def test_a_listed_cheat_is_left_out_and_one_that_is_rejected_or_unknown_is_an_error(author):
    author.writes("test_kata.py", "def test_it(kata):\n    assert kata.mean([2.0, 4.0]) == 3.0, 'no'\n")
    listed = "".join(EXCUSE.format(does=does) for does in ("float16", "scaled", "forgets"))
    answer = author.writes("spoilers/survivors.toml", listed).audits().ends_with(1)
    answer.hides("no check rejects the cheat mean: float16").shows(
        "survivors.toml: cheat 2 (mean: scaled) is rejected by a check. Remove it",
        "survivors.toml: cheat 3 (mean: forgets) does not exist. Remove it",
    )


CLEARING = """
from nnkata_plugin.check import assert_equal

def test_it_clears(kata):
    numbers = [0.1, 0.2]
    kata.mean(numbers)
    assert_equal(numbers, [0.0, 0.0])
"""


def test_where_zeros_are_right_it_is_said_once(author):
    author.replaces("kata.toml", "deadline = 2", 'deadline = 2\n[[function]]\nname = "mean"\nin_place = true')
    author.writes("spoilers/solution.py", "def mean(values):\n    values[:] = [0.0] * len(values)\n")
    author.writes("test_kata.py", CLEARING).audits().shows(
        "the cheat mean: zeros in place", "the cheat mean: float16 in place"
    )
    author.writes("spoilers/survivors.toml", EXCUSE.format(does="zeros in place")).audits().hides("the cheat")


def test_a_check_that_minds_being_watched(author):
    check = "def test_it(kata):\n    def name(module):\n        return module.mean.__code__.co_name\n"
    author.writes("test_kata.py", f"{check}    assert kata.run(name) == 'mean', 'no'\n").audits().ends_with(1).shows(
        "the solution fails when it is only watched: test_it must not care by whom its functions are called"
    )


def test_a_wide_bound_is_found(author):
    author.replaces("test_kata.py", "scale=largest, terms", "scale=1e15, terms").audits().ends_with(1).shows(
        "line 14 of test_the_mean_of_many lets the answer in half precision and 1.001 times the answer pass: the bound",
        "in float64. Give a smaller scale or fewer terms",
    )


def test_a_mutant_that_is_late_gets_a_second_and_longer_time():
    kata = kata_of_day(10)
    path = choose(kata, None, "solution").path
    slow = b"import time\ntime.sleep(0.4)\n" + path.read_bytes()
    late = Implementation("late", path, slow, program(kata, slow, str(path)))
    check = kata.checks[0]
    found = []

    def use(runner):
        job = Job(10, Trial(late, naming=False), [check], 1, {check: 0.2}, until_red=True)
        found.extend(runner(job).facts)

    hold([10], use)
    assert [fact["verdict"] for fact in found] == ["pass"]


def test_what_code_prints_is_heard_once_and_only_where_it_is_asked_for():
    kata = kata_of_day(10)
    path = choose(kata, None, "solution").path
    source = b"print('loaded')\n" + path.read_bytes()
    loud = Implementation("loud", path, source, program(kata, source, str(path)))
    heard = []

    def use(runner):
        for listens in (True, False, True):
            job = Job(10, Trial(loud, naming=False), kata.checks[:1], 1, listens=listens)
            heard.extend(fact.get("printed", "").count("loaded") for fact in runner(job).facts)

    hold([10], use)
    assert heard == [1, 0, 1]


def test_the_table_says_what_its_columns_are(author):
    answer = author.audits()
    assert re.search(r"checks +cases +proven +named +rejected +killed", answer.text)
    answer.shows("proven: bounds of comparisons", "rejected: cheats")
