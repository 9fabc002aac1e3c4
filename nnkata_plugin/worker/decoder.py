"""Reads values back. It believes nothing: whatever does not fit is a FrameError, by a check of its own.

Nothing is built whose size was not checked before: it takes at most the memory that `frames.most_memory` says, and time
in proportion, whoever wrote the frame. No exception of Python's is taken for a lie: one that comes out of here is a
mistake in here.
"""

import re
from collections.abc import Callable
from struct import unpack
from typing import Any

from . import arrays, keys
from .frames import UNPACKED, FrameError
from .values import DEPTH, GENERATORS, LONGEST_INT, Node

HEX = re.compile(f"-?0x[0-9a-f]{{1,{LONGEST_INT // 4}}}")
WORD = 1 << 63  # a larger int is no number of JSON
AT_ANY_DEPTH = ("int", "float", "str")  # what has no parts


class Decoder:
    """Turns nodes and the bytes beside them into values.

    Args:
        body: The bytes. Nobody else may write to them: some are read twice.
        layouts: Of the arrays, as the encoder noted them.
        tensors: Whether arrays become torch tensors.
    """

    def __init__(self, body: memoryview, layouts: dict[str, Any] | None = None, tensors: bool = False) -> None:
        self.position = 0
        self._body = body
        self._layouts = layouts or {}
        self._tensors = tensors
        self._arrays = 0
        self._unpacked = 0
        self._unsafe_keys = 0
        self._generators = 0

    def decode(self, node: Node, depth: int = 0) -> Any:
        if node is None or isinstance(node, bool | float | str):
            return node
        if isinstance(node, int):
            if not -WORD <= node < WORD:
                raise FrameError("a number is too large for its place")
            return node
        if not isinstance(node, list) or not node or not isinstance(node[0], str):
            raise FrameError("a value has no type")
        build = _BUILD.get(node[0])
        if build is None or len(node) != build[1]:
            raise FrameError("a value has an unknown type")
        if depth > DEPTH and node[0] not in AT_ANY_DEPTH:
            raise FrameError("a value is nested too deep")
        return build[0](self, depth, *node[1:])

    def finish(self) -> None:
        if self.position != len(self._body):
            raise FrameError("a frame has bytes that belong to no value")

    def _take(self, size: Any) -> memoryview:
        if type(size) is not int or not 0 <= size <= len(self._body) - self.position:
            raise FrameError("a value is longer than its frame")
        self.position += size
        return self._body[self.position - size : self.position]

    def _unpack(self, size: Any, width: int = 1) -> memoryview:
        """Bytes that will take several times their size."""
        data = self._take(size)
        self._unpacked += size
        if self._unpacked > UNPACKED:
            raise FrameError("a frame holds too much text and too many numbers")
        if size % width:
            raise FrameError("a number is cut off")
        return data

    def _int(self, depth: int, digits: Any) -> int:
        if not isinstance(digits, str) or not HEX.fullmatch(digits):
            raise FrameError("a number is no number")
        return int(digits, 16)

    def _float(self, depth: int, size: Any) -> float:
        return float(unpack("d", self._exactly(8, size))[0])

    def _complex(self, depth: int, size: Any) -> complex:
        return complex(*unpack("2d", self._exactly(16, size)))

    def _exactly(self, wanted: int, size: Any) -> memoryview:
        if size != wanted:
            raise FrameError("a number has another size")
        return self._unpack(size)

    def _str(self, depth: int, size: Any) -> str:
        try:
            return str(self._unpack(size), "utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise FrameError("a text is no text") from None

    def _bytes(self, depth: int, size: Any) -> bytes:
        return self._take(size).tobytes()

    def _floats(self, depth: int, size: Any) -> list[Any]:
        return self._unpack(size, 8).cast("d").tolist()

    def _ints(self, depth: int, size: Any) -> list[Any]:
        return self._unpack(size, 8).cast("q").tolist()

    def _list(self, depth: int, nodes: Any) -> list[Any]:
        if not isinstance(nodes, list):
            raise FrameError("a list is no list")
        return [self.decode(node, depth + 1) for node in nodes]

    def _items(self, depth: int, node: Any) -> list[Any]:
        if not isinstance(node, list) or len(node) != 2 or node[0] not in ("list", "floats", "ints"):
            raise FrameError("a container has no items")
        items: list[Any] = self.decode(node, depth)
        return items

    def _tuple(self, depth: int, node: Any) -> tuple[Any, ...]:
        return tuple(self._items(depth, node))

    def _dict(self, depth: int, names: Any, contents: Any) -> dict[Any, Any]:
        names, contents = self._items(depth, names), self._items(depth, contents)
        if len(names) != len(contents):
            raise FrameError("a dict has more keys than values, or fewer")
        if unsafe := keys.unsafe(names):
            self._unsafe_keys += len(unsafe)
            if self._unsafe_keys > keys.NUMBERS or self._collide(unsafe):
                raise FrameError("a dict has impossible keys")
        made = dict(zip(names, contents, strict=True))
        if len(made) != len(names):
            raise FrameError("a dict has a key twice")
        return made

    def _collide(self, unsafe: list[Any]) -> bool:
        try:
            return keys.collide(unsafe)
        except TypeError:
            raise FrameError("a dict has a key that can be none") from None

    def _array(self, depth: int, dtype: Any, shape: Any) -> Any:
        data = self._take(arrays.checked_size(dtype, shape))
        layout = self._layouts.get(str(self._arrays))
        self._arrays += 1
        made = arrays.array_from(data, dtype, shape, layout)
        return arrays.tensor_of(made) if self._tensors else made

    def _scalar(self, depth: int, dtype: Any) -> Any:
        return arrays.scalar_from(self._take(arrays.checked_size(dtype, [])), dtype)

    def _rng(self, depth: int, *state: Any) -> Any:
        self._generators += 1
        if self._generators > GENERATORS:
            raise FrameError("a frame holds too many Generators")
        return arrays.rng_from(*state)


_BUILD: dict[str, tuple[Callable[..., Any], int]] = {  # and the length of the node
    "int": (Decoder._int, 2),
    "float": (Decoder._float, 2),
    "complex": (Decoder._complex, 2),
    "str": (Decoder._str, 2),
    "bytes": (Decoder._bytes, 2),
    "floats": (Decoder._floats, 2),
    "ints": (Decoder._ints, 2),
    "list": (Decoder._list, 2),
    "tuple": (Decoder._tuple, 2),
    "dict": (Decoder._dict, 3),
    "array": (Decoder._array, 3),
    "scalar": (Decoder._scalar, 2),
    "rng": (Decoder._rng, 6),
}
