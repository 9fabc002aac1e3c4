"""Each operator on a small source: what it makes of it, and what it leaves alone."""

import ast

import pytest

from nnkata_plugin.audit.mutants import Mutant, mutants_of
from nnkata_plugin.audit.operators import all_operators

EXAMPLES = [
    ("arithmetic_swapped", "return a + b", {"return a - b"}),
    ("arithmetic_swapped", "return a @ b", {"return a * b"}),
    ("arithmetic_swapped", "a += b", {"a -= b"}),
    ("operand_dropped", "return a - b", {"return a"}),
    ("operand_dropped", "return a * b", {"return a", "return b"}),
    ("operands_swapped", "return (a + b) / b", {"return b / (a + b)"}),
    ("operands_swapped", "return a + b", set()),
    ("minus_dropped", "return -a", {"return a"}),
    ("minus_dropped", "return -2", set()),
    ("invert_dropped", "return a[~b]", {"return a[b]"}),
    ("accumulation_dropped", "a += b", {"a = b"}),
    ("constant_moved", "return a * 3", {"return a * 4", "return a * 2"}),
    ("constant_moved", "return a * -1", {"return a * 0", "return a * -2"}),
    ("constant_moved", "return a.reshape(-1, 3)", {"return a.reshape(-1, 4)", "return a.reshape(-1, 2)"}),
    ("constant_moved", "total = 0.0", {"total = 1.0"}),
    ("constant_scaled", "return a * 0.5", {"return a * 1.0", "return a * 0.25"}),
    ("constant_negated", "return a ** 2", {"return a ** -2"}),
    ("constant_negated", "return a.shape[-1] + a[:2] + a[1, 2]", set()),
    ("constant_negated", "return a[::-1]", {"return a[::1]"}),
    ("constant_negated", "return np.swapaxes(a, -1, -2)", set()),
    ("flag_flipped", "return a.sum(keepdims=True)", {"return a.sum(keepdims=False)"}),
    ("boundary_moved", "return a < b", {"return a <= b"}),
    ("comparison_flipped", "return a < b", {"return a > b"}),
    ("comparison_flipped", "return 0 <= a < b", {"return 0 >= a < b", "return 0 <= a > b"}),
    ("equality_loosened", "return a != b", {"return a < b", "return a > b"}),
    ("equality_loosened", "return a == 0", set()),
    ("condition_negated", "while a: b()", {"while not a: b()"}),
    ("condition_negated", "return [x for x in a if x < b]", {"return [x for x in a if x >= b]"}),
    ("condition_negated", "return not a", {"return a"}),
    ("condition_forced", "return a if b else -a", {"return a", "return -a"}),
    ("condition_forced", "return [x for x in a if x]", {"return [x for x in a if True]"}),
    ("boolean_swapped", "return a and b", {"return a or b"}),
    ("boolean_part_dropped", "return a or b or c", {"return b or c", "return a or c", "return a or b"}),
    (
        "range_moved",
        "return range(n)",
        {"return range(1, n)", "return range(n + 1)", "return range(n - 1)"},
    ),
    (
        "range_moved",
        "return range(1, n - 1)",
        {"return range(0, n - 1)", "return range(2, n - 1)", "return range(1, n - 2)", "return range(1, n)"},
    ),
    ("slice_moved", "return a[:n]", {"return a[1:n]", "return a[:n - 1]", "return a[:n + 1]", "return a[:]"}),
    ("slice_moved", "return a[1:]", {"return a[0:]", "return a[2:]", "return a[:]", "return a[1:-1]"}),
    ("slice_moved", "return a[:]", set()),
    ("function_dropped", "return a / np.sqrt(b)", {"return a / b"}),
    ("function_dropped", "return a.cumsum()", {"return a"}),
    ("cast_dropped", "return a.astype(b)", {"return a"}),
    ("cast_dropped", "return float(a)", {"return a"}),
    ("call_to_first_argument", "return rotate(a + b, n) * n", {"return (a + b) * n"}),
    ("call_to_first_argument", "return a.clip(0, 1)", {"return a"}),
    ("call_to_first_argument", "return np.random.default_rng(n)", {"return n"}),
    ("call_to_first_argument", "return len(a)", set()),
    ("call_to_first_argument", "check(a)", set()),
    ("function_swapped", "return a.mean() - np.max(a)", {"return a.sum() - np.max(a)", "return a.mean() - np.min(a)"}),
    ("function_swapped", "return max(a)", {"return min(a)"}),
    (
        "axis_changed",
        "return a.sum(axis=-1, keepdims=True)",
        {"return a.sum(axis=-2, keepdims=True)", "return a.sum(keepdims=True)"},
    ),
    ("axis_changed", "return a.sum(axis=n)", {"return a.sum(axis=0)", "return a.sum(axis=-1)", "return a.sum()"}),
    (
        "axis_changed",
        "return a.sum(axis=(0, 1))",
        {"return a.sum(axis=(1,))", "return a.sum(axis=(0,))", "return a.sum()"},
    ),
    ("keyword_removed", "return np.zeros(n, dtype=b)", {"return np.zeros(n)"}),
    ("keyword_removed", "return a.sum(axis=0, keepdims=True)", set()),
    ("dimension_kept", "return a.sum(axis=0)", {"return a.sum(axis=0, keepdims=True)"}),
    ("dimension_kept", "return a.mean(dim=0)", {"return a.mean(dim=0, keepdim=True)"}),
    ("dimension_kept", "return a.sum() + a.max(axis=0, keepdims=False)", set()),
    (
        "subscripts_swapped",
        "return np.einsum('bij,jk->bik', a, b)",
        {"return np.einsum('bij,jk->ibk', a, b)", "return np.einsum('bij,jk->bki', a, b)"},
    ),
    ("subscripts_swapped", "return 'ij'", set()),
    ("context_dropped", "with a: b()", {"if True: b()"}),
    ("context_dropped", "with np.errstate(all=a): b()", set()),
    ("function_swapped", "return a.lower()", {"return a.upper()"}),
    ("arguments_swapped", "return f(a, b)", {"return f(b, a)"}),
    ("arguments_swapped", "return np.maximum(a, b)", set()),
    ("argument_dropped", "return f(a, b)", {"return f(a)"}),
    ("guard_removed", "if a < b: raise ValueError('too small')", {"pass"}),
    ("statement_dropped", "a.sort()", {"pass"}),
    ("statement_dropped", "total = a", set()),
    ("statement_dropped", "a = b", {"pass"}),
    ("jump_swapped", "for x in a: break", {"for x in a: continue"}),
    ("parts_swapped", "return a, b", {"return (b, a)"}),
    ("parts_swapped", "rows, cols = a.shape", {"(cols, rows) = a.shape"}),
]


def mutants(line: str) -> list[Mutant]:
    return mutants_of(f"import numpy as np\ndef f(a, b, c, n):\n    {line}\n")


@pytest.mark.parametrize(("name", "line", "wanted"), EXAMPLES)
def test_an_operator_makes_its_mutants(name, line, wanted):
    assert {mutant.becomes for mutant in mutants(line) if mutant.operator == name} == wanted


def test_every_operator_has_an_example():
    # Special methods and decorators do not fit into one line: see below.
    shown = {name for name, _, wanted in EXAMPLES if wanted}
    assert {operator.name for operator in all_operators()} == shown | {"method_dropped", "decorator_dropped"}


def test_a_special_method_is_dropped_and_an_ordinary_one_is_not():
    source = "class V:\n    def __init__(self): ...\n    def __radd__(self, x): ...\n    def relu(self): ...\n"
    dropped = [mutant for mutant in mutants_of(source) if mutant.operator == "method_dropped"]
    assert [(mutant.line, mutant.function) for mutant in dropped] == [(3, "V")]


def test_a_decorator_is_dropped_and_the_comments_stay():
    source = "import functools\n\n@f(1)  # once\n@functools.cache\ndef g(x):\n    return x  # as it is\n"
    dropped = [mutant for mutant in mutants_of(source) if mutant.operator == "decorator_dropped"]
    assert [mutant.was for mutant in dropped] == ["@f(1)  # once", "@functools.cache"]
    assert dropped[1].becomes == "@lambda function: function"
    assert all("# as it is" in mutant.source for mutant in dropped)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of 2 + 2."""\n',
        "import numpy as np\n",
        "def f(x: list[2 + 2]) -> 1 + 1: ...\n",
        "def f(x):\n    raise ValueError('below ' + str(0 < 1))\n",
        "x: 1 + 1\n",
    ],
)
def test_what_nobody_runs_and_what_messages_say_is_left_alone(source):
    assert mutants_of(source) == []


def test_a_message_made_of_parts_is_left_alone():
    assert not [mutant for mutant in mutants("return f'{a + 1}'") if mutant.operator != "statement_dropped"]


SOLUTION = '''"""Two lines and a word: é."""
import numpy as np


def scale(x, axis=-1):  # the last one
    top = x.max(axis=axis, keepdims=True)  # é before: columns are counted in bytes
    return (
        x / top  # inside of the brackets
    ) * 2
'''


def test_the_same_source_gives_the_same_mutants_and_no_two_are_one_program():
    once, again = mutants_of(SOLUTION), mutants_of(SOLUTION)
    assert once == again
    programs = [ast.unparse(ast.parse(mutant.source)) for mutant in once]
    assert len(set(programs)) == len(programs) > 15
    assert ast.unparse(ast.parse(SOLUTION)) not in programs
    assert [mutant.id for mutant in once[:2]] == ["m001", "m002"]


def test_a_mutant_differs_in_one_place_and_keeps_the_words_elsewhere():
    for mutant in mutants_of(SOLUTION):
        assert "# the last one" in mutant.source
        assert "Two lines and a word: é." in mutant.source
        changed = [line for line in mutant.diff.splitlines()[3:] if line.startswith(("-", "+"))]
        assert 2 <= len(changed) <= 6


def test_a_mutant_says_where_it_is():
    swapped = next(mutant for mutant in mutants_of(SOLUTION) if mutant.operator == "operands_swapped")
    assert (swapped.line, swapped.function, swapped.was) == (8, "scale", "x / top  # inside of the brackets")
    assert swapped.becomes == "top / x  # inside of the brackets"
    assert swapped.diff.splitlines()[0:2] == ["--- solution.py", "+++ mutant"]


def test_mutants_that_read_the_same_are_told_apart_by_their_number():
    source = "def f(a):\n    a.sort()\n    print(1)\n    a.sort()\n"
    dropped = [mutant for mutant in mutants_of(source) if mutant.was == "a.sort()"]
    assert [mutant.occurrence for mutant in dropped if mutant.operator == "statement_dropped"] == [1, 2]
