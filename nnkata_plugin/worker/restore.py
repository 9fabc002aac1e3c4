"""Puts the arguments as they came back into the caller's own objects, as if the call had been a plain one."""

from typing import Any

from .arrays import loaded
from .verdicts import Verdict


def restore(before: Any, after: Any) -> None:
    """Update the lists, dicts, arrays and Generators in `before`, nested ones too, to what they are in `after`.

    A list may change its length; an array never its shape or dtype.

    Raises:
        Verdict: kind "protocol", where the caller's object cannot become what came back.
    """
    _settled(before, after)


def _settled(before: Any, after: Any) -> Any:
    """The caller's own object where it can be updated, else what came back."""
    kind = type(before)
    if before is after or kind is not type(after):
        return after
    if kind is tuple and len(before) == len(after):
        settled = tuple(map(_settled, before, after))
        return before if all(map(lambda old, new: old is new, before, settled)) else settled
    if kind is list:
        # Once the length has changed, nobody knows which slot became which: there an array may give way to another.
        pairs = list(zip(before, after, strict=False))
        moved = len(before) != len(after)
        before[:] = [new if moved and _unlike(old, new) else _settled(old, new) for old, new in pairs] + after[
            len(pairs) :
        ]
        return before
    if kind is dict:
        settled_items = {name: _settled(before[name], new) if name in before else new for name, new in after.items()}
        before.clear()
        before.update(settled_items)
        return before
    np = loaded("numpy")
    if np is not None and kind is np.ndarray:
        _restore_array(np, before, after)
        return before
    if np is not None and kind is np.random.Generator:
        _restore_rng(before, after)
        return before
    return after


def _unlike(old: Any, new: Any) -> bool:
    return type(old) is type(new) and hasattr(old, "dtype") and (old.shape, old.dtype) != (new.shape, new.dtype)


def _restore_array(np: Any, before: Any, after: Any) -> None:
    if _unlike(before, after):
        raise Verdict(
            "protocol",
            f"an argument {before.dtype}{list(before.shape)} came back as {after.dtype}{list(after.shape)}: "
            "an array is changed in place, it keeps its shape and dtype",
        )
    if before.flags.writeable:
        before[...] = after
    elif before.tobytes() != after.tobytes():
        raise Verdict("protocol", f"an argument {before.dtype}{list(before.shape)} was changed, and it is read-only")


def _restore_rng(before: Any, after: Any) -> None:
    old, new = before.bit_generator, after.bit_generator
    if type(old) is not type(new):
        raise Verdict("protocol", f"a Generator of {type(old).__name__} came back as one of {type(new).__name__}")
    old.state = new.state
