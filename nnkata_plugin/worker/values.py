"""Values that cross between the check and the worker: their encoding as JSON and raw bytes, and back.

None, bool, int, float, str are themselves; everything else is a list that begins with its type's name. Lists of
floats and of ints are packed, so that a nested list of a thousand rows stays small. Types are kept exactly; identity
is not: an object passed twice arrives as two.
"""

import types
from array import array
from collections.abc import Callable
from itertools import islice
from typing import Any

from . import arrays
from .frames import FrameError

DEPTH = 32
LONGEST_ITERATOR = 10_000
LONGEST_INT = 13_288  # bits, 4000 digits: Python refuses to print one of more than 4300, in a message for example
INLINE = 1 << 10  # a longer text travels as bytes, beside the header
CROSSES = "numbers, strings, lists, tuples, dicts and arrays can cross"

Node = Any


class UncrossableError(Exception):
    """A value that cannot cross; the message is a noun phrase: "a function; ..."."""


class Encoder:
    """Turns values into nodes; their bytes gather in `chunks`, the layouts of arrays in `layouts`.

    Args:
        answers: Whether the values come from the worker: then tensors become arrays and iterators become lists.
        limit: How many bytes all values together may take.
    """

    def __init__(self, answers: bool, limit: int = 1 << 40) -> None:
        self.chunks: list[Any] = []
        self.layouts: dict[str, Any] = {}
        self.size = 0
        self._answers = answers
        self._limit = limit
        self._arrays = 0

    def encode(self, value: Any, depth: int = 0) -> Node:
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            if -(1 << 63) <= value < 1 << 63:
                return value
            if value.bit_length() > LONGEST_INT:
                raise UncrossableError("an int of more than 4000 digits")
            return ["int", hex(value)]
        if kind is str:
            return value if len(value) <= INLINE else ["str", self._put(value.encode("utf-8", "surrogatepass"))]
        if depth > DEPTH:
            raise UncrossableError(f"something nested more than {DEPTH} deep")
        if kind is list:
            return self._list(value, depth)
        if kind is tuple:
            return ["tuple", self._list(list(value), depth)]
        if kind is dict:
            return ["dict", self._list(list(value), depth), self._list(list(value.values()), depth)]
        if kind is bytes:
            return ["bytes", self._put(value)]
        if kind is complex:
            return ["complex", value.real, value.imag]
        return self._numeric(kind, value, depth)

    def _list(self, values: list[Any], depth: int) -> Node:
        kinds = set(map(type, values))
        if kinds == {float}:
            return ["floats", self._put(array("d", values).tobytes())]
        if kinds == {int}:
            try:
                return ["ints", self._put(array("q", values).tobytes())]
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
                    return ["rng", *arrays.rng_state(value)]
            if self._answers and arrays.is_tensor(value):
                return self._array(arrays.array_of(value))
        except arrays.UnfitError as unfit:
            raise UncrossableError(str(unfit)) from None
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

    def _put(self, data: Any) -> int:
        self.size += len(data)
        if self.size > self._limit:
            raise UncrossableError(f"more than {self._limit >> 20} MiB")
        self.chunks.append(data)
        return len(data)


class Decoder:
    """Rebuilds values from nodes and the bytes beside them. What does not fit is a FrameError, whatever it is."""

    def __init__(self, body: memoryview, layouts: dict[str, Any] | None = None, tensors: bool = False) -> None:
        self.position = 0
        self._body = body
        self._layouts = layouts or {}
        self._tensors = tensors
        self._arrays = 0

    def decode(self, node: Node, depth: int = 0) -> Any:
        if node is None or isinstance(node, bool | int | float | str):
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise FrameError("a value has no type")
        if depth > DEPTH + 1:
            raise FrameError("a value is nested too deep")
        build = _BUILD.get(node[0])
        if build is None or len(node) != build[1]:
            raise FrameError("a value has an unknown type")
        return build[0](self, depth, *node[1:])

    def finish(self) -> None:
        if self.position != len(self._body):
            raise FrameError("a frame has bytes that belong to no value")

    def _take(self, size: Any) -> memoryview:
        if type(size) is not int or not 0 <= size <= len(self._body) - self.position:
            raise FrameError("a value is longer than its frame")
        self.position += size
        return self._body[self.position - size : self.position]

    def _int(self, depth: int, digits: Any) -> int:
        if not isinstance(digits, str) or len(digits) > LONGEST_INT // 4 + 3:
            raise FrameError("a number is no number")
        return int(digits, 16)

    def _str(self, depth: int, size: Any) -> str:
        return self._take(size).tobytes().decode("utf-8", "surrogatepass")

    def _bytes(self, depth: int, size: Any) -> bytes:
        return self._take(size).tobytes()

    def _complex(self, depth: int, real: Any, imaginary: Any) -> complex:
        if type(real) is not float or type(imaginary) is not float:
            raise FrameError("a complex number is no number")
        return complex(real, imaginary)

    def _packed(self, code: str, size: Any) -> list[Any]:
        numbers = array(code)
        numbers.frombytes(self._take(size))
        return numbers.tolist()

    def _floats(self, depth: int, size: Any) -> list[Any]:
        return self._packed("d", size)

    def _ints(self, depth: int, size: Any) -> list[Any]:
        return self._packed("q", size)

    def _list(self, depth: int, nodes: Any) -> list[Any]:
        if not isinstance(nodes, list):
            raise FrameError("a list is no list")
        return [self.decode(node, depth + 1) for node in nodes]

    def _items(self, depth: int, node: Any) -> list[Any]:
        values = self.decode(node, depth)
        if not isinstance(values, list):
            raise FrameError("a container has no items")
        return values

    def _tuple(self, depth: int, node: Any) -> tuple[Any, ...]:
        return tuple(self._items(depth, node))

    def _dict(self, depth: int, keys: Any, values: Any) -> dict[Any, Any]:
        names, contents = self._items(depth, keys), self._items(depth, values)
        # Ten thousand keys of one hash would keep this process busy for minutes.
        if len(names) != len(contents) or len(names) > 64 + 2 * len(set(map(hash, names))):
            raise FrameError("a dict has impossible keys")
        return dict(zip(names, contents, strict=True))

    def _array(self, depth: int, dtype: Any, shape: Any) -> Any:
        data = self._take(arrays.checked_size(dtype, shape))
        layout = self._layouts.get(str(self._arrays))
        self._arrays += 1
        made = arrays.array_from(data, dtype, shape, layout)
        return arrays.tensor_of(made) if self._tensors else made

    def _scalar(self, depth: int, dtype: Any) -> Any:
        return arrays.scalar_from(self._take(arrays.checked_size(dtype, [])), dtype)

    def _rng(self, depth: int, *state: Any) -> Any:
        return arrays.rng_from(*state)


_BUILD: dict[str, tuple[Callable[..., Any], int]] = {  # and the length of the node
    "int": (Decoder._int, 2),
    "str": (Decoder._str, 2),
    "bytes": (Decoder._bytes, 2),
    "complex": (Decoder._complex, 3),
    "floats": (Decoder._floats, 2),
    "ints": (Decoder._ints, 2),
    "list": (Decoder._list, 2),
    "tuple": (Decoder._tuple, 2),
    "dict": (Decoder._dict, 3),
    "array": (Decoder._array, 3),
    "scalar": (Decoder._scalar, 2),
    "rng": (Decoder._rng, 6),
}


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
