"""Values cross as what they are, in both backends."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnkata_plugin.worker import frames
from nnkata_plugin.worker.decoder import Decoder
from nnkata_plugin.worker.values import Encoder

ECHO = "def f(*values): return values"
KEEP = "kept = []\ndef f(x):\n    kept[:] = [x]\n    return x\ndef again(): return kept[0]"


def same(one, other):
    """Equal in value, type and dtype, nested ones too; nan is nan."""
    assert type(one) is type(other)
    if isinstance(one, list | tuple):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            same(left, right)
    elif isinstance(one, dict):
        same(list(one), list(other))
        same(list(one.values()), list(other.values()))
    elif isinstance(one, np.ndarray | np.generic):
        assert (one.dtype, one.shape) == (other.dtype, other.shape)
        assert one.tobytes() == other.tobytes()
    elif isinstance(one, float | complex):
        assert repr(one) == repr(other)
    else:
        assert one == other


VALUES = [
    None, True, False, 0, -1, 2**63, -(2**70), 10**3999, 0.1, -0.0, math.inf, -math.inf, math.nan, 5e-324,
    1 + 2j, complex(math.nan, -0.0), "", "Ünïcödé \U0001f600", "\ud800", "x" * 5000, b"", b"\x00\xff" * 3000,
    [], (), {}, [1.5, 2.5], [1, 2**80], [True, 1, 1.0, "1", None], [[1.0], [2.0, 3.0], []], (1, (2.0, [3])),
    {"a": [1.0], 2: "b", (1, "c"): {None: ()}, 3.5: True, b"d": 1j}, [math.nan, -0.0],
    np.float32(1.5), np.float64(-0.0), np.int8(-3), np.uint64(2**64 - 1), np.bool_(True), np.complex64(1 + 2j),
    np.float16(0.1), np.zeros((), np.float32), np.zeros((0, 3)), np.arange(24, dtype=np.int16).reshape(2, 3, 4),
    np.array([True, False]), np.array([1 + 2j, 3]), np.array([0.1], np.float16), np.arange(200_000.0),
    [np.ones(2), {"w": np.eye(2, dtype="f4")}],
]  # fmt: skip


def test_every_kind_of_value_comes_back_as_it_was(either):
    kata = either(ECHO)
    for value in VALUES:
        same(kata.f(value), (value,))


def test_numbers_of_another_byte_order_arrive_in_the_machines_own(either):
    answer = either(ECHO).f(np.arange(3, dtype=">f4"))[0]
    same(answer, np.arange(3, dtype="f4"))


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0).reshape(3, 4)[:, ::2],
        np.arange(12.0).reshape(3, 4)[::-1, ::-1],
        np.arange(24.0).reshape(2, 3, 4).transpose(1, 2, 0),
        np.arange(10, dtype="i2")[1::3],
    ],
    ids=["fortran", "every other", "backwards", "transposed", "a step of three"],
)
def test_an_array_arrives_with_the_strides_it_had(either, array):
    assert either("def f(x): return x.strides, x.tolist(), x.flags.owndata").f(array)[:2] == (
        array.strides,
        array.tolist(),
    )


def test_a_broadcast_or_far_flung_view_arrives_strided_and_writable_elements_apart(either):
    kata = either("def f(x): return x.tolist(), x.flags.c_contiguous, abs(x.strides[-1]) > x.itemsize")
    for array in (np.broadcast_to(np.arange(3.0), (2, 3)), np.arange(10_000.0)[::1000]):
        assert kata.f(array) == (array.tolist(), False, True)


def test_a_read_only_array_arrives_read_only(either):
    x = np.arange(3.0)
    x.flags.writeable = False
    either("def f(x): x[0] = 1").raises(ValueError, x)


def test_what_arrives_is_a_copy(either):
    kata = either(KEEP)
    x = np.zeros(3)
    answer = kata.f(x)
    x[0] = 1
    answer[1] = 1
    same(kata.again(), np.zeros(3))


def test_arguments_are_updated_in_place(either):
    kata = either("""
        def f(weights, grads, *, log, rng):
            for w, g in zip(weights, grads):
                w -= g
            log["steps"].append(len(weights))
            log["rng"] = rng.random()
            grads.clear()
    """)
    weights, log, rng = [np.ones(2, "f4"), np.ones((2, 2))], {"steps": []}, np.random.default_rng(3)
    first, steps = weights[0], log["steps"]
    kata.f(weights, [np.ones(2, "f4"), np.ones((2, 2))], log=log, rng=rng)
    same(weights, [np.zeros(2, "f4"), np.zeros((2, 2))])
    assert weights[0] is first and log["steps"] is steps == [2]
    twin = np.random.default_rng(3)
    assert log["rng"] == twin.random()
    assert rng.random() == twin.random()


def test_what_a_call_left_alone_is_the_callers_own(either):
    kata = either("def f(x, y): y[0] = 5.0")
    x, y = np.ones(3), [1.0, 2.0]
    kata.f(x, y)
    assert kata.reply.args[0] is x
    assert kata.reply.args[1] is not y == [5.0, 2.0]


def test_a_change_of_type_alone_is_a_change(either):
    kata = either("def f(x): x[0] = True; x[1] = 1; x[2] = -0.0")
    x = [1, 1.0, 0.0, "text"]
    kata.f(x)
    same(x, [True, 1, -0.0, "text"])


@pytest.mark.parametrize("bits", ["PCG64", "PCG64DXSM"])
def test_a_generator_goes_on_where_the_learner_stopped(either, bits):
    kata = either("def f(rng): return rng.integers(0, 99, 5, dtype='int32'), rng.random(3)")
    rng, twin = (np.random.Generator(getattr(np.random, bits)(7)) for _ in range(2))
    same(kata.f(rng), (twin.integers(0, 99, 5, dtype="int32"), twin.random(3)))
    assert rng.integers(1000) == twin.integers(1000)


def test_iterators_come_back_as_lists_of_at_most_ten_thousand(either):
    kata = either("""
        from itertools import count
        def f(): yield from "abc"
        def g(): return count()
        def h(): return [zip([1], [2]), map(str, [3])]
    """)
    assert kata.f() == ["a", "b", "c"]
    assert kata.g() == list(range(10_000))
    assert kata.h() == [[(1, 2)], ["3"]]


def test_an_iterators_own_failure_is_the_calls(either):
    either("def f():\n    yield 1\n    raise ValueError('late')").raises(ValueError)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(): return f", "f returned a function;"),
        ("def f(): return [print]", "f returned a function;"),
        ("class A: pass\ndef f(): return A", "f returned a class;"),
        ("class Value: pass\ndef f(): return Value()", "f returned a Value;"),
        ("class L(list): pass\ndef f(): return L()", "f returned a L, a subclass of list; make it a plain list"),
        ("from collections import Counter\ndef f(): return Counter()", "a Counter, a subclass of dict"),
        ("class F(float): pass\ndef f(): return (1, F(2))", "a F, a subclass of float"),
        ("import numpy as np\ndef f(): return np.rec.array([1])", "f returned a recarray, a subclass of ndarray"),
        ("import numpy as np\ndef f(): return np.ma.zeros(2)", "f returned a MaskedArray, a subclass of ndarray"),
        ("import numpy as np\ndef f(): return np.array([None])", "f returned an object array"),
        ("import numpy as np\ndef f(): return np.array(['a'])", "f returned an array of dtype str"),
        ("import numpy as np\ndef f(): return np.zeros(2, 'f4,i4')", "f returned an array of dtype void"),
        ("import numpy as np\ndef f(): return np.datetime64('2020')", "f returned a NumPy datetime64"),
        ("import numpy as np\ndef f(): return np.random.RandomState()", "f returned a RandomState;"),
        ("async def f(): pass", "f returned a coroutine: remove `async`"),
        ("async def f(): yield", "f returned a coroutine: remove `async`"),
        ("def f(): return {1, 2}", "f returned a set;"),
        ("def f(): return range(3)", "f returned a range;"),
        ("def f(): return 10 ** 5000", "f returned an int of more than 4000 digits"),
        ("def f():\n    x = []\n    for _ in range(40): x = [x]\n    return x", "nested more than 32 deep"),
        ("def f():\n    x = []\n    x.append(x)\n    return x", "nested more than 32 deep"),
    ],
)
def test_other_values_are_named_in_one_line(either, source, said):
    either(source).says("error", said)


def test_a_strange_value_left_in_an_argument_is_named_too(either):
    verdict = either("def f(x): x.append(f)").verdict([])
    assert verdict.message.startswith("f left in its arguments a function;")


def test_an_answer_over_the_size_limit_is_named(learner):
    kata = learner("import numpy as np\ndef f(): return np.zeros(1 << 21)", reply=1 << 20)
    kata.says("error", "f returned more than 1 MiB")


@pytest.mark.parametrize(
    "argument", [print, lambda: 0, int, object(), {1}, iter([1]), np.array([None]), np.ma.zeros(2)]
)
def test_a_check_that_passes_something_else_is_told_to_use_run(either, argument):
    kata = either(ECHO)
    with pytest.raises(TypeError, match=r"use kata\.run"):
        kata.f([argument])
    same(kata.f(1), (1,))  # and nothing has happened


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
ARRAYS = hnp.arrays(
    st.sampled_from(["?", "i1", "u2", "i8", "f2", "f4", "f8", "c8", "c16"]), hnp.array_shapes(min_dims=0, min_side=0)
)
NESTED = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=20,
)


@given(NESTED)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_nested_comes_back(value):
    encoder = Encoder(answers=False)
    node = frames.parse_header(memoryview(frames.header_bytes({"value": encoder.encode(value)})))["value"]
    decoder = Decoder(memoryview(b"".join(encoder.chunks)), encoder.layouts)
    same(decoder.decode(node), value)
    decoder.finish()
