"""Any bytes at all: what was sent comes back, and whatever was not sent is a FrameError within stated bounds.

`tests/fuzz/frames.py` asks the same of a million frames.
"""

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnkata_plugin.worker import Todo, Verdict, arrays, frames, keys
from nnkata_plugin.worker.calls import Request
from nnkata_plugin.worker.decoder import Decoder
from nnkata_plugin.worker.frames import FrameError, Reader
from nnkata_plugin.worker.values import GENERATORS, INLINE, Encoder, UncrossableError
from nnkata_plugin.worker.verdicts import CrossedError

slowly = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
REQUEST = Request("f", (1, [2.0]), {"k": 3})


class Wire:
    """A connection that hands out these bytes, then nothing (`ends`) or no more for now."""

    def __init__(self, raw, ends=True):
        self.left, self.ends = memoryview(raw), ends

    def recv_into(self, free):
        piece = self.left[: len(free)]
        if not piece and not self.ends:
            raise BlockingIOError
        free[: len(piece)] = piece
        self.left = self.left[len(piece) :]
        return len(piece)


def framed(header, body=b"", kind=frames.RETURNED):
    raw = header if isinstance(header, bytes) else frames.header_bytes(header)
    return b"".join(bytes(piece) for piece in frames.pieces(kind, raw, [body]))


def read(raw, ends=True, limit=1 << 20):
    return Reader(limit).read(Wire(raw, ends))


def answered(raw):
    """What a frame comes to; every exception but the documented ones is a mistake of the decoder's."""
    try:
        return REQUEST.reply(read(raw))
    except (FrameError, EOFError) as error:
        return error
    except (Todo, Verdict, CrossedError) as told:
        return told


def returned(value, changed=()):
    """The frame in which a worker returns this value."""
    encoder = Encoder(True)
    header = {"value": encoder.encode(value), "changed": [], "warning": None}
    header["changed"] = [[key, encoder.encode(now)] for key, now in changed]
    return framed(header, b"".join(encoder.chunks))


def alike(one, other):
    """Equal to the last bit of every number; type, dtype, shape and order of keys too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return alike(list(one), list(other)) and alike(list(one.values()), list(other.values()))
    if isinstance(one, float | complex):
        return bits(one) == bits(other)
    if isinstance(one, np.ndarray | np.generic):
        return (one.dtype, one.shape) == (other.dtype, other.shape) and one.tobytes() == other.tobytes()
    if isinstance(one, np.random.Generator):
        return one.bit_generator.state == other.bit_generator.state
    return one == other


def bits(number):
    return struct.pack("2d", number.real, number.imag) if isinstance(number, complex) else struct.pack("d", number)


# Every value that may cross

FLOATS = st.integers(0, (1 << 64) - 1).map(lambda word: struct.unpack("d", word.to_bytes(8, "little"))[0]) | st.floats()
TEXTS = st.text(st.characters(), max_size=20) | st.text(st.sampled_from("\ud83d\ude00a\x00\U0001f600"), max_size=8)
LONG_TEXTS = st.text(st.characters(), min_size=1, max_size=3).map(lambda text: text * INLINE)
INTS = st.integers() | st.integers(-(10**3999), 10**3999)
PLAIN = st.none() | st.booleans() | INTS | FLOATS | st.builds(complex, FLOATS, FLOATS) | TEXTS | st.binary(max_size=40)
DTYPES = st.sampled_from(sorted(arrays.WIDTHS))
ARRAYS = DTYPES.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
NUMBERS = DTYPES.flatmap(lambda dtype: hnp.from_dtype(np.dtype(dtype)))
KEYS = st.recursive(
    PLAIN.filter(lambda key: key == key), lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=4
)


@st.composite
def generators(draw):
    rng = np.random.Generator(
        getattr(np.random, draw(st.sampled_from(arrays.BIT_GENERATORS)))(draw(st.integers(0, 99)))
    )
    rng.integers(0, 9, draw(st.integers(0, 3)), dtype="i4")  # an odd count leaves half a word behind
    return rng


VALUES = st.recursive(
    PLAIN | LONG_TEXTS | ARRAYS | NUMBERS | generators() | st.lists(FLOATS, max_size=5) | st.lists(INTS, max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=25,
)


@given(VALUES, st.lists(st.tuples(st.sampled_from([0, 1, "k"]), VALUES), max_size=3, unique_by=lambda pair: pair[0]))
@example("\ud83d\ude00", [])
@example(-math.nan, [])
@slowly
def test_whatever_may_cross_comes_back_to_the_last_bit(value, changed):
    raw = returned(value, changed)
    reply = REQUEST.reply(read(raw))
    assert alike(reply.value, value)
    for key, now in changed:
        assert alike(reply.kwargs[key] if key == "k" else reply.args[key], now)
    again = [(key, reply.kwargs[key] if key == "k" else reply.args[key]) for key, _ in changed]
    assert returned(reply.value, again) == raw  # and once more the same bytes


@st.composite
def views(draw):
    """Arrays as a check may lay them out: any strides, also backwards, broadcast, read-only."""
    array = draw(ARRAYS)
    array = array.transpose(draw(st.permutations(range(array.ndim))))
    array = array[(..., *(slice(None, None, draw(st.sampled_from([1, 2, -1, -2]))) for _ in range(array.ndim)))]
    if draw(st.booleans()):
        array = np.broadcast_to(array, (2, *array.shape))
    elif draw(st.booleans()):
        array.flags.writeable = False
    return array


@given(views())
@slowly
def test_an_argument_keeps_its_layout(array):
    encoder = Encoder(answers=False)
    node = json.loads(frames.header_bytes(encoder.encode(array)))
    made = Decoder(memoryview(b"".join(map(bytes, encoder.chunks))), encoder.layouts).decode(node)
    assert alike(made, array)
    assert made.flags.writeable == array.flags.writeable
    for order in ("C_CONTIGUOUS", "F_CONTIGUOUS"):
        assert made.flags[order] == array.flags[order]
    if array.size and 0 not in array.strides:  # what overlaps arrives apart; an axis of one element has no stride
        assert [made.strides[i] for i, n in enumerate(array.shape) if n > 1] == [
            array.strides[i] for i, n in enumerate(array.shape) if n > 1
        ]


def test_what_cannot_come_back_is_refused_when_it_is_sent():
    for value, said in [
        (np.zeros((1,) * 33), "more than 32 axes"),
        ([np.random.default_rng(0)] * (GENERATORS + 1), "more than 64 Generators"),
        (dict.fromkeys(range(keys.NUMBERS + 1)), "more than 32768 keys"),
        ({n * (2**61 - 1): 0 for n in range(1, 40)}, "more than 16 keys of one hash"),
        ([0.5] * (frames.UNPACKED // 8 + 1), "more than 32 MiB of texts and lists"),
        (["é" * (1 << 20)] * 17, "more than 32 MiB of texts and lists"),
    ]:
        with pytest.raises(UncrossableError, match=said):
            Encoder(True).encode(value)
    twos = np.array([2, 0, 255], np.uint8).view(bool)
    assert REQUEST.reply(read(returned(twos))).value.tobytes() == b"\1\0\1"


# Everything else

LEAVES = (
    st.none() | st.booleans() | st.integers(-9, 99) | st.integers() | st.floats() | st.text(max_size=4)
    | st.sampled_from([1 << 62, -(1 << 63), 1 << 63, 10**38, 8, 16, math.inf, math.nan])
    | st.sampled_from([
        "list", "tuple", "dict", "floats", "ints", "int", "float", "complex", "str", "bytes", "array", "scalar", "rng",
        "bool", "float32", "object", "O", "<f8", "PCG64", "MT19937", "0x10", "-0xffffffffffffffffffff", "0x", "k",
        "todo", "exception", "error", "memory", "timeout", "infra", "ValueError", "SystemExit", "__import__", "\x1b[2J",
    ])
)  # fmt: skip
NAMES = st.sampled_from(["value", "changed", "warning", "outcome", "message", "lines", "type", "nearest", "other"])
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=6) | st.dictionaries(NAMES, inner), max_leaves=40)
WORD = st.sampled_from(["list", "tuple", "dict", "floats", "ints", "array", "scalar", "rng", "int", "str", "complex"])
SHAPES = st.lists(
    st.integers(-1, 9) | st.sampled_from([1 << 40, 1 << 61, 1 << 62, 10**38, True, 1.0, None]), max_size=40
)
NODES = st.recursive(
    LEAVES
    | st.tuples(st.just("array"), st.sampled_from(sorted(arrays.WIDTHS)), SHAPES).map(list)
    | st.tuples(st.sampled_from(["floats", "ints", "str", "bytes"]), st.integers(-8, 99)).map(list),
    lambda inner: (
        st.lists(inner, max_size=5).map(lambda nodes: ["list", nodes])
        | inner.map(lambda node: ["tuple", node])
        | st.tuples(inner, inner).map(lambda pair: ["dict", *pair])
        | st.lists(inner, max_size=4).flatmap(lambda rest: WORD.map(lambda word: [word, *rest]))
    ),
    max_leaves=25,
)
HEADERS = st.fixed_dictionaries({"value": NODES, "changed": st.just([]) | JSON, "warning": st.none() | LEAVES}) | JSON
KINDS = st.sampled_from([frames.RETURNED, frames.RAISED, frames.READY, b"\0"])
BODIES = st.binary(max_size=99)


@given(st.binary(max_size=99), st.booleans())
@slowly
def test_of_any_bytes_only_a_frame_error_comes(raw, ends):
    with pytest.raises((FrameError, EOFError, BlockingIOError)):
        read(raw, ends)


@given(HEADERS, BODIES, KINDS)
@slowly
def test_of_any_header_only_what_is_documented_comes(header, body, kind):
    answered(framed(header, body, kind))


@given(NODES, st.binary(max_size=200))
@settings(slowly, max_examples=400)
def test_of_any_node_comes_a_value_that_can_cross_or_a_frame_error(node, body):
    try:
        value = Decoder(memoryview(body)).decode(json.loads(json.dumps(node)))
    except FrameError:
        return
    encoder = Encoder(True)
    again = json.loads(json.dumps(encoder.encode(value)))
    assert alike(Decoder(memoryview(b"".join(map(bytes, encoder.chunks)))).decode(again), value)


@st.composite
def mutated(draw):
    """A valid frame with something wrong: bits, lengths, pieces doubled, dropped, or taken from another frame."""
    raw = bytearray(returned(draw(VALUES), [("k", draw(VALUES))] * draw(st.integers(0, 2))))
    other = returned(draw(VALUES))
    for _ in range(draw(st.integers(1, 4))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, len(raw))] * 2)))
        match draw(st.integers(0, 5)):
            case 0 if at < len(raw):
                raw[at] ^= 1 << draw(st.integers(0, 7))
            case 1:
                del raw[at:to]
            case 2:
                raw[at:at] = raw[at:to]
            case 3:
                raw[at:to] = other[at:to]
            case 4:
                raw[1:13] = frames.PREFIX.pack(b"R", draw(st.integers(0, 300)), draw(st.integers(0, 300)))[1:]
            case _:
                raw[at:to] = draw(st.sampled_from([b"NaN", b"-1", b"1e400", b"[", b'"', b"9" * 50, b"{}", b"null"]))
    return bytes(raw)


@given(mutated())
@settings(slowly, max_examples=400)
def test_of_a_frame_gone_wrong_only_what_is_documented_comes(raw):
    answered(raw)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b'{"value":1,"value":["floats",9],"changed":[],"warning":null}', b""),
        (b'{"value":["list",' + b"[" * 200_000 + b"]" * 200_000 + b"]}", b""),
        (b'{"value":' + b'["tuple",' * 5000 + b"1" + b"]" * 5000 + b',"changed":[],"warning":null}', b""),
        (b'{"value":' + b"9" * 100_000 + b',"changed":[],"warning":null}', b""),
        (b'{"value":9223372036854775808,"changed":[],"warning":null}', b""),
        (b'{"value":-9223372036854775809,"changed":[],"warning":null}', b""),
        (b'{"value":1e400,"changed":[],"warning":null} ', b"left over"),
        ('{"value":"é","changed":[],"warning":null}'.encode(), b""),
        ('{"value":1,"changed":[],"warning":null}'.encode("utf-16"), b""),
        (b"NaN", b""),
        (b'{"value":NaN,"changed":Infinity,"warning":null}', b""),
        (b'{"value":["complex",1.0,2.0],"changed":[],"warning":null}', b""),
        (b'{"value":["float",4],"changed":[],"warning":null}', b"1234"),
        (b'{"value":["float",true],"changed":[],"warning":null}', b"1"),
        (b'{"value":["int","0x1_0"],"changed":[],"warning":null}', b""),
        (b'{"value":["int"," 0x10"],"changed":[],"warning":null}', b""),
        (b'{"value":["int","0x' + b"f" * 3323 + b'"],"changed":[],"warning":null}', b""),
        (b'{"value":["floats",7],"changed":[],"warning":null}', b"1234567"),
        (b'{"value":["array","bool",[1]],"changed":[],"warning":null}', b"\2"),
        (b'{"value":["scalar","bool"],"changed":[],"warning":null}', b"\2"),
        (b'{"value":["dict",["list",[["list",[]]]],["list",[1]]],"changed":[],"warning":null}', b""),
        (b'{"value":["dict",["list",[["array","int8",[0]]]],["list",[1]]],"changed":[],"warning":null}', b""),
        (b'{"value":["dict",["list",[1,true]],["list",[1,2]]],"changed":[],"warning":null}', b""),
        (b'{"value":["dict",["list",["a","a"]],["list",[1,2]]],"changed":[],"warning":null}', b""),
        (b'{"value":["dict",["tuple",["list",[1]]],["list",[1]]],"changed":[],"warning":null}', b""),
        (b'{"value":1,"changed":[[0,1],[0,1]],"warning":null}', b""),
        (b'{"value":1,"changed":[["k",1],["k",1]],"warning":null}', b""),
        (b'{"value":1,"changed":[[0.0,1]],"warning":null}', b""),
        (b'{"value":1,"changed":[[null,1]],"warning":null}', b""),
        (b'{"value":1,"changed":[]}', b""),
    ],
)
def test_a_lie_is_told_by_a_check_of_its_own(header, body):
    with pytest.raises(FrameError):
        REQUEST.reply(read(framed(header, body)))


@pytest.mark.parametrize("mistake", [ValueError, TypeError, KeyError, OverflowError, RecursionError, MemoryError])
def test_a_mistake_in_the_decoder_is_not_taken_for_a_lie(monkeypatch, mistake):
    def mistaken(*arguments):
        raise mistake

    monkeypatch.setattr(arrays, "array_from", mistaken)
    with pytest.raises(mistake):
        REQUEST.reply(read(returned(np.zeros(2))))
