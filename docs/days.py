"""Write the table of days in the README. Run it from the clone's root, with what an audit found:

nnkata audit --json audit.json && python docs/days.py audit.json
"""

import json
import sys
from pathlib import Path

from nnkata_plugin.catalog import all_katas

BEGIN, END = "<!-- table of days -->\n", "<!-- end of table -->"


def main() -> None:
    audited = {day["day"]: day for day in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["days"]}
    rows = [
        "| day | lesson | minutes | checks | known mistakes | cheats rejected | bounds proven | mutants killed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kata in all_katas():
        day = audited[kata.day]
        mutants, cheats, sites = day["mutants"], day["cheats"], day["sites"]
        killed = f"{mutants['killed']} of {mutants['total']}"
        if mutants["equivalent"]:
            killed += f", {len(mutants['equivalent'])} proven equivalent"
        title = f"[{kata.facts.title}](katas/{kata.name}/lesson.md)"
        mistakes = {fault.tells for fault in kata.faults}  # what tells the same is one mistake in several spellings
        counts = f"{kata.facts.minutes} | {len(kata.checks)} | {len(mistakes)}"
        refused = f"{cheats['rejected']} of {cheats['total'] - len(cheats['equivalent'])}"
        proven = f"{sites['proven']} of {sites['total']}"
        rows.append(f"| {kata.day} | {title} | {counts} | {refused} | {proven} | {killed} |")
    readme = Path("README.md")
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(before + BEGIN + "\n".join(rows) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
