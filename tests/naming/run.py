"""Runs the naming corpus of some days and prints a table: ``python tests/naming/run.py 10 [overflows] [--seed 1]``."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import SEED, Entry, Result, days, judge, rights, timed, variants

from nnkata_plugin.catalog import kata_of_day


def main() -> int:
    asked = arguments()
    counts: Counter[str] = Counter()
    for day in [asked.day] if asked.day else days():
        chosen = [entry for entry in (*rights(day), *variants(day)) if fits(entry, asked.word)]
        if not chosen:
            print(f"day {day}: nothing fits {asked.word!r}. Give the name of a fault, or a part of `wrong.py:LINE`")
            return 4
        with timed() as seconds:
            show = (lambda result: None) if asked.json else row
            results = judge(chosen, show, asked.seed, asked.seconds)
        if asked.json:
            print(json.dumps([facts(result) for result in results]))
            continue
        counts += Counter(result.verdict for result in results if result.entry.expected)
        summary(day, results, seconds, whole=not asked.word)
    if not asked.json:
        print("all days:", counted(counts))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("day", type=int, nargs="?", help="a day; without it, all")
    parser.add_argument("word", nargs="?", default="", help="only entries whose name or place has this in it")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--seconds", type=float, default=5.0, help="what naming a failure may take")
    parser.add_argument("--json", action="store_true", help="facts instead of a table, for test_corpus.py")
    return parser.parse_args()


def fits(entry: Entry, word: str) -> bool:
    return word in entry.title or any(word in name for name in entry.expected)


def row(result: Result) -> None:
    """One entry: its verdict, where it stands, what was expected and what was said."""
    entry = result.entry
    wanted = " or ".join(entry.expected) or ("green" if entry.is_right else "silence")
    print(f"{result.verdict:<7} {entry.title:<22} {wanted}", flush=True)
    if result.verdict == "right" and not entry.expected:
        return
    silent = [fact for fact in result.red if not fact["fault"]]
    for name, checks in result.said.items():
        print(f"{'':<10} said {name}: {', '.join(checks)}")
    if result.verdict != "right":
        for fact in silent:
            told = " / ".join(line.strip() for line in fact["message"].splitlines()[1:3])
            print(f"{'':<10} silent in {fact['check']} ({fact['verdict']}): {told}")


def summary(day: int, results: list[Result], seconds: list[float], whole: bool) -> None:
    counts = Counter(result.verdict for result in results if result.entry.expected)
    right = sum(result.entry.is_right for result in results)
    unnamed = sum(not result.entry.expected and not result.entry.is_right for result in results)
    print(f"day {day}: {right} right solutions, {unnamed} mistakes without a name; {counted(counts)}")
    if len(seconds) > 1:
        late = quantiles(seconds, n=100, method="inclusive")[98]
        print(f"  {len(seconds)} searches for a name: median {median(seconds):.3f} s, p99 {late:.2f} s")
    tried = {name for result in results for name in result.entry.expected}
    if whole and (left := [fault.name for fault in kata_of_day(day).faults if fault.name not in tried]):
        print(f"  without a variant: {', '.join(left)}")


def counted(counts: Counter[str]) -> str:
    total = counts.total()
    share = f"{counts['right'] / total:.1%}" if total else "none"
    others = ", ".join(f"{counts[word]} {word}" for word in ("wrong", "either", "silent", "green"))
    return f"{total} variants, {counts['right']} named right ({share}), {others}"


def facts(result: Result) -> dict[str, object]:
    entry = result.entry
    return {
        "title": entry.title,
        "expected": entry.expected,
        "is_right": entry.is_right,
        "verdict": result.verdict,
        "said": result.said,
        "red": {fact["check"]: fact["message"] for fact in result.red},
    }


if __name__ == "__main__":
    sys.exit(main())
