"""The author's judge: does a day hold what it promises, and do its checks kill the mutants of its own solution?"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnkata_plugin.catalog import Kata, Refusal, all_katas, kata_of_day

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["run"]

ALL_HOLD, SOME_DO_NOT, USAGE, INTERRUPTED = 0, 1, 2, 130


def run(
    days: Sequence[int] | None = None,
    json: Path | None = None,
    hands: int | None = None,
    *,
    changed: bool = False,
    sample: int | None = None,
    record: bool = False,
) -> int:
    """Audit some days, or all, and print what was found.

    Args:
        days: Their numbers.
        json: A file for the same as JSON.
        hands: How many processes share the work; as many as there are processors, unless said.
        changed: Leave out those whose receipts say that they held as they are now.
        sample: How many of those are audited all the same, where the engine is another now.
        record: Write the receipts of the days that hold.

    Returns:
        0 if everything holds, 1 if not, 2 for a wrong use, 130 if it was stopped by Ctrl-C.
    """
    from rich.console import Console

    # pytest captures what is sys.stdout while it runs; the bar belongs to the one of now.
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
    try:
        if json is not None and not json.resolve().parent.is_dir():
            raise Refusal(f"--json {json}: there is no folder {json.parent}. Make it, or give another file")
        if sample is not None and not changed:
            raise Refusal("--sample is for --changed: without it every day is audited")
        katas, taken = _asked_for(days), list[Kata]()
        if changed:
            katas, taken = _changed(katas, sample)
        return _audit(katas, taken, json, hands or os.cpu_count() or 1, record, console)
    except Refusal as refusal:
        print(f"nnkata audit: {refusal}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("nnkata audit: stopped; nothing was decided", file=sys.stderr)
        return INTERRUPTED


def _changed(katas: Sequence[Kata], sample: int | None) -> tuple[list[Kata], list[Kata]]:
    """The days that have to be audited, and those whose receipts stand for them; prints which, and why."""
    from nnkata_plugin.audit.selection import SAMPLE, select

    chosen = select(katas, SAMPLE if sample is None else sample)
    print(*chosen.broken, chosen, sep="\n", flush=True)
    return chosen.audited, chosen.taken


def _audit(
    katas: Sequence[Kata], taken: Sequence[Kata], json: Path | None, hands: int, record: bool, console: "Console"
) -> int:
    from nnkata_plugin.audit.crew import Crew
    from nnkata_plugin.audit.day import DayAudit
    from nnkata_plugin.audit.receipt import Recorder
    from nnkata_plugin.audit.report import Report, progress

    began = time.monotonic()
    audits = [DayAudit(kata) for kata in katas if not (kata.lacks or kata.lacking)]
    recorder = Recorder(audits) if record else None
    with progress(console) as bar:
        task = bar.add_task("audit", total=None)
        crew = Crew(lambda done, total: bar.update(task, completed=done, total=total))

        def begin() -> None:
            for audit in audits:
                audit.begin(crew)

        if audits:
            crew.work([audit.kata.day for audit in audits], begin, hands)
    for audit in audits:
        audit.end(crew.seconds[audit.kata.day])
    left_out = [kata for kata in katas if kata.lacks or kata.lacking]
    report = Report(audits, left_out, taken, time.monotonic() - began)
    report.show(console)
    if recorder is not None:
        print(recorder.record())
    if json is not None:
        report.write(json)
    return ALL_HOLD if all(audit.holds for audit in audits) else SOME_DO_NOT


def _asked_for(days: Sequence[int] | None) -> list[Kata]:
    katas = [kata_of_day(day) for day in dict.fromkeys(days)] if days else list(all_katas())
    if not katas:
        raise Refusal("there are no katas here. Reinstall nnkata")
    for kata in katas:
        kata.facts  # noqa: B018  (reading it is the point: a broken kata.toml ends the audit before it begins)
    return katas
