"""Which code is checked: the learner's file, the worked solution, a known fault, the naive rung, or any file."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nnkata_plugin.catalog.dojo import Dojo
from nnkata_plugin.catalog.kata import Kata
from nnkata_plugin.catalog.refusal import Refusal
from nnkata_plugin.catalog.tags import nearest
from nnkata_plugin.worker import Program

LEARNER = "learner"


@dataclass(frozen=True)
class Implementation:
    """The bytes that a check runs, read once, and what to call them."""

    name: str
    path: Path
    source: bytes
    program: Program

    @cached_property
    def digest(self) -> str:
        """The first eight hex digits of the SHA-256 of the file and of the fault's name."""
        fault = (self.program.fault or "").encode()
        return hashlib.sha256(self.source + fault).hexdigest()[:8]

    @property
    def text(self) -> str:
        return self.source.decode("utf-8", "replace")

    @property
    def is_learner(self) -> bool:
        return self.name == LEARNER


def choose(kata: Kata, dojo: Dojo | None, word: str) -> Implementation:
    """Read the implementation that `--kata-impl` names.

    Args:
        kata: The day.
        dojo: Where the learner's file lies; needed for ``learner`` only.
        word: ``learner``, ``solution``, ``naive``, ``fault:NAME`` or a path.

    Raises:
        Refusal: There is no such file or fault.
    """
    spoilers = kata.folder / "spoilers"
    if word == LEARNER:
        folder = dojo.folder(kata) if dojo else kata.folder
        return _read(kata, word, folder / "kata.py", f"`nnkata reset {kata.day}` brings the stub back")
    if word in ("solution", "naive"):
        return _read(
            kata, word, spoilers / f"{word}.py", "not every day has one" if word == "naive" else "reinstall nnkata"
        )
    if word.startswith("fault:"):
        return faulty(kata, word.removeprefix("fault:"))
    return _read(kata, word, Path(word), "give learner, solution, naive, fault:NAME or the path of a Python file")


def faulty(kata: Kata, name: str) -> Implementation:
    """The worked solution with one name replaced by a known fault."""
    known = [fault.name for fault in kata.faults]
    if name not in known:
        meant = nearest(name, known)
        raise Refusal(
            f"fault:{name}: day {kata.day} has no such fault. "
            + (f"Did you mean {meant}?" if meant else f"It has {', '.join(known)}")
        )
    return _read(kata, f"fault:{name}", kata.folder / "spoilers" / "solution.py", "reinstall nnkata", fault=name)


def _read(kata: Kata, name: str, path: Path, what_to_do: str, fault: str | None = None) -> Implementation:
    try:
        source = path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path}: {error.strerror.lower() if error.strerror else error}; {what_to_do}") from None
    return Implementation(name, path, source, program(kata, source, str(path), fault))


def program(kata: Kata, source: bytes, filename: str, fault: str | None = None) -> Program:
    """What a worker loads for a day when `source` is the learner's file."""
    given = kata.folder / "given.py"
    return Program(
        source=source,
        filename=filename,
        given=given.read_bytes() if given.is_file() else None,
        given_filename=str(given),
        faults=(kata.folder / "spoilers" / "faults.py").read_bytes() if fault else None,
        fault=fault,
        forbid=tuple(kata.facts.forbid),
    )
