"""Of a reply only what can be believed is believed; everything else is a FrameError, and nothing large is allocated."""

import json
import socket
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnkata_plugin.worker import Todo, Verdict, frames
from nnkata_plugin.worker.calls import Request
from nnkata_plugin.worker.frames import Frame, FrameError, Reader
from nnkata_plugin.worker.verdicts import CrossedError

DEEP = ["floats", 0]
for _ in range(40):
    DEEP = ["list", [DEEP]]


def read(value, body=b"", kind=frames.RETURNED, **more):
    header = {"value": value, "changed": [], "warning": None, **more}
    return Request("f", (1, [2]), {"k": 3}).reply(Frame(kind, header, memoryview(body)))


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (["array", "float64", [1 << 40]], b""),
        (["array", "float64", [2]], b"\0" * 8),
        (["array", "float64", [-1]], b""),
        (["array", "float64", [0, 1 << 70]], b""),
        (["array", "float64", [0, 1 << 40, 1 << 40]], b""),
        (["array", "float64", [1.0]], b"\0" * 8),
        (["array", "float64", [True]], b"\0" * 8),
        (["array", "float64", 1], b"\0" * 8),
        (["array", "float64", [1] * 40], b"\0" * 8),
        (["array", "object", [1]], b"\0" * 8),
        (["array", "O", [1]], b"\0" * 8),
        (["array", ["f4", "i4"], [1]], b"\0" * 8),
        (["array", "float64"], b""),
        (["scalar", "float64"], b"\0" * 4),
        (["scalar", "U4"], b"\0" * 16),
        (["floats", 1 << 60], b""),
        (["floats", -8], b""),
        (["floats", 4], b"\0" * 4),
        (["ints", "8"], b"\0" * 8),
        (["bytes", 9], b"\0" * 8),
        (["str", 2], b"\xff\xff"),
        (["int", "zz"], b""),
        (["int", "0x" + "f" * 9000], b""),
        (["int", 5], b""),
        (["complex", "1", 2.0], b""),
        (["list", 5], b""),
        (["list"], b""),
        (["tuple", 5], b""),
        (["dict", ["list", [["list", []]]], ["list", [1]]], b""),
        (["dict", ["list", [1, 2]], ["list", [1]]], b""),
        (["dict", ["list", [["int", hex(n * (2**61 - 1))] for n in range(200)]], ["list", [0] * 200]], b""),
        (["rng", "PCG64", 1 << 128, 1, 0, 0], b""),
        (["rng", "PCG64", 1, 1, 2, 0], b""),
        (["rng", "MT19937", 1, 1, 0, 0], b""),
        (["rng", "__class__", 1, 1, 0, 0], b""),
        (["pickle", "cos\nsystem"], b""),
        (["__class__", 1], b""),
        ([], b""),
        ([["list"], 1], b""),
        ({"list": 1}, b""),
        (DEEP, b""),
        (1, b"left over"),
    ],
)
def test_a_lying_value_is_a_frame_error(value, body):
    tracemalloc.start()
    try:
        with pytest.raises(FrameError):
            read(value, body)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "more",
    [
        {"changed": [[2, 1]]},
        {"changed": [[-1, 1]]},
        {"changed": [["other", 1]]},
        {"changed": [[True, 1]]},
        {"changed": [[0]]},
        {"changed": [[["a"], 1]]},
        {"changed": 5},
        {"changed": None},
        {"warning": 5},
    ],
)
def test_a_lying_header_is_a_frame_error(more):
    with pytest.raises(FrameError):
        read(1, **more)


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"outcome": "pass", "message": "", "lines": []},
        {"outcome": "timeout", "message": "", "lines": []},
        {"outcome": "error", "message": 5, "lines": []},
        {"outcome": "error", "message": "", "lines": [1]},
        {"outcome": "error", "message": "", "lines": [["1", "", ""]]},
        {"outcome": "error", "message": "", "lines": 5},
        {"outcome": "exception", "message": "", "lines": []},
        {"outcome": "exception", "message": "", "lines": [], "type": 1, "nearest": "ValueError"},
        {"outcome": ["error"], "message": "", "lines": []},
    ],
)
def test_a_lying_failure_is_a_frame_error(header):
    with pytest.raises(FrameError):
        Request("f", (), {}).reply(Frame(frames.RAISED, header, memoryview(b"")))


@pytest.mark.parametrize(
    "nearest", ["SystemExit", "KeyboardInterrupt", "print", "nowhere", "__import__", "BaseException"]
)
def test_only_exceptions_can_be_raised_from_afar(nearest):
    header = {"outcome": "exception", "message": "", "lines": [], "type": "X", "nearest": nearest}
    with pytest.raises(Exception) as caught:
        Request("f", (), {}).reply(Frame(frames.RAISED, header, memoryview(b"")))
    assert type(caught.value).__mro__[:3] == (type(caught.value), CrossedError, Exception)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
    | st.sampled_from(["array", "list", "dict", "floats", "rng", "PCG64", "float32", "outcome", "exception", "error"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(
        st.sampled_from(["value", "changed", "warning", "outcome", "message", "lines", "type", "nearest"]), inner
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON, st.sampled_from([frames.RETURNED, frames.RAISED, frames.READY]), st.binary(max_size=64))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_but_documented_things_comes_of_any_frame(header, kind, body):
    frame = Frame(kind, header if isinstance(header, dict) else {"value": header, "changed": [], "warning": None}, body)
    with suppress(FrameError, Todo, Verdict, CrossedError):
        Request("f", (1, [2]), {"k": 3}).reply(frame._replace(body=memoryview(body)))


@pytest.mark.parametrize(
    "raw",
    [
        frames.PREFIX.pack(b"R", 1 << 31, 0),
        frames.PREFIX.pack(b"R", 2, 1 << 40),
        frames.PREFIX.pack(b"R", 9, 0) + b"not json!",
        frames.PREFIX.pack(b"R", 2, 0) + b"[]",
        frames.PREFIX.pack(b"R", 4000, 0) + b"[" * 4000,
        frames.PREFIX.pack(b"R", 6000, 0) + b"9" * 6000,
        frames.PREFIX.pack(b"R", 2, 0) + b"\xff\xff",
    ],
)
def test_a_reader_refuses_what_is_no_frame(raw):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(raw)
        with pytest.raises(FrameError):
            Reader(limit=1 << 20).read(ours)


def test_a_header_of_a_million_lists_is_refused_before_it_is_parsed():
    header = b'{"value":[' + b"[]," * frames.ITEM_LIMIT + b"1]}"
    tracemalloc.start()
    with pytest.raises(FrameError, match="too many values"):
        frames.parse_header(memoryview(header))
    assert tracemalloc.get_traced_memory()[1] < 2 * len(header)
    tracemalloc.stop()


def test_a_promise_alone_allocates_nothing():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        theirs.sendall(frames.PREFIX.pack(b"R", 2, 200 << 20) + b"{}")
        reader = Reader(limit=256 << 20)
        tracemalloc.start()
        with pytest.raises(BlockingIOError):
            reader.read(ours)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
        tracemalloc.stop()
        assert not reader.untouched


def test_a_frame_may_arrive_byte_by_byte():
    ours, theirs = socket.socketpair()
    body = np.arange(100.0).tobytes()
    with ours, theirs:
        ours.setblocking(False)
        reader, found = Reader(limit=1 << 20), None
        for byte in b"".join(frames.pieces(b"R", b'{"a": 1}', [body])):
            theirs.sendall(bytes([byte]))
            try:
                found = reader.read(ours)
            except BlockingIOError:
                continue
    assert found is not None
    assert (found.kind, found.header, bytes(found.body)) == (b"R", {"a": 1}, body)
    assert reader.untouched
    assert json.loads(frames.header_bytes({"nan": float("inf")})) == {"nan": float("inf")}
