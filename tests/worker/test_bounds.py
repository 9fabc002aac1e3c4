"""What a frame costs the check: at most the memory that `most_memory` says, and work in proportion to its size."""

import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnkata_plugin.worker import frames, keys
from nnkata_plugin.worker.calls import Request
from nnkata_plugin.worker.frames import Frame, FrameError, Reader, most_memory

CONSTANT = most_memory(b"", 0)  # for a dict of the most numbers that may be keys: no other frame needs it
PRIME = 2**61 - 1  # every multiple of it has the hash 0
np.random.Generator(np.random.PCG64(0))  # what NumPy loads late is not the frame's


def answered(header, body=b""):
    try:
        return Request("f", (1,), {}).reply(Frame(frames.RETURNED, frames.parse_header(memoryview(header)), body))
    except FrameError as error:
        return error


def within_bounds(header, body=b"", constant=64 << 10):
    """What comes of a frame that took no more than was said, of Python's memory and of NumPy's."""
    tracemalloc.start()
    try:
        outcome = answered(header, memoryview(body))
        assert tracemalloc.get_traced_memory()[1] <= most_memory(header, len(body)) - CONSTANT + constant
        return outcome
    finally:
        tracemalloc.stop()


def returning(value, changed="[]"):
    return f'{{"value":{value},"changed":{changed},"warning":null}}'.encode()


def many(node, count):
    return '["list",[' + ",".join([node] * count) + "]]"


SIGNS = {"two letters": '"ab"', "narrow": '"\\u00e9b"', "wide": '"\\u0101"', "widest": '"\\ud83d\\ude00"'}
NODES = {
    "floats": "1.5", "small ints": "1", "ints": "1234567", "large ints": "9" * 18,
    "hex": '["int","0xfffffffffffffffffff"]',
    "lists": '["list",[]]', "lists of one": '["list",[1]]', "packed lists": '["floats",0]', "objects": '{"a":1}',
    "nested": "[[[[]]]]", "tuples": '["tuple",["list",[1.5]]]', "dicts": '["dict",["list",["a"]],["list",[1]]]',
    "small dicts": '["dict",["list",[]],["list",[]]]', "empty arrays": '["array","bool",[0]]',
    "axes": '["array","bool",[0' + ",1" * 31 + "]]", "generators": '["rng","PCG64",0,0,0,0]', **SIGNS,
}  # fmt: skip


@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_many_small_values_take_the_memory_that_was_said(node):
    within_bounds(returning(many(node, 8000)))


BODIES = {
    "floats": ("floats", 8), "ints": ("ints", 8), "a tuple": ("ints", 8), "bytes": ("bytes", 1), "text": ("str", 1),
    "wide text": ("str", 1), "small arrays": ("array", 1), "scalars": ("scalar", 1), "short lists": ("floats", 8),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_so_do_bytes_that_become_larger(what):
    size = 1 << 19
    if what in ("small arrays", "scalars", "short lists"):
        node = {"small arrays": '["array","int8",[1]]', "scalars": '["scalar","int8"]', "short lists": '["floats",8]'}[
            what
        ]
        header, body = returning(many(node, 8000)), bytes(8000 * BODIES[what][1])
    else:
        packed = f'["{BODIES[what][0]}",{size}]'
        header = returning(f'["tuple",{packed}]' if what == "a tuple" else packed)
        body = "\U0001f600".encode() + b"a" * (size - 4) if what == "wide text" else b"\x70" * size
    assert not isinstance(within_bounds(header, body), FrameError)


def test_one_array_takes_its_own_size_once_more():
    body = bytes(8 << 20)
    tracemalloc.start()
    try:
        answered(returning(f'["array","float64",[{len(body) // 8}]]'), memoryview(body))
        assert tracemalloc.get_traced_memory()[1] < len(body) + (1 << 16)
    finally:
        tracemalloc.stop()


LONG = {"text": '"' + "a" * 400_000 + '\\ud83d\\ude00"', "line ends": '"' + "\\n" * 200_000 + '"'}
LONG |= {"digits": "1." + "0" * 400_000, "an exponent": "1e" + "9" * 400_000}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_so_does_one_long_word_of_json(text):
    within_bounds(returning(text))


def test_a_header_at_its_limits_takes_a_fraction_of_a_gigabyte():
    assert most_memory(b"," * frames.ITEM_LIMIT + b" " * (frames.HEADER_LIMIT - frames.ITEM_LIMIT), 0) < 180 << 20
    assert most_memory(b"{}", 256 << 20) < 520 << 20


@pytest.mark.parametrize("more", [",", "[", '{"a":', '[{"a":'])
def test_a_header_of_too_many_values_is_refused_unparsed(more):
    header = b'{"value":' + more.encode() * (frames.ITEM_LIMIT // (1 if more in ",[" else 3))
    tracemalloc.start()
    try:
        with pytest.raises(FrameError, match="too many values"):
            frames.parse_header(memoryview(header))
        assert tracemalloc.get_traced_memory()[1] < len(header) + 4096
    finally:
        tracemalloc.stop()


ANY = st.recursive(
    st.sampled_from(["1", "1.5", '"a"', "null", '"\\u0101"', *NODES.values()]),
    lambda inner: (
        st.lists(inner, max_size=6).map(lambda nodes: f'["list",[{",".join(nodes)}]]')
        | inner.map(lambda node: f'["tuple",{node}]')
        | st.tuples(inner, inner).map(lambda pair: f'["dict",["list",[{pair[0]}]],["list",[{pair[1]}]]]')
    ),
    max_leaves=60,
)


@given(ANY, st.integers(1, 300), st.integers(0, 3000))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_whatever_is_nested_takes_the_memory_that_was_said(node, times, size):
    within_bounds(returning(many(node, times)), bytes(size))


class Drip:
    """A connection over which `size` bytes come, a few at a time, and then no more."""

    def __init__(self, start, size, step):
        self.start, self.left, self.step = start, size, step

    def recv_into(self, free):
        if not self.left:
            raise BlockingIOError
        size = min(len(free), self.step, self.left)
        free[:size] = self.start[:size].ljust(size, b"\0")
        self.start, self.left = self.start[size:], self.left - size
        return size


@pytest.mark.parametrize("arrived", [0, 13, 1 << 16, 3 << 20])
def test_a_reader_holds_what_arrived_and_not_what_was_promised(arrived):
    reader = Reader(limit=1 << 40)
    drip = Drip(frames.PREFIX.pack(b"R", 2, 1 << 39), arrived, 1 << 14)
    tracemalloc.start()
    try:
        with pytest.raises(BlockingIOError):
            reader.read(drip)
        assert tracemalloc.get_traced_memory()[1] < 3 * arrived + 3 * frames.STEP
    finally:
        tracemalloc.stop()


# Work


def calls(header, body=b""):
    """How many calls, of Python's and C's functions, a frame causes."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        answered(header, memoryview(body))
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_twice_the_values_are_at_most_twice_the_calls(node):
    once, twice = (calls(returning(many(node, count))) for count in (400, 800))
    assert twice < 2.1 * once + 100
    assert once < 20 * frames.items(returning(many(node, 400))) + 100


def test_so_are_twice_the_arguments():
    once, twice = (calls(returning(1, "[" + ",".join(["[0,1]"] * count) + "]")) for count in (400, 800))
    assert twice < 2.1 * once + 100


def dict_of(numbers):
    raw = np.array(numbers, np.int64).tobytes()
    return f'["dict",["ints",{len(raw)}],["ints",{len(raw)}]]', raw + raw


def numbers_in_the_way(count):
    """Numbers of different hashes that each walk past half of the others: their table's walk is known beforehand."""
    size = 1 << (count * 3 // 2 - 1).bit_length()
    walk = [1]
    while len(walk) < count // 2:
        walk.append((5 * walk[-1] + 1) % size)
    return walk + [1 + (turn << size.bit_length() - 1) for turn in range(1, count - len(walk) + 1)]


ATTACKS = {
    "all of one hash": ["list", [["int", hex(n * PRIME)] for n in range(20, 200)]],
    # Half of them harmless: a count of hashes alone would not notice.
    "half of one hash": ["list", [*range(200), *(["int", hex(n * PRIME)] for n in range(20, 200))]],
    "tuples of one hash": ["list", [["tuple", ["list", [["int", hex(n * PRIME)]]]] for n in range(20, 60)]],
    "floats of one hash": ["list", [2.0 ** (61 * n) for n in range(-16, 16)]],
}


@pytest.mark.parametrize("names", ATTACKS.values(), ids=ATTACKS)
def test_keys_chosen_for_their_hash_are_refused(names):
    contents = ["list", [0] * len(names[1])]
    header = frames.header_bytes({"value": ["dict", names, contents], "changed": [], "warning": None})
    assert isinstance(answered(header), FrameError)


def test_keys_of_different_hashes_can_be_chosen_too_so_their_number_is_limited():
    node, body = dict_of(numbers_in_the_way(keys.NUMBERS))
    assert len(within_bounds(returning(node), body, CONSTANT).value) == keys.NUMBERS
    node, body = dict_of(numbers_in_the_way(keys.NUMBERS + 2))
    assert "impossible keys" in str(answered(returning(node), memoryview(body)))


def test_and_so_is_their_number_in_all_dicts_of_a_frame():
    node, body = dict_of(range(keys.NUMBERS // 2))
    assert not isinstance(answered(returning(f'["list",[{node},{node}]]'), memoryview(body * 2)), FrameError)
    assert isinstance(answered(returning(f'["list",[{node},{node},{node}]]'), memoryview(body * 3)), FrameError)


def test_texts_may_be_as_many_keys_as_fit():
    names = ",".join(f'"{n}"' for n in range(keys.NUMBERS + 10))
    pairs = ",".join(f'["tuple",["list",["{n}","x"]]]' for n in range(keys.NUMBERS + 10))
    for many_names in (names, pairs):
        node = f'["dict",["list",[{many_names}]],["list",[{",".join(["0"] * (keys.NUMBERS + 10))}]]]'
        assert len(answered(returning(node)).value) == keys.NUMBERS + 10


def test_few_keys_may_share_a_hash_as_minus_one_and_minus_two_do():
    corners = [(a, b, c, d) for a in (-1, -2) for b in (-1, -2) for c in (-1, -2) for d in (-1, -2)]
    assert len({hash(corner) for corner in corners}) == 1
    assert not keys.collide(corners)
