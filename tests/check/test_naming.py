"""A mistake is named rightly or not at all: what counts as the same answer, and what speaks against a name."""

from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest

from nnkata_plugin.catalog.kata import Fault
from nnkata_plugin.check import naming, replay
from nnkata_plugin.check.battery import Battery, Played
from nnkata_plugin.check.closeness import ALIKE, Closeness, closeness, compared
from nnkata_plugin.check.context import Call, Raised, Returned
from nnkata_plugin.check.naming import Suspect, contradicts, explains, is_same, marked

F32 = np.float32
LOOSE = Closeness(tight=False)


def outcome(value):
    return value if isinstance(value, Raised) else Returned(value, (), {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-16),
        (float("nan"), float("nan")),
        ([1.0, (2.0, "a")], [1.0, (2.0, "a")]),
        (np.ones(3, F32), np.ones(3, F32) + F32(1e-7)),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.arange(3), np.arange(3)),
        (None, None),
        ({"a": 1}, {"a": 1}),
        (np.random.default_rng(3), np.random.default_rng(3)),
    ],
)
def test_what_is_alike(one, other):
    assert compared(one, other) == ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1.0 + 1e-6),
        (1, True),
        (np.ones(3), np.ones((3, 1))),
        (np.arange(3), np.arange(3) + 1),
        (None, 0.0),
        ({"a": 1}, {"b": 1}),
        ([1.0], [1.0, 1.0]),
        (np.array([1.0, np.nan]), np.array([1.0, 2.0])),
        (np.random.default_rng(3), np.random.default_rng(4)),
    ],
)
def test_what_is_not_alike(one, other):
    assert compared(one, other) is None


def test_types_are_told_apart_from_kinds_and_kinds_from_values():
    assert compared(np.ones(2), np.ones(2, F32)) == Closeness(types=False)
    assert compared(2, 2.0) == Closeness(kinds=False, types=False)
    assert compared([1.0], (1.0,)) == Closeness(kinds=False, types=False)
    assert compared([[1.0, 2.0]], np.array([[1.0, 2.0]])) == Closeness(kinds=False, types=False)
    assert compared(np.array([np.inf]), np.array([np.nan])) == LOOSE


def test_what_rounds_on_another_way_is_close_and_what_differs_more_is_not():
    size = F32(1000)
    assert compared(np.full(3, size), np.full(3, size * (1 + F32(5e-5)))) == LOOSE
    assert compared(np.full(3, size), np.full(3, size * (1 + F32(5e-4)))) is None


def test_two_mistakes_may_differ_by_little_of_what_lies_between_them_and_the_right_answer():
    wrong, wrong_too, right = (np.array([value, 7.0]) for value in (5.0, 5.0005, 1.0))
    assert compared(wrong, wrong_too) is None
    assert compared(wrong, wrong_too, right) == LOOSE
    assert compared(wrong, np.array([5.0, 7.0005]), right) is None  # where both are right, they must agree


def test_noughts_but_for_rounding_are_alike_beside_what_they_were_made_of():
    made_of = np.array([3.0, -2.0], F32)
    one, other = (Returned(np.array([value], F32), (made_of,), {}) for value in (1e-7, 0.0))
    assert closeness(one, other) == LOOSE


def test_a_float_made_of_float32_is_no_finer_than_that():
    made_of = np.array([3.0, -2.0], F32)
    one, other, third = (Returned(value, (made_of,), {}) for value in (1.5, 1.5 + 2e-7, 1.501))
    assert closeness(one, other) == LOOSE
    assert closeness(one, third) is None


def test_an_overflow_in_plain_python_is_an_infinity_elsewhere():
    lost, right = outcome(np.array([np.nan])), outcome(np.array([1.0]))
    assert closeness(Raised("OverflowError"), lost, right) is not None
    assert closeness(Raised("ValueError"), lost, right) is None
    assert closeness(Raised("OverflowError"), right, right) is None


def test_what_became_of_the_arguments_belongs_to_the_outcome():
    left, changed = (Returned(None, (np.array([value]),), {}) for value in (1.0, 2.0))
    assert closeness(left, left) == ALIKE
    assert closeness(left, changed) is None


@pytest.mark.parametrize(
    ("learner", "right", "wrong", "is_named"),
    [
        ([2.0], [1.0], [2.0], True),
        ([2.0], [1.0], [3.0], False),
        ([1.0, 2.0], [1.0, 1.0], [1.0, 2.0], True),
        ([1.0, 2.0], [1.0, 1.0], [2.0, 2.0], False),
        ([1.0, 2.0], [1.0, 1.0], [1.0], False),  # the fault could not do the second call
        ([1.0, 2.0], [1.0, 1.0], [1.0, None], False),
        ([2.0], [1.0], [F32(2.0)], True),  # the same mistake, held in another type
        ([1.0], [F32(1.0)], [np.float64(1.0)], False),  # only types differ, and not in the same way
        ([Raised("ValueError")], [1.0], [Raised("ValueError")], False),  # many mistakes end in a ValueError
        ([1.0], [Raised("ValueError")], [1.0], True),  # an error that both forget to raise
        ([np.ones(2)], [np.ones(2, F32)], [np.ones(2)], True),  # both answer in float64
        ([np.ones(2)], [np.ones(2, F32)], [np.ones(2) + 1e-7], True),  # one of them has rounded before
        ([np.ones(2)], [np.ones(2, int)], [np.ones(2, F32)], True),  # both answer in floats
    ],
)
def test_a_fault_explains_only_what_it_does_and_the_solution_does_not(learner, right, wrong, is_named):
    calls = [Call("f", (), {}, outcome(value)) for value in learner]
    answers = iter(None if value is None else outcome(value) for value in wrong)
    assert (explains(calls, list(map(outcome, right)), answers) is not None) is is_named


@pytest.mark.parametrize(
    ("learner", "fault", "right", "speaks"),
    [
        (2.0, 2.0, 1.0, False),
        (2.0, 1.0, 1.0, True),  # the learner's code is wrong where the fault is right
        (1.0, 2.0, 1.0, True),  # and the other way round
        (3.0, 2.0, 1.0, True),  # both are wrong, each in its own way
        (Raised("ValueError"), 1.0, 1.0, True),
        (Raised("ValueError"), 2.0, 1.0, False),  # the same mistake may end in an error
        (1.0, float("nan"), 1.0, False),  # or overflow later
        (2.0, float("nan"), 1.0, True),
        (np.ones((2, 3)), np.ones((3, 2)), np.zeros((2, 2)), False),  # or have another form
        (None, 2.0, 1.0, False),
    ],
)
def test_what_speaks_against_a_name(learner, fault, right, speaks):
    answers = [None if value is None else outcome(value) for value in (learner, fault, right)]
    assert contradicts(*answers) is speaks


def test_what_is_lost_among_small_numbers_has_not_overflown():
    lost, right, wrong = (outcome(value) for value in (float("nan"), 1.0, 2.0))
    assert not contradicts(right, lost, right, is_large=True)
    assert contradicts(right, lost, right, is_large=False)
    assert not contradicts(lost, lost, right, is_large=False)
    assert not contradicts(wrong, wrong, right, is_large=False)


def call_of(sent, value, left):
    return Call("f", (sent,), {}, Returned(value, (left,), {}))


def test_what_is_left_in_a_spoilt_argument_is_chance():
    sent, shifted, overwritten = np.array([3.0, 1.0]), np.array([0.0, -2.0]), np.array([0.9, 0.1])
    learners = call_of(sent, 0.5, overwritten)
    right, wrong = (Returned(0.5, (left,), {}) for left in (sent, shifted))
    assert explains([learners], [right], iter([wrong]))
    assert explains([learners], [right], iter([right])) is None
    assert marked(learners.outcome, right, learners) == Returned(0.5, ({"changed": sent},), {})


def test_an_argument_that_is_to_change_must_change_alike():
    sent, stepped, uphill, still = (np.array([value, 1.0]) for value in (3.0, 2.0, 4.0, 3.0))
    learners = call_of([sent], None, [uphill])
    right, wrong, wrong_too = (Returned(None, ([left],), {}) for left in (stepped, still, uphill))
    assert explains([learners], [right], iter([wrong])) is None
    assert explains([learners], [right], iter([wrong_too]))


def weighed(failed, elsewhere):
    """The weight of a fault: each call is what the learner's code, the fault and the solution answer to it."""
    rows = [*failed, *elsewhere]
    args = [([0.0] * (k + 1),) for k in range(len(rows))]
    mine, theirs, right = (
        [Returned(row[who], arg, {}) for row, arg in zip(rows, args, strict=True)] for who in range(3)
    )
    calls = [Call("f", arg, {}, answer) for arg, answer in zip(args, right, strict=True)]
    battery = SimpleNamespace(
        calls=lambda check, seconds: calls,
        learners=lambda check, calls, seconds: Played(mine, remembers=False),
        faults=lambda check, fault, calls, seconds: Played(theirs, remembers=False),
        of=lambda name: calls[: len(failed)],
        took=0.0,
    )
    check = SimpleNamespace(name="test_it", naming_seconds=2.0)
    replays = SimpleNamespace(battery=lambda check: battery)
    return naming._weight(check, replays, fault_that_tells("it"), float("inf"))


def fault_that_tells(told, name="a_fault"):
    return Fault(name, "f", told, None, None)


SAME, BOTH_WRONG, ONLY_MINE, NEITHER = (2.0, 2.0, 1.0), (3.0, 2.0, 1.0), (2.0, 1.0, 1.0), (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("failed", "elsewhere", "weight"),
    [
        ([SAME], [SAME, NEITHER], 2),
        ([SAME, BOTH_WRONG], [], 0),
        ([SAME], [ONLY_MINE], 0),
        ([SAME] * 3, [ONLY_MINE] * 3, 1),  # two mistakes in one file: this check meets the one
        ([SAME] * 3, [ONLY_MINE] * 4, 0),
        ([SAME], [SAME, SAME, ONLY_MINE], 0),
        ([SAME], [SAME, SAME, BOTH_WRONG], 1),  # wrong in the same calls, but the rest of the code has a say
        ([SAME], [SAME, BOTH_WRONG], 0),
        ([SAME], [SAME, SAME, *[BOTH_WRONG] * 4], 0),
    ],
)
def test_calls_of_other_checks_speak_for_a_name_or_against_it(failed, elsewhere, weight):
    assert weighed(failed, elsewhere) == weight


def test_two_spellings_of_one_mistake_are_one_name(monkeypatch):
    found = [fault_that_tells(told, name) for told, name in (("a", "first"), ("a", "second"), ("b", "third"))]
    monkeypatch.setattr(naming, "_suspects", lambda *_: [Suspect(fault, ALIKE) for fault in found])
    monkeypatch.setattr(naming, "_weight", lambda *_: 2)
    check = SimpleNamespace(calls=[Call("f", (), {}, outcome(1.0))], replays=object(), naming_seconds=2.0)
    assert [fault.name for fault in naming.name_fault(check)] == ["first", "third"]


def test_the_same_is_the_same_to_the_last_bit():
    for value in (1.0, float("nan"), "a", None, [1, (2.0, {"a": np.array([1.0, np.nan])})], np.random.default_rng(3)):
        assert is_same(outcome(value), outcome(value))
    others = [(1, 1.0), (1, True), ([1], (1,)), (np.ones(2), np.ones(2, F32)), (np.ones(2), np.ones((2, 1)))]
    others += [(1.0, 1.0 + 2e-16), (np.zeros(0), np.zeros((0, 1))), ({"a": 1}, {"b": 1}), ([1.0], [1.0, 1.0])]
    others += [(np.random.default_rng(3), np.random.default_rng(4)), (None, Raised("ValueError"))]
    for one, other in others:
        assert not is_same(outcome(one), outcome(other))


@pytest.mark.parametrize(
    ("answers", "seconds", "asked"),
    [
        ([1.0, 2.0], (1.0, 9.0), 1),
        ([1.0, None], (1.0, 1.5), 1),  # it will be late again
        ([1.0, None], (1.0, 2.5), 2),
    ],
)
def test_a_fault_that_was_late_is_asked_again_only_if_it_has_much_more_time(running, answers, seconds, asked):
    times = []

    def known(check, fault, calls, seconds):
        times.append(seconds)
        return iter([answer and outcome(answer) for answer in [*answers, *answers]])

    check = running()
    battery = Battery(check, SimpleNamespace(known=known))
    calls = [Call("softmax", (float(k),), {}, outcome(1.0)) for k in range(2)]
    for given in seconds:
        assert battery.faults(check, "a_fault", calls, given).outcomes[0] == outcome(1.0)
    assert times == list(seconds[:asked])


def test_what_calls_say_of_a_fault_is_found_once_for_the_same_answers(monkeypatch):
    looked = []
    monkeypatch.setattr(naming, "_witness", lambda *each: looked.append(each) or naming.Witness())
    calls = [Call("f", (0.0,), {}, outcome(1.0))]
    mine, theirs, others = (Played([outcome(value)], False) for value in (2.0, 2.0, 3.0))
    for answers in (theirs, theirs, others):
        naming._witnesses(calls, mine, answers, fault_that_tells("it"))
    assert [other.value for _, _, other in looked] == [2.0, 3.0]


def test_what_a_fault_has_answered_to_a_failed_case_is_not_asked_again(running, monkeypatch):
    asked = []

    def outcomes(backend, calls):
        for call in calls:
            asked.append(call.args)
            yield None if call.args == (2,) and len(asked) < 5 else outcome(call.args[0])

    monkeypatch.setattr(replay, "_outcomes", outcomes)
    replays = replay.Replays()
    monkeypatch.setattr(replays, "stage", lambda *which: None)
    check, calls = running(), [Call("softmax", (k,), {}) for k in range(3)]

    def answers(fault, calls, first=3):
        return list(islice(replays.known(check, fault, calls, 1.0), first))

    assert answers("a_fault", calls, 1) == [outcome(0)] and len(asked) == 1
    assert answers("a_fault", calls, 1) == [outcome(0)] and len(asked) == 1
    assert answers("a_fault", calls) == [outcome(0), outcome(1), None] and len(asked) == 4
    assert answers("a_fault", calls) == [outcome(0), outcome(1), outcome(2)] and len(asked) == 7  # it was late
    assert answers("a_fault", calls) == [outcome(0), outcome(1), outcome(2)] and len(asked) == 7
    for others in (answers("another", calls[:1]), answers(None, calls[:1]), answers("a_fault", calls[1:2])):
        assert others in ([outcome(0)], [outcome(1)])
    assert len(asked) == 10
