"""What a cheat puts in the place of an answer, on small solutions in this process."""

import types

import numpy as np
import pytest

from nnkata_plugin.audit.cheating import MARK, code
from nnkata_plugin.audit.cheating.calls import Cheat, Survey, wrap


def solution(source: str) -> types.ModuleType:
    module = types.ModuleType("kata")
    exec(source, vars(module))
    return module


def cheated(source: str, name: str, part: str, kind: str) -> types.ModuleType:
    module = solution(source)
    wrap(module, name, Cheat(part, kind))
    return module


DOUBLE = "def double(x, by=2):\n    return x * by\n"
SORT = "def sort(x):\n    x.sort()\n"
GROW = "def grow(x, by):\n    x *= by\n    return 7.0\n"
POINT = """
class Point:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        return Point(self.x + other.x)
    def move(self, by):
        self.x += by
    @property
    def size(self):
        return abs(self.x)
    @staticmethod
    def origin():
        return 3.0
"""


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("zeros", [0.0, 0.0]),
        ("constant", [1.0, 1.0]),
        ("echo", [0.1, 3.0]),
        ("scaled", [0.2 * 1.001, 6.0 * 1.001]),
        ("float16", [float(np.float16(0.2)), 6.0]),
        ("first", [0.2, 6.0]),
        ("calls 1", [0.2, 6.0]),
    ],
)
def test_each_kind_of_answer(kind, answer):
    answers = cheated(DOUBLE, "double", "returned", kind).double(np.array([0.1, 3.0]))
    assert answers.dtype == np.float64
    assert answers.tolist() == answer
    listed = cheated("def double(x): return [2 * part for part in x]", "double", "returned", kind)
    assert listed.double([0.1, 3.0]) == answer


def test_dtype_structure_and_integers_are_kept():
    module = cheated("def f(x): return {'a': (x, [1, True]), 'b': 'word'}", "f", "returned", "scaled")
    answer = module.f(np.float32([2.0]))
    assert answer["a"][0].dtype == np.float32
    assert answer["a"][1] == [1, True]
    assert answer["b"] == "word"
    module = cheated("def f(x): return x.argmax(), None", "f", "returned", "zeros")
    assert module.f(np.array([1.0, 5.0])) == (0, None)


def test_a_number_too_large_for_half_precision_is_infinite():
    assert cheated("def f(x): return x", "f", "returned", "float16").f(1e9) == float("inf")


def test_the_first_answer_comes_again_and_by_shape_only_where_the_shape_does():
    forgetful = cheated(DOUBLE, "double", "returned", "first")
    assert [forgetful.double(x) for x in (1.0, 2.0)] == [2.0, 2.0]
    by_shape = cheated(DOUBLE, "double", "returned", "first of its shape")
    answers = [by_shape.double(np.arange(n) + k) for n, k in ((2, 0), (3, 0), (2, 5))]
    assert [answer.tolist() for answer in answers] == [[0, 2], [0, 2, 4], [0, 2]]
    answers[0][:] = 9  # what was kept belongs to nobody else
    assert by_shape.double(np.arange(2)).tolist() == [0, 2]


def test_right_for_the_first_calls_only():
    module = cheated(DOUBLE, "double", "returned", "calls 2")
    assert [module.double(1.0) for _ in range(4)] == [2.0, 2.0, 0.0, 0.0]


def test_what_the_solution_refuses_is_refused():
    module = cheated("def f(x):\n    raise ValueError(x)\n", "f", "returned", "zeros")
    with pytest.raises(ValueError):
        module.f(1.0)


def test_in_place_answers_are_replaced_where_they_lie():
    start = np.array([0.1, 2.0])
    for kind, after in (("zeros", [0, 0]), ("echo", [0.1, 2.0]), ("scaled", [0.3003, 6.006])):
        x = start.copy()
        assert cheated(GROW, "grow", "left", kind).grow(x, 3.0) == 7.0
        assert x.tolist() == pytest.approx(after)
    numbers = [3.0, 1.0]
    cheated(SORT, "sort", "left", "echo").sort(numbers)
    assert numbers == [3.0, 1.0]


def test_what_a_method_leaves_in_its_own_object():
    module = cheated(POINT, "Point.move", "left", "zeros")
    point = module.Point(1.0)
    point.move(2.0)
    assert point.x == 0.0


def test_an_object_is_an_answer_with_the_numbers_it_holds():
    module = cheated(POINT, "Point.__add__", "returned", "scaled")
    assert (module.Point(1.0) + module.Point(2.0)).x == pytest.approx(3.003)
    module = cheated(POINT, "Point.__add__", "returned", "echo")
    left = module.Point(1.0)
    assert (left + module.Point(2.0)) is left


def test_properties_and_static_methods():
    assert cheated(POINT, "Point.size", "returned", "zeros").Point(-4.0).size == 0.0
    assert cheated(POINT, "Point.origin", "returned", "zeros").Point.origin() == 0.0


def test_an_argument_is_changed_under_a_right_answer_that_shares_nothing_with_it():
    module = cheated("def f(x, y): return x", "f", "x", "argument")
    x, y = np.array([1.0, 2.0]), np.array([5.0])
    assert module.f(x, y).tolist() == [1.0, 2.0]
    assert (x.tolist(), y.tolist()) == ([2.0, 3.0], [5.0])


def test_generators_are_answered_part_by_part():
    module = cheated("def f(n):\n    while True:\n        yield n\n", "f", "returned", "zeros")
    assert next(module.f(3.0)) == 0.0


def noted(source: str, name: str, capsys: pytest.CaptureFixture[str], use) -> str:
    module = solution(source)
    wrap(module, name, Survey(name))
    use(module)
    return capsys.readouterr().out.splitlines()[-1].removeprefix(MARK)


def test_a_survey_notes_what_could_be_done(capsys):
    told = noted(DOUBLE, "double", capsys, lambda kata: [kata.double(np.ones(n)) for n in range(1, 9)])
    assert '"calls": 4' in told
    assert '"can": ["returned numbers", "returned floats", "returned echo"]' in told
    assert '"kept": ["x"], "changed": []' in told
    told = noted(GROW, "grow", capsys, lambda kata: kata.grow(np.ones(3), 2.0))
    assert '"left echo"' in told
    assert '"kept": [], "changed": ["x"]' in told


def test_a_survey_leaves_all_as_it_is_and_stops_looking(capsys):
    module = solution(POINT)
    for name in ("Point.__add__", "Point.move", "Point.size"):
        wrap(module, name, Survey(name))
    total = module.Point(0.0)
    for _ in range(100):
        total = total + module.Point(1.0)
        total.move(0.5)
    assert (total.x, total.size) == (150.0, 150.0)
    assert len(capsys.readouterr().out.splitlines()) < 20


def test_what_crosses_runs_without_the_project():
    names: dict[str, object] = {}
    exec(code(), names)
    assert "nnkata_plugin." not in code()
    assert names["Cheat"] is not Cheat
