"""What a run says of the katas: a line at the top, a table at the end, and the same as JSON."""

import json
import os
import platform
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nnkata_plugin
from nnkata_plugin.catalog import Dojo, all_katas, libraries
from nnkata_plugin.catalog.implementation import LEARNER
from nnkata_plugin.catalog.states import DayTally, Tally
from nnkata_plugin.catalog.tags import nearest, words

STATES = ("green", "red", "unjudged", "partial", "todo", "skipped")
COLOURS = {"green": {"green": True}, "red": {"red": True}, "unjudged": {"purple": True}}
RESULTS_VERSION = 1


def header(seed: int, kept_in: str, implementation: str) -> str:
    """The line under pytest's own header."""
    parts = [f"nnkata: {nnkata_plugin.__version__}", f"seed {seed}", kept_in]
    if implementation != LEARNER:
        parts.append(f"implementation {implementation}")
    if not any((Path(nnkata_plugin.__file__).parent).glob("_kernels.*[!i]")):
        parts.append("no Rust rung: the oracles stand in for the kernels")
    return ", ".join(parts)


def show(terminal: Any, tally: Tally, copies: Sequence[Path], dojo: Dojo) -> None:
    """The table at the end: a day a line, then how many are green."""
    if copies:
        terminal.write_sep("-", "nnkata")
    for path in copies:
        terminal.write_line(f"{path.parent}: not a day of {dojo.root}, so its checks were left out")
    if not tally.days:
        return
    terminal.write_sep("-", "katas")
    days = sorted(tally.days.values(), key=lambda day: day.kata.day)
    width = max(len(day.kata.slug) for day in days)
    for day in days:
        terminal.write_line(_line(day, width), **COLOURS.get(day.state, {"yellow": True}))
        for fault in day.faults:
            terminal.write_line(f"        named: {fault}")
        if day.state == "green" and day.implementation == LEARNER and day.kata.facts.milestone:
            terminal.write_line(f"        milestone: {day.kata.facts.milestone}", green=True)
    for library, count in Counter(library for day in days for library in day.lacks.values()).items():
        need = "check needs" if count == 1 else "checks need"
        terminal.write_line(f"skipped: {count} {need} {libraries.needed(library)}", yellow=True)
    counts = ", ".join(f"{tally.count(state)} {state}" for state in STATES if tally.count(state))
    terminal.write_line(f"{len(days)} {'day' if len(days) == 1 else 'days'}: {counts}")


def _line(day: DayTally, width: int) -> str:
    whose = "kata.py" if day.implementation == LEARNER else day.implementation
    return f"day {day.kata.day:>2}  {day.kata.slug:<{width}}  {day.words:<13} {whose} {day.digest}{_kept_in(day)}"


def _kept_in(day: DayTally) -> str:
    """How the code was kept in, where that is less than all that there is."""
    if day.tier == "in process":
        return "  (in process: not recorded)"
    words = [day.tier] * (day.tier != "confined") + [f"open to it: {', '.join(day.opened)}"] * bool(day.opened)
    return f"  ({'; '.join(words)})" if words else ""


def absent_case(results: Sequence[Mapping[str, Any]], number: int | None) -> str:
    """One line where `--kata-case` asks for a case that no check of the run has; empty where one has it."""
    # A check that makes its own arguments has no cases, and runs whole.
    most = max((fact for fact in results if fact["cases"]), key=lambda fact: int(fact["cases"]), default=None)
    if number is None or most is None or 1 <= number <= most["cases"]:
        return ""
    return f"--kata-case {number}: no check of this run has it. {most['check']} has most: 1 to {most['cases']}"


def nothing_collected(option: Any, dojo: Dojo) -> str:
    """One line for a run that found no check, with the nearest valid word where one was misspelt."""
    asked = " ".join(f"{flag} {value!r}" for flag, value in (("-m", option.markexpr), ("-k", option.keyword)) if value)
    line = f"nnkata: no check was collected{' for ' + asked if asked else f' in {dojo.days_folder}'}"
    for kata in all_katas():
        if option.markexpr in kata.tags and not (dojo.folder(kata) / "test_kata.py").is_file():
            where = f"`nnkata start {dojo.root}` restores it" if dojo.is_workspace else "restore it"
            return f"{line}: {dojo.folder(kata) / 'test_kata.py'} is missing; {where}"
    checks = {check for kata in all_katas() for check in kata.checks}
    valid = {part for check in checks for part in check.split("_")} | checks | {kata.slug for kata in all_katas()}
    valid |= {tag for kata in all_katas() for tag in kata.tags}
    for word in words(option.keyword or ""):
        if not any(word.lower() in known.lower() for known in valid) and (meant := nearest(word, valid)):
            return f"{line}. Did you mean -k {meant}?"
    return f"{line}. `nnkata` lists the days"


def write_results(
    path: Path,
    tally: Tally,
    results: list[dict[str, Any]],
    timings: list[dict[str, Any]],
    seed: int,
    timed_in: Mapping[str, Any],
) -> None:
    """Write what the run found, for graders and for tools: one JSON object with a version.

    Args:
        timed_in: What the timings depend on, beside the environment that every run tells.
    """
    days = [
        {
            "day": day.kata.day,
            "slug": day.kata.slug,
            "state": day.state,
            "passed": day.passed,
            "declared": len(day.kata.checks),
            "implementation": day.implementation,
            "path": day.path,
            "digest": day.digest,
            "tier": day.tier,
            "worker": day.worker,
            "opened": list(day.opened),
            "faults": day.faults,
        }
        for day in sorted(tally.days.values(), key=lambda day: day.kata.day)
    ]
    environment = {
        "nnkata": nnkata_plugin.__version__,
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
        "system": platform.system(),
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
    }
    whole = {
        "version": RESULTS_VERSION,
        "seed": seed,
        "days": days,
        "checks": results,
        "timings": timings,
        "environment": environment | dict(timed_in),
    }
    replacement = path.with_name(path.name + ".part")
    replacement.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    replacement.replace(path)
