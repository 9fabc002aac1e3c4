"""kata.toml: the facts about a day, with one schema. An unknown key or a wrong type is an error that says where."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from nnkata_plugin.catalog.refusal import Refusal

Positive = Annotated[float, msgspec.Meta(gt=0)]
Need = Literal["torch", "processes", "loopback", "files"]


class Function(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What `expected.<name>` is: a name the learner writes, or an operation. ``softmax.backward`` is its backward."""

    name: str
    oracle: str | None = None
    kernel: str | None = None
    ceiling: str | None = None
    flops: str | None = None
    bytes: str | None = None


class Bench(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The sizes that the ladder times: one table of axes a size."""

    sizes: list[dict[str, int]] = []


class Facts(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What kata.toml says about a day."""

    title: str
    minutes: Annotated[int, msgspec.Meta(gt=0)]
    arrays: Literal["list", "numpy", "torch"]
    deadline: Positive
    """Seconds that one check may wait for the learner's code."""
    paper: str | None = None
    memory: Annotated[int, msgspec.Meta(gt=0)] | None = None
    """MiB that the learner's process may take on top of its libraries; 1024, or 4096 with torch, unless said."""
    topics: list[str] = []
    needs: list[Need] = []
    forbid: list[str] = []
    unique: Literal["exact", "sign", "property", "distribution"] = "exact"
    tolerance: Positive = 1.0
    """Multiplies the bound of every comparison of the day."""
    function: list[Function] = []
    bench: Bench = Bench()

    @property
    def memory_bytes(self) -> int:
        return (self.memory or (4096 if self.arrays == "torch" else 1024)) << 20


def read(path: Path) -> Facts:
    """Read a kata.toml.

    Raises:
        Refusal: The file is missing, is no TOML, or does not fit the schema.
    """
    try:
        facts = msgspec.toml.decode(path.read_bytes(), type=Facts)
    except FileNotFoundError:
        raise Refusal(f"{path}: not found. Every kata folder has a kata.toml") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise Refusal(
            f"{path}: {str(error).splitlines()[0]}. Valid keys: {', '.join(Facts.__struct_fields__)}"
        ) from None
    for topic in facts.topics:
        if not topic.isidentifier() or topic != topic.lower():
            raise Refusal(f"{path}: topic {topic!r} cannot be a mark. Use one lower-case word")
    return facts
