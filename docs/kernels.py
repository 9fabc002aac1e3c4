"""Write the table of kernels in the README. Run it from the clone's root, with what a benchmark found:

nnkata bench kernels --json kernels.json && python docs/kernels.py kernels.json
"""

import json
import sys
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- table of kernels -->\n", "<!-- end of kernels -->"
UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns"))


def table(report: dict[str, Any]) -> list[str]:
    """The lines of the table: what was measured where, a row each, and what they come to."""
    threads = f"{report['threads']} {'thread' if report['threads'] == 1 else 'threads'}"
    versions = ", ".join(f"{name} {version}" for name, version in report["libraries"].items())
    reference = report["reference"]
    lines = [
        f"{report['machine']}, {threads}, kernels for {report['isa']}; {versions}. Medians, and 95 % intervals.",
        "",
        f"| kernel | size | a call | speed | of the limit | faster than {reference} as called "
        "| possible at most | at its best |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += map(_row, report["rows"])
    summary = report["summary"]
    if summary["geometric_mean"] is not None:
        mean, faster, twice = summary["geometric_mean"], summary["fast_1"], summary["fast_2"]
        counted = f"{summary['ranked']} rows: {mean:.2f} times {reference} in the geometric mean"
        lines += ["", f"{counted}; {faster:.0%} of them faster, {twice:.0%} twice as fast."]
    if summary["above_50"] is not None:
        lines[-1] += (
            f" {summary['above_50']:.0%} reach half of what the machine can do, {summary['above_80']:.0%} four fifths."
        )
    return lines


def _row(row: dict[str, Any]) -> str:
    state, form = row["hot"], f" ({row['form']})" if row["form"] else ""
    head = f"| {row['op']} | {row['title']}{form} |"
    if row["wrong"] or state is None:
        return f"{head} wrong answer | | | | | |"
    share = "" if state["share"] is None else f"{state['share']:.0%}"
    rate = state["rate"]
    speed = f"{rate:.0f} {state['unit']}" if rate >= 100 else f"{rate:.3g} {state['unit']}"
    others = ("", "", "")
    if not row["unranked"]:
        others = (_ratio(state["called"]), _at_most(state["called"]), _ratio(state["best"]))
    return f"{head} {' | '.join((_time(state['seconds']), speed, share, *others))} |"


def _at_most(against: dict[str, Any] | None) -> str:
    """What the ratio would be at the machine's limit."""
    if against is None or against["at_most"] is None:
        return ""
    return f"{against['at_most']:.3g}"


def _ratio(against: dict[str, Any] | None) -> str:
    if against is None:
        return ""
    said = against["speedup"]
    low, middle, high = (
        f"{said[name]:.2f}" if said[name] < 10 else f"{said[name]:.0f}" for name in ("low", "middle", "high")
    )
    return f"{middle} ({low} to {high})"


def _time(seconds: float) -> str:
    scale, unit = next(((scale, unit) for scale, unit in UNITS if seconds >= scale), UNITS[-1])
    return f"{seconds / scale:.3g} {unit}"


def main() -> None:
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    readme = Path("README.md")
    before, begin, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        sys.exit(f"README.md: no place for the table: {BEGIN.strip()} and {END} mark it")
    readme.write_text(before + BEGIN + "\n".join(table(report)) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
