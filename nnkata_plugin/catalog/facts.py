"""kata.toml: the facts about a day, with one schema. An unknown key or a wrong type is an error that says where."""

from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from nnkata_plugin.catalog.libraries import Library
from nnkata_plugin.catalog.refusal import Refusal

Positive = Annotated[float, msgspec.Meta(gt=0)]
Need = Literal["torch", "processes", "loopback", "files"]
Unique = Literal["exact", "sign", "property", "distribution"]
PolicyLine = Literal[
    "size_1", "size_2", "size_3", "odd", "power_of_two", "one_off", "batch_1", "non_square",
    "negative", "zero_mean", "large", "ties", "subnormal",
    "fortran", "strided",
    "asymmetric", "non_zero",
]  # fmt: skip
"""What the cases of every day have to be at least once; nnkata_plugin.check.policy says what each line means."""


class Function(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What `expected.<name>` is: a name the learner writes, or an operation. ``softmax.backward`` is its backward."""

    name: str
    oracle: str | None = None
    kernel: str | None = None
    ceiling: str | None = None
    flops: str | None = None
    bytes: str | None = None
    in_place: bool = False
    """Whether it changes its arguments, as its contract says. Any other function leaves them as they are."""
    needs: list[Library] = []
    """Without which it cannot be called. Where one is not installed, the checks that call it are skipped."""


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
    milestone: str | None = None
    """What a learner can do from this day on; they are told when it is green."""
    topics: list[str] = []
    needs: list[Need] = []
    forbid: list[str] = []
    unique: Unique | list[Unique] = "exact"
    """In what way a right answer may differ from another right answer."""
    policy: dict[PolicyLine, Annotated[str, msgspec.Meta(min_length=20)]] = {}
    """Lines of the case policy that this day leaves out, each with the reason."""
    tolerance: Positive = 1.0
    """Multiplies the bound of every comparison of the day."""
    function: list[Function] = []
    bench: Bench = Bench()

    @property
    def uniques(self) -> tuple[str, ...]:
        """`unique` as several words: a day may have eigenvectors and samples."""
        return (self.unique,) if isinstance(self.unique, str) else tuple(self.unique)

    def changes_arguments(self, name: str) -> bool:
        """Whether a function of this day works in place."""
        return any(function.in_place for function in self.function if function.name == name)

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
        told = str(error).splitlines()[0]
        valid = get_args(PolicyLine) if "key` in `$.policy" in told else Facts.__struct_fields__
        raise Refusal(f"{path}: {told}. Valid keys: {', '.join(valid)}") from None
    for topic in facts.topics:
        if not topic.isidentifier() or topic != topic.lower():
            raise Refusal(f"{path}: topic {topic!r} cannot be a mark. Use one lower-case word")
    return facts
