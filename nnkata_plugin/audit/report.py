"""What an audit prints, and the same as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

import nnkata_plugin
from nnkata_plugin.audit import survivors
from nnkata_plugin.audit.cheats import Cheat
from nnkata_plugin.audit.day import SEEDS, DayAudit
from nnkata_plugin.audit.hunt import BAR
from nnkata_plugin.audit.mutants import Mutant
from nnkata_plugin.catalog import Kata, libraries
from nnkata_plugin.catalog.libraries import Library

VERSION = 1
LEGEND = (
    "cases: lines of the policy that calls meet; proven: bounds of comparisons; named: faults; rejected: cheats;\n"
    "killed: mutants; same: mutants proven equivalent, which the score leaves out"
)


@dataclass(frozen=True)
class Report:
    """What an audit came to."""

    days: Sequence[DayAudit]
    left_out: Sequence[Kata]
    """Days that could not be audited here, for want of a library."""
    taken: Sequence[Kata]
    """Days that were left to their receipts."""
    seconds: float

    def show(self, console: Console) -> None:
        """The table, then what does not hold, then each survivor as a diff."""
        if self.days:
            console.print(_table(self.days))
            console.print(LEGEND, style="dim", highlight=False)
        for kata in self.left_out:
            _say(console, f"day {kata.day}: not audited: needs {libraries.needed(_lacked(kata))}")
        findings = [finding for day in self.days for finding in day.findings]
        if findings:
            console.print()
        for finding in findings:
            _say(console, str(finding))
        for day in self.days:
            _show_survivors(console, day)
        counts = [f"{len(self.days)} audited", f"{sum(day.holds for day in self.days)} hold"]
        counts += [f"{len(self.left_out)} not audited"] if self.left_out else []
        counts += [f"{len(self.taken)} taken from receipts"] if self.taken else []
        console.print()
        _say(console, f"days: {', '.join(counts)}; {self.seconds:.0f} s")

    def write(self, path: Path) -> None:
        """One JSON object with a version."""
        whole = {
            "version": VERSION,
            "bar": BAR,
            "seeds": list(SEEDS),
            "seconds": round(self.seconds, 3),
            "days": [_as_json(day) for day in self.days],
            "not_audited": [
                {"day": kata.day, "slug": kata.slug, "why": f"needs {_lacked(kata)}"} for kata in self.left_out
            ],
            "taken_from_receipts": [{"day": kata.day, "slug": kata.slug} for kata in self.taken],
            "environment": {
                "nnkata": nnkata_plugin.__version__,
                "python": platform.python_version(),
                "implementation": platform.python_implementation().lower(),
                "system": platform.system(),
                "machine": platform.machine(),
                "cpus": os.cpu_count(),
            },
        }
        replacement = path.with_name(path.name + ".part")
        replacement.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        replacement.replace(path)


def progress(console: Console) -> Progress:
    """A bar on a terminal; in a pipe it shows nothing."""
    columns = (TextColumn("audit"), BarColumn(), MofNCompleteColumn(), TextColumn("runs"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _table(days: Sequence[DayAudit]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    figures = ("checks", "cases", "proven", "named", "rejected", "killed", "same", "raw %", "score %", "s")
    for heading in ("day", "kata", *figures, ""):
        # On a narrow terminal the name gives way, never a figure.
        side: Any = "left" if heading in ("kata", "") else "right"
        table.add_column(heading, justify=side, no_wrap=heading != "kata", overflow="fold")
    for day in days:
        proof, cheats, hunt = day.proof, day.cheats, day.hunt
        table.add_row(
            str(day.kata.day),
            day.kata.slug,
            str(len(day.kata.checks)),
            "/".join(map(str, day.covered)) if day.covered else "-",
            f"{proof.proven}/{proof.total}" if proof else "-",
            f"{len(day.named)}/{len(day.faults)}",
            f"{len(cheats.rejected)}/{len(cheats.all) - len(cheats.excused)}" if cheats else "-",
            f"{len(hunt.killed)}/{len(hunt.mutants)}" if hunt else "-",
            str(len(hunt.equivalent)) if hunt else "-",
            _percent(hunt.raw_score if hunt else None),
            _percent(hunt.score if hunt else None),
            f"{day.seconds:.0f}",
            "[green]holds[/]" if day.holds else f"[red]{len(day.findings)} to mend[/]",
        )
    return table


def _show_survivors(console: Console, day: DayAudit) -> None:
    left, passed = day.hunt.survivors if day.hunt else [], day.cheats.survivors if day.cheats else []
    for mutant in left:
        console.print()
        head = f"day {day.kata.day} · survivor {mutant.id}: {mutant.operator}, line {mutant.line}"
        console.print(Text(head, style="bold"), soft_wrap=True)
        for line in mutant.diff.splitlines()[2:]:
            style = {"-": "red", "+": "green"}.get(line[:1], "")
            console.print(Text(line, style=style), soft_wrap=True)
    if left or passed:
        console.print()
        _say(console, f"what computes the same goes into day {day.kata.day}'s {survivors.NAME}, with its reason:")
    for mutant in left:
        console.print()
        _say(console, survivors.entry(mutant))
    for cheat in passed:
        console.print()
        _say(console, survivors.cheat_entry(cheat.function, cheat.does))


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lacked(kata: Kata) -> Library:
    """The library for want of which a day is not audited: part of an audit is none."""
    return next(library for library in (kata.lacks, *kata.lacking.values()) if library)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _as_json(day: DayAudit) -> dict[str, Any]:
    proof, cheats, hunt = day.proof, day.cheats, day.hunt
    return {
        "day": day.kata.day,
        "slug": day.kata.slug,
        "holds": day.holds,
        "checks": len(day.kata.checks),
        "faults": {"total": len(day.faults), "named": sorted(day.named)},
        "policy": dict(zip(("met", "asked"), day.covered or (0, 0), strict=True)),
        "sites": {"total": proof.total if proof else 0, "proven": proof.proven if proof else 0},
        "cheats": {
            "total": len(cheats.all) if cheats else 0,
            "rejected": len(cheats.rejected) if cheats else 0,
            "equivalent": [_cheat_as_json(cheat) | {"reason": why} for cheat, why in cheats.excused.items()]
            if cheats
            else [],
            "survivors": [_cheat_as_json(cheat) for cheat in cheats.survivors] if cheats else [],
        },
        "mutants": {
            "total": len(hunt.mutants) if hunt else 0,
            "killed": len(hunt.killed) if hunt else 0,
            "equivalent": [{"id": key, "reason": reason} for key, reason in hunt.equivalent.items()] if hunt else [],
            "survivors": [_mutant_as_json(mutant) for mutant in hunt.survivors] if hunt else [],
        },
        "raw_score": hunt.raw_score if hunt else None,
        "score": hunt.score if hunt else None,
        "seconds": round(day.seconds, 3),
        "problems": [{"where": finding.where, "what": finding.what} for finding in day.findings],
    }


def _cheat_as_json(cheat: Cheat) -> dict[str, Any]:
    return {"function": cheat.function, "does": cheat.does}


def _mutant_as_json(mutant: Mutant) -> dict[str, Any]:
    return {"id": mutant.id, "operator": mutant.operator, "line": mutant.line, "diff": mutant.diff}
