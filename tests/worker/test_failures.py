"""Whatever the learner's file or its functions raise arrives as one plain line with lines of that file."""

import numpy as np
import pytest

from nnkata_plugin.worker import Line, Todo


def test_an_exception_is_the_nearest_builtin_with_the_learners_lines(either):
    kata = either("""
        import numpy as np
        def f(x):
            return inverse(x)
        def inverse(x):
            return np.linalg.inv(x)
    """)
    error = kata.raises(ValueError, np.zeros((2, 2)))
    assert (error.nnkata_type, str(error)) == ("LinAlgError", "Singular matrix")
    assert error.nnkata_lines == [Line(3, "return inverse(x)", "f"), Line(5, "return np.linalg.inv(x)", "inverse")]


@pytest.mark.parametrize(
    ("statement", "kind", "message"),
    [
        ("{}['a']", KeyError, "'a'"),
        ("[][1]", IndexError, "list index out of range"),
        ("b'\\xff'.decode()", UnicodeDecodeError, "invalid start byte"),
        ("open('nowhere')", FileNotFoundError, "nowhere"),
        ("import nowhere", ModuleNotFoundError, "nowhere"),
        ("nowhere", NameError, "nowhere"),
        ("None.nowhere", AttributeError, "nowhere"),
        ("assert False, 'because'", AssertionError, "because"),
        ("next(iter([]))", StopIteration, ""),
        ("raise ExceptionGroup('two', [ValueError()])", Exception, "two"),
        ("eval('1 +')", SyntaxError, "invalid syntax"),
        ("class Own(LookupError): pass\n    raise Own('mine')", LookupError, "mine"),
        ("raise ValueError('x' * 9000)", ValueError, "xxx..."),
        ("raise ValueError('\\ud800')", ValueError, "?"),
    ],
)
def test_pytest_raises_meets_the_class_that_was_raised(either, statement, kind, message):
    error = either(f"def f():\n    {statement}").raises(kind)
    assert message in str(error)
    assert len(str(error)) <= 500
    assert error.nnkata_lines[0].function == "f"


def test_wrong_arguments_are_a_type_error(either):
    assert "positional argument" in str(either("def f(x): pass").raises(TypeError))


def test_a_class_cannot_lie_about_its_name(either):
    kata = either("class ValueError(Exception): pass\ndef f(): raise ValueError('mine')")
    assert not isinstance(kata.raises(Exception), ValueError)


@pytest.mark.parametrize("raised", ["raise SystemExit", "1 / 0", "return 5", "raise KeyboardInterrupt"])
def test_a_hostile_str_is_told_instead_of_the_message(either, raised):
    kata = either(f"class E(Exception):\n    def __str__(self): {raised}\ndef f(): raise E")
    assert "its __str__ raised" in str(kata.raises(Exception))


def test_what_is_not_written_yet_is_todo(either):
    kata = either("def f(): raise NotImplementedError('day 10: softmax')\ndef g(): raise NotImplementedError")
    assert kata.todo().message == "day 10: softmax"
    assert kata.todo().lines[0].number == 1
    with pytest.raises(Todo, match="not written yet"):
        kata.g()


def test_todo_slips_through_what_a_check_expects(either):
    kata = either("def f(): raise NotImplementedError")
    with pytest.raises(Todo), pytest.raises(RuntimeError):
        kata.f()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("import sys; sys.exit()", "f called sys.exit() (SystemExit: None)"),
        ("raise SystemExit(0)", "f called sys.exit() (SystemExit: 0)"),
        ("raise GeneratorExit", "f raised GeneratorExit, which is no Exception"),
    ],
)
def test_what_would_end_the_run_is_a_verdict(either, statement, said):
    verdict = either(f"def f(): {statement}").says("error", said)
    assert verdict.lines[0].number == 1


def test_so_are_ctrl_c_and_a_base_exception_of_ones_own(learner):
    learner("def f(): raise KeyboardInterrupt").says("error", "f raised KeyboardInterrupt")
    skipped = "class Skipped(BaseException): pass\ndef f(): raise Skipped('no need')"
    learner(skipped).says("error", "f raised Skipped (no need), which is no Exception")


def test_recursion_without_end_names_the_function(either):
    verdict = either("def f(): return g()\ndef g(): return g()").says("error", "RecursionError: `g` (line 2)")
    assert len(verdict.lines) == 5


@pytest.mark.parametrize(
    ("source", "said", "line"),
    [
        ("def f(:\n    pass", "kata.py line 1: SyntaxError: ", 1),
        ("def f():\n\treturn 1\n        return 2", "kata.py line 3: TabError: ", 3),
        ("def f():\nreturn 1", "kata.py line 2: IndentationError: ", 2),
        (b"a = 1\n# caf\xe9\n", "kata.py line 2: not UTF-8", 2),
        (b"a = 1\n\n\x00", "kata.py line 3: a null byte", 3),
        ("a = 1\nb = a / 0", "kata.py line 2: ZeroDivisionError: division by zero", 2),
        ("import nowhere", "kata.py line 1: ModuleNotFoundError: No module named 'nowhere'", 1),
        ("raise NotImplementedError", "kata.py line 1: NotImplementedError", 1),
        ("import sys\nsys.exit(0)", "kata.py called sys.exit() (SystemExit: 0)", 2),
        ("def r(): r()\nr()", "RecursionError: `r` (line 1) calls itself without end", 1),
        ("(" * 5000, "kata.py", None),
        ("x = " + "-" * 100_000 + "1", "kata.py", None),
    ],
)
def test_a_file_that_does_not_load_is_one_line(either, source, said, line):
    kata = either(source)
    verdict = kata.says("error", said)
    assert line is None or verdict.lines[-1].number == line
    assert kata.says("error", said) is not verdict  # and the next call says it again


def test_a_verdict_is_one_line_whatever_was_raised(either):
    said = either("raise ValueError('two\\nlines \\x1b[31mred')").verdict().message
    assert said == "kata.py line 1: ValueError: two lines red"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "kata.py is empty: it has no function `f`"),
        ("def g(): pass", "kata.py has no function `f`"),
        ("def ff(): pass", "kata.py has no function `f` (did you mean `ff`?)"),
        ("f = 3.0", "`f` in kata.py is of type float, not a function"),
        ("print = 1", "kata.py has no function `f`"),
    ],
)
def test_a_function_that_is_not_there_is_named(either, source, said):
    either(source).says("error", said)


def test_a_builtin_is_no_function_of_the_file(either):
    with pytest.raises(BaseException, match="no function `print`"):
        either("x = 1").print("hello")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(either):
    assert either("\ufeffdef f():\r\n    return 1\r\n".encode()).f() == 1


def test_the_first_runtime_warning_is_told_with_its_line(either):
    kata = either("""
        import numpy as np
        def f(x):
            y = np.exp(x)
            return np.mean(y[:0])
    """)
    assert kata.f(np.array([1000.0])) != 0
    assert kata.reply.warning == "line 3: overflow encountered in exp"
    kata.f(np.array([1000.0]))
    assert kata.reply.warning == "line 3: overflow encountered in exp"


def test_a_warning_from_inside_numpy_points_at_the_learners_line(either):
    kata = either("import numpy as np\ndef f():\n    return np.mean([])")
    kata.f()
    assert kata.reply.warning == "line 3: Mean of empty slice"


def test_no_warning_is_none(either):
    kata = either("def f(): return 1")
    kata.f()
    assert kata.reply.warning is None
