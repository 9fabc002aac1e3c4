"""Arguments for the fuzz run of the kernels: of calls that make sense, the same gone wrong, and nonsense."""

import inspect
import math
import re

import numpy as np

from nnkata_plugin.catalog import suite

LENGTHS = (1, 2, 3, 4, 5, 8, 17)
NUMBERS = [
    0, 1, -1, 2, 3, -2, 7, 100, 2**31, 2**62, 2**63 - 1, -(2**63), 2**63, 2**64, 10**30,
    0.0, -0.0, 0.5, 1e-300, 1e308, math.inf, -math.inf, math.nan, True, False, None, 1j,
    "", "none", "tanh", "mean", "\ud800", "x" * 5000, b"none",
]  # fmt: skip
DTYPES = [
    "f4", "f8", "f2", "i8", "i4", "u8", "?", "c8", "g", ">f4", ">f8", ">i8", "O", "S3", "U2", "M8[s]", "V4",
    [("a", "f4"), ("b", "f4")], [("a", "f4", (2,))],
]  # fmt: skip


class Named(np.ndarray):
    """A subclass, as people write them."""


class Hostile(np.ndarray):
    """A subclass that says nothing true."""

    shape = property(lambda self: (1 << 60,))
    dtype = property(lambda self: np.dtype("O"))
    flags = property(lambda self: 1 / 0)

    def __array_finalize__(self, other):
        raise ValueError("no copies of this")

    def copy(self, *words):
        return None


class Words:
    """Something that raises wherever it is asked to be a number."""

    def __index__(self):
        raise ValueError("no int")

    def __float__(self):
        raise ValueError("no float")

    def __bool__(self):
        raise ValueError("no bool")

    def __array__(self, *words):
        raise ValueError("no array")


class Index:
    """An int by its own account."""

    def __index__(self):
        return 1


def described(value):
    """An argument in words, so that it can be made again by hand."""
    if isinstance(value, np.ndarray):
        dtype, shape, strides = (getattr(np.ndarray, name).__get__(value) for name in ("dtype", "shape", "strides"))
        at, read_only = value.__array_interface__["data"]
        words = f"{type(value).__name__}({dtype}, {shape}, strides {strides}, at {at:#x}"
        return f"{words}, read-only)" if read_only else f"{words})"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{', '.join(map(described, value[:9]))}]"
    return f"{type(value).__name__} {str(value)[:60]!r}" if not isinstance(value, Words) else "Words"


def operation_of(name):
    """PackedLstmCell is a plan of lstm_cell; a function's name stays as it is."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name.removeprefix("Packed")).lower()


def descriptions(name):
    """What the oracle says of the inputs of an operation or a verb; of a plan, what that of its operation says."""
    stems = [path.stem for path in (suite.root() / "references" / "oracle").glob("*.py")]
    plain = operation_of(name)
    fitting = [stem for stem in stems if plain == stem or plain.startswith(f"{stem}_")]
    if not fitting:
        return ({},)
    stem = max(fitting, key=len)
    oracle = suite.reference("oracle", stem)
    return getattr(oracle, f"cases_{plain.removeprefix(f'{stem}_')}", oracle.cases)()


def an_array(draw, axes=None, dtype=None):
    if axes is None:
        axes = [draw.choice((0, 1, 2, 3, 4, 5)) for _ in range(draw.choice((0, 1, 2, 2, 3, 4, 5, 9)))]
    dtype = dtype or draw.choice(("f4", "f8"))
    return np.random.default_rng(draw.randrange(1 << 30)).standard_normal(axes).astype(dtype)


def sensible(draw, name, named):
    """Arguments by name that the operation most likely takes; nothing for what it has a default for."""
    description = draw.choice(descriptions(name))
    dtype, lengths, found = draw.choice(("f4", "f8")), {}, {}

    def length(axis):
        if axis.isdigit():
            return int(axis)
        return lengths.setdefault(axis, draw.choice(description.get("sizes", {}).get(axis, LENGTHS)))

    for key, text in description.items():
        if isinstance(text, str):
            axes, _, below = text.partition("<")
            shape = [length(axis) for axis in axes.split()]
            if below:
                found[key] = np.random.default_rng(draw.randrange(99)).integers(0, max(1, length(below.strip())), shape)
            else:
                array = an_array(draw, shape, dtype)
                found[key] = description.get("made", {}).get(key, np.asarray)(array)
    for key, parts in description.get("lists", {}).items():
        found[key] = [found[part] for part in parts]
    for key, choices in description.get("choose", {}).items():
        found[key] = draw.choice(choices)
    return {key: value for key, value in found.items() if key in named}


def nonsense(draw):
    match draw.randrange(12):
        case 0 | 1 | 2:
            return draw.choice(NUMBERS)
        case 3:
            return draw.randrange(-4, 9)
        case 4 | 5:
            return an_array(draw)
        case 6:
            return wronged(draw, an_array(draw))
        case 7:
            return [an_array(draw) for _ in range(draw.randrange(3))]
        case 8:
            return tuple(nonsense(draw) for _ in range(draw.randrange(4)))
        case 9:
            return draw.choice(
                [Words(), Index(), [1.0, 2.0], {}, object(), np.ndarray, len, range(3), memoryview(b"1234")]
            )
        case 10:
            return draw.choice((np.float32, np.float64, np.int64, np.bool_, np.float16))(1)
        case _:
            return huge(draw)


def huge(draw):
    """Much of one number: a stride of 0 makes any shape of it."""
    shape = draw.choice([(1 << 20, 1 << 20), (1 << 30, 0), (1 << 40,), (3, 1 << 33), (1 << 14, 1 << 14), (2, 1 << 16)])
    return np.broadcast_to(np.ones((), draw.choice(("f4", "f8", "i8"))), shape)


def wronged(draw, array):
    """The same array in another layout, dtype, shape or class. Sometimes it is right all the same."""
    if not isinstance(array, np.ndarray) or type(array) is Hostile:
        return nonsense(draw)
    match draw.randrange(16):
        case 0:
            return array.astype(draw.choice(DTYPES[:12]))
        case 1:
            return np.zeros(array.shape, draw.choice(DTYPES))
        case 2:
            return np.asfortranarray(array)
        case 3 if array.ndim:
            return array[::-1].copy()[::-1]
        case 4 if array.ndim:
            return np.repeat(array, 2, axis=-1)[..., ::2]
        case 5:
            raw = np.zeros(array.nbytes + 1, np.uint8)[1:]
            moved = raw.view(array.dtype).reshape(array.shape) if array.dtype.kind != "O" and array.nbytes else array
            if moved is not array:
                moved[...] = array
            return moved
        case 6:
            array = array.copy()
            array.flags.writeable = False
            return array
        case 7 if array.ndim:
            return np.broadcast_to(array[:1], array.shape) if len(array) else array
        case 8:
            return array.view(Named)
        case 9:
            return array.view(Hostile) if draw.random() < 0.2 else np.ma.masked_array(array)
        case 10:
            return array[..., :0] if array.ndim else array[None]
        case 11 if array.ndim:
            return array[:-1] if draw.random() < 0.5 else array[0]
        case 12:
            return (
                array[None]
                if draw.random() < 0.7
                else array.reshape((1,) * draw.randrange(60) + array.shape[-3:])[..., None]
            )
        case 13 if array.dtype.kind == "f" and array.size:
            array = array.copy()
            array.flat[draw.randrange(array.size)] = draw.choice((math.nan, math.inf, -math.inf, 1e30, 1e-40))
            return array
        case 14 if array.dtype.kind == "i" and array.size:
            array = array.copy()
            array.flat[draw.randrange(array.size)] = draw.choice((-1, 2**63 - 1, -(2**63), 17, 1))
            return array
        case 15 if array.ndim > 1:
            return array.T
        case _:
            return array


def an_out(draw, answer, arguments):
    """Something to write an answer to: most often it fits, sometimes it is an input, or a part of one."""
    if isinstance(answer, tuple):
        parts = [an_out(draw, part, arguments) if draw.random() < 0.8 else None for part in answer]
        parts = parts[: len(parts) - (draw.random() < 0.05)]
        return tuple(parts) if draw.random() < 0.95 else parts
    arrays = [value for value in arguments if isinstance(value, np.ndarray)]
    match draw.randrange(8):
        case 0 if arrays:
            return draw.choice(arrays)
        case 1 if arrays:
            array = draw.choice(arrays)
            return wronged(draw, array[1:] if type(array) is np.ndarray and array.ndim and len(array) > 1 else array)
        case 2 | 3:
            return wronged(draw, np.zeros_like(np.asarray(answer)))
        case 4:
            return nonsense(draw)
        case _:
            return np.zeros_like(np.asarray(answer))


def parameters_of(function):
    return list(inspect.signature(function).parameters)
