"""Frames for the fuzz run: valid ones, valid ones gone wrong, and lies that keep to the grammar."""

import json
import struct

import numpy as np

from nnkata_plugin.worker import arrays, frames
from nnkata_plugin.worker.values import Encoder

WORDS = [
    "list", "tuple", "dict", "floats", "ints", "int", "float", "complex", "str", "bytes", "array", "scalar", "rng",
    "nan", *arrays.WIDTHS, "object", "O", "<f8", "datetime64", "PCG64", "PCG64DXSM", "MT19937", "__class__",
    "value", "changed", "warning", "outcome", "message", "lines", "type", "nearest", "k", "f", "",
    "todo", "exception", "error", "memory", "timeout", "pass", "infra", "ValueError", "KeyError", "UnicodeDecodeError",
    "ExceptionGroup", "SystemExit", "BaseException", "print", "0x10", "-0x8000000000000000f", "0x", "0xg",
    "\x1b[2J\r\u202e", "\ud800", "\U0001f600", "x" * 1100,
]  # fmt: skip
NUMBERS = [
    0, 1, 2, 3, 7, 8, 16, 24, -1, -8, 31, 32, 33, 255, 256, 4096, 1 << 16, 1 << 20, 1 << 31, 1 << 32, 1 << 40,
    (1 << 62) - 1, 1 << 62, (1 << 63) - 1, -(1 << 63), 1 << 63, 1 << 64, (1 << 128) - 1, 1 << 128, 2**61 - 1, 2**61,
    0.0, -0.0, 0.5, 1e308, float("inf"), float("-inf"), float("nan"), True, False, None,
]  # fmt: skip
TOKENS = [
    b"NaN", b"-Infinity", b"1e400", b"-1", b"1.", b"[", b"]", b"{", b"}", b"[]", b"{}", b",", b":", b'"', b'"\\ud800"',
    b"null", b"9" * 45, b"9" * 5000, b"[" * 3000, b'{"a":' * 500,
    b"\xff", b"\xc3\xa9", b"\0", b'"value":', b'"changed":[[0,1]],',
    b" ",
]  # fmt: skip


def a_value(draw, depth=0):
    """A value that may cross."""
    pick = draw.random()
    if depth < 4 and pick < 0.3:
        parts = [a_value(draw, depth + 1) for _ in range(draw.randrange(5))]
        if pick < 0.12:
            return parts
        if pick < 0.2:
            return tuple(parts)
        return {a_key(draw): part for part in parts}
    if pick < 0.36:
        return [draw.gauss(0, 1) for _ in range(draw.randrange(6))]
    if pick < 0.42:
        return [draw.randrange(-9, 99) for _ in range(draw.randrange(6))]
    if pick < 0.65:
        shape = [draw.randrange(4) for _ in range(draw.randrange(4))]
        bytes_of = arrays.WIDTHS[dtype := draw.choice(list(arrays.WIDTHS))] * int(np.prod(shape, dtype=int))
        array = (
            np.frombuffer(draw.randbytes(bytes_of), np.uint8 if dtype == "bool" else dtype)
            if bytes_of
            else np.zeros(0, dtype)
        )
        return (array > 127 if dtype == "bool" else array).reshape(shape)
    if pick < 0.7:
        return np.dtype(draw.choice(["f2", "f4", "f8", "i1", "u8", "c8"])).type(draw.randrange(99))
    if pick < 0.72:
        return np.random.Generator(np.random.PCG64(draw.randrange(99)))
    return a_key(draw)


def a_key(draw):
    return draw.choice(
        [
            draw.choice(WORDS), draw.choice(NUMBERS), draw.randrange(-99, 99), 10**39 + draw.randrange(9),
            draw.randbytes(9), complex(draw.choice([0.0, 1.5]), 2), struct.unpack("d", draw.randbytes(8))[0],
            (1, ("a", None)),
        ]
    )  # fmt: skip


def a_header(value, changed=()):
    encoder = Encoder(True)
    header = {"value": encoder.encode(value), "changed": [], "warning": None}
    header["changed"] = [[key, encoder.encode(now)] for key, now in changed]
    return header, b"".join(map(bytes, encoder.chunks))


def a_failure(draw):
    lines = [[draw.randrange(99), draw.choice(WORDS), draw.choice(WORDS)] for _ in range(draw.randrange(3))]
    told = {
        "outcome": draw.choice(["todo", "exception", "error", "memory"]),
        "message": draw.choice(WORDS),
        "lines": lines,
    }
    return told | {"type": draw.choice(WORDS), "nearest": draw.choice(["ValueError", "KeyError", *WORDS])}, b""


def a_node(draw, depth=0):
    """A node that may be a lie in any of its parts."""
    pick = draw.random()
    if depth > 5 or pick < 0.25:
        return draw.choice([draw.choice(NUMBERS), draw.choice(WORDS), draw.randrange(40)])
    if pick < 0.4:
        shape = [draw.choice([0, 1, 2, 3, draw.choice(NUMBERS)]) for _ in range(draw.choice([0, 1, 2, 3, 40]))]
        return ["array", draw.choice(list(arrays.WIDTHS)), shape]
    if pick < 0.55:
        return [
            draw.choice(["floats", "ints", "str", "bytes", "float", "complex"]),
            draw.choice([0, 1, 8, 16, 24, draw.choice(NUMBERS)]),
        ]
    if pick < 0.6:
        return ["scalar", draw.choice(WORDS)]
    if pick < 0.63:
        return ["rng", draw.choice(["PCG64", "PCG64DXSM", "MT19937"]), *(draw.choice(NUMBERS) for _ in range(4))]
    if pick < 0.66:
        return ["int", draw.choice([hex(draw.randrange(1 << 70)), draw.choice(WORDS)])]
    inner = [a_node(draw, depth + 1) for _ in range(draw.randrange(5))]
    if pick < 0.8:
        return ["list", inner]
    if pick < 0.87:
        return ["tuple", ["list", inner]]
    if pick < 0.95:
        names = [a_node(draw, 5) for _ in inner] if draw.random() < 0.9 else inner[1:]
        return ["dict", ["list", names], ["list", inner]]
    return [draw.choice(WORDS), *inner]


def made(draw, corpus):
    """A frame's bytes."""
    pick = draw.random()
    if pick < 0.002:
        return framed(b'{"value":' + draw.choice(EXTREMES)(draw) + b',"changed":[],"warning":null}', b"")
    if pick < 0.3:
        keys = draw.sample([0, 1, 2, 3, "k", "z", None], draw.choice([0, 0, 1, 2]))
        tree = {"value": a_node(draw), "changed": [[key, a_node(draw)] for key in keys], "warning": draw.choice(WORDS)}
        missing = 0 if draw.random() < 0.8 else draw.choice(NUMBERS[:10])
        return framed(tree, draw.randbytes(min(1 << 12, max(0, claimed(tree) + missing))))
    kind = draw.choice([frames.RETURNED] * 20 + [frames.RAISED, frames.READY, draw.randbytes(1)])
    header, body, whole = draw.choice(corpus)
    if pick < 0.55:
        tree = json.loads(header)
        body = spoilt_tree(draw, tree, bytearray(body))
        return framed(tree, body, frames.RAISED if "outcome" in tree else kind)
    raw = bytearray(whole)
    for _ in range(draw.randrange(1, 4)):
        spoil(draw, raw, draw.choice(corpus)[2])
    if len(raw) > 13 and draw.random() < 0.7:  # as long as it says again
        size = min(len(header), len(raw) - 13)
        raw[1:13] = frames.PREFIX.pack(b"R", size, len(raw) - 13 - size)[1:]
    return bytes(raw)


EXTREMES = [
    lambda draw: nested(b'["list",[', draw.randrange(28, 40), b"]]"),
    lambda draw: nested(b'["tuple",["list",[', draw.randrange(28, 40), b"]]]"),
    lambda draw: nested(b'["tuple",', draw.choice([40, 400, 4000, 40000]), b"]"),
    lambda draw: nested(b"[", draw.choice([400, 4000, 40000]), b"]"),
    lambda draw: b'["list",[' + b'["rng","PCG64",1,1,0,0],' * draw.randrange(60, 70) + b"1]]",
    lambda draw: dict_of([["int", hex((2**61 - 1) * n)] for n in range(9, 20 + draw.randrange(9))]),
    lambda draw: dict_of(list(range(draw.choice([9, 32768, 32769])))),
    lambda draw: dict_of(["a" * n for n in range(1, draw.randrange(90))]),
    lambda draw: b'["list",[' + b"0," * draw.choice([9, 1 << 20]) + b"0]]",
]


def nested(opening, depth, closing):
    return opening * depth + b"1" + closing * depth


def dict_of(names):
    return frames.header_bytes(["dict", ["list", names], ["list", [0] * len(names)]])


def claimed(node):
    """The bytes that a node says are its own: most lies are found out only where the length of a frame is right."""
    match node:
        case ["floats" | "ints" | "str" | "bytes" | "float" | "complex", int(size)]:
            return size if 0 <= size < 1 << 12 else 0
        case ["array", str(dtype), list(shape)] if all(type(axis) is int and 0 <= axis < 9 for axis in shape):
            return arrays.WIDTHS.get(dtype, 0) * int(np.prod(shape, dtype=object))
        case ["scalar", str(dtype)]:
            return arrays.WIDTHS.get(dtype, 0)
        case list():
            return sum(map(claimed, node))
        case dict():
            return sum(map(claimed, node.values()))
    return 0


def framed(header, body, kind=frames.RETURNED):
    raw = header if isinstance(header, bytes) else frames.header_bytes(header)
    return frames.PREFIX.pack(kind, len(raw), len(body)) + raw + body


def spoilt_tree(draw, tree, body):
    """Some parts of a header replaced, doubled, dropped or exchanged; sometimes a body of another length."""
    for _ in range(draw.randrange(1, 3)):
        holder, key = tree, draw.choice(list(tree))
        while isinstance(holder[key], list | dict) and holder[key] and draw.random() < 0.8:
            holder = holder[key]
            key = draw.choice(list(holder)) if isinstance(holder, dict) else draw.randrange(len(holder))
        match draw.randrange(5):
            case 0:
                holder[key] = a_node(draw, 4)
            case 1 if isinstance(holder, list):
                holder[key] = draw.choice(NUMBERS)
            case 2 if isinstance(holder, list):
                holder.insert(key, holder[key])
            case 3:
                del holder[key]
            case _:
                holder[key] = [draw.choice(WORDS), holder[key]]
    if draw.random() < 0.3:
        del body[draw.randrange(len(body) + 1) :]
    if draw.random() < 0.2:
        body += draw.randbytes(draw.randrange(20))
    return bytes(body)


def spoil(draw, raw, other):
    """Some bytes of a frame changed, wherever they stand."""
    at = min(
        len(raw), draw.choice([0] + [13] * 19) + draw.randrange(len(raw) + 1)
    )  # few in the lengths: they end it at once
    to = min(len(raw), at + draw.choice([1, 4, 30, 1000]))
    match draw.choice([0, 0, 0, 0, 1, 2, 3, 3, 4, 5, 6, 6]):
        case 0 if at < len(raw):
            raw[at] ^= 1 << draw.randrange(8)
        case 1:
            del raw[at:to]
        case 2:
            raw[at:at] = raw[at:to]
        case 3:
            raw[at:to] = other[at:to]
        case 4:
            raw[1:13] = draw.choice([len(raw), draw.randrange(99), 1 << 31]).to_bytes(4, "little") + bytes(8)
        case 5:
            raw[:] = draw.randbytes(draw.randrange(40))
        case _:
            raw[at:to] = draw.choice(TOKENS)


def corpus_of(draw):
    """Valid frames to begin with."""
    made = [a_failure(draw) for _ in range(40)]
    made += [
        a_header(a_value(draw), [(key, a_value(draw)) for key in (0, 2, "k") if draw.random() < 0.3])
        for _ in range(400)
    ]
    kinds = [frames.RAISED] * 40 + [frames.RETURNED] * 400
    return [
        (frames.header_bytes(header), body, framed(header, body, kind))
        for (header, body), kind in zip(made, kinds, strict=True)
    ]
