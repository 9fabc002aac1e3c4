"""`kata.run`: a function of the check crosses as its source, if it stands on its own."""

from functools import wraps

import pytest

from nnkata_plugin.worker import source_of

CONSTANT = 3


def top_level(kata, x, times=2):
    """Free names: builtins, np and math."""
    return [kata.f(np.full(times, x)), math.pi, sum([1, 2])]  # noqa: F821


def uses_a_constant(kata):
    return kata.f(CONSTANT)


def decorated(function):
    @wraps(function)
    def inner(kata):
        return function(kata)

    return inner


@decorated
def has_a_decorator(kata):
    return 1


async def is_async(kata):
    return 1


def test_a_function_runs_beside_the_learners_module(either):
    kata = either("def f(x): return x * 2")
    answer = kata.run(top_level, 1.5, times=3)
    assert answer[0].tolist() == [3.0] * 3
    assert answer[1:] == [pytest.approx(3.14159, abs=1e-5), 3]


def test_a_function_may_be_nested_and_define_its_own(either):
    def gradient_descent(kata, start):
        seen = []

        def grad(x):
            seen.append(x)
            return 2 * x

        return kata.f(grad, start), seen, [y for y in seen if y > 0]

    kata = either("def f(grad, x):\n    for _ in range(2): x -= 0.25 * grad(x)\n    return x")
    assert kata.run(gradient_descent, 4.0) == (1.0, [4.0, 2.0], [4.0, 2.0])


def test_it_may_define_a_class_and_import(either):
    def asks(kata):
        import random

        class Item:
            def __init__(self, size: int) -> None:
                self.size = size

        random.seed(1)
        return kata.f([Item(2), Item(3)])

    assert either("def f(items): return [item.size for item in items]").run(asks) == [2, 3]


def test_arguments_of_a_run_are_restored_too(either):
    def fills(kata, log):
        kata.f(log)

    log = [0]
    either("def f(log): log.append(1)").run(fills, log)
    assert log == [0, 1]


def test_the_source_knows_its_place():
    source = source_of(top_level)
    assert (source.name, source.filename) == ("top_level", __file__)
    with open(__file__, encoding="utf-8") as file:
        assert file.read().splitlines()[source.line - 1] == source.text.splitlines()[0]


def test_what_fails_in_the_check_itself_has_no_lines_of_the_learner(either):
    def fails(kata):
        assert kata.f() == 2, "never"

    with pytest.raises(AssertionError, match="never") as caught:
        either("def f(): return 1").run(fails)
    assert caught.value.nnkata_lines == []


def test_a_learner_error_inside_a_run_has_them(either):
    def fails(kata):
        kata.f()

    with pytest.raises(ZeroDivisionError) as caught:
        either("def f():\n    1 / 0").run(fails)
    assert [line.number for line in caught.value.nnkata_lines] == [2]


def test_an_answer_of_a_run_is_checked_like_any(either):
    def returns_the_class(kata):
        return kata.Value

    with pytest.raises(BaseException, match="returns_the_class returned a class"):
        either("class Value: pass").run(returns_the_class)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda kata: kata.f(), "cannot send a lambda: write it as a def"),
        (uses_a_constant, "pass `CONSTANT` as an argument or define it inside"),
        (has_a_decorator, "pass `function` as an argument"),
        (print, "wants a function written with def"),
        (str, "wants a function written with def"),
        (pytest, "wants a function written with def"),
        (eval("lambda: 0"), "cannot send a lambda"),
    ],
)
def test_a_function_that_does_not_stand_alone_is_told_what_to_do(function, said):
    with pytest.raises(TypeError, match=said):
        source_of(function)


def test_closure_variables_are_named():
    depth, width = 2, 3

    def closes_over(kata):
        return kata.f(depth, width)

    with pytest.raises(TypeError, match="pass `depth`, `width` as an argument"):
        source_of(closes_over)


def test_a_decorator_that_leaves_the_function_as_it_is_is_refused():
    def marked(function):
        return function

    @marked
    def inner(kata):
        return 1

    with pytest.raises(TypeError, match="remove the decorator"):
        source_of(inner)


def test_a_default_and_an_annotation_are_names_too():
    def defaults(kata, x=CONSTANT):
        return x

    def annotated(kata, x: "np.ndarray", y: list[int]) -> float:  # noqa: F821
        return 1.0

    with pytest.raises(TypeError, match="`CONSTANT`"):
        source_of(defaults)
    assert source_of(annotated).name == "annotated"


def test_source_made_by_exec_cannot_be_found():
    names = {}
    exec("def made(kata): return 1", names)
    with pytest.raises(TypeError, match="cannot find the source of `made`"):
        source_of(names["made"])
