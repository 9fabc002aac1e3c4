"""Costs that no hardware changes: what is counted, that it is the same every time, and who is found out."""

from dataclasses import replace

import numpy as np
import pytest

from nnkata_plugin import worker
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import program
from nnkata_plugin.check.bench import Timed
from nnkata_plugin.speed import rungs
from nnkata_plugin.speed.cost import Cost, Counts, cost_from, score_of
from nnkata_plugin.speed.counting import counted, small
from nnkata_plugin.worker import PORTABLE

KATA = kata_of_day(10)
SOLUTION = (KATA.folder / "spoilers" / "solution.py").read_text()
AXES = {"batch": 512, "classes": 1024}
WASTEFUL = """
    y = x + 0
    for _ in range(3):
        y = np.negative(y)
        y = np.negative(y)
    return right(y, axis)"""


def scores(rng, batch, classes):
    return (rng.standard_normal((batch, classes), dtype=np.float32),)


def twice(kata, x):
    return kata.softmax(kata.softmax(x))


def cost(body="", timed=None, isolation=PORTABLE, before=""):
    """The cost of the worked solution, or of one whose `softmax` has this body."""
    code = SOLUTION + f"\n{before}\nright = softmax\n\ndef softmax(x, axis=-1):{body}\n" * bool(body)
    solution = rungs.worked_solution(KATA, isolation)
    rung = replace(solution, key="learner", label="learner", program=program(KATA, code.encode(), "kata.py"))
    return counted(KATA, timed or Timed("softmax", scores, None), AXES, rung, solution)


@pytest.fixture(scope="module", autouse=True)
def workers_end():
    yield
    worker.shutdown()


def test_calls_arrays_and_bytes_are_those_that_one_counts_by_hand():
    found = cost().counts
    # x - maximum, exp, the sum, the quotient, and the maximum: three whole tables of 64 x 64, and two columns.
    assert (found.arrays, found.bytes) == (5, 3 * 64 * 64 * 4 + 2 * 64 * 4)
    assert found.calls == 3, "softmax itself, and the methods max and sum, which NumPy wrote in Python"
    assert found.numpy == 4, "max and sum, and the reduction in each of them"
    assert found.peak > 2 * 64 * 64 * 4


def test_more_work_is_more_of_each_and_the_score_says_how_much():
    plain, wasteful = cost(), cost(WASTEFUL)
    assert plain.score == 1
    assert plain.counts == plain.solution
    assert wasteful.counts.arrays == plain.counts.arrays + 7
    assert wasteful.counts.calls == plain.counts.calls + 1
    assert wasteful.counts.steps > plain.counts.steps + 7
    assert 1.2 < wasteful.score < 3


@pytest.mark.parametrize("timed", [None, Timed("twice", scores, twice)], ids=["function", "run"])
def test_other_inputs_in_another_process_kept_in_otherwise_cost_the_same(timed):
    tiers = [PORTABLE] if worker.missing() else [PORTABLE, worker.isolation("confined")]
    found = {replace(cost(timed=timed, isolation=tier).counts, peak=0) for tier in [*tiers, *tiers]}
    assert len(found) == 1


CHEATS = {
    "takes the tracer away": """
    import sys
    sys.settrace(None), sys.setprofile(None)
    return right(x, axis)""",
    "puts it back": """
    import sys
    was, saw = sys.gettrace(), sys.getprofile()
    sys.settrace(None), sys.setprofile(None)
    y = right(x, axis)
    sys.setprofile(saw), sys.settrace(was)
    return y""",
    "looks for the counters": """
    import gc
    for one in gc.get_objects():
        if type(one) is list and len(one) == 3 and all(type(part) is int for part in one):
            one[:] = 0, 0, 0
    return right(x, axis)""",
    "works in a thread": """
    import threading
    found = []
    thread = threading.Thread(target=lambda: found.append(right(x, axis)))
    thread.start()
    thread.join()
    return found[0]""",
}


@pytest.mark.parametrize("how", CHEATS)
def test_who_meddles_with_the_counting_has_no_cost(how):
    found = cost(CHEATS[how])
    assert found.counts is None
    assert found.trouble.startswith("learner: while it was counted: ")
    assert found.words == f"cost: not counted: {found.trouble}"


@pytest.mark.parametrize("patched", ["settrace", "setprofile"])
def test_a_tracer_that_was_patched_away_is_missed(patched):
    found = cost("\n    return right(x, axis)", before=f"import sys\nsys.{patched} = lambda tracer: None")
    assert found.counts is None
    assert "taken away" in found.trouble


def test_an_answer_out_of_a_drawer_is_a_wrong_answer():
    found = cost(
        "\n    drawer.append(x)\n    return table", before="drawer, table = [], np.zeros((64, 64), np.float32)"
    )
    assert found.trouble.startswith("a wrong answer")


def test_code_that_does_something_else_each_time_has_no_cost():
    found = cost(
        "\n    seen.append(1)\n    return right(x + 0, axis) if len(seen) > 3 else right(x, axis)", before="seen = []"
    )
    assert "differs from call to call" in found.trouble


def test_an_error_is_told():
    assert cost("\n    raise ValueError('not me')").trouble == "ValueError: not me"


def test_the_longest_axis_is_halved_until_the_inputs_are_small():
    rng = np.random.default_rng(0)
    assert small(Timed("softmax", scores, None), AXES, rng) == {"batch": 64, "classes": 64}
    assert small(Timed("softmax", scores, None), {"batch": 3, "classes": 5}, rng) == {"batch": 3, "classes": 5}


COUNTS = Counts(12, 90, 5, 3, 2048, 9000)


def test_a_line_tells_both():
    assert Cost({"n": 8}, "3.11", "2.4", COUNTS, Counts(4, 30, 1, 1, 512, 700)).words == (
        "cost: 12 Python calls, 90 steps, 5 NumPy calls, 3 arrays, 2.0 KiB; the solution 4, 30, 1, 1, 0.5  (at n 8)"
    )
    lists = Counts(1, 90, 0, 0, 0, 1024)
    assert Cost({"n": 8}, "3.11", "2.4", lists, lists).words == (
        "cost: 1 Python call, 90 steps, 1.0 KiB; the solution 1, 90, 1.0  (at n 8)"
    )


def test_plain_values_and_back():
    from dataclasses import asdict

    for made in (Cost({"n": 8}, "3.11", "2.4", COUNTS, COUNTS), Cost({}, "3.11", "", trouble="why")):
        assert cost_from(asdict(made)) == made
    assert cost_from(None) is None


def test_several_functions_have_one_score_and_none_where_one_is_missing():
    half = Cost({}, "3.11", "2.4", Counts(0, 0, 0, 0, 4095, 0), Counts(0, 0, 0, 0, 8191, 0))
    double = Cost({}, "3.11", "2.4", Counts(0, 0, 0, 0, 8191, 0), Counts(0, 0, 0, 0, 4095, 0))
    assert score_of([half]) == pytest.approx(0.5)
    assert score_of([half, double]) == pytest.approx(1)
    assert score_of([half, Cost({}, "3.11", "2.4", trouble="why")]) is None
