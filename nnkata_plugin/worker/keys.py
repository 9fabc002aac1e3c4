"""Which keys of dicts may cross: a dict whose keys were chosen for their hashes can take minutes to build."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

NUMBERS = 1 << 15
"""Keys of one frame that are not text. The hash of a number is no secret, so keys can be chosen that all take one long
way through a dict's table: so many take under a second, a million would take a quarter of an hour."""
ALIKE = 16
"""Keys of one dict that share a hash. A few do by nature: -1 and -2, and each tuple that holds them."""


def unsafe(keys: Iterable[Any]) -> list[Any]:
    """The keys whose hash can be foreseen. That of a text begins with a secret of each process."""
    return [key for key in keys if not _is_text(key)]


def collide(keys: Iterable[Any]) -> bool:
    """Whether so many of these keys share a hash as never happens by itself; TypeError for a key that has none."""
    hashes = sorted(map(hash, keys))  # not counted in a dict: that is what has to be proven harmless
    return any(sum(1 for _ in same) > ALIKE for _, same in groupby(hashes))


def _is_text(key: Any) -> bool:
    kind = type(key)
    return kind is str or kind is bytes or (kind is tuple and bool(key) and all(map(_is_text, key)))
