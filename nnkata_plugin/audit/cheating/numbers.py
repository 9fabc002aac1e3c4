"""Numbers wherever they lie in an answer or an argument: what they are, how to change them, where they can be put."""

import contextlib
import copy
import struct
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

OWN = ("kata", "given", "test_kata")
"""Modules whose objects are taken apart when they are an answer."""
CLOSED = (types.ModuleType, types.FunctionType, types.MethodType, types.BuiltinFunctionType, type, str, bytes)
SCALED = 1.001


def is_array(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray) and value.dtype.kind in "biufc"


def is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def is_number(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return isinstance(value, int | float | complex) or (numpy is not None and isinstance(value, numpy.number))


def is_plotter(value: Any) -> bool:
    """Axes, figures, lines: a library's own objects, whose thousands of numbers nobody has handed over."""
    return type(value).__module__.partition(".")[0] == "matplotlib"


def is_leaf(value: Any) -> bool:
    return is_number(value) or is_array(value) or is_tensor(value)


def is_float(value: Any) -> bool:
    if is_tensor(value):
        return bool(value.is_floating_point() or value.is_complex())
    return value.dtype.kind in "fc" if hasattr(value, "dtype") else isinstance(value, float | complex)


# Leaves: numbers, arrays, tensors


def filled(value: Any, number: int) -> Any:
    if is_tensor(value):
        return value * 0 + number if value.requires_grad else value.new_full(value.shape, number)
    if is_array(value):
        return sys.modules["numpy"].full_like(value, number)
    return type(value)(number)


def halved(value: Any) -> Any:
    """In half precision and back."""
    if not is_float(value):
        return value
    if is_tensor(value):
        return value.half().to(value.dtype)
    if isinstance(value, complex) or (hasattr(value, "dtype") and value.dtype.kind == "c"):
        whole = halved(value.real) + 1j * halved(value.imag)
        return whole.astype(value.dtype) if hasattr(value, "dtype") else whole
    if hasattr(value, "dtype"):
        with sys.modules["numpy"].errstate(over="ignore"):
            return value.astype("float16").astype(value.dtype)
    try:
        return struct.unpack("e", struct.pack("e", value))[0]
    except OverflowError:
        return value * float("inf")


def scaled(value: Any) -> Any:
    return value * SCALED if is_float(value) else value


def moved(value: Any) -> Any:
    """Another number in every place."""
    return ~value if str(getattr(value, "dtype", "")) in ("bool", "torch.bool") else value + 1


# Structures


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure with every number, array and tensor changed; of an object, those that it holds itself."""
    if is_leaf(value):
        return change(value)
    if isinstance(value, list):
        return [mapped(part, change) for part in value]
    if isinstance(value, tuple):
        parts = (mapped(part, change) for part in value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, dict):
        return {key: mapped(part, change) for key, part in value.items()}
    if isinstance(value, types.GeneratorType):
        return (mapped(part, change) for part in value)
    held = held_by(value)
    other = copy.copy(value) if held else value
    for name, part in held.items():
        setattr(other, name, change(part))
    return other


def held_by(value: Any) -> dict[str, Any]:
    """The numbers and arrays that an object of the learner's own classes holds itself."""
    if type(value).__module__ not in OWN:
        return {}
    return {key: part for key, part in attributes(value) if is_leaf(part) and not isinstance(part, bool)}


def attributes(value: Any) -> Iterator[tuple[str, Any]]:
    slots = (slot for kind in type(value).__mro__ for slot in vars(kind).get("__slots__", ()))
    for name in (*getattr(value, "__dict__", ()), *slots):
        if hasattr(value, name):
            yield name, getattr(value, name)


def leaves(value: Any) -> list[Any]:
    found: list[Any] = []
    mapped(value, found.append)
    return found


def copied(value: Any) -> Any:
    return value.detach().clone() if is_tensor(value) else copy.copy(value)


def detached(value: Any) -> Any:
    """A copy that shares no array with anything; an object of the learner's is left as it is."""
    return value if held_by(value) else mapped(value, lambda part: part.clone() if is_tensor(part) else copied(part))


def shape(value: Any) -> Any:
    """What two values share that a cheat takes for the same: shapes, types, structure, no number."""
    if is_array(value) or is_tensor(value):
        return tuple(value.shape), str(value.dtype)
    if isinstance(value, list | tuple):
        return type(value).__name__, *map(shape, value)
    if isinstance(value, dict):
        return tuple((key, shape(part)) for key, part in value.items())
    return type(value).__name__


def fitting(part: Any, arguments: list[Any]) -> tuple[Any] | None:
    """The first argument of the shape of a part of the answer, in its dtype."""
    for argument in arguments:
        if is_array(part) and is_array(argument) and part.shape == argument.shape:
            return (argument.astype(part.dtype),)
        if is_tensor(part) and is_tensor(argument) and part.shape == argument.shape:
            return (argument.clone().to(part.dtype),)
        if is_number(part) and is_number(argument) and not isinstance(argument, bool):
            with contextlib.suppress(TypeError):  # a float of a complex
                return (type(part)(argument),)
        if isinstance(part, list) and isinstance(argument, list) and part and shape(part) == shape(argument):
            return (copy.deepcopy(argument),)
        if held_by(part) and type(part) is type(argument):
            return (argument,)
    return None


def echoed(value: Any, arguments: list[Any], fit: Callable[[], None]) -> Any:
    """The answer with each part replaced by an argument that fits it; calls `fit` for each."""
    if found := fitting(value, arguments):
        fit()
        return found[0]
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(echoed(part, arguments, fit) for part in value)
    if isinstance(value, dict):
        return {key: echoed(part, arguments, fit) for key, part in value.items()}
    return value


def flat(arguments: Any) -> list[Any]:
    """The arguments, and what lies in those that are structures of arrays."""
    found = []
    for argument in arguments:
        found.append(argument)
        if isinstance(argument, list | tuple) and not all(map(is_number, argument)):
            found += flat(argument)
        elif isinstance(argument, dict):
            found += flat(argument.values())
    return found


# What can be changed where it lies

Place = tuple[Any, Any]
"""An array, a tensor or a list of numbers with None; or an object or dict, with the name of a number in it."""


def places(*roots: Any) -> list[Place]:
    """Where numbers lie that a call could change; looks into objects, too."""
    found: list[Place] = []
    waiting, seen = list(roots), set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, CLOSED) or is_number(value) or is_plotter(value):
            continue
        seen.add(id(value))
        if is_array(value):
            if value.flags.writeable:
                found.append((value, None))
        elif is_tensor(value) or (isinstance(value, list) and value and all(map(is_number, value))):
            found.append((value, None))
        elif isinstance(value, list | tuple | set):
            waiting += value
        else:
            parts = list(value.items() if isinstance(value, dict) else attributes(value))
            found += [(value, key) for key, part in parts if is_number(part) and not isinstance(part, bool)]
            waiting += [part for _, part in parts]
    return found


def content(place: Place) -> Any:
    owner, key = place
    if key is None:
        return copied(owner)
    return owner[key] if isinstance(owner, dict) else getattr(owner, key)


def put(place: Place, value: Any) -> None:
    owner, key = place
    if is_tensor(owner):
        owner.detach().copy_(value)
    elif key is None:
        owner[... if is_array(owner) else slice(None)] = value
    elif isinstance(owner, dict):
        owner[key] = value
    else:
        setattr(owner, key, value)


def same(one: Any, other: Any) -> bool:
    if is_tensor(one):
        return bool(one.shape == other.shape and ((one == other) | ((one != one) & (other != other))).all())
    if is_array(one):
        return bool(one.shape == other.shape and one.tobytes() == other.tobytes())
    return repr(one) == repr(other)
