"""What sealing costs: the same check in a worker and in this process, in turns. Run it; nothing here is asserted.

    python tests/benchmarks/overhead.py [numpy] [torch] [--rounds 200] [--spawned 20]

Runs checks of day 10 (NumPy) and, where PyTorch is installed, of day 41 on the worked solutions with the plugin's own
items, from set-up to tear-down: in process, and in both tiers and forms, in random order in each round. Prints for
each way the median and 99th percentile of what it takes longer than in process in the same round, in milliseconds.
"One case" is the check's smallest case alone: the start and end of a worker with a single call, on day 41 one training
step. Spawned workers start an interpreter each and have rounds of their own number. "Every check" is each check of the
day in turn, so often that there are as many as rounds: what a day's checks cost more, whether they call once or often.
"""

import argparse
import gc
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec

from nnkata_plugin.audit.session import Job, Runner, hold
from nnkata_plugin.catalog import kata_of_day
from nnkata_plugin.catalog.implementation import choose
from nnkata_plugin.check.context import Trial
from nnkata_plugin.worker import isolation, missing

CHECKS = {
    "numpy": (10, "test_softmax_agrees_with_the_reference"),
    "torch": (41, "test_a_step_goes_down_the_gradient"),
}
LONG = 1.0  # seconds
TIERS = ["portable"] if missing() else ["confined", "portable"]


def seconds(runner: Runner, day: int, check: str, case: int | None, way: tuple[str, str] | None) -> float:
    """One run of the check; `way` is tier and form, None: in process."""
    run = runner._run
    run.in_process = way is None
    run.config.option.kata_case = case
    if way:
        run.isolation = replace(isolation(*way), hides=run.isolation.hides)
    trial = Trial(choose(kata_of_day(day), None, "solution"), naming=False)
    ran = runner(Job(day, trial, [check], seed=7041))
    if [fact["outcome"] for fact in ran.facts] != ["passed"]:
        raise SystemExit(f"day {day} {check} {way}: {ran.facts[-1]['message'] or ran.facts[-1]}")
    return ran.seconds


def told(name: str, differences: Sequence[float]) -> str:
    ordered = sorted(1000 * difference for difference in differences)
    middle, high = statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    return f"  {name:18} {middle:8.1f} {high:8.1f}   n {len(ordered)}"


def measure_day(runner: Runner, day: int, rounds: int) -> None:
    """Every check of a day in turn but those that train for longer than a second."""
    ways = [None, *((tier, "fork") for tier in TIERS)]
    checks = [
        check
        for check in kata_of_day(day).checks
        if max(seconds(runner, day, check, None, way) for way in ways) < LONG  # all ways, as a run-up
    ]
    found: dict[tuple[str, str] | None, list[float]] = {way: [] for way in ways}
    for _ in range(-(-rounds // len(checks))):
        gc.collect()
        for check in random.sample(checks, len(checks)):
            took = {way: seconds(runner, day, check, None, way) for way in random.sample(ways, len(ways))}
            for way in ways:
                found[way].append(took[way] - (took[None] if way else 0))
    show(f"day {day}, every check ({len(checks)})", found)


def show(title: str, found: dict[tuple[str, str] | None, list[float]]) -> None:
    print(f"{title}: milliseconds, median and p99")
    for way, times in found.items():
        print(told("in process" if way is None else f"{' '.join(way)}, more", times), flush=True)


def measure(runner: Runner, kind: str, rounds: int, spawned: int) -> None:
    day, check = CHECKS[kind]
    whole = "all cases"
    for words, case in (("one case", 1), (whole, None)):
        found: dict[tuple[str, str] | None, list[float]] = {}
        for form, times in (("fork", rounds), ("spawn", spawned if case else spawned // 4)):
            ways = [None, *((tier, form) for tier in TIERS)]
            for way in ways:  # the first run loads libraries, the first of a kind starts its zygote
                seconds(runner, day, check, case, way)
            for _ in range(times):
                gc.collect()
                took = {way: seconds(runner, day, check, case, way) for way in random.sample(ways, len(ways))}
                for way in ways:
                    found.setdefault(way, []).append(took[way] - (took[None] if way else 0))
        show(f"day {day}, {check}, {words}", found)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("kinds", nargs="*", help="numpy, torch")
    words.add_argument("--rounds", type=int, default=200)
    words.add_argument("--spawned", type=int, default=20)
    asked = words.parse_args()
    kinds = [kind for kind in CHECKS if kind in (asked.kinds or CHECKS) and (kind == "numpy" or find_spec(kind))]
    if "torch" in kinds:
        import torch

        torch.set_num_threads(1)  # as in a worker

    def use(runner: Runner) -> None:
        for kind in kinds:
            measure(runner, kind, asked.rounds, asked.spawned)
            measure_day(runner, CHECKS[kind][0], asked.rounds)

    held: Callable[[Runner], None] = use
    hold([CHECKS[kind][0] for kind in kinds], held)


if __name__ == "__main__":
    sys.exit(main())
