"""spoilers/survivors.toml: mutants and cheats that are proven to compute what the solution computes, each with why."""

from collections.abc import Collection, Iterable
from typing import Annotated

import msgspec

from nnkata_plugin.audit.mutants import Mutant
from nnkata_plugin.catalog import Kata, Refusal

NAME = "spoilers/survivors.toml"


class Survivor(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One mutant, found again by what it changes, so that edits elsewhere in the solution do not matter."""

    operator: str
    line: str
    """The changed lines of the solution, as one, without indentation."""
    becomes: str
    reason: Annotated[str, msgspec.Meta(min_length=20)]
    occurrence: int = 1
    """Which one, where several mutants read the same."""

    def is_of(self, mutant: Mutant) -> bool:
        return (self.operator, self.line, self.becomes, self.occurrence) == (
            mutant.operator,
            mutant.was,
            mutant.becomes,
            mutant.occurrence,
        )


class Excuse(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One universal cheat that no check can reject."""

    function: str
    """Whose answers it replaces: ``softmax``, ``Dense.backward``."""
    does: str
    """What the audit calls it: ``echo``, ``zeros in place``, ``changes x``."""
    reason: Annotated[str, msgspec.Meta(min_length=20)]


class Listed(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the file lists."""

    survivor: list[Survivor] = []
    cheat: list[Excuse] = []


def read(kata: Kata) -> Listed:
    """What a day lists; nothing where it has no such file.

    Raises:
        Refusal: The file does not fit the schema.
    """
    path = kata.folder / NAME
    if not path.is_file():
        return Listed()
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Listed)
    except (msgspec.DecodeError, ValueError) as error:
        keys = " and ".join(
            f"a [[{name}]] has {', '.join(kind.__struct_fields__)}"
            for name, kind in (("survivor", Survivor), ("cheat", Excuse))
        )
        raise Refusal(f"{path}: {error}; {keys}") from None


def stale(listed: Iterable[Survivor], mutants: Collection[Mutant], killed: Collection[str]) -> list[str]:
    """What is wrong with entries that match no survivor, a line each."""
    told = []
    for number, survivor in enumerate(listed, 1):
        ids = [mutant.id for mutant in mutants if survivor.is_of(mutant)]
        if any(key not in killed for key in ids):
            continue
        why = "is killed by a check" if ids else "does not exist"
        told.append(f"entry {number} ({survivor.operator}: {survivor.becomes}) {why}. Remove it")
    return told


def entry(mutant: Mutant) -> str:
    """The lines that list a mutant; the author adds the reason."""
    lines = [
        "[[survivor]]",
        f"operator = {_quoted(mutant.operator)}",
        f"line = {_quoted(mutant.was)}",
        f"becomes = {_quoted(mutant.becomes)}",
    ]
    if mutant.occurrence > 1:
        lines.append(f"occurrence = {mutant.occurrence}")
    return "\n".join([*lines, 'reason = ""'])


def cheat_entry(function: str, does: str) -> str:
    """The lines that list a cheat; the author adds the reason."""
    return f'[[cheat]]\nfunction = {_quoted(function)}\ndoes = {_quoted(does)}\nreason = ""'


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else msgspec.json.encode(text).decode()
