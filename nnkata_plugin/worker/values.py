"""Values that cross between the check and the worker, as JSON and raw bytes; `decoder` reads them back.

None, bool, int, float, str are themselves; everything else is a list that begins with its type's name. Lists of
floats and of ints are packed, so that a nested list of a thousand rows stays small. Types are kept exactly; identity
is not: an object passed twice arrives as two.
"""

import re
import types
from array import array
from itertools import islice
from struct import pack
from typing import Any, NamedTuple

from . import arrays, drawn, keys
from .frames import UNPACKED

DEPTH = 32
LONGEST_ITERATOR = 10_000
LONGEST_INT = 13_288  # bits, 4000 digits: Python refuses to print one of more than 4300, in a message for example
INLINE = 1 << 10  # a longer text travels as bytes, beside the header
GENERATORS = 64  # in one frame: a few bytes of its header become kilobytes
SURROGATE = re.compile("[\ud800-\udfff]")  # two of them in a row would come out of JSON as one letter
CROSSES = "numbers, strings, lists, tuples, dicts and arrays can cross"

Node = Any


class UncrossableError(Exception):
    """A value that cannot cross; the message is a noun phrase: "a function; ..."."""


class Mark(NamedTuple):
    """How much an encoder holds so far."""

    chunks: int
    size: int
    unpacked: int
    unsafe_keys: int
    generators: int


class Encoder:
    """Turns values into nodes; their bytes gather in `chunks`, the layouts of arrays in `layouts`.

    Args:
        answers: Whether the values come from the worker: then tensors become arrays, iterators become lists, and
            matplotlib's axes become what is drawn on them.
        limit: How many bytes all values together may take.
    """

    def __init__(self, answers: bool, limit: int = 1 << 40) -> None:
        self.chunks: list[Any] = []
        self.layouts: dict[str, Any] = {}
        self.size = 0
        self._answers = answers
        self._limit = limit
        self._arrays = 0
        self._unpacked = 0
        self._unsafe_keys = 0
        self._generators = 0

    def mark(self) -> Mark:
        return Mark(len(self.chunks), self.size, self._unpacked, self._unsafe_keys, self._generators)

    def rewind(self, mark: Mark) -> None:
        """Forget what was encoded since; an argument that is as it was need not travel back."""
        count, self.size, self._unpacked, self._unsafe_keys, self._generators = mark
        del self.chunks[count:]

    def encode(self, value: Any, depth: int = 0) -> Node:
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is float:
            return value if value == value else ["float", self._unpack(pack("d", value))]  # JSON has but one nan
        if kind is int:
            if -(1 << 63) <= value < 1 << 63:
                return value
            if value.bit_length() > LONGEST_INT:
                raise UncrossableError("an int of more than 4000 digits")
            return ["int", hex(value)]
        if kind is str:
            inline = len(value) <= INLINE and (value.isascii() or not SURROGATE.search(value))
            return value if inline else ["str", self._unpack(value.encode("utf-8", "surrogatepass"))]
        if depth > DEPTH:
            raise UncrossableError(f"something nested more than {DEPTH} deep")
        if kind is list:
            return self._list(value, depth)
        if kind is tuple:
            return ["tuple", self._list(list(value), depth)]
        if kind is dict:
            names = self._list(list(value), depth)
            self._examine(value)
            return ["dict", names, self._list(list(value.values()), depth)]
        if kind is bytes:
            return ["bytes", self._put(value)]
        if kind is complex:
            return ["complex", self._unpack(pack("2d", value.real, value.imag))]
        return self._numeric(kind, value, depth)

    def _list(self, values: list[Any], depth: int) -> Node:
        kinds = set(map(type, values))
        if kinds == {float}:
            return ["floats", self._unpack(array("d", values).tobytes())]
        if kinds == {int}:
            try:
                return ["ints", self._unpack(array("q", values).tobytes())]
            except OverflowError:
                pass
        return ["list", [self.encode(value, depth + 1) for value in values]]

    def _numeric(self, kind: type, value: Any, depth: int) -> Node:
        np = arrays.loaded("numpy")
        try:
            if np is not None:
                if kind is np.ndarray:
                    return self._array(value)
                if issubclass(kind, np.generic):
                    return self._scalar(kind, value)
                if kind is np.random.Generator:
                    return self._generator(value)
            if self._answers and arrays.is_tensor(value):
                return self._array(arrays.array_of(value))
        except arrays.UnfitError as unfit:
            raise UncrossableError(str(unfit)) from None
        if self._answers and drawn.is_axes(value):
            return self.encode(drawn.on(value), depth)
        if self._answers and hasattr(kind, "__next__"):
            return self._list(list(islice(value, LONGEST_ITERATOR)), depth)
        if isinstance(value, types.CoroutineType):
            value.close()  # or Python warns that nobody awaited it
        raise UncrossableError(described(value))

    def _array(self, value: Any) -> Node:
        dtype, data = arrays.raw(value)
        if not self._answers and (layout := arrays.layout_of(value)):
            self.layouts[str(self._arrays)] = layout
        self._arrays += 1
        self._put(data)
        return ["array", dtype, list(value.shape)]

    def _scalar(self, kind: type, value: Any) -> Node:
        name = value.dtype.name
        if name not in arrays.WIDTHS or kind.__module__ != "numpy":
            raise UncrossableError(f"a NumPy {kind.__name__}")
        self._put(value.tobytes())
        return ["scalar", name]

    def _generator(self, value: Any) -> Node:
        self._generators += 1
        if self._generators > GENERATORS:
            raise UncrossableError(f"more than {GENERATORS} Generators")
        return ["rng", *arrays.rng_state(value)]

    def _examine(self, value: dict[Any, Any]) -> None:
        if unsafe := keys.unsafe(value):
            self._unsafe_keys += len(unsafe)
            if self._unsafe_keys > keys.NUMBERS:
                raise UncrossableError(f"more than {keys.NUMBERS} keys of dicts that are no text; an array can cross")
            if keys.collide(unsafe):
                raise UncrossableError(f"a dict with more than {keys.ALIKE} keys of one hash")

    def _unpack(self, data: bytes) -> int:
        self._unpacked += len(data)
        if self._unpacked > UNPACKED:
            raise UncrossableError(
                f"more than {UNPACKED >> 20} MiB of texts and lists of numbers; an array may hold more"
            )
        return self._put(data)

    def _put(self, data: Any) -> int:
        self.size += len(data)
        if self.size > self._limit:
            raise UncrossableError(f"more than {self._limit >> 20} MiB")
        self.chunks.append(data)
        return len(data)


def described(value: Any) -> str:
    """Why this value cannot cross, as a noun phrase."""
    kind = type(value)
    name = kind.__name__
    if isinstance(value, types.CoroutineType | types.AsyncGeneratorType):
        return "a coroutine: remove `async`"
    if isinstance(value, type):
        return f"a class; {CROSSES}"
    if isinstance(value, types.FunctionType | types.MethodType | types.BuiltinFunctionType):
        return f"a function; {CROSSES}"
    for base in kind.__mro__[1:]:
        if base in (int, float, complex, str, bytes, list, tuple, dict) or base.__name__ in ("ndarray", "Tensor"):
            return f"{_article(name)} {name}, a subclass of {base.__name__}; make it a plain {base.__name__}"
    return f"{_article(name)} {name}; {CROSSES}"


def _article(name: str) -> str:
    return "an" if name[:1].lower() in "aeiou" else "a"
