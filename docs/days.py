"""Write the table of days in the README, from the receipts of their audits. Run it from the clone's root:

nnkata audit --changed --record && python docs/days.py
"""

import sys
from pathlib import Path

from nnkata_plugin.audit import digest, receipt
from nnkata_plugin.audit.receipt import Receipt
from nnkata_plugin.catalog import Kata, Refusal, all_katas

BEGIN, END = "<!-- table of days -->\n", "<!-- end of table -->"


def main() -> None:
    try:
        rows = [row(kata, known(kata)) for kata in all_katas()]
    except Refusal as refusal:
        sys.exit(f"docs/days.py: {refusal}")
    head = [
        "| day | lesson | minutes | checks | known mistakes | cheats rejected | bounds proven | mutants killed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    readme = Path("README.md")
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(before + BEGIN + "\n".join(head + rows) + "\n" + END + after, encoding="utf-8")


def known(kata: Kata) -> Receipt:
    """The receipt of a day as it is now."""
    found = receipt.read(kata)
    if found is None or found.day != digest.of_day(kata):
        why = "has no receipt" if found is None else "is not what its receipt tells of"
        raise Refusal(f"day {kata.day} {why}. Write it: nnkata audit {kata.day} --record")
    return found


def row(kata: Kata, found: Receipt) -> str:
    mutants, cheats, sites = found.mutants, found.cheats, found.sites
    killed = f"{mutants.killed} of {mutants.total}"
    if mutants.equivalent:
        killed += f", {mutants.equivalent} proven equivalent"
    title = f"[{kata.facts.title}](katas/{kata.name}/lesson.md)"
    mistakes = {fault.tells for fault in kata.faults}  # what tells the same is one mistake in several spellings
    counts = f"{kata.facts.minutes} | {len(kata.checks)} | {len(mistakes)}"
    refused, proven = f"{cheats.rejected} of {cheats.total}", f"{sites.proven} of {sites.total}"
    return f"| {kata.day} | {title} | {counts} | {refused} | {proven} | {killed} |"


if __name__ == "__main__":
    main()
