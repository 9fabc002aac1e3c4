"""spoilers/audit.json: what the last audit of a day came to, and of which files that was. A record, and no proof."""

from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from nnkata_plugin.audit import digest
from nnkata_plugin.audit.day import DayAudit
from nnkata_plugin.audit.text import RECEIPT
from nnkata_plugin.catalog import Kata, Refusal
from nnkata_plugin.learn.days import told
from nnkata_plugin.learn.files import put


class Sites(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Bounds of comparisons."""

    total: int
    proven: int


class Cheats(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Universal cheats; `total` counts those that there is no excuse for."""

    total: int
    rejected: int


class Mutants(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Mutants of the solution."""

    total: int
    killed: int
    equivalent: int


class Receipt(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """That a day held, and in which state."""

    version: Literal[1]
    day: str
    """The digest of what is the day's own."""
    engine: str
    """The digest of what decides every day's verdict."""
    sites: Sites
    cheats: Cheats
    mutants: Mutants

    @classmethod
    def of(cls, audit: DayAudit, day: str, engine: str) -> Self:
        """The receipt of an audit that came to an end, and held."""
        proof, cheats, hunt = audit.proof, audit.cheats, audit.hunt
        if not audit.holds or proof is None or cheats is None or hunt is None:
            raise ValueError(f"day {audit.kata.day} does not hold: there is nothing to record")
        return cls(
            1,
            day,
            engine,
            Sites(proof.total, proof.proven),
            Cheats(len(cheats.all) - len(cheats.excused), len(cheats.rejected)),
            Mutants(len(hunt.mutants), len(hunt.killed), len(hunt.equivalent)),
        )


def read(kata: Kata) -> Receipt | None:
    """The receipt of a day, or None where it has none.

    Raises:
        Refusal: The file is no receipt; says what to do.
    """
    path = kata.folder / RECEIPT
    try:
        return msgspec.json.decode(path.read_bytes(), type=Receipt)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, ValueError, OSError) as error:
        found = error.strerror if isinstance(error, OSError) else str(error)
        what = f"no receipt: {found}. It counts as missing; `nnkata audit {kata.day} --record` writes it anew"
        raise Refusal(f"day {kata.day} · {RECEIPT}: {what}") from None


class Recorder:
    """Writes receipts once days are audited, of the state in which they were before."""

    def __init__(self, audits: Sequence[DayAudit]) -> None:
        self._engine = digest.of_engine()
        self._days = [(audit, digest.of_day(audit.kata)) for audit in audits]

    def record(self) -> str:
        """Write the receipts of the days that hold, take away those of the others, and say which."""
        written: list[int] = []
        rest: list[str] = []
        moved = digest.of_engine() != self._engine
        for audit, before in self._days:
            kata, path = audit.kata, audit.kata.folder / RECEIPT
            if not audit.holds:
                path.unlink(missing_ok=True)
                rest.append(f"none for {told([kata.day])}, which does not hold")
            elif moved or digest.of_day(kata) != before:
                what = "the engine" if moved else "it"
                rest.append(f"not written for {told([kata.day])}: {what} changed during the audit")
            else:
                text = msgspec.json.encode(Receipt.of(audit, before, self._engine))
                put(path, msgspec.json.format(text, indent=1) + b"\n")
                written.append(kata.day)
        return f"receipts: {'; '.join([f'written for {told(written)}' if written else 'none written', *rest])}"
