"""kata.toml has one schema, and what does not fit it is told in one line."""

from typing import get_args

import pytest

from nnkata_plugin.catalog import Refusal, facts
from nnkata_plugin.check.policy import LINES, OF_PARAMETERS

GOOD = 'title = "Softmax"\nminutes = 90\narrays = "numpy"\ndeadline = 5\n'


def read(tmp_path, text):
    (tmp_path / "kata.toml").write_text(text, encoding="utf-8")
    return facts.read(tmp_path / "kata.toml")


def test_a_good_file_is_read(tmp_path):
    found = read(
        tmp_path, GOOD + '[[function]]\nname = "softmax"\nkernel = "softmax"\n[bench]\nsizes = [{ batch = 4 }]\n'
    )
    assert (found.title, found.function[0].kernel, found.bench.sizes) == ("Softmax", "softmax", [{"batch": 4}])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD + "minuets = 3\n", "unknown field `minuets`"),
        (GOOD.replace("90", '"long"'), "Expected `int`"),
        (GOOD.replace('"numpy"', '"jax"'), "Invalid enum value 'jax'"),
        (GOOD.replace("= 5", "= -5"), "> 0"),
        ("title =", "Invalid value"),
        (GOOD + 'unique = "sine"', "Invalid enum value 'sine'"),
        (GOOD + '[policy]\nsubnormals = "a reason of twenty letters or more"', "Valid keys: size_1, size_2"),
        (GOOD + '[policy]\nsubnormal = "too short"', "length >= 20"),
        (GOOD + 'topics = ["Two words"]', "'Two words' cannot be a mark"),
    ],
)
def test_what_does_not_fit_is_one_line_that_names_the_file(tmp_path, text, says):
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, text)
    assert says in str(refusal.value) and str(tmp_path / "kata.toml") in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_lines_of_the_policy_are_those_that_calls_are_judged_by():
    assert get_args(facts.PolicyLine) == (*LINES, *OF_PARAMETERS)


def test_a_day_may_have_several_answers_that_are_not_unique(tmp_path):
    assert read(tmp_path, GOOD).uniques == ("exact",)
    assert read(tmp_path, GOOD + 'unique = ["sign", "distribution"]').uniques == ("sign", "distribution")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(Refusal, match="not found"):
        facts.read(tmp_path / "kata.toml")
