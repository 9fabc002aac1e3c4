"""The rows of the benchmark: found in ``references/rows``, one file for each operation, where the kernel is there."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from nnkata_plugin.catalog import Refusal, suite

FORWARD_AND_BACKWARD = "forward + backward"

Form = Callable[..., Callable[[], Any]]
"""Takes torch, then tensors and parameters by name; prepares a call, which is then timed again and again."""


OTHER = "other"
"""Any machine but those that floors were set on."""


@dataclass(frozen=True)
class Row:
    """One line of the benchmark: a kernel, its inputs, and what it is compared with."""

    op: str
    title: str
    inputs: Mapping[str, tuple[int, ...]]
    """The shape of each array, in the order of the kernel's arguments."""
    flops: float
    verb: str = "forward"
    """``forward``, ``backward``, any other verb that the kernel has, or ``forward + backward``: both, one after the
    other, as a step of training calls them."""
    dtype: Literal["f32", "f64"] = "f32"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    below: Mapping[str, int] = field(default_factory=dict)
    """Inputs that are whole numbers, with what they stay below."""
    positive: Sequence[str] = ()
    """Inputs that are not negative."""
    small: Sequence[str] = ()
    """Inputs that are divided by 16."""
    in_place: Sequence[str] = ()
    """Inputs that the call overwrites: everyone has some of their own."""
    packed: Sequence[str] = ()
    """Inputs that an object may hold ready: where ``_kernels.PackedX`` exists, it is what is called."""
    out: bool = False
    """Whether the kernel gets memory for its answer."""
    bytes: float | None = None
    """What has to be read and written at least; usually inputs and answers, once each."""
    called: Form | None = None
    """PyTorch as people call it, where that is not what references/ceiling does."""
    best: Form | None = None
    """A faster public form, where there is one: its name is what the table says."""
    floor: Mapping[str, float] = field(default_factory=dict)
    """What the speed against `called` must reach, for each kind of machine."""
    floor_best: Mapping[str, float] = field(default_factory=dict)

    def asked(self, kind: str) -> tuple[float | None, float | None]:
        """`floor` and `floor_best` for a kind of machine, if there is one; for `OTHER`, the lowest there is."""
        both = (self.floor, self.floor_best)
        first, second = (min(f.values(), default=None) if kind == OTHER else f.get(kind) for f in both)
        return first, second

    @property
    def label(self) -> str:
        return f"{self.op} {self.title}"

    @property
    def verbs(self) -> tuple[str, ...]:
        return ("forward", "backward") if self.verb == FORWARD_AND_BACKWARD else (self.verb,)

    def kernels(self, compiled: Any) -> list[Any] | None:
        """The compiled functions of its verbs; None where one of them does not exist."""
        names = [self.op if verb == "forward" else f"{self.op}_{verb}" for verb in self.verbs]
        found = [getattr(compiled, name, None) for name in names]
        return found if all(found) else None


def found(compiled: Any, wanted: Sequence[str] = ()) -> list[Row]:
    """The rows whose kernels exist.

    Args:
        compiled: The module of the kernels.
        wanted: Operations; without any, all.

    Raises:
        Refusal: There is no such operation.
    """
    folder = suite.root() / "references" / "rows"
    rows = {path.stem: list(rows_of(path.stem)) for path in sorted(folder.glob("*.py"))}
    here = {op: [row for row in described if row.kernels(compiled)] for op, described in rows.items()}
    for word in wanted:
        if not here.get(word):
            raise Refusal(_unknown(word, [op for op in here if here[op]], bool(rows.get(word)), compiled))
    return [row for op in here for row in here[op] if not wanted or op in wanted]


def rows_of(op: str) -> Iterator[Row]:
    """What the file of an operation describes."""
    for described in suite.reference("rows", op).rows():
        yield Row(op, **described)


def _unknown(word: str, known: Sequence[str], described: bool, compiled: Any) -> str:
    if described:
        return f"--op {word}: the compiled kernels have no {word}"
    if hasattr(compiled, word):
        return f"--op {word}: nothing says yet what is timed of it: references/rows/{word}.py"
    near = difflib.get_close_matches(word, known, 1, 0.4)
    return f"--op {word}: no such operation. " + (f"The nearest is {near[0]}" if near else f"Give {', '.join(known)}")
