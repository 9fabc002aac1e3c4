"""Which days an audit of what changed has to run, and why; the others are taken from their receipts."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nnkata_plugin.audit import digest, receipt
from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.learn.days import told

SAMPLE = 3
"""How many of the unchanged days are audited when the engine changed."""


@dataclass
class Selection:
    """The days by what is done with them; one of those it was chosen from is in exactly one list."""

    missing: list[Kata] = field(default_factory=list)
    changed: list[Kata] = field(default_factory=list)
    sampled: list[Kata] = field(default_factory=list)
    """Unchanged themselves, under an engine that is another than their receipt's."""
    taken: list[Kata] = field(default_factory=list)
    older: bool = False
    """Whether receipts are taken that another engine gave."""
    broken: list[str] = field(default_factory=list)
    """A line for each receipt that is none."""

    @property
    def audited(self) -> list[Kata]:
        return sorted((*self.missing, *self.changed, *self.sampled), key=lambda kata: kata.day)

    def __str__(self) -> str:
        reasons = (
            ("no receipt", self.missing),
            ("changed", self.changed),
            ("sample: the engine changed", self.sampled),
        )
        run = [f"{_days(katas)} ({why})" for why, katas in reasons if katas]
        unchanged = "unchanged, under another engine" if self.older else "unchanged"
        taken = f"{_days(self.taken)} ({unchanged})" if self.taken else "none"
        return f"audited: {', '.join(run) or 'none'}; taken from receipts: {taken}"


def select(katas: Sequence[Kata], sample: int) -> Selection:
    """Sort days by what their receipts say."""
    found, engine = Selection(), digest.of_engine()
    other: list[Kata] = []
    for kata in katas:
        try:
            known = receipt.read(kata)
        except Refusal as refusal:
            found.broken.append(str(refusal))
            known = None
        if known is None:
            found.missing.append(kata)
        elif known.day != digest.of_day(kata):
            found.changed.append(kata)
        else:
            (found.taken if known.engine == engine else other).append(kata)
    found.sampled = list(_sample(other, engine, sample))
    rest = [kata for kata in other if kata not in found.sampled]
    found.taken = sorted((*found.taken, *rest), key=lambda kata: kata.day)
    found.older = bool(rest)
    return found


def _sample(katas: Sequence[Kata], engine: str, size: int) -> Iterator[Kata]:
    """The days whose names, hashed with the engine's digest, come first: each engine draws others, nobody chooses."""
    able = (kata for kata in katas if not (kata.lacks or kata.lacking))
    yield from sorted(able, key=lambda kata: hashlib.sha256(f"{engine} {kata.name}".encode()).digest())[:size]


def _days(katas: Sequence[Kata]) -> str:
    return told(kata.day for kata in katas)
