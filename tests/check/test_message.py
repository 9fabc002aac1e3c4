"""The message of a red check: at most 15 lines, in order, nothing of the harness, nothing that moves the cursor."""

import re

import numpy as np
import pytest

from nnkata_plugin.check import assert_close, assert_equal, cases
from nnkata_plugin.check.context import Call, Returned
from nnkata_plugin.check.message import LONGEST, WIDEST, explain
from nnkata_plugin.worker import Line, Todo, Verdict


@pytest.fixture
def finding(running):
    """What the first case of a check comes to when `fail` raises."""

    def look(fail, traceback_text="", case=5, answered=True):
        check = running(only_case=case)
        loop = cases("batch", "classes")
        given = next(loop)
        check.calls.append(Call("softmax", (given.x,), {}, Returned(given.x, (given.x,), {}) if answered else None))
        check.last_name = "softmax"
        try:
            fail(given)
        except BaseException as error:  # noqa: BLE001  (verdicts are no Exceptions)
            return explain(check, error, traceback_text)
        raise AssertionError("nothing was raised")

    return look


def throw(error):
    def fail(_):
        raise error

    return fail


def learners_error(message, lines=()):
    error = ValueError(message)
    error.nnkata_type, error.nnkata_lines = "LinAlgError", list(lines)
    return error


def test_the_message_says_case_values_and_how_to_replay(finding):
    found = finding(lambda case: assert_close(np.full_like(case.x, np.nan), np.zeros(case.x.shape)))
    head, sentence, titles, *rows, replay = found.text.splitlines()
    assert re.fullmatch(r"day 10 · softmax · case 5 of \d+: x f32\[2, 3\], seed 7", head)
    assert sentence == "  6 of 6 values are nan where the reference is finite"
    assert titles.split() == ["index", "yours", "expected"]
    assert len(rows) == 6 and rows[-1].strip() == "and 1 more"
    assert replay == "replay: pytest -m day10 -k test_a_check --kata-case 5 --kata-seed 7 --kata-impl=solution"
    assert (found.outcome, found.verdict, found.by_assertion) == ("red", "wrong", True)


LINES = [Line(n, f"    x = f({n})", "f") for n in range(30)]
LONG = "\n".join(f"line {n}: {'x' * 400}" for n in range(100))


@pytest.mark.parametrize(
    "error",
    [
        AssertionError(LONG),
        learners_error(LONG, LINES),
        Verdict("timeout", LONG, LINES),
        Verdict("infra", LONG),
        Todo(LONG),
        KeyError(LONG),
        pytest.fail.Exception(LONG),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("answered", [True, False])
def test_it_has_at_most_15_lines_that_end(finding, error, answered):
    text = finding(throw(error), traceback_text=f"> assert x\nE   {LONG}\n" * 30, answered=answered).text
    assert len(text.splitlines()) <= LONGEST
    assert max(map(len, text.splitlines())) <= WIDEST


@pytest.mark.parametrize(
    "fail",
    [
        throw(AssertionError("\x1b[2J\x1b[31mgreen\r\a\u202e")),
        throw(learners_error("\x1b]0;title\a", [Line(3, "x = '\x1b[1A'", "f\x1b[2K")])),
        throw(Verdict("error", "\x1b[1A", [Line(3, "\x1b[1A", "g")])),
        throw(Todo("\x1b[1A\u2066")),
        throw(KeyError("\x1b[1A\x9b2J")),
        lambda case: assert_equal({"\x1b[1A": 1}, {"a": 1}),
        lambda case: assert_equal("\x1b[1A", "a"),
        lambda case: assert_equal(["\u202e"], ["a"]),
    ],
)
def test_control_characters_of_the_learner_never_reach_the_terminal(finding, fail):
    text = finding(fail, answered=False).text
    assert all(sign.isprintable() or sign == "\n" for sign in text), repr(text)


def test_what_the_learner_prints_is_made_plain(calls, capsys):
    kata = calls(
        "def softmax(x, axis=-1):\n    print('\\x1b[2J\\x1b[31mred\\x1b[0m', 50, '%\\r', '\\x07')\n    return x\n"
    )
    kata.softmax(np.ones(2))
    said = capsys.readouterr().out
    assert "red 50 %\n" in said
    assert all(sign.isprintable() or sign in "\n\t" for sign in said)


def test_the_learners_own_lines_are_shown_and_no_others(finding):
    text = finding(throw(learners_error("Singular matrix", [Line(4, "    return inv(x)", "solve")]))).text
    assert "softmax raised LinAlgError: Singular matrix\n  kata.py:4 in solve: return inv(x)\n" in text
    assert "nnkata_plugin" not in text and "Traceback" not in text


def test_a_check_that_fails_by_itself_says_not_your_code(finding):
    found = finding(throw(KeyError("no such data")), traceback_text="> data['a']\nE   KeyError", answered=False)
    assert found.outcome == "infra" and found.text.startswith("not your code: the check test_a_check itself failed")


def test_an_answer_that_the_check_cannot_use_is_the_learners(finding):
    found = finding(throw(AttributeError("'NoneType' object has no attribute 'sum'")))
    assert (found.outcome, found.verdict) == ("red", "error")
    assert "the check could not use the answer of softmax: AttributeError: 'NoneType' object has no" in found.text
