"""Arrays, NumPy scalars, generators of random numbers and tensors, as a description and raw bytes."""

import sys
from typing import Any

from .frames import FrameError

WIDTHS = {
    "bool": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8, "uint8": 1, "uint16": 2, "uint32": 4, "uint64": 8,
    "float16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip
BIT_GENERATORS = ("PCG64", "PCG64DXSM")  # their state is two numbers; a lying state of another could read beside it
AXES = 32
WORD = 1 << 62  # no array has so many bytes


class UnfitError(Exception):
    """An array that cannot cross; the message is a noun phrase."""


def loaded(name: str) -> Any:
    """The module if anybody has imported it: a value of its types exists only then."""
    return sys.modules.get(name)


def raw(array: Any) -> tuple[str, Any]:
    """The dtype's name and the elements' bytes in C order."""
    np = loaded("numpy")
    name = array.dtype.name
    if array.dtype.hasobject:
        raise UnfitError("an object array (rows of different lengths, or things that are no numbers)")
    if name not in WIDTHS:
        raise UnfitError(f"an array of dtype {name}")
    if array.ndim > AXES:
        raise UnfitError(f"an array of more than {AXES} axes")
    plain = np.ascontiguousarray(array, array.dtype.newbyteorder("="))
    if name == "bool":
        plain = plain.view(np.uint8) != 0  # a byte of 2, from a view, counts as true too
    return name, plain.reshape(-1).view(np.uint8).data


def checked_size(dtype: Any, shape: Any) -> int:
    """The bytes of such an array; a dtype or shape that cannot be is a FrameError."""
    if not isinstance(dtype, str) or dtype not in WIDTHS:
        raise FrameError("an array has no dtype that may cross")
    if not isinstance(shape, list) or len(shape) > AXES:
        raise FrameError("an array has no shape that may cross")
    size = span = WIDTHS[dtype]
    for axis in shape:
        if type(axis) is not int or not 0 <= axis < WORD:
            raise FrameError("an array has an impossible axis")
        size *= axis
        span *= axis or 1  # NumPy refuses an empty array whose other axes are too long
        if span >= WORD:
            raise FrameError("an array is too large to exist")
    return size


def array_from(data: memoryview, dtype: str, shape: list[int], layout: Any = None) -> Any:
    """A new array with these elements, in the memory layout that `layout_of` told."""
    import numpy as np

    flat = _elements(data, dtype).reshape(shape)
    if layout is None:
        return flat.copy()
    strides, frozen = layout
    if strides == "F":
        array = np.array(flat, order="F")
    else:
        array = _spread(shape, dtype, strides)
        array[...] = flat
    array.flags.writeable = not frozen
    return array


def scalar_from(data: memoryview, dtype: str) -> Any:
    return _elements(data, dtype)[0]


def _elements(data: memoryview, dtype: str) -> Any:
    import numpy as np

    if dtype == "bool" and np.frombuffer(data, np.uint8).max(initial=0) > 1:
        raise FrameError("a truth value is neither")  # NumPy counts with these bytes, and would write beside an array
    return np.frombuffer(data, dtype)


def layout_of(array: Any) -> Any:
    """How the array lies in memory, or None for the usual C order.

    A learner's code should meet the strides that the check chose. Views whose elements overlap or lie far apart
    arrive as a view of every other element instead.
    """
    frozen = not array.flags.writeable
    if array.size == 0 or array.flags.c_contiguous:
        return ["C", True] if frozen else None
    if array.flags.f_contiguous:
        return ["F", frozen]
    reach = array.itemsize
    for stride, axis in sorted((abs(s), n) for s, n in zip(array.strides, array.shape, strict=True) if n > 1):
        if stride < reach:
            break
        reach += stride * (axis - 1)
    else:
        if reach <= 8 * array.nbytes + 4096:
            return [list(array.strides), frozen]
    return [[2 * stride for stride in _c_strides(array)], frozen]


def _c_strides(array: Any) -> list[int]:
    strides, step = [], array.itemsize
    for axis in reversed(array.shape):
        strides.append(step)
        step *= axis
    return strides[::-1]


def _spread(shape: list[int], dtype: str, strides: Any) -> Any:
    import numpy as np

    if strides == "C":
        return np.empty(shape, dtype)
    before = sum((n - 1) * s for n, s in zip(shape, strides, strict=True) if s < 0)
    after = sum((n - 1) * s for n, s in zip(shape, strides, strict=True) if s > 0)
    memory = np.zeros(after - before + WIDTHS[dtype], np.uint8)
    return np.ndarray(shape, dtype, memory, -before, strides)


def is_tensor(value: Any) -> bool:
    torch = loaded("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def array_of(tensor: Any) -> Any:
    """The tensor's values as an array."""
    if tensor.layout is not loaded("torch").strided:
        raise UnfitError("a sparse tensor")
    try:
        return tensor.detach().cpu().resolve_conj().resolve_neg().numpy()
    except TypeError:
        raise UnfitError(f"a tensor of {str(tensor.dtype).removeprefix('torch.')}, which NumPy does not have") from None


def tensor_of(array: Any) -> Any:
    import torch

    if not array.flags.writeable or any(s < 0 or s % array.itemsize for s in array.strides):
        array = array.copy()
    return torch.from_numpy(array)


def rng_state(generator: Any) -> list[Any]:
    state = generator.bit_generator.state
    if state["bit_generator"] not in BIT_GENERATORS:
        raise UnfitError(f"a Generator of {state['bit_generator']} (np.random.default_rng makes one that can cross)")
    inner = state["state"]
    return [state["bit_generator"], inner["state"], inner["inc"], state["has_uint32"], state["uinteger"]]


def rng_from(name: Any, state: Any, inc: Any, has_uint32: Any, uinteger: Any) -> Any:
    bits = {"state": 128, "inc": 128, "has_uint32": 1, "uinteger": 32}
    numbers = {"state": state, "inc": inc, "has_uint32": has_uint32, "uinteger": uinteger}
    if name not in BIT_GENERATORS or any(type(n) is not int or n < 0 or n >> bits[key] for key, n in numbers.items()):
        raise FrameError("a Generator has an impossible state")
    import numpy as np

    generator = getattr(np.random, name)(0)
    generator.state = {
        "bit_generator": name,
        "state": {"state": state, "inc": inc},
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
    return np.random.Generator(generator)
