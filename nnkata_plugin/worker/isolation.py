"""How a worker is kept apart from everything else: what every part of a run passes on, and every result tells."""

from dataclasses import dataclass
from typing import Any

TIERS = ("portable", "confined")
FORMS = ("fork", "spawn")
OPENS = ("processes", "loopback", "files")


@dataclass(frozen=True)
class Isolation:
    """The tier and form of a worker, and what of the confinement is open to it."""

    tier: str = "portable"
    """``portable``: a process of its own with limits. ``confined``: the kernel also refuses it files and calls."""
    form: str = "fork"
    """``fork``: from the zygote, which has the libraries loaded. ``spawn``: a fresh interpreter for each child."""
    opens: tuple[str, ...] = ()
    """What the day needs open, of `OPENS`, as its kata.toml says."""
    reads: tuple[str, ...] = ()
    """Folders and files that confined code may read beside the libraries."""
    hides: tuple[str, ...] = ()
    """Folders that confined code may not read even where they lie among the libraries; without links on their way."""

    @classmethod
    def unpacked(cls, fields: Any) -> "Isolation":
        """The one whose fields these are, after a way through JSON."""
        lists: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        return cls(**lists)


PORTABLE = Isolation()
